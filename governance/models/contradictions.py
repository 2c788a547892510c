"""The contradiction: two or more figures that cannot all be true, and what is known of it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from accounts.canonical import WordsField
from accounts.history import History
from accounts.models import Delegation
from governance.lifecycle import ENDED, LIFECYCLE, OPEN
from governance.models.facts import Facts
from metrics.models import DataDomain

PERSON = settings.AUTH_USER_MODEL


class _StillOpen(models.Func):
    """The condition of the partial indexes, to the letter.

    SQLite cannot see that a bound list of states is the same, and would read every row.
    """

    template = f"%(expressions)s IN ({', '.join(repr(status) for status in OPEN)})"
    output_field = models.BooleanField()


class _Named(models.Func):
    """The other condition of the index on fingerprints, to the letter for the same reason."""

    template = "NOT (%(expressions)s = '')"
    output_field = models.BooleanField()


class ContradictionQuerySet(models.QuerySet["Contradiction"]):
    """Items, narrowed in the words of the register."""

    def open(self) -> "ContradictionQuerySet":
        """Return what is neither closed nor dismissed."""
        return self.filter(_StillOpen("status"))

    def on_same_figures(self, fingerprint: str) -> "ContradictionQuerySet":
        """Return the open item with a fingerprint, if there is one; an empty one has no twin."""
        return self.open().filter(_Named("fingerprint"), fingerprint=fingerprint)

    def overdue(self, at: datetime) -> "ContradictionQuerySet":
        """Return open items whose due time passed before `at`; a pause stops that clock."""
        return self.open().filter(due_at__lt=at, paused_until__isnull=True)

    def visible_to(self, person: Any) -> "ContradictionQuerySet":
        """Return what a person may read today; `policies.may_see` says the same of one item."""
        hidden = self.model._default_manager.all().hidden_from(person)
        return self.exclude(pk__in=hidden.values("pk"))

    def hidden_from(self, person: Any) -> "ContradictionQuerySet":
        """Return the confidential items a person may not read.

        They are few: looking them up once leaves any other condition its index.
        """
        if person.is_steward or person.is_auditor or person.is_system:
            return self.none()
        return self.filter(is_confidential=True).exclude(self._part(person))

    def concerning(self, person: Any, on: date | None = None) -> "ContradictionQuerySet":
        """Return what a person may read even the restricted evidence of, today unless told."""
        if person.is_steward or person.is_auditor or person.is_system:
            return self
        return self.filter(self._part(person, on))

    def _part(self, person: Any, on: date | None = None) -> Q:
        part = Q(raiser=person) | Q(paused_for=person)
        for who in ([person], self._lenders(person, on)):
            part |= Q(owner__in=who) | Q(decider__in=who) | Q(escalated_to__in=who)
            part |= Q(Exists(self._under("agreers", person__in=who)))
            part |= Q(Exists(self._under("follow_ups", owner__in=who)))
        if person.function_id:
            part |= Q(Exists(self._under("positions", function=person.function_id)))
        return part

    def _lenders(self, person: Any, on: date | None) -> Any:
        """Return whom a person stands in for: what is theirs by right may be read as well."""
        day = on or timezone.now().date()
        return Delegation.objects.lent_to(person, day).values("person")

    def _under(self, name: str, **who: Any) -> models.QuerySet[Any]:
        model: Any = self.model._meta.get_field(name).related_model
        under: models.QuerySet[Any] = model._default_manager.filter(contradiction=OuterRef("pk"))
        return under.filter(**who)


class Contradiction(Facts, models.Model):
    """One item of the register; its status changes along `LIFECYCLE` and nowhere else."""

    LIFECYCLE = LIFECYCLE

    class Status(models.TextChoices):
        """The nine states."""

        LOGGED = "logged", "Logged"
        ASSIGNED = "assigned", "Assigned"
        INVESTIGATING = "investigating", "Investigating"
        PROPOSED = "proposed", "Proposed"
        DECIDED = "decided", "Decided"
        VERIFYING = "verifying", "Verifying"
        CLOSED = "closed", "Closed"
        ACCEPTED = "accepted", "Accepted"
        DISMISSED = "dismissed", "Dismissed"

    class Kind(models.TextChoices):
        """What cannot both be true."""

        NUMBER = "number", "Number"
        SIGNAL = "signal", "Status vs signal"
        DEFINITION = "definition", "Definition"
        INCENTIVE = "incentive", "Incentive"
        RIGHTS = "rights", "Decision rights"

    class RootCause(models.TextChoices):
        """Why they differ."""

        DATA = "data", "Data"
        DEFINITION = "definition", "Definition"
        IDENTITY = "identity", "Identity"
        SYNC = "sync", "Sync"
        PROCESS = "process", "Process"
        RIGHTS = "rights", "Decision rights"
        INCENTIVE = "incentive", "Incentive"

    class Severity(models.IntegerChoices):
        """How much it matters; 1 is worst."""

        S1 = 1, "S1"
        S2 = 2, "S2"
        S3 = 3, "S3"
        S4 = 4, "S4"

    class Layer(models.IntegerChoices):
        """The layer of the customer record that is in dispute; each rests on those below."""

        CONTACT = 1, "Contact and account"
        STATUS = 2, "Lead and opportunity status"
        ACTIVITY = 3, "Activity"
        ATTRIBUTION = 4, "Attribution"
        OUTCOME = 5, "Outcome"

    class Tolerance(models.TextChoices):
        """How the agreed tolerance is stated."""

        ABSOLUTE = "absolute", "In units"
        PERCENT = "percent", "Percent of the first side"

    number = models.PositiveIntegerField(unique=True)
    status = models.CharField(max_length=13, choices=Status, default=Status.LOGGED)
    version = models.PositiveIntegerField(default=1)
    cycle = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=300, help_text="Generated from the positions.")
    wording = models.CharField(
        max_length=300, blank=True, help_text="A steward's sentence, kept beside the generated one."
    )
    question = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, blank=True)
    severity = models.PositiveSmallIntegerField(choices=Severity, null=True, blank=True)
    severity_reason = models.CharField(max_length=300, blank=True)
    layer = models.PositiveSmallIntegerField(choices=Layer, null=True, blank=True)
    domain = models.ForeignKey(
        DataDomain, null=True, blank=True, on_delete=models.PROTECT, related_name="contradictions"
    )
    decision_type = models.ForeignKey(
        "governance.DecisionType", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.CharField(max_length=200, blank=True)
    tolerance = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    tolerance_kind = models.CharField(
        max_length=8, choices=Tolerance, default=Tolerance.PERCENT, blank=True
    )
    root_cause = models.CharField(max_length=10, choices=RootCause, blank=True)
    is_confidential = models.BooleanField(default=False)

    raiser = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="raised")
    owner = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="owned"
    )
    decider = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="to_decide"
    )
    decider_rule = models.CharField(max_length=300, blank=True)
    recommender = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recommended = models.ForeignKey(
        "governance.Option", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cited_bridge = models.ForeignKey(
        "governance.Bridge", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    exposure = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    exposure_currency = models.CharField(max_length=3, blank=True)
    exposure_basis = models.CharField(max_length=200, blank=True)
    exposure_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    occurred_on = models.DateField(help_text="First evidence; the customer clock counts from here.")
    logged_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True, blank=True)
    proposed_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    own_due_at = models.DateTimeField(null=True, blank=True)
    answer_due_at = models.DateTimeField(null=True, blank=True)
    decide_due_at = models.DateTimeField(null=True, blank=True)
    done_due_at = models.DateTimeField(null=True, blank=True)
    verify_due_at = models.DateTimeField(null=True, blank=True)
    tightened_at = models.DateTimeField(
        null=True, blank=True, help_text="When the time that runs was last made shorter."
    )
    due_at = models.DateTimeField(
        null=True, blank=True, help_text="Due time of the state it is in."
    )
    paused_until = models.DateField(null=True, blank=True)
    paused_for = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_until = models.DateField(null=True, blank=True)
    escalation_level = models.PositiveSmallIntegerField(default=0)
    escalated_to = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    bounces = models.PositiveSmallIntegerField(default=0)
    reopenings = models.PositiveSmallIntegerField(default=0)
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    current_decision = models.ForeignKey(
        "governance.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    summary = WordsField(
        default=dict, blank=True, help_text="Glyph, gap and sentence, renewed with the positions."
    )
    # Worked out for lists alone, so not part of the history.
    search_text = models.TextField(
        blank=True, help_text="Names of KPIs, sides, systems and populations."
    )
    is_split = models.BooleanField(
        default=False, help_text="The customer is off target, every function on it."
    )
    shown_on = models.DateField(
        null=True, blank=True, help_text="As-of date of the newest reading or evidence."
    )
    history = History(excluded_fields=["search_text", "is_split", "shown_on"])

    objects = ContradictionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        indexes = [
            models.Index(
                fields=["severity", "-exposure", "number"],
                condition=Q(status__in=OPEN),
                name="contradiction_open_order",
            ),
            models.Index(
                fields=[
                    "due_at",
                    "paused_until",
                    "owner",
                    "decider",
                    "status",
                    "is_split",
                    "shown_on",
                    "accepted_until",
                    "exposure",
                    "exposure_currency",
                    "occurred_on",
                    "number",
                    "is_confidential",
                    "escalated_to",
                    "cycle",
                ],
                condition=Q(status__in=OPEN),
                name="contradiction_open_facts",
            ),
            models.Index(
                fields=["status"],
                condition=Q(is_confidential=True),
                name="contradiction_confidential",
            ),
            # Few items are duplicates; SQLite takes the plain index for one of the empty key.
            models.Index(
                fields=["duplicate_of"],
                condition=Q(duplicate_of__isnull=False),
                name="contradiction_duplicates",
            ),
            models.Index(fields=["status", "due_at"], name="contradiction_due"),
            models.Index(fields=["owner", "status"], name="contradiction_owner"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=("logged", *ENDED)) | Q(owner__isnull=False),
                name="contradiction_open_has_owner",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("logged", *ENDED))
                | Q(
                    severity__isnull=False,
                    layer__isnull=False,
                    domain__isnull=False,
                )
                & ~Q(kind=""),
                name="contradiction_triaged_before_owned",
            ),
            models.UniqueConstraint(
                fields=["fingerprint"],
                condition=Q(status__in=OPEN) & ~Q(fingerprint=""),
                name="contradiction_one_open_per_fingerprint",
            ),
            models.CheckConstraint(
                condition=Q(status="accepted", accepted_until__isnull=False)
                | ~Q(status="accepted"),
                name="contradiction_accepted_expires",
            ),
            models.CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="contradiction_not_its_own_duplicate",
            ),
            models.CheckConstraint(
                condition=Q(exposure__isnull=True, exposure_currency="")
                | (Q(exposure__isnull=False, exposure__gte=0) & ~Q(exposure_currency="")),
                name="contradiction_exposure_has_currency",
            ),
        ]

    def __str__(self) -> str:
        return self.code
