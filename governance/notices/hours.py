"""Quiet hours: when a message may arrive, in the receiver's own zone. No Django here."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from accounts.workdays import WorkdayError, Workweek


@dataclass(frozen=True, kw_only=True)
class Hours:
    """The hours of a working day in which messages arrive; a night may lie inside or around."""

    opens: time = time(8, 0)
    closes: time = time(18, 30)

    def is_open(self, moment: time) -> bool:
        """Say whether messages arrive at this hour of a working day."""
        if self.opens < self.closes:
            return self.opens <= moment < self.closes
        return moment >= self.opens or moment < self.closes


def next_open(at: datetime, zone: ZoneInfo, week: Workweek, hours: Hours) -> datetime:
    """Return `at` if it is in open hours of a working day, else when the next ones begin, in UTC.

    A leave that never ends, or a calendar without another working day, holds nothing back.
    """
    local = at.astimezone(zone)
    day = local.date()
    if week.is_working(day):
        if hours.is_open(local.time()):
            return at
        if local.time() < hours.opens:
            return _moment(day, hours.opens, zone)
    try:
        return _moment(week.after(day), hours.opens, zone)
    except WorkdayError:
        return at


def morning(at: datetime, zone: ZoneInfo, week: Workweek, hour: time) -> datetime:
    """Return the next time a working day reaches an hour, now if it is that very minute, in UTC."""
    local = at.astimezone(zone)
    if week.is_working(local.date()) and local.time() <= hour:
        return _moment(local.date(), hour, zone)
    return _moment(week.after(local.date()), hour, zone)


def not_before(at: datetime, zone: ZoneInfo, hour: time) -> datetime:
    """Return an hour of the day that a moment falls on, or the moment if that is past, in UTC."""
    return max(at, _moment(at.astimezone(zone).date(), hour, zone))


def _moment(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Read a wall clock; an hour that a clock change skips is the one right after."""
    return datetime.combine(day, hour, zone).astimezone(UTC)
