"""What each side says, and what it shows for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.canonical import REDACTED
from governance.models.contradictions import Contradiction
from metrics.figures import quantity
from metrics.models import KPI, KPIDefinition, Measurement, SourceSystem

PERSON = settings.AUTH_USER_MODEL
TARGET_STATUS = (
    ("ok", "On target"),
    ("risk", "At risk"),
    ("off", "Off target"),
    ("none", "Not measured"),
)


class Position(models.Model):
    """One side's statement; it never changes, a revision is a new row that supersedes."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="positions"
    )
    order = models.PositiveSmallIntegerField()
    function = models.ForeignKey(
        "accounts.Function", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_customer = models.BooleanField(default=False)
    label = models.CharField(max_length=80, help_text="Who says so, such as Marketing.")
    claim = models.CharField(max_length=300, blank=True)
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=7, choices=KPI.Unit, blank=True)
    unit_label = models.CharField(max_length=40, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    verb = models.CharField(max_length=30, blank=True)
    target = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    target_status = models.CharField(
        max_length=4,
        choices=TARGET_STATUS,
        default="none",
    )
    kpi = models.ForeignKey(
        KPI, null=True, blank=True, on_delete=models.PROTECT, related_name="positions"
    )
    measurement = models.ForeignKey(
        Measurement, null=True, blank=True, on_delete=models.PROTECT, related_name="positions"
    )
    definition = models.ForeignKey(
        KPIDefinition, null=True, blank=True, on_delete=models.PROTECT, related_name="positions"
    )
    system = models.ForeignKey(
        SourceSystem, null=True, blank=True, on_delete=models.PROTECT, related_name="positions"
    )
    population = models.CharField(max_length=200, blank=True)
    segment = models.CharField(max_length=80, blank=True)
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    as_of = models.DateField(null=True, blank=True)
    grade = models.CharField(max_length=9, choices=Measurement.Grade, default="measured")
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ("order", "at")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_start__isnull=True, period_end__isnull=True)
                | Q(
                    period_start__isnull=False,
                    period_end__isnull=False,
                    period_end__gte=F("period_start"),
                ),
                name="position_period_runs_on",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | ~Q(claim=""), name="position_says_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.figure or self.claim}"

    @property
    def figure(self) -> str:
        """What it counts, with its unit; nothing where it is stated in words."""
        if self.value is None:
            return ""
        return f"{quantity(self.value, self.unit, self.currency)} {self.unit_label}".strip()

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class PositionAnswer(models.Model):
    """A side's word on a position attributed to it, or on somebody else's."""

    class Answer(models.TextChoices):
        """What was said."""

        ACKNOWLEDGED = "acknowledged", "Seen, will answer"
        CONFIRMED = "confirmed", "This is what we say"
        AGREED = "agreed", "Agrees with the fix"
        DISPUTED = "disputed", "Objects"
        CONCEDED = "conceded", "Concedes to the other side"

    position = models.ForeignKey(Position, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=12, choices=Answer)
    note = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.by} {self.get_answer_display()}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.position.contradiction.chain


class Evidence(models.Model):
    """A file, a link or a note that supports one position, or all of them."""

    class Kind(models.TextChoices):
        """What form it has."""

        FILE = "file", "File"
        LINK = "link", "Link"
        NOTE = "note", "Note"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="evidence"
    )
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=1000, blank=True)
    text = models.TextField(max_length=10000, blank=True)
    file = models.FileField(upload_to="evidence/%Y/%m/", blank=True, max_length=200)
    file_name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    position = models.ForeignKey(
        Position, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    grade = models.CharField(max_length=9, choices=Measurement.Grade, default="measured")
    as_of = models.DateField()
    is_restricted = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction", "number"], name="evidence_number_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="file", sha256__gt="", file__gt="")
                | Q(kind="link", url__gt="")
                | Q(kind="note", text__gt=""),
                name="evidence_has_what_its_kind_needs",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """Its number within the item, such as E-3."""
        return f"E-{self.number}"

    @property
    def has_file(self) -> bool:
        """Whether it is a file that was not taken out of the record."""
        return self.kind == self.Kind.FILE and self.file_name != REDACTED

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
