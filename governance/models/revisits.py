"""What came of a decision when it was looked at again."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.models.decisions import Decision

PERSON = settings.AUTH_USER_MODEL


class Revisit(models.Model):
    """What was expected of a decision beside what happened; the decision stays as it was made."""

    class Outcome(models.TextChoices):
        """Whether it did what it was chosen for."""

        KEPT = "kept", "As expected"
        PARTLY = "partly", "Partly as expected"
        MISSED = "missed", "Not as expected"

    class Dissent(models.TextChoices):
        """Whether those who disagreed had a point; to learn from, not to keep a score."""

        NONE = "none", "None was voiced"
        RIGHT = "right", "It was right"
        PARTLY = "partly", "Partly right"
        WRONG = "wrong", "It was not right"

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="revisits")
    expected = models.TextField(max_length=1000, help_text="What the option promised.")
    actual = models.TextField(max_length=2000)
    outcome = models.CharField(max_length=6, choices=Outcome)
    dissent = models.CharField("was the dissent right", max_length=6, choices=Dissent)
    next_on = models.DateField(null=True, blank=True, help_text="When it is looked at once more.")
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(actual="") & ~Q(expected=""), name="revisit_compares_two_things"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} looked at again"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.decision.contradiction.chain
