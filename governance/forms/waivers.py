"""Waiving a rule for a time."""

from typing import Any

from django import forms

from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.models import User
from governance.models import Contradiction, RuleWaiver
from metrics.models import DataDomain


class WaiveForm(PlainForm):
    """Which rule, for what, until when, and why."""

    rule = forms.ChoiceField(choices=RuleWaiver.Rule.choices, label="Which rule")
    item = forms.CharField(
        label="For one item", max_length=12, required=False, help_text="Its number, such as C-014."
    )
    domain = forms.ModelChoiceField(
        DataDomain.objects.all(),
        required=False,
        empty_label="No domain",
        label="Or for a domain and all below it",
    )
    from_on = DayField(label="First day")
    until_on = DayField(label="Last day")
    reason = reason_field(help_text="It stands in the history under your name.")

    def __init__(self, *args: Any, reader: User, **options: Any) -> None:
        self.reader = reader
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        """Find the item by its number, and ask for exactly one thing it is for."""
        facts = dict(self.cleaned_data)
        code = facts.pop("item", "").strip().upper().removeprefix("C-")
        found = None
        if code:
            seen = Contradiction.objects.visible_to(self.reader)
            is_number = code.isascii() and code.isdigit()
            found = seen.filter(number=int(code)).first() if is_number else None
            if found is None:
                self.add_error("item", "There is no such item. Enter a number such as C-014.")
        if bool(code) == bool(facts.get("domain")):
            self.add_error("item", "Name one item, or choose a domain; not both.")
        return {**facts, "contradiction": found}
