"""Facts about the working clock: when it stood still, and who was told it ran out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.history import History
from governance.models.contradictions import Contradiction

PERSON = settings.AUTH_USER_MODEL


class Pause(models.Model):
    """The working clock waits for a named person until a date; how often is a setting."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="pauses"
    )
    cycle = models.PositiveSmallIntegerField()
    waiting_on = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=2000)
    started_at = models.DateTimeField()
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    history = History()

    class Meta:
        ordering = ("started_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction"],
                condition=Q(ended_at__isnull=True),
                name="pause_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="pause_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} waits on {self.waiting_on} until {self.until_on}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class Escalation(models.Model):
    """One rung of the ladder, reached once per item and cycle."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="escalations"
    )
    cycle = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    to = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction", "cycle", "level"], name="escalation_once_per_level"
            ),
            models.CheckConstraint(
                condition=Q(level__range=(1, 3)), name="escalation_three_levels"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} level {self.level}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
