"""What is entered during a meeting, and when it is closed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.plain import PlainForm
from accounts.models import User
from governance.models import AgendaItem, Option, Review
from governance.reviews.meeting import Room

REASON = "carried_"


def words(label: str, **options: Any) -> forms.CharField:
    """Return a field for a few lines."""
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=300, widget=widget, **options)


class AttendanceForm(PlainForm):
    """Who of those invited is there."""

    present = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label="Who is here",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, room: Room, **options: Any) -> None:
        self.room = room
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Offer everybody who is invited."""
        keys = [person.pk for person in self.room.invited]
        offered = User.objects.filter(pk__in=keys).order_by("name", "pk")
        self.fields["present"].queryset = offered  # type: ignore[attr-defined]  # a model field


class ParkForm(PlainForm):
    """A point for another day."""

    text = words("What is put aside", help_text="The minutes name it.")
    text.widget.attrs["autofocus"] = True  # a key led here, so that hands stay on the keyboard


class AdviseForm(PlainForm):
    """What the meeting recommends to a decider who is not there."""

    option = forms.ModelChoiceField(
        Option.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    reason = words("Why", help_text="The decider reads it, and decides.")

    def __init__(self, *args: Any, table: Sequence[Option], **options: Any) -> None:
        self.table = table
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Offer what is on the table."""
        on_table = Option.objects.filter(pk__in=[option.pk for option in self.table])
        self.fields["option"].queryset = on_table  # type: ignore[attr-defined]  # a model field


class CloseForm(PlainForm):
    """Why each item that is left stays undecided, and the name of the review, typed."""

    confirm = forms.CharField(label="Name of the review", max_length=20)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, review: Review, left: Sequence[AgendaItem], **options: Any
    ) -> None:
        self.review, self.left = review, left
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Ask for a reason for each item that is left."""
        for row in self.left:
            code = row.contradiction.code
            self.fields[f"{REASON}{code}"] = words(
                f"Why {code} stays undecided", help_text=row.contradiction.sentence
            )
        self.fields[
            "confirm"
        ].help_text = f"Type {self.review.label}. A closed review stays closed."
        self.order_fields([*(name for name in self.fields if name != "confirm"), "confirm"])

    def clean_confirm(self) -> str:
        """Compare what was typed with the name."""
        typed = str(self.cleaned_data["confirm"]).strip()
        if typed.upper() != self.review.label.upper():
            raise ValidationError(f"Type {self.review.label} to close it.")
        return typed

    def clean(self) -> dict[str, Any]:
        """Return the reasons by the code of their item."""
        facts = self.cleaned_data
        reasons = {
            name.removeprefix(REASON): text
            for name, text in facts.items()
            if name.startswith(REASON)
        }
        return {"reasons": reasons, "version": facts.get("version")}

    @property
    def reason_fields(self) -> list[Any]:
        """The fields of the items that are left."""
        return [self[name] for name in self.fields if name.startswith(REASON)]


class AddendumForm(PlainForm):
    """A correction of minutes."""

    text = forms.CharField(
        label="What is to be added",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stands below the minutes, dated and under your name.",
    )
