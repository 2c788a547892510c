"""The agenda of a review: what people settled about it; what stands on it is worked out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import History
from governance.models.contradictions import Contradiction
from governance.models.reviews import Review

PERSON = settings.AUTH_USER_MODEL


class AgendaItem(models.Model):
    """What was settled about one item of one agenda: that it stays, and where it stands."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="agenda_items")
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="agenda_items"
    )
    is_pinned = models.BooleanField(default=False, help_text="On the agenda whatever comes.")
    place = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Where somebody moved it."
    )
    called_at = models.DateTimeField(
        null=True, blank=True, help_text="When the meeting took it onto its list."
    )
    carried_because = models.CharField(
        max_length=300, blank=True, help_text="Why it was left undecided when the meeting ended."
    )
    history = History()

    class Meta:
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(fields=["review", "contradiction"], name="agendaitem_once"),
            models.CheckConstraint(
                condition=Q(place__isnull=True) | Q(place__gte=1), name="agendaitem_counts_from_one"
            ),
            models.CheckConstraint(
                condition=Q(called_at__isnull=True) | Q(place__isnull=False),
                name="agendaitem_called_in_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} on {self.review}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain


class Deferral(models.Model):
    """A review put an item off once, until a day and at a cost; its state and clocks stay."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="deferrals")
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="deferrals"
    )
    cycle = models.PositiveSmallIntegerField()
    until_on = models.DateField(help_text="A review on that day or later takes it up.")
    cost = models.CharField("what waiting costs", max_length=300)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(fields=["contradiction", "cycle"], name="deferral_only_once"),
            models.CheckConstraint(condition=~Q(cost=""), name="deferral_has_its_cost"),
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} put off until {self.until_on}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain
