"""Decision rights: who is accountable, who decides, who must agree, and from when."""

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from accounts.history import History
from governance.models.contradictions import Contradiction
from metrics.models import KPI, DataDomain

PERSON = settings.AUTH_USER_MODEL


class DecisionType(models.Model):
    """A sort of decision, such as: change a definition."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    history = History()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"decision-type:{self.pk}"


class DecisionRightQuerySet(models.QuerySet["DecisionRight"]):
    """Rights, narrowed in words."""

    def on(self, day: date) -> "DecisionRightQuerySet":
        """Return the rights in force on a day; `until` is the first day without."""
        return self.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gt=day))


class DecisionRight(models.Model):
    """One person's right over a domain or a KPI, for a period."""

    class Right(models.TextChoices):
        """What the person may or must do."""

        ACCOUNTABLE = "accountable", "Accountable"
        DECIDES = "decides", "Decides"
        RECOMMENDS = "recommends", "Recommends"
        AGREES = "agrees", "Agrees"
        PERFORMS = "performs", "Performs"
        CONSULTED = "consulted", "Consulted"
        ARBITER = "arbiter", "Arbiter"
        EXECUTIVE = "executive", "Executive"
        FORCE = "force", "Force reconciliation"

    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="rights")
    right = models.CharField(max_length=11, choices=Right)
    domain = models.ForeignKey(
        DataDomain, null=True, blank=True, on_delete=models.PROTECT, related_name="rights"
    )
    kpi = models.ForeignKey(
        KPI, null=True, blank=True, on_delete=models.PROTECT, related_name="rights"
    )
    decision_type = models.ForeignKey(
        DecisionType, null=True, blank=True, on_delete=models.PROTECT, related_name="rights"
    )
    severity_from = models.PositiveSmallIntegerField(
        default=1, help_text="Worst severity of the band, 1 for S1."
    )
    severity_to = models.PositiveSmallIntegerField(default=4, help_text="Mildest, 4 for S4.")
    exposure_from = models.DecimalField(max_digits=15, decimal_places=2, null=True, blank=True)
    exposure_to = models.DecimalField(
        max_digits=15, decimal_places=2, null=True, blank=True, help_text="First amount above."
    )
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="First day without the right.")
    history = History()

    objects = DecisionRightQuerySet.as_manager()

    class Meta:
        ordering = ("right", "since")
        constraints = [
            models.CheckConstraint(
                condition=Q(domain__isnull=False) ^ Q(kpi__isnull=False),
                name="decisionright_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")),
                name="decisionright_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(severity_from__gte=1, severity_to__lte=4)
                & Q(severity_from__lte=F("severity_to")),
                name="decisionright_band_in_order",
            ),
            models.CheckConstraint(
                condition=Q(exposure_to__isnull=True)
                | Q(exposure_from__isnull=True)
                | Q(exposure_to__gt=F("exposure_from")),
                name="decisionright_exposure_in_order",
            ),
            models.UniqueConstraint(
                "right",
                Coalesce("domain", 0),
                Coalesce("kpi", 0),
                Coalesce("decision_type", 0),
                "severity_from",
                Coalesce("exposure_from", Decimal(-1)),
                condition=Q(until__isnull=True, right__in=("accountable", "decides")),
                name="decisionright_one_current_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_right_display().lower()} {self.subject}"

    @property
    def subject(self) -> DataDomain | KPI:
        """What the right is over."""
        subject = self.kpi or self.domain
        assert subject is not None
        return subject

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return f"kpi:{self.kpi_id}" if self.kpi_id else f"domain:{self.domain_id}"

    @property
    def has_band(self) -> bool:
        """Whether it is for some severities or amounts only."""
        whole = (self.severity_from, self.severity_to) == (1, 4)
        return not whole or self.exposure_from is not None or self.exposure_to is not None

    def reaches(self, other: "DecisionRight") -> bool:
        """Say whether its amounts begin below where those of another right end."""
        end = other.exposure_to
        return end is None or (self.exposure_from or Decimal(0)) < end

    @property
    def band(self) -> str:
        """For which severities and amounts it is, in words; nothing where it is for all."""
        first, last = self.severity_from, self.severity_to
        words = []
        if (first, last) != (1, 4):
            words.append(f"S{first}" if first == last else f"S{first} to S{last}")
        if self.exposure_from is not None:
            words.append(f"from {self.exposure_from:,.0f}")
        if self.exposure_to is not None:
            words.append(f"below {self.exposure_to:,.0f}")
        return " ".join(words)


class CompetingClaim(models.Model):
    """Somebody else says the item is theirs: recorded, never a second owner."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="claims"
    )
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction", "by"], name="competingclaim_once_per_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} claims {self.contradiction}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
