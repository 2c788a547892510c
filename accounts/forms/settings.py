"""One's own settings, and the company's working time."""

from typing import Any, ClassVar

from django import forms
from django.utils.dates import MONTHS, WEEKDAYS

from accounts.fiscal_years import Pattern
from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.models.calendar import PATTERNS
from accounts.zones import zone_choices

WEEKDAY_CHOICES = [(str(number + 1), name) for number, name in WEEKDAYS.items()]
WEEKS_SAY = (
    "A year of weeks begins on the weekday nearest to the first of its starting month. "
    "Every five or six years it has a 53rd week, the last of month 12."
)


def zone_field(label: str = "Time zone", **options: Any) -> forms.ChoiceField:
    """Return a field to find a zone in by typing."""
    return forms.ChoiceField(
        label=label,
        choices=lambda: [(zone, zone.replace("_", " ")) for zone in zone_choices()],
        widget=forms.Select(attrs={"data-combobox": ""}),
        **options,
    )


class SettingsForm(PlainForm):
    """How one reads, and whether single keys do something."""

    time_zone = zone_field(help_text="Moments and deadlines are shown in it.")
    shortcuts = forms.BooleanField(
        label="Single keys do something, such as C to log",
        required=False,
        help_text="Turn it off if you type by voice or press keys by accident. "
        "Keys held with Ctrl keep working.",
    )


class CalendarForm(PlainForm):
    """The company's week and its fiscal year."""

    NAMED: ClassVar[list[tuple[str, str]]] = [
        ("end", "The year it ends in, as most companies do"),
        ("start", "The year it starts in"),
    ]
    working_days = forms.MultipleChoiceField(
        choices=WEEKDAY_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    time_zone = zone_field(help_text="Deadlines of what nobody owns yet end in it.")
    fiscal_start_month = forms.TypedChoiceField(
        label="Fiscal year starts in", coerce=int, choices=list(MONTHS.items())
    )
    fiscal_named_by = forms.ChoiceField(
        label="A fiscal year is named by", choices=NAMED, widget=forms.RadioSelect
    )
    fiscal_pattern = forms.ChoiceField(
        label="Its months are", choices=PATTERNS, required=False, help_text=WEEKS_SAY
    )
    fiscal_first_weekday = forms.TypedChoiceField(
        label="A year of weeks begins on a", coerce=int, choices=WEEKDAY_CHOICES, required=False
    )
    reason = reason_field()

    def clean(self) -> dict[str, Any]:
        """Return the facts by the names of the action's arguments."""
        facts = dict(self.cleaned_data)
        facts["fiscal_named_by_end"] = facts.pop("fiscal_named_by", "end") == "end"
        facts["fiscal_pattern"] = facts.get("fiscal_pattern") or Pattern.MONTHS
        facts["fiscal_first_weekday"] = facts.get("fiscal_first_weekday") or 1
        facts["working_days"] = "".join(facts.get("working_days", ()))
        return facts


class HolidayForm(PlainForm):
    """A day off, and its name."""

    on = DayField(label="Day")
    name = forms.CharField(label="Name", max_length=60, help_text="For example: New Year's Day.")
