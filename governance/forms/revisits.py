"""What came of a decision."""

from typing import Any

from django import forms

from accounts.forms.plain import DayField, PlainForm
from governance.models import Decision, Revisit

ASKED = [choice for choice in Revisit.Dissent.choices if choice[0] != Revisit.Dissent.NONE]


class RevisitForm(PlainForm):
    """What was expected beside what happened, and whether the dissent was right."""

    actual = forms.CharField(
        label="What happened", max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = forms.ChoiceField(
        label="Beside what was expected", choices=Revisit.Outcome.choices, widget=forms.RadioSelect
    )
    dissent = forms.ChoiceField(
        label="Was the dissent right?",
        choices=ASKED,
        widget=forms.RadioSelect,
        help_text="To learn from. No score is kept of it.",
    )
    next_on = DayField(
        label="Look at it once more on", required=False, help_text="Empty, if this was the last."
    )

    def __init__(self, *args: Any, decision: Decision, **options: Any) -> None:
        self.decision = decision
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Ask about dissent only where some was voiced."""
        if not self.decision.dissents.exists():
            del self.fields["dissent"]
