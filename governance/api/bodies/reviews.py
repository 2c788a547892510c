"""Bodies of the verbs on reviews."""

from typing import Any

from rest_framework import serializers

from governance.api.bodies.references import ItemRef, PersonRef, SlugRef
from governance.api.bodies.statements import Body
from governance.models import Review, ReviewBody
from metrics.calendars import fiscal_calendar
from metrics.periods import PeriodError, Quarter
from metrics.reading import ReadingError
from metrics.reading.dates import read_period

FIRST_YEAR, LAST_YEAR = 2000, 2199


class QuarterRef(SlugRef):
    """A fiscal quarter by its name, such as FY26-Q3."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Review, **options)
        self.what, self.by = "quarter", "name, such as FY26-Q3"

    def find(self, data: Any) -> Any:
        """Return the quarter with its dates, or None."""
        calendar = fiscal_calendar()
        try:
            period = read_period(self._text(data), calendar=calendar)
            quarter: Quarter = calendar.quarter_at(period.start)
        except (ReadingError, PeriodError):
            return None
        return quarter if quarter.period == period else None


class Moment(serializers.DateTimeField):
    """A moment with its offset, within centuries that calendars can count."""

    def to_internal_value(self, value: Any) -> Any:
        """Read the moment."""
        moment = super().to_internal_value(value)
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise serializers.ValidationError(f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
        return moment


class BodyRef(SlugRef):
    """A body that reviews, by slug."""

    def __init__(self, **options: Any) -> None:
        super().__init__(ReviewBody, **options)
        self.what = "body"

    def find(self, data: Any) -> Any:
        """Return a body this person may know of, or None."""
        seen = ReviewBody.objects.visible_to(self.context["actor"])
        return seen.filter(slug=self._text(data)).first()


class AddBody(Body):
    """Who sits in a body, and how it meets."""

    name = serializers.CharField(max_length=80)
    chair = PersonRef()
    scribe = PersonRef()
    members = serializers.ListField(child=PersonRef(), max_length=50)
    quorum = serializers.IntegerField(min_value=1, max_value=50)
    meets_at = serializers.TimeField()
    time_zone = serializers.CharField(max_length=40)
    workdays_after = serializers.IntegerField(min_value=1, max_value=60, required=False)
    minutes = serializers.IntegerField(min_value=5, max_value=480, required=False)
    place = serializers.CharField(max_length=300, required=False)
    is_confidential = serializers.BooleanField(required=False)


class ScheduleBody(Body):
    """A quarter, and when its review is held."""

    body = BodyRef()
    quarter = QuarterRef()
    starts_at = Moment()
    minutes = serializers.IntegerField(min_value=5, max_value=480, required=False)
    place = serializers.CharField(max_length=300, required=False)
    is_extraordinary = serializers.BooleanField(required=False)
    item = ItemRef(required=False)
    reason = serializers.CharField(max_length=2000, required=False)


class Versioned(Body):
    """The version it was read at, if the change is to be refused once somebody else made one."""

    version = serializers.IntegerField(min_value=1, max_value=2_147_483_647, required=False)


class MoveBody(Versioned):
    """Another time or place."""

    starts_at = Moment()
    minutes = serializers.IntegerField(min_value=5, max_value=480, required=False)
    place = serializers.CharField(max_length=300, required=False)
    time_zone = serializers.CharField(max_length=40, required=False)
    reason = serializers.CharField(max_length=2000, required=False)


class CallOffBody(Versioned):
    """Why it is called off."""

    reason = serializers.CharField(max_length=2000)
