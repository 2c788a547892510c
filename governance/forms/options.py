"""The form of an option: what it is, what is accepted with it, and its effect on three axes."""

from typing import Any

from django import forms

from governance.forms.verb import DateField, PersonField, VerbForm, choices
from governance.models import Option, Position

SCORES = [
    ("", "Choose"),
    (2, "+2 much better"),
    (1, "+1 better"),
    (0, "0 no change"),
    (-1, "\N{MINUS SIGN}1 worse"),
    (-2, "\N{MINUS SIGN}2 much worse"),
]


def score(axis: str) -> forms.TypedChoiceField:
    """Return the field of one axis."""
    return forms.TypedChoiceField(label=axis, coerce=int, choices=SCORES)


def note(axis: str, **more: Any) -> forms.CharField:
    """Return the words of one axis; none may stay blank."""
    return forms.CharField(label=f"{axis}, in words", max_length=80, **more)


class AddOption(VerbForm):
    """One way out."""

    summary = forms.CharField(label="Option", max_length=200, help_text="In one sentence.")
    outcome = forms.ChoiceField(
        label="What it would mean", choices=choices(Option.Outcome, "Choose an outcome")
    )
    accepts = forms.CharField(
        label="We accept", max_length=200, help_text="The trade-off, in a line, with its figure."
    )
    service = score("Service")
    service_note = note("Service")
    profit = score("Profit")
    profit_note = note("Profit")
    risk = score("Risk")
    risk_note = note("Risk", help_text="“None identified” is an answer; blank is not.")
    action = forms.CharField(label="First follow-up", max_length=200, required=False)
    action_owner = PersonField(label="Its owner", required=False)
    action_due_on = DateField(label="Done by", required=False)
    adopts = forms.ModelChoiceField(
        Position.objects.none(),
        label="Number it adopts",
        required=False,
        empty_label="None",
    )
    purpose = forms.CharField(label="Used for", max_length=200, required=False)
    use_from_on = DateField(label="Used from", required=False)
    restated_by = PersonField(label="Who restates", required=False)
    revisit_on = DateField(label="Revisit on", required=False)
    expires_on = DateField(label="Expires on", required=False)
    rows = {
        "service": ("service", "service_note"),
        "profit": ("profit", "profit_note"),
        "risk": ("risk", "risk_note"),
        "action": ("action_owner", "action_due_on"),
        "use": ("adopts", "purpose"),
        "from": ("use_from_on", "restated_by"),
        "dates": ("revisit_on", "expires_on"),
    }

    def prepare(self) -> None:
        """Offer the sides that stand."""
        standing = Position.objects.filter(contradiction=self.item, superseded_by__isnull=True)
        self.fields["adopts"].queryset = standing  # type: ignore[attr-defined]


class ChangeOption(AddOption):
    """Another wording; agreement given to the old one lapses."""

    def prepare(self) -> None:
        """Start from the option as it stands."""
        super().prepare()
        for name in self.fields:
            if name != "version":
                attribute = f"{name}_id" if hasattr(self.row, f"{name}_id") else name
                self.initial.setdefault(name, getattr(self.row, attribute))
