"""What a reader asks of the history, and what an administrator takes out of it."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.models import User
from governance.history.addresses import cell_named
from governance.history.words import Cell
from governance.models import Contradiction
from governance.register.filters import with_children
from metrics.models import DataDomain


class LedgerForm(forms.Form):
    """Which acts to list; an empty field asks for all."""

    item = forms.CharField(
        max_length=60,
        required=False,
        label="Item or record",
        widget=forms.TextInput(attrs={"placeholder": "C-014", "autocomplete": "off"}),
    )
    person = forms.ModelChoiceField(
        User.objects.all(), required=False, label="Person", empty_label="Anybody"
    )
    verb = forms.CharField(
        max_length=40,
        required=False,
        label="What was done",
        widget=forms.TextInput(attrs={"list": "verbs", "autocomplete": "off"}),
    )
    since = DayField(required=False, label="From")
    until = DayField(required=False, label="To")

    def clean_item(self) -> str:
        """Read an item's number as people type it."""
        text: str = self.cleaned_data["item"].strip()
        letter, _, number = text.partition("-")
        is_code = letter.casefold() == "c" and number.isdecimal()
        return f"C-{int(number):03d}" if is_code else text

    def clean_verb(self) -> str:
        """Read a verb as words or as its name."""
        text: str = self.cleaned_data["verb"].strip().casefold()
        return text.replace(" ", "_")


class AsOfForm(forms.Form):
    """Which day to look back to, and at which item; without one, at the register."""

    on = DayField(
        label="As of",
        help_text="The end of that day in your time zone.",
        error_messages={"required": "Enter a day, for example 2026-05-12."},
    )
    item = forms.CharField(required=False, max_length=12, label="Item")

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date:
        """Refuse a day that has not come."""
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise ValidationError(f"{on} has not come yet. Choose a day up to {self.today}.")
        return on


class KnownFilters(django_filters.FilterSet):
    """Narrow the register as it was known at a moment."""

    severity = django_filters.TypedMultipleChoiceFilter(
        choices=Contradiction.Severity.choices,
        coerce=int,
        label="Severity",
        widget=forms.CheckboxSelectMultiple,
    )
    status = django_filters.MultipleChoiceFilter(
        choices=Contradiction.Status.choices, label="State", widget=forms.CheckboxSelectMultiple
    )
    owner = django_filters.ModelChoiceFilter(
        queryset=lambda _: User.objects.filter(is_system=False),
        label="Owner",
        empty_label="Anybody",
    )
    domain = django_filters.ModelChoiceFilter(
        queryset=lambda _: DataDomain.objects.all(),
        to_field_name="slug",
        method="by_domain",
        label="Domain",
        empty_label="Any",
    )

    class Meta:
        model = Contradiction
        fields: list[str] = []

    def by_domain(self, items: Any, _name: str, domain: DataDomain) -> Any:
        """Take a domain with everything below it."""
        return items.filter(domain__in=with_children(domain))


class ErasureForm(PlainForm):
    """Why words go, and the code typed out, because nothing brings them back."""

    reason = reason_field("Why", help_text="It stands in the history; leave the words out of it.")
    code = forms.CharField(max_length=60, label="Code")

    def __init__(self, *args: Any, code: str, **options: Any) -> None:
        self.expected = code
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Say what to type."""
        self.fields["code"].label = f"Type {self.expected} to confirm"
        self.fields["code"].widget.attrs["autocomplete"] = "off"

    def clean_code(self) -> str:
        """Compare what was typed."""
        typed: str = self.cleaned_data["code"].strip()
        if typed.casefold() != self.expected.casefold():
            raise ValidationError(f"Type {self.expected}, exactly as it stands here.")
        return typed


class AddressForm(PlainForm):
    """Which text of a confidential item goes, by the address that a reader of it gave, and why."""

    address = forms.CharField(
        max_length=200,
        label="Address of the words",
        help_text="Whoever can read the item finds it under Audit, item by item.",
    )
    reason = reason_field("Why", help_text="It stands in the history; leave the words out of it.")

    def clean_address(self) -> Cell:
        """Find the text; nothing says what else there is."""
        found = cell_named(self.cleaned_data["address"])
        if found is None:
            raise ValidationError("No words stand at this address. Ask for it again.")
        return found


class WordsForm(PlainForm):
    """Which words to look for; sent in the body, so that no log keeps them."""

    words = forms.CharField(min_length=3, max_length=200, label="Words to look for")
