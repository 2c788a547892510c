"""KPIs: what each function, the whole journey and the customer are measured by."""

from django.conf import settings
from django.db import models

from accounts.history import History
from metrics.models.domains import DataDomain, SourceSystem


class KPI(models.Model):
    """A named figure; who owns it is a right (`governance.DecisionRight`), never a field here."""

    class Kind(models.TextChoices):
        """Whose view a KPI gives."""

        FUNCTIONAL = "functional", "Functional"
        OUTCOME = "outcome", "Outcome, end to end"
        CUSTOMER = "customer", "Customer signal"

    class Stage(models.TextChoices):
        """Where on the customer's journey it is taken."""

        INTEREST = "interest", "Interest"
        PROMISE = "promise", "Promise"
        SERVICE = "service", "Service"
        OUTCOME = "outcome", "Outcome"

    class Unit(models.TextChoices):
        """What its values are; percent values are stored as 97 for 97 %."""

        COUNT = "count", "Count"
        PERCENT = "percent", "Percent"
        MONEY = "money", "Money"
        RATIO = "ratio", "Ratio"
        DAYS = "days", "Days"

    class Direction(models.TextChoices):
        """Which way is better."""

        HIGHER = "higher", "Higher is better"
        LOWER = "lower", "Lower is better"
        NEAR = "near", "Near the target is better"

    class Cadence(models.TextChoices):
        """How often it is read."""

        DAY = "day", "Daily"
        WEEK = "week", "Weekly"
        MONTH = "month", "Monthly"
        QUARTER = "quarter", "Quarterly"

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=80, unique=True)
    function = models.ForeignKey(
        "accounts.Function", null=True, blank=True, on_delete=models.PROTECT, related_name="kpis"
    )
    domain = models.ForeignKey(DataDomain, on_delete=models.PROTECT, related_name="kpis")
    system = models.ForeignKey(SourceSystem, on_delete=models.PROTECT, related_name="kpis")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FUNCTIONAL)
    stage = models.CharField(max_length=8, choices=Stage, blank=True)
    unit = models.CharField(max_length=7, choices=Unit, default=Unit.COUNT)
    unit_label = models.CharField(
        max_length=40, blank=True, help_text="What is counted, in the plural, such as MQLs."
    )
    currency = models.CharField(max_length=3, blank=True)
    verb = models.CharField(
        max_length=30, default="counts", help_text="How its side states it: Marketing counts ..."
    )
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.HIGHER)
    cadence = models.CharField(max_length=7, choices=Cadence, default=Cadence.MONTH)
    target = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    at_risk = models.DecimalField(
        "at-risk bound", max_digits=15, decimal_places=4, null=True, blank=True
    )
    used_for_compensation = models.BooleanField(default=False)
    used_for_budget = models.BooleanField(default=False)
    used_for_board = models.BooleanField(default=False)
    used_for_models = models.BooleanField("used by AI models", default=False)
    uses = models.CharField(
        max_length=200, blank=True, help_text="Where it is read, such as: board pack p. 4."
    )
    current_definition = models.ForeignKey(
        "metrics.KPIDefinition", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    history = History()

    class Meta:
        ordering = ("name", "slug")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(unit="money") ^ models.Q(currency=""),
                name="kpi_money_has_a_currency",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="functional", function__isnull=False)
                | ~models.Q(kind="functional"),
                name="kpi_functional_has_a_function",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"kpi:{self.pk}"

    @property
    def is_customer_signal(self) -> bool:
        """Whether the customer, not a function, speaks here."""
        return self.kind == self.Kind.CUSTOMER

    @property
    def raises_severity(self) -> bool:
        """Whether something depends on it that makes a dispute about it worse: pay, the board."""
        uses = settings.TIEOUT.severity_raising_uses
        return any(getattr(self, f"used_for_{use}") for use in uses)
