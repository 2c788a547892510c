"""Working-day arithmetic in a person's own time zone.

A deadline is the last second of a working day as the owner lives it, kept in UTC. Clock changes
move that second, never the day: a day that is cut short ends early, a repeated hour ends late.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal, Self
from zoneinfo import ZoneInfo

Kind = Literal["plain", "near", "overdue"]
DateRange = tuple[date, date]
"""First and last day, both included."""

MONDAY_TO_FRIDAY = frozenset(range(5))
ONE_DAY = timedelta(days=1)


class WorkdayError(ValueError):
    """Refuse a count that runs past the last day a calendar can hold."""


@dataclass(frozen=True, kw_only=True)
class Workweek:
    """The days on which a person can be expected to answer.

    `days` counts from Monday = 0; `leave` holds first and last day of each absence.
    """

    days: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = field(default=frozenset())
    leave: tuple[DateRange, ...] = ()

    def __post_init__(self) -> None:
        if not self.days or not self.days <= frozenset(range(7)):
            raise ValueError("A week needs at least one working day, Monday = 0 to Sunday = 6")
        if any(first > last for first, last in self.leave):
            raise ValueError("A leave ends before it begins")

    @classmethod
    def from_iso(
        cls, days: str, *, holidays: Iterable[date] = (), leave: Iterable[DateRange] = ()
    ) -> Self:
        """Build a week from ISO weekday digits, where 1 is Monday and "12345" is usual."""
        return cls(
            days=frozenset(int(digit) - 1 for digit in days),
            holidays=frozenset(holidays),
            leave=tuple(leave),
        )

    def is_working(self, day: date) -> bool:
        """Tell a working day from a weekend, a holiday or a day of leave."""
        return (
            day.weekday() in self.days
            and day not in self.holidays
            and not any(first <= day <= last for first, last in self.leave)
        )

    def after(self, day: date) -> date:
        """Find the first working day later than this one."""
        while day < date.max:
            day += ONE_DAY
            if self.is_working(day):
                return day
        raise WorkdayError("The calendar ends before the next working day")


EVERY_WEEKDAY = Workweek()


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """Read the date on the wall of someone in this zone."""
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone")
    return moment.astimezone(zone).date()


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Find the last second, in UTC, that the zone still calls this day.

    Midnight can be skipped or happen twice, so both readings of it are tried and the later one
    that does not spill into the next day wins.
    """
    try:
        midnight = datetime.combine(day + ONE_DAY, datetime.min.time(), zone)
        ends = [
            midnight.replace(fold=fold).astimezone(UTC) - timedelta(seconds=1) for fold in (0, 1)
        ]
        return max(end for end in ends if end.astimezone(zone).date() <= day)
    except OverflowError as error:
        raise WorkdayError("The calendar ends on that day") from error


def add_working_days(
    start: datetime, days: int, zone: ZoneInfo, week: Workweek = EVERY_WEEKDAY
) -> datetime:
    """Count working days from the one after `start` and end with the owner's day, in UTC.

    Zero days end today, or with the next working day when today is none.
    """
    if days < 0:
        raise ValueError("A deadline lies ahead: count zero or more working days")
    day = local_day(start, zone)
    if days == 0 and not week.is_working(day):
        days = 1
    for _ in range(days):
        day = week.after(day)
    return end_of_day(day, zone)


def working_days_between(
    start: datetime, end: datetime, zone: ZoneInfo, week: Workweek = EVERY_WEEKDAY
) -> int:
    """Count the working days after `start`'s day up to `end`'s day; negative when end is past."""
    first, last = local_day(start, zone), local_day(end, zone)
    if last < first:
        return -_count(last, first, week)
    return _count(first, last, week)


@dataclass(frozen=True, kw_only=True)
class Remaining:
    """What is left of a clock, ready to print."""

    text: str
    kind: Kind
    days: int


def describe_remaining(
    now: datetime,
    due: datetime,
    *,
    total: int,
    zone: ZoneInfo,
    week: Workweek = EVERY_WEEKDAY,
) -> Remaining:
    """Put a deadline into words; near when less than a quarter of `total` working days is left."""
    days = working_days_between(now, due, zone, week)
    if now > due:
        late = f"Overdue by {-days} d" if days else "Overdue"
        return Remaining(text=late, kind="overdue", days=days)
    near = 4 * days < total
    text = f"{days} d left" if days else "Due today"
    if not days and local_day(now, zone) < local_day(due, zone):
        text = "Less than 1 d left"
    return Remaining(text=text, kind="near" if near else "plain", days=days)


def _count(first: date, last: date, week: Workweek) -> int:
    span = (last - first).days
    whole, rest = divmod(span, 7)
    total = whole * len(week.days)
    total += sum((last - timedelta(days=n)).weekday() in week.days for n in range(rest))
    return total - sum(day.weekday() in week.days for day in _off_days(first, last, week))


def _off_days(first: date, last: date, week: Workweek) -> set[date]:
    off = {day for day in week.holidays if first < day <= last}
    for begins, ends in week.leave:
        day = max(begins, first + ONE_DAY)
        stop = min(ends, last)
        off.update(day + timedelta(days=n) for n in range((stop - day).days + 1))
    return off
