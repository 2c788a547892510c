"""Rules that were waived: which, for what, by whom, until when."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.history import History
from governance.models.contradictions import Contradiction
from metrics.models import DataDomain

PERSON = settings.AUTH_USER_MODEL


class RuleWaiverQuerySet(models.QuerySet["RuleWaiver"]):
    """Waivers, narrowed in words."""

    def standing(self) -> "RuleWaiverQuerySet":
        """Return those that were not taken back."""
        return self.filter(is_withdrawn=False)

    def on(self, day: date) -> "RuleWaiverQuerySet":
        """Return those in force on a day; both ends are included."""
        return self.standing().filter(from_on__lte=day, until_on__gte=day)


class RuleWaiver(models.Model):
    """A guard that an executive waived, for one item or for a domain and all below it."""

    class Rule(models.TextChoices):
        """The guards that can be waived; every other one always holds."""

        RECOMMENDER = "recommender", "At S1 and S2 the decider is not who recommended"
        DISPUTING = "disputing", "At S1 and S2 the decider is not of a function in dispute"

    number = models.PositiveIntegerField(unique=True)
    rule = models.CharField(max_length=11, choices=Rule)
    contradiction = models.ForeignKey(
        Contradiction, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers"
    )
    domain = models.ForeignKey(
        DataDomain, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers"
    )
    reason = models.TextField(max_length=2000)
    from_on = models.DateField()
    until_on = models.DateField()
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    is_withdrawn = models.BooleanField(default=False, help_text="Taken back; kept for history.")
    history = History()

    objects = RuleWaiverQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(contradiction__isnull=False) ^ Q(domain__isnull=False),
                name="rulewaiver_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("from_on")), name="rulewaiver_ends_after_start"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rulewaiver_has_reason"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """The number people say, such as W-003."""
        return f"W-{self.number:03d}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain if self.contradiction else f"domain:{self.domain_id}"

    @property
    def subject(self) -> Contradiction | DataDomain:
        """What it is for."""
        subject = self.contradiction or self.domain
        assert subject is not None
        return subject
