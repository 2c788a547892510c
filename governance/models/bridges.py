"""Bridges made by hand: typed, evidenced lines from one position to another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.history import History
from governance.models.contradictions import Contradiction
from governance.models.positions import Evidence, Position

PERSON = settings.AUTH_USER_MODEL


class Bridge(models.Model):
    """A walk from one figure to the other; signing freezes it, a later one supersedes."""

    class Status(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        SIGNED = "signed", "Signed"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="bridges"
    )
    start = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    end = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    note = models.TextField(
        max_length=2000, blank=True, help_text="Needed to sign while a part is unexplained."
    )
    is_all_i_can_explain = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    signed_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    signed_at = models.DateTimeField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    history = History()

    class Meta:
        ordering = ("-at",)
        constraints = [
            models.CheckConstraint(condition=~Q(start=F("end")), name="bridge_joins_two_positions"),
            models.CheckConstraint(
                condition=Q(status="signed", signed_by__isnull=False, signed_at__isnull=False)
                | (~Q(status="signed") & Q(signed_by__isnull=True, signed_at__isnull=True)),
                name="bridge_signed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} {self.start.label} to {self.end.label}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class BridgeLine(models.Model):
    """One step: a cause in diagnosis order and a signed amount; withdrawn, never deleted."""

    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="lines")
    cause = models.PositiveSmallIntegerField(help_text="Diagnosis step, 1 to 5.")
    label = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=15, decimal_places=4)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_withdrawn = models.BooleanField(default=False)
    history = History()

    class Meta:
        ordering = ("cause", "id")
        constraints = [
            models.CheckConstraint(
                condition=Q(cause__range=(1, 5)), name="bridgeline_cause_is_a_step"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.bridge.chain
