"""That a signed bridge is computed again each month, and that somebody ended this."""

from django.conf import settings
from django.db import models

from governance.models.bridges import Bridge
from governance.models.contradictions import Contradiction

PERSON = settings.AUTH_USER_MODEL


class BridgeRepeatQuerySet(models.QuerySet["BridgeRepeat"]):
    """Repetitions, narrowed in words."""

    def standing(self) -> "BridgeRepeatQuerySet":
        """Return those that nobody ended."""
        return self.filter(stops__isnull=True, stopped_by__isnull=True)

    def between(self, item: Contradiction, *sides: int) -> "BridgeRepeatQuerySet":
        """Return those of a bridge between two sides of an item, given by their places."""
        found = self.filter(bridge__start__order__in=sides, bridge__end__order__in=sides)
        return found.filter(bridge__contradiction=item)


class BridgeRepeat(models.Model):
    """Somebody wants a signed bridge computed again each month, or, with `stops`, no longer.

    Rows never change: the one that ends a repetition names it. It goes on when a later bridge
    supersedes the one it began with, for it is of two sides.
    """

    bridge = models.ForeignKey(Bridge, on_delete=models.PROTECT, related_name="repeats")
    stops = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stopped_by",
        help_text="The repetition that this row ends.",
    )
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    objects = BridgeRepeatQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.bridge} {'no longer ' if self.stops_id else ''}each month"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.bridge.chain
