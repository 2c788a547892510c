"""What every form of a page shares: words for what is missing, and a place for what is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class DayField(forms.DateField):
    """A day, with the browser's own calendar where it has one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


# Labels that read on after “Enter” as they are, and what the others stand for that do not read
# on after “Enter the” either.
ASKS = ("what ", "who ", "whom ", "why", "when ", "how ", "which ", "the ", "your ")
MEANT = {
    "As of": "the day on which it was read",
    "Better is": "which way is better",
    "Done by": "the day by which it is done",
    "E-mail": "the e-mail address",
    "Effective from": "the day from which it holds",
    "First evidence": "the day of the first evidence",
    "From": "the first day",
    "One row per": "what one row stands for",
    "Over": "what the right is over",
    "Profit": "what it does to profit",
    "Profit, in words": "what it does to profit, in words",
    "Read": "how often it is read",
    "Read in": "the system it was read in",
    "Risk": "what it does to risk",
    "Risk, in words": "what it does to risk, in words",
    "Service": "what it does to service",
    "Service, in words": "what it does to service, in words",
    "Tolerance is stated": "how the tolerance is stated",
    "Two rows are one when": "when two rows are one",
    "Until": "the last day",
    "Waiting on": "whom you wait for",
    "We accept": "what you accept for it",
    "Why": "why, in a sentence",
}


def say_what_is_missing(form: forms.BaseForm) -> None:
    """Tell each empty field what to enter, by its label; words of its own stay."""
    for name, field in form.fields.items():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            chosen = hasattr(field, "choices") or isinstance(field, forms.FileField)
            what = _meant(str(field.label or name.replace("_", " ").capitalize()))
            field.error_messages["required"] = f"{'Choose' if chosen else 'Enter'} {what}."


def _meant(label: str) -> str:
    if label in MEANT:
        return MEANT[label]
    said = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    return said if said.startswith(ASKS) else f"the {said}"


class PlainForm(forms.Form):
    """A form that says what to do about an empty field, and carries out one action."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.prepare()
        say_what_is_missing(self)

    def prepare(self) -> None:
        """Set choices that depend on what is on record."""

    def refuse(self, error: ValidationError) -> None:
        """Show what an action refused beside its field, or above the form."""
        by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error}
        for name, found in by_field.items():
            self.add_error(name if name in self.fields else None, found)

    def carry_out(self, action: Callable[..., Any], **told: Any) -> bool:
        """Call an action with the cleaned facts; say whether it was done."""
        if not self.is_valid():
            return False
        try:
            action(**{**self.cleaned_data, **told})
        except ValidationError as error:
            self.refuse(error)
            return False
        return True


def reason_field(label: str = "Reason", **options: Any) -> forms.CharField:
    """Return a field for why something is done; readers of the history see it."""
    options.setdefault("max_length", 2000)
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": 2}), **options)
