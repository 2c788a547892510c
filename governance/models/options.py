"""Options on the table, and the answers of those who must agree to them."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.history import History
from governance.models.contradictions import Contradiction
from governance.models.positions import Position

PERSON = settings.AUTH_USER_MODEL
SCORE = (MinValueValidator(-2), MaxValueValidator(2))


class Option(models.Model):
    """One way out, scored on service, profit and risk from -2 to +2, each with a sentence."""

    class Outcome(models.TextChoices):
        """What choosing it would mean."""

        ADOPT = "adopt", "Adopt one number for a named use"
        KEEP_BOTH = "keep_both", "Keep both, rename"
        FIX = "fix", "Fix process or data"
        ACCEPT = "accept", "Accept until a date"
        RETIRE = "retire", "Retire a belief"
        AS_IS = "as_is", "Leave as is"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="options"
    )
    cycle = models.PositiveSmallIntegerField()
    letter = models.CharField(max_length=1)
    summary = models.CharField(max_length=200)
    outcome = models.CharField(max_length=9, choices=Outcome)
    accepts = models.CharField("we accept", max_length=200, help_text="The trade-off, in a line.")
    service = models.SmallIntegerField(validators=SCORE)
    service_note = models.CharField(max_length=80)
    profit = models.SmallIntegerField(validators=SCORE)
    profit_note = models.CharField(max_length=80)
    risk = models.SmallIntegerField(validators=SCORE)
    risk_note = models.CharField(max_length=80, help_text="“None identified” is a valid answer.")
    action = models.CharField(max_length=200, blank=True, help_text="First follow-up if chosen.")
    action_owner = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    action_due_on = models.DateField(null=True, blank=True)
    revisit_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    adopts = models.ForeignKey(
        Position, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    purpose = models.CharField(max_length=200, blank=True, help_text="What the number is used for.")
    use_from_on = models.DateField(null=True, blank=True)
    restated_by = models.ForeignKey(
        PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_withdrawn = models.BooleanField(default=False)
    by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    history = History()

    class Meta:
        ordering = ("letter",)
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction", "cycle", "letter"], name="option_letter_once"
            ),
            models.CheckConstraint(
                condition=Q(service__range=(-2, 2), profit__range=(-2, 2), risk__range=(-2, 2)),
                name="option_scores_in_range",
            ),
            models.CheckConstraint(
                condition=~Q(service_note="") & ~Q(profit_note="") & ~Q(risk_note=""),
                name="option_no_axis_blank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter}. {self.summary}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain


class AgreerAnswer(models.Model):
    """Somebody asked to agree, and what they answered; no answer is shown, not hidden."""

    class Answer(models.TextChoices):
        """What was said."""

        NONE = "", "No answer"
        AGREE = "agree", "Agrees"
        OBJECT = "object", "Objects"

    contradiction = models.ForeignKey(
        Contradiction, on_delete=models.PROTECT, related_name="agreers"
    )
    cycle = models.PositiveSmallIntegerField()
    person = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="asked")
    asked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=6, choices=Answer, blank=True, default=Answer.NONE)
    reason = models.TextField(max_length=2000, blank=True)
    answered_by = models.ForeignKey(
        PERSON,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who answered in the person's place.",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    history = History()

    class Meta:
        ordering = ("asked_at",)
        constraints = [
            models.UniqueConstraint(
                fields=["contradiction", "cycle", "person"], name="agreeranswer_once_per_cycle"
            ),
            models.CheckConstraint(
                condition=~Q(answer="object") | ~Q(reason=""),
                name="agreeranswer_objection_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_answer_display().lower()}"

    @property
    def chain(self) -> str:
        """The ledger chain this record belongs to."""
        return self.contradiction.chain
