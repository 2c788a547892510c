"""What every form of a page shares: words for what is missing, and a place for what is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class DayField(forms.DateField):
    """A day, with the browser's own calendar where it has one."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlainForm(forms.Form):
    """A form that says what to do about an empty field, and carries out one action."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.prepare()
        for name, field in self.fields.items():
            chosen = hasattr(field, "choices") or isinstance(field, forms.FileField)
            verb = "Choose" if chosen else "Enter"
            label = str(field.label or name.replace("_", " "))
            if not label[1:2].isupper():
                label = label[:1].lower() + label[1:]
            the = "" if label.startswith(("what ", "who ", "why ", "the ")) else "the "
            field.error_messages["required"] = f"{verb} {the}{label}."

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
