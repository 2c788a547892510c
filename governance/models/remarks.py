"""What is said of an item: answers to the five questions, and comments."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from governance.models.contradictions import Contradiction

PERSON = settings.AUTH_USER_MODEL


class DiagnosisStep(models.Model):
    """An answer to one of the five questions, in their fixed order; a new answer supersedes."""

    class Finding(models.TextChoices):
        """What the check showed."""

        FOUND = "found", "Explains part of it"
        CLEAR = "clear", "Checked, not the cause"
        NOT_APPLICABLE = "not_applicable", "Does not apply"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="diagnosis"
    )
    cycle = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    finding = models.CharField(max_length=14, choices=Finding)
    note = models.TextField(blank=True)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )

    class Meta:
        ordering = ("step", "at")
        constraints = [
            models.CheckConstraint(
                condition=Q(step__range=(1, 5)), name="diagnosisstep_one_of_five"
            ),
            models.UniqueConstraint(
                fields=["contradiction", "cycle", "step"],
                condition=Q(supersedes__isnull=True),
                name="diagnosisstep_first_answer_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contradiction} step {self.step}: {self.get_finding_display()}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class Comment(models.Model):
    """Something said about an item; it neither moves it nor changes its version."""

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="comments"
    )
    body = models.TextField(max_length=5000)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at",)

    def __str__(self) -> str:
        return f"{self.by} on {self.contradiction}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
