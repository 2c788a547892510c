"""Days told from the day the sample is made, so that its clocks look alive whenever that is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.workdays import Workweek
from metrics.periods import CALENDAR_YEAR, Period

ZONE = ZoneInfo("Europe/Berlin")
ONE_DAY = timedelta(days=1)
QUARTERS_A_YEAR = 4
MONTHS_A_YEAR = 12
# A quarter is disputed once its readings are in and items about it have had time to age.
DAYS_TO_READ_A_QUARTER = 40
DAYS_TO_READ_A_MONTH = 20


class Almanac:
    """The sample's calendar: quarter 0 is the latest that everybody has read, -1 the one before."""

    def __init__(self, today: date, holidays: Iterable[date] = ()) -> None:
        self.today = today
        self.week = Workweek(holidays=frozenset(holidays))

    def quarter(self, number: int) -> Period:
        """Find a quarter by its place before (or, above zero, after) the latest one read."""
        read = self.today - timedelta(days=DAYS_TO_READ_A_QUARTER)
        year, quarter = CALENDAR_YEAR.quarter_of(read + ONE_DAY)
        years, index = divmod(quarter - 2 + number, QUARTERS_A_YEAR)
        return CALENDAR_YEAR.quarter(year + years, index + 1)

    def month(self, number: int) -> Period:
        """Find a month by its place before the latest one read."""
        read = self.today - timedelta(days=DAYS_TO_READ_A_MONTH) + ONE_DAY
        years, index = divmod(read.month - 2 + number, MONTHS_A_YEAR)
        return Period.of_months(read.year + years, index + 1)

    def workday(self, ago: int) -> date:
        """Count working days back from today, which itself is never counted; below zero, ahead."""
        day, step = self.today, -ONE_DAY if ago > 0 else ONE_DAY
        for _ in range(abs(ago)):
            day += step
            while not self.week.is_working(day):
                day += step
        return day

    def workday_after(self, day: date, count: int) -> date:
        """Count working days on from a day."""
        for _ in range(count):
            day = self.week.after(day)
        return day

    def moment(self, day: "Day") -> datetime:
        """Read a day and its clock in the company's time zone."""
        local = datetime.combine(day.find(self), time.fromisoformat(day.clock or "09:00"), ZONE)
        return local.astimezone(UTC) + timedelta(minutes=day.minutes)


@dataclass(frozen=True)
class Day:
    """A day that is found once it is known when the sample is made."""

    find: Callable[[Almanac], date]
    clock: str = ""
    minutes: int = 0

    def later(self, minutes: int) -> "Day":
        """Return the same day some minutes on."""
        return replace(self, minutes=self.minutes + minutes)


def workdays_ago(count: int, clock: str = "") -> Day:
    """Count working days back."""
    return Day(lambda almanac: almanac.workday(count), clock)


def in_workdays(count: int) -> Day:
    """Count working days ahead."""
    return Day(lambda almanac: almanac.workday(-count))


def in_days(count: int) -> Day:
    """Count calendar days ahead."""
    return Day(lambda almanac: almanac.today + timedelta(days=count))


def after_quarter(number: int, workdays: int, clock: str = "") -> Day:
    """Count working days from the end of a quarter."""
    return Day(lambda almanac: almanac.workday_after(almanac.quarter(number).end, workdays), clock)


# When the review that is over met.
MET = after_quarter(-1, 30, "10:00")


def after_month(number: int, workdays: int, clock: str = "") -> Day:
    """Count working days from the end of a month."""
    return Day(lambda almanac: almanac.workday_after(almanac.month(number).end, workdays), clock)


def before(day: Day, days: int) -> Day:
    """Go back some calendar days, such as from logging to first evidence."""
    return Day(lambda almanac: day.find(almanac) - timedelta(days=days))
