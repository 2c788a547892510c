"""A time zone as calendars read it: when its clocks change, around one date.

Our own, because what icalendar 7.3.2 writes lets summer time begin an hour late: RFC 5545 counts
the moment of a change by the clocks before it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

Rule = TimezoneStandard | TimezoneDaylight
ONE_DAY, ONE_MINUTE = timedelta(days=1), timedelta(minutes=1)


def zone_entry(zone: ZoneInfo, around: datetime) -> Timezone:
    """Write the changes of a zone from the year before a moment to the year after it."""
    first = datetime(around.year - 1, 1, 1, tzinfo=UTC)
    last = datetime(around.year + 2, 1, 1, tzinfo=UTC)
    entry = Timezone()
    entry.add("tzid", zone.key)
    entry.add_component(_from(first, first, zone))
    for change in _changes(zone, first, last):
        entry.add_component(_from(change, change - ONE_MINUTE, zone))
    return entry


def _from(moment: datetime, before: datetime, zone: ZoneInfo) -> Rule:
    """Write the rule that holds from a moment on; `before` is a moment under the one it ends."""
    now, earlier = moment.astimezone(zone), before.astimezone(zone)
    entry: Rule = TimezoneDaylight() if now.dst() else TimezoneStandard()
    ended = earlier.utcoffset() or timedelta()
    entry.add("dtstart", (moment + ended).replace(tzinfo=None))
    entry.add("tzoffsetfrom", ended)
    entry.add("tzoffsetto", now.utcoffset())
    entry.add("tzname", now.tzname())
    return entry


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the moments from which clocks show another offset."""
    day = first
    while day < last:
        if _offset(day, zone) != _offset(day + ONE_DAY, zone):
            yield _first_minute(zone, day, day + ONE_DAY)
        day += ONE_DAY


def _first_minute(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """Halve a day until the minute of its change is left."""
    while after - before > ONE_MINUTE:
        half = before + (after - before) // ONE_MINUTE // 2 * ONE_MINUTE
        if _offset(half, zone) == _offset(before, zone):
            before = half
        else:
            after = half
    return after


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
