"""Bodies that review, and their meetings."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from accounts.forms.plain import DayField, PlainForm, reason_field
from accounts.forms.settings import zone_field
from governance.forms.polls import LeadersField
from governance.forms.verb import PersonField
from governance.models import Review, ReviewBody
from governance.reviews.proposing import at_local
from metrics.calendars import fiscal_calendar
from metrics.periods import ONE_DAY, PeriodError, Quarter

QUARTERS_BACK, QUARTERS_OFFERED = 2, 6
MEETS_AT = {"type": "time"}


def clock_field(label: str) -> forms.TimeField:
    """Return a field for a time of day."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs=MEETS_AT, format="%H:%M"))


class BodyForm(PlainForm):
    """Who sits in a body, and how it meets."""

    chair = PersonField(help_text="Runs the meeting, and may call one.")
    scribe = PersonField(help_text="Keeps the minutes.")
    members = LeadersField(help_text="Chair and scribe are members as well.", required=False)
    quorum = forms.IntegerField(
        min_value=1, help_text="So many members must be present for a decision to count."
    )
    workdays_after = forms.IntegerField(
        label="It meets so many working days after a quarter ends", min_value=1, max_value=60
    )
    meets_at = clock_field("At")
    time_zone = zone_field(help_text="The meeting is held in it, whoever is invited.")
    minutes = forms.IntegerField(label="Longest meeting, in minutes", min_value=5, max_value=480)
    place = forms.CharField(max_length=300, required=False, help_text="A room, or a link.")
    is_confidential = forms.BooleanField(
        label="Only members, stewards and auditors know of it", required=False
    )


class NewBodyForm(BodyForm):
    """A body by its name."""

    name = forms.CharField(max_length=80, help_text="For example: Data council.")
    field_order = ("name",)


class ChangedBodyForm(BodyForm):
    """What is different about a body, and why."""

    reason = reason_field()


class WhenForm(PlainForm):
    """The day and time of a meeting in its own zone, its length and its place."""

    day = DayField()
    clock = clock_field("At")
    minutes = forms.IntegerField(label="Minutes", min_value=5, max_value=480)
    place = forms.CharField(max_length=300, required=False, help_text="A room, or a link.")

    def __init__(self, *args: Any, zone: str, **options: Any) -> None:
        self.zone = zone
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Name the zone the time is meant in."""
        self.fields["clock"].help_text = f"In {self.zone.replace('_', ' ')}."

    def clean(self) -> dict[str, Any]:
        """Return the moment by the name of the action's argument."""
        facts = dict(self.cleaned_data)
        day, clock = facts.pop("day", None), facts.pop("clock", None)
        if day is not None and clock is not None:
            facts["starts_at"] = self._moment(day, clock)
        return facts

    def _moment(self, day: date, clock: Any) -> datetime | None:
        if not 2000 <= day.year <= 2199:
            self.add_error("day", "Choose a day from 2000 to 2199.")
            return None
        return at_local(day, clock, self.zone)

    def refuse(self, error: forms.ValidationError) -> None:
        """Show what is wrong with the moment beside its day."""
        found = getattr(error, "error_dict", {})
        if "starts_at" in found:
            found["day"] = found.pop("starts_at")
        super().refuse(error)


class ScheduleForm(WhenForm):
    """A review of a quarter, ordinary or one that cannot wait."""

    quarter = forms.ChoiceField()
    is_extraordinary = forms.BooleanField(
        label="It cannot wait for the next review", required=False
    )
    reason = reason_field("What cannot wait", required=False)
    opens = forms.BooleanField(
        label="Send the invitations now", required=False, help_text="A draft sends no mail."
    )
    field_order = ("quarter", "day", "clock", "minutes", "place")

    def __init__(self, *args: Any, today: date, first: Quarter, **options: Any) -> None:
        self.today, self.first = today, first
        super().__init__(*args, **options)

    def prepare(self) -> None:
        """Offer the quarters around today, each with its dates."""
        super().prepare()
        self.quarters = {one.label: one for one in (*_quarters(self.today), self.first)}
        self.fields["quarter"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.label, str(one)) for one in self.quarters.values()
        ]

    def clean(self) -> dict[str, Any]:
        """Return the quarter with its dates."""
        facts = super().clean()
        if "quarter" in facts:
            facts["quarter"] = self.quarters[facts["quarter"]]
        return facts


def _quarters(today: date) -> list[Quarter]:
    calendar = fiscal_calendar()
    found = [calendar.quarter_at(today)]
    try:
        for _ in range(QUARTERS_BACK):
            found.insert(0, calendar.quarter_at(found[0].period.start - ONE_DAY))
        while len(found) < QUARTERS_OFFERED:
            found.append(calendar.quarter_at(found[-1].period.end + ONE_DAY))
    except PeriodError:
        return found
    return found


class MoveForm(WhenForm):
    """Another time or place, and why."""

    reason = reason_field(required=False, help_text="Those invited read it.")
    version = forms.IntegerField(widget=forms.HiddenInput)


class CancelForm(PlainForm):
    """Why a review is called off."""

    reason = reason_field(help_text="Those invited read it.")
    version = forms.IntegerField(widget=forms.HiddenInput)


def when_of(review: Review) -> dict[str, Any]:
    """Return the first values of a form that moves a review."""
    local = review.starts_at.astimezone(ZoneInfo(review.time_zone))
    facts = {"minutes": review.minutes, "place": review.place, "version": review.version}
    return {"day": local.date(), "clock": local.time(), **facts}


def seats_of(body: ReviewBody) -> dict[str, Any]:
    """Return the first values of a form that changes a body."""
    kept = ("chair", "scribe", "quorum", "workdays_after", "meets_at", "time_zone", "minutes")
    facts = {name: getattr(body, name) for name in (*kept, "place", "is_confidential")}
    return facts | {"members": body.seats.sitting().values_list("person", flat=True)}
