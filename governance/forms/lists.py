"""Choosing which list a file holds."""

from typing import Any

from django import forms

from accounts.forms.plain import PlainForm
from accounts.models import User
from accounts.refusals import NotEntitled
from governance.lists import BY_SLUG, KINDS, Kind


class ListForm(PlainForm):
    """What the file holds, and the file."""

    kind = forms.ChoiceField(label="What the file holds", widget=forms.RadioSelect)
    file = forms.FileField(
        label="CSV file",
        help_text="Columns by their names in the first row, as in the template.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    invites = forms.BooleanField(
        label="Send new people their invitation at once",
        required=False,
        help_text="Of use in a list of people. Leave it off to send invitations later.",
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        self.person = person
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Offer the lists this person may import."""
        kinds = [(kind.slug, kind.label) for kind in open_to(self.person)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]

    def clean_kind(self) -> Kind:
        """Return the kind itself."""
        return BY_SLUG[self.cleaned_data["kind"]]


def open_to(person: User) -> list[Kind]:
    """Return the lists a person may import, in the order in which they rest on one another."""
    return [kind for kind in KINDS if _may(kind, person)]


def _may(kind: Kind, person: User) -> bool:
    try:
        kind.require(person)
    except NotEntitled:
        return False
    return True
