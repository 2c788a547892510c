"""What a KPI means: numbered definitions, the population counted and how it is identified."""

from datetime import date

from django.conf import settings
from django.db import models

from accounts.history import History
from metrics.models.domains import SourceSystem
from metrics.models.kpis import KPI


class Population(models.Model):
    """Which entities are counted: the grain and the rule of inclusion."""

    name = models.CharField(max_length=80, unique=True)
    entity_grain = models.CharField(max_length=80, help_text="One row per what, such as account.")
    inclusion_rule = models.TextField(blank=True)
    history = History()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"population:{self.pk}"


class IdentityRule(models.Model):
    """When two rows are the same entity, such as: merged by e-mail domain."""

    name = models.CharField(max_length=80, unique=True)
    rule = models.TextField()
    history = History()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"identity-rule:{self.pk}"


class KPIDefinitionQuerySet(models.QuerySet["KPIDefinition"]):
    """Definitions, narrowed in words."""

    def approved(self) -> "KPIDefinitionQuerySet":
        """Return what was agreed, whether or not it is in force yet or still."""
        return self.filter(status="approved")

    def in_force_on(self, day: date) -> "KPIDefinition | None":
        """Return the approved definition that holds on a day: the latest to begin by then."""
        begun = self.approved().filter(effective_from__lte=day)
        return begun.order_by("effective_from", "number").last()


class KPIDefinition(models.Model):
    """One numbered meaning of a KPI; approved ones never change, a new number supersedes."""

    class Status(models.TextChoices):
        """How far a meaning has come."""

        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Rejected"

    kpi = models.ForeignKey(KPI, on_delete=models.PROTECT, related_name="definitions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Status, default=Status.PROPOSED)
    meaning = models.CharField(max_length=200, help_text="One line, readable on its own.")
    formula = models.TextField()
    inclusions = models.TextField(blank=True)
    exclusions = models.TextField(blank=True)
    time_basis = models.CharField(max_length=120, blank=True)
    status_field = models.CharField(max_length=120, blank=True)
    population = models.ForeignKey(
        Population, null=True, blank=True, on_delete=models.PROTECT, related_name="definitions"
    )
    identity_rule = models.ForeignKey(
        IdentityRule, null=True, blank=True, on_delete=models.PROTECT, related_name="definitions"
    )
    implemented_in = models.ForeignKey(
        SourceSystem, null=True, blank=True, on_delete=models.PROTECT, related_name="definitions"
    )
    implemented_field = models.CharField(max_length=120, blank=True)
    last_verified_on = models.DateField(null=True, blank=True)
    effective_from = models.DateField()
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="definitions"
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="approvals",
    )
    history = History()

    objects = KPIDefinitionQuerySet.as_manager()

    class Meta:
        ordering = ("kpi", "-number")
        constraints = [
            models.UniqueConstraint(fields=["kpi", "number"], name="kpidefinition_number_once"),
            models.CheckConstraint(
                condition=models.Q(approver__isnull=True) | ~models.Q(approver=models.F("author")),
                name="kpidefinition_approver_is_not_author",
            ),
            models.CheckConstraint(
                condition=models.Q(approver__isnull=False) ^ models.Q(status="proposed"),
                name="kpidefinition_judged_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} v{self.number}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"kpi:{self.kpi_id}"
