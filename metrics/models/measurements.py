"""Readings of KPIs: immutable, corrected only by a row that supersedes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from metrics.models.definitions import KPIDefinition
from metrics.models.domains import SourceSystem
from metrics.models.kpis import KPI


class MeasurementImport(models.Model):
    """One file of readings, by its hash; its ledger entry stands for all of its rows."""

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows_sha256 = models.CharField(max_length=64, help_text="Over the canonical rows it added.")
    mapping = models.JSONField(help_text="Column of the file per field, with formats chosen.")
    rows_added = models.PositiveIntegerField()
    rows_same = models.PositiveIntegerField(help_text="Rows that were here already, unchanged.")
    rows_rejected = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{self.file_name}, {self.rows_added} rows"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return "measurements"


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    """Readings, narrowed in words."""

    def current(self) -> "MeasurementQuerySet":
        """Return readings that no correction supersedes."""
        return self.filter(superseded_by__isnull=True)

    def of(self, kpi: KPI, segment: str = "") -> "MeasurementQuerySet":
        """Return the readings of one KPI and segment, oldest period first."""
        return self.filter(kpi=kpi, segment=segment).order_by("period_end", "as_of")


class Measurement(models.Model):
    """One reading: a value for a period (both dates included), as known on a date."""

    class Grade(models.TextChoices):
        """How the value came about."""

        MEASURED = "measured", "Measured"
        SAMPLED = "sampled", "Sampled"
        ANECDOTAL = "anecdotal", "Anecdotal"

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="measurements")
    segment = models.CharField(max_length=80, blank=True)
    period_start = models.DateField()
    period_end = models.DateField()
    value = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    numerator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    denominator = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    as_of = models.DateField()
    definition = models.ForeignKey(
        KPIDefinition, null=True, blank=True, on_delete=models.PROTECT, related_name="measurements"
    )
    system = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="measurements")
    grade = models.CharField(max_length=9, choices=Grade, default=Grade.MEASURED)
    sample_size = models.PositiveIntegerField(null=True, blank=True)
    source = models.ForeignKey(
        MeasurementImport, null=True, blank=True, on_delete=models.PROTECT, related_name="rows"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it was corrected, or what a reader must know."
    )

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ("kpi", "-period_end")
        indexes = [
            models.Index(fields=["kpi", "segment", "-period_end"], name="measurement_latest")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="measurement_period_runs_on"
            ),
            models.CheckConstraint(
                condition=Q(numerator__isnull=True)
                | Q(denominator__isnull=True)
                | Q(numerator__lte=F("denominator")),
                name="measurement_part_within_whole",
            ),
            models.CheckConstraint(
                # A check that comes to NULL holds, so each case says that there is a whole.
                condition=Q(denominator__isnull=True, numerator__isnull=True, value__isnull=False)
                | Q(
                    denominator__isnull=False,
                    denominator=0,
                    numerator__isnull=False,
                    value__isnull=True,
                )
                | Q(
                    denominator__isnull=False,
                    denominator__gt=0,
                    numerator__isnull=False,
                    value__isnull=False,
                ),
                name="measurement_no_rate_without_whole",
            ),
            models.UniqueConstraint(
                fields=["kpi", "segment", "system", "period_start", "period_end"],
                condition=Q(supersedes__isnull=True),
                name="measurement_first_reading_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.period_start} to {self.period_end}: {self.value}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"kpi:{self.kpi_id}"
