"""Another fiscal year, from a day on."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS

from accounts.fiscal_years import Pattern, YearRule
from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.forms.settings import WEEKDAY_CHOICES, WEEKS_SAY, CalendarForm
from accounts.models.calendar import PATTERNS


class FiscalChangeForm(PlainForm):
    """How years are cut and named, and from when on."""

    start_month = forms.TypedChoiceField(
        label="Fiscal year starts in", coerce=int, choices=list(MONTHS.items())
    )
    from_on = DayField(
        label="First day of the first such year",
        help_text="The year before ends on the day before it, cut short if need be.",
    )
    named_by = forms.ChoiceField(
        label="A fiscal year is named by", choices=CalendarForm.NAMED, widget=forms.RadioSelect
    )
    pattern = forms.ChoiceField(label="Its months are", choices=PATTERNS, help_text=WEEKS_SAY)
    first_weekday = forms.TypedChoiceField(
        label="A year of weeks begins on a", coerce=int, choices=WEEKDAY_CHOICES
    )
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        """Return the facts by the names of the action's arguments."""
        facts = dict(self.cleaned_data)
        if self.errors:
            return facts
        rule = YearRule(
            start_month=facts.pop("start_month"),
            named_by_end=facts.pop("named_by") == "end",
            pattern=Pattern(facts.pop("pattern")),
            first_weekday=facts.pop("first_weekday"),
        )
        return facts | {"rule": rule}
