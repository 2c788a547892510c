"""Bridges: typed, evidenced lines from one position to another, by hand or out of two lists."""

from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.canonical import WordsField
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


class BridgeRun(models.Model):
    """One comparison of two lists by a worker: their hashes, the rules, and what it came to.

    It never changes; computing again adds another, and its lines take the place of these.
    """

    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="runs")
    left_name = models.CharField(max_length=200, help_text="The file behind the first figure.")
    right_name = models.CharField(max_length=200)
    left_sha256 = models.CharField(max_length=64)
    right_sha256 = models.CharField(max_length=64)
    notes = models.TextField(blank=True, help_text="What was found on the way, for a person.")
    facts = WordsField(help_text="Totals, steps, inputs, rules and versions.")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.left_name} to {self.right_name}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.bridge.chain


class BridgeRowsQuerySet(models.QuerySet["BridgeRows"]):
    """Rows of bridges, narrowed in words."""

    def due(self, on: date) -> "BridgeRowsQuerySet":
        """Return the rows whose last day is over."""
        due = self.filter(deleted_at__isnull=True, kept_until__lt=on)
        return due.select_related("run__bridge__contradiction")


class BridgeRows(models.Model):
    """The rows behind the steps of a run, until the day they are deleted; personal data."""

    run = models.OneToOneField(BridgeRun, on_delete=models.PROTECT, related_name="kept")
    name = models.CharField(max_length=36, unique=True, help_text="Of the folder they are in.")
    kept_until = models.DateField()
    deleted_at = models.DateTimeField(null=True, blank=True)
    history = History()

    objects = BridgeRowsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "rows of bridges"

    def __str__(self) -> str:
        return f"Rows of {self.run}"

    @property
    def folder(self) -> Path:
        """Where they are, outside the web root: one Parquet file for each step."""
        return Path(settings.MEDIA_ROOT) / "bridges" / "rows" / self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.run.chain


class BridgeLine(models.Model):
    """One step: a cause in diagnosis order and a signed amount; withdrawn, never deleted.

    A computed one names its run, and only that changes it. It keeps as many decimals as the lists.
    """

    class Step(models.TextChoices):
        """What a computed line stands for, by the list whose rows it takes away or adds."""

        LEFT_ABSENT = "left-absent", "Only in the first list"
        RIGHT_ABSENT = "right-absent", "Only in the second list"
        LEFT_DATES = "left-dates", "Outside the second list's window"
        RIGHT_DATES = "right-dates", "Outside the first list's window"
        LEFT_STATUS = "left-status", "Of a status the second does not count"
        RIGHT_STATUS = "right-status", "Of a status the first does not count"
        LEFT_DUPLICATES = "left-duplicates", "Duplicates in the first list"
        RIGHT_DUPLICATES = "right-duplicates", "Duplicates in the second list"
        LEFT_MATCHING = "left-matching", "Split or merged by the first's own rule"
        RIGHT_MATCHING = "right-matching", "Split or merged by the second's own rule"
        LEFT_KEY = "left-key", "Without a usable key in the first list"
        RIGHT_KEY = "right-key", "Without a usable key in the second list"
        LEFT_VALUE = "left-value", "Same record, the first says more"
        RIGHT_VALUE = "right-value", "Same record, the second says more"

    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="lines")
    cause = models.PositiveSmallIntegerField(help_text="Diagnosis step, 1 to 5.")
    label = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=27, decimal_places=12)
    run = models.ForeignKey(
        BridgeRun, null=True, blank=True, on_delete=models.PROTECT, related_name="lines"
    )
    step = models.CharField(max_length=16, choices=Step, blank=True)
    rows = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="How many rows of the list are behind it."
    )
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
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=True, step="", rows__isnull=True)
                | Q(run__isnull=False, step__gt="", rows__isnull=False),
                name="bridgeline_computed_in_full",
            ),
            models.UniqueConstraint(
                fields=["run", "step"],
                name="bridgeline_once_per_step_of_run",
                condition=Q(run__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.bridge.chain


class StepNote(models.Model):
    """What somebody says of a step; it never changes."""

    line = models.ForeignKey(BridgeLine, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.by} on {self.line.label}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.line.chain


class RowsDownload(models.Model):
    """Somebody took the rows of a step out of the house."""

    class Kind(models.TextChoices):
        """In which form."""

        CSV = "csv", "CSV"
        PARQUET = "parquet", "Parquet"

    line = models.ForeignKey(BridgeLine, on_delete=models.PROTECT, related_name="downloads")
    kind = models.CharField(max_length=7, choices=Kind)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.line} as {self.kind}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.line.chain
