"""Inviting and changing people, functions with their heads, and letting somebody go."""

from typing import Any

from django import forms

from accounts.forms.plain import PlainForm, reason_field
from accounts.forms.settings import zone_field
from accounts.models import Calendar, Function, User
from governance.forms.verb import PersonField


def company_zone() -> str:
    """Return where most people work: the zone of the company's calendar."""
    calendar = Calendar.objects.first()
    return calendar.time_zone if calendar else "UTC"


class InviteForm(PlainForm):
    """Who is to join, and as what."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField(
        label="E-mail", help_text="The invitation goes there; they sign in with it."
    )
    role = forms.ChoiceField(
        choices=User.Role.choices,
        initial=User.Role.CONTRIBUTOR,
        help_text="What they may do in general. Deciding is a right, granted under Who decides.",
    )
    function = forms.ModelChoiceField(
        Function.objects.all(), required=False, empty_label="No function"
    )
    time_zone = zone_field(initial=company_zone, help_text="Their deadlines end in it.")


class PersonForm(InviteForm):
    """What is kept of a person, and why it changes."""

    reason = reason_field("Reason for the change")

    @classmethod
    def first_values(cls, person: User) -> dict[str, Any]:
        """Return what is on record."""
        kept = ("name", "email", "role", "function", "time_zone")
        return {name: getattr(person, name) for name in kept}


class DeactivateForm(PlainForm):
    """Why somebody leaves, and who takes over."""

    successor = PersonField(label="Who takes over", required=False)
    reason = reason_field()

    def __init__(self, *args: Any, leaver: User, holds: bool, **options: Any) -> None:
        self.leaver, self.holds = leaver, holds
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Ask for a successor only where there is something to take over."""
        field = self.fields["successor"]
        if not self.holds:
            del self.fields["successor"]
            return
        field.required = True
        others = User.objects.active().exclude(pk=self.leaver.pk)
        field.queryset = others  # type: ignore[attr-defined]


class ReasonForm(PlainForm):
    """Why."""

    reason = reason_field()


class FunctionForm(PlainForm):
    """A function, its letter in the glyph, and who heads it."""

    name = forms.CharField(max_length=60)
    letter = forms.RegexField(
        "^[A-Za-z]$",
        max_length=1,
        help_text="Its mark in the split glyph, such as M.",
        error_messages={"invalid": "Enter one letter from A to Z."},
    )
    head = PersonField(required=False, empty_label="Nobody yet")

    def clean_letter(self) -> str:
        """Write it large, as the glyph does."""
        return str(self.cleaned_data["letter"]).upper()


class ChangeFunctionForm(FunctionForm):
    """What is kept of a function, and why it changes."""

    reason = reason_field("Reason for the change")

    @classmethod
    def first_values(cls, function: Function) -> dict[str, Any]:
        """Return what is on record."""
        kept = ("name", "letter", "head")
        return {name: getattr(function, name) for name in kept}
