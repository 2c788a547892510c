"""A meeting under way: who is there, where it stands, and what it leaves beside decisions."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import History
from governance.models.contradictions import Contradiction
from governance.models.options import Option
from governance.models.reviews import Review

PERSON = settings.AUTH_USER_MODEL


class Attendance(models.Model):
    """Whether somebody is there."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField(default=True)
    history = History()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "person"], name="attendance_once_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person} {'at' if self.is_present else 'not at'} {self.review}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain


class Stand(models.Model):
    """What a meeting looks at right now, on every device.

    It passes, like a page that is turned: no part of the history, which keeps what was done.
    """

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="stand")
    stop = models.CharField(max_length=20, help_text="A part of the agenda, or an item's code.")
    since = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.review} at {self.stop}"


class ParkedPoint(models.Model):
    """Something that came up and waits for another day."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="parked")
    contradiction = models.ForeignKey(
        Contradiction, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    text = models.CharField(max_length=300)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="parkedpoint_says_something")
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain


class Advice(models.Model):
    """What a meeting recommends to a decider who was not there; never a decision."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="advice")
    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="advice"
    )
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    to = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "advice"
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="advice_has_its_reason")
        ]

    def __str__(self) -> str:
        return f"{self.option} recommended to {self.to}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain


class Addendum(models.Model):
    """A correction of minutes: dated, signed, and added below; nothing above it changes."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="addenda")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        verbose_name_plural = "addenda"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="addendum_says_something")
        ]

    def __str__(self) -> str:
        return f"Addendum to {self.review}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.review.chain
