"""The decision, dissent from it, and what follows from it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, When

from accounts.history import History
from governance.models.bridges import Bridge
from governance.models.contradictions import Contradiction
from governance.models.options import Option
from governance.models.positions import Evidence, Position

PERSON = settings.AUTH_USER_MODEL


def in_place_of(person: Any, lender: Any) -> str:
    """Name a person, and on whose behalf they acted where they did."""
    return f"{person}, on behalf of {lender}" if lender else str(person)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, narrowed in words."""

    def with_look(self) -> Any:
        """Add `look_on`, the day each is looked at again: as said last time, or when it was made.

        None where it was looked at for good.
        """
        related: Any = self.model._meta.get_field("revisits").related_model
        looked = related._default_manager.filter(decision=OuterRef("pk")).order_by("-at", "-pk")
        again = Case(
            When(Exists(looked), then=Subquery(looked.values("next_on")[:1])),
            default=F("revisit_on"),
        )
        return self.annotate(look_on=again)


class Decision(models.Model):
    """What was chosen, by whom, at what price; a later decision supersedes, nothing edits."""

    number = models.PositiveIntegerField(unique=True)
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="decisions"
    )
    cycle = models.PositiveSmallIntegerField()
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="decisions")
    bridge = models.ForeignKey(
        Bridge,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The one the proposal cited.",
    )
    rationale = models.TextField(max_length=5000)
    trade_off = models.CharField(max_length=200)
    none_voiced = models.BooleanField("no dissent voiced", default=False)
    override_reason = models.TextField(max_length=2000, blank=True)
    revisit_on = models.DateField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="decisions")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=300, help_text="The rule that gave the right.")
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(condition=~Q(rationale=""), name="decision_has_rationale")
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number people say, such as D-031."""
        return f"D-{self.number:03d}"

    @property
    def decided_by(self) -> str:
        """Who decided, and in whose place."""
        return in_place_of(self.by, self.on_behalf_of)

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class DecisionUse(models.Model):
    """Which number is used for which purpose, from when, and who restates what used another."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="uses")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="uses")
    purpose = models.CharField(max_length=200)
    from_on = models.DateField()
    restated_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.position.label} for {self.purpose} from {self.from_on}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.decision.chain


class Dissent(models.Model):
    """Somebody disagreed with a decision; the reason may follow as a row that supersedes."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="dissents")
    function = models.ForeignKey(
        "accounts.Function", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    person = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(max_length=2000, blank=True)
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ("at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(function__isnull=False) | Q(person__isnull=False),
                name="dissent_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person or self.function} dissents from {self.decision}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.decision.chain


class FollowUp(models.Model):
    """Something a decision, or a resolving owner, promised: done with proof or cancelled."""

    class Status(models.TextChoices):
        """How far it has come."""

        OPEN = "open", "Open"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="follow_ups"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups"
    )
    cycle = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    owner = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="follow_ups")
    due_on = models.DateField()
    status = models.CharField(max_length=9, choices=Status, default=Status.OPEN)
    proof = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(max_length=2000, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open")
                | Q(status="done", proof__isnull=False)
                | (Q(status="cancelled") & ~Q(reason="")),
                name="followup_ends_with_proof_or_reason",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class Acceptance(models.Model):
    """The difference stands, disclosed, until a date; a renewal is a row that supersedes."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="acceptances"
    )
    cycle = models.PositiveSmallIntegerField()
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    disclosure = models.CharField(max_length=300)
    reason = models.TextField(max_length=2000)
    exposure = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    exposure_note = models.CharField(max_length=200, help_text="Basis, or “not estimated”.")
    from_on = models.DateField()
    expires_on = models.DateField()
    none_voiced = models.BooleanField(default=False)
    dissent = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=F("from_on")), name="acceptance_expires_later"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} accepted until {self.expires_on}"

    @property
    def accepted_by(self) -> str:
        """Who accepted it, and in whose place."""
        return in_place_of(self.by, self.on_behalf_of)

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class Verification(models.Model):
    """What was read after the fix, or the decider's waiver of reading it."""

    class Result(models.TextChoices):
        """What the readings showed."""

        INSIDE = "inside", "Inside tolerance"
        OUTSIDE = "outside", "Outside tolerance"
        WAIVED = "waived", "Waived by the decider"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="verifications"
    )
    cycle = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=7, choices=Result)
    periods = models.PositiveSmallIntegerField(default=0, help_text="Periods inside tolerance.")
    readings = models.JSONField(default=list, blank=True, help_text="Measurement ids and gaps.")
    note = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(
                condition=~Q(result="waived") | ~Q(note=""), name="verification_waiver_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} {self.get_result_display().lower()}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class RetiredBelief(models.Model):
    """A sentence the company no longer believes, and what it believes instead."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="retired_beliefs"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="retired_beliefs"
    )
    belief = models.CharField(max_length=300)
    instead = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return self.belief

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
