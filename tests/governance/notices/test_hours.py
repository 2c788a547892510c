"""Quiet hours: in the receiver's zone, across weekends, holidays, leave and changed clocks."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.workdays import Workweek
from governance.notices.hours import Hours, morning, next_open

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Workweek(holidays=frozenset({date(2026, 12, 25)}))
HOURS = Hours()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("told", "arrives"),
    [
        ("2026-11-25T10:15", "2026-11-25T10:15"),
        ("2026-11-25T07:59", "2026-11-25T08:00"),
        ("2026-11-25T08:00", "2026-11-25T08:00"),
        ("2026-11-25T18:29", "2026-11-25T18:29"),
        ("2026-11-25T18:30", "2026-11-26T08:00"),
        ("2026-11-27T23:00", "2026-11-30T08:00"),
        ("2026-11-28T11:00", "2026-11-30T08:00"),
        ("2026-12-24T19:00", "2026-12-28T08:00"),
        # The clocks change on the Sunday in between; the wall still says eight.
        ("2026-10-23T20:00", "2026-10-26T08:00"),
        ("2027-03-26T20:00", "2027-03-29T08:00"),
    ],
)
def test_a_message_waits_for_the_next_open_hour(told: str, arrives: str) -> None:
    assert next_open(at(told), BERLIN, WEEK, HOURS) == at(arrives)


def test_leave_holds_messages_back_until_the_first_day_after() -> None:
    away = Workweek(leave=((date(2026, 11, 23), date(2026, 12, 2)),))

    assert next_open(at("2026-11-25T10:00"), BERLIN, away, HOURS) == at("2026-12-03T08:00")


def test_a_leave_without_an_end_holds_nothing_back_for_ever() -> None:
    gone = Workweek(leave=((date(2026, 1, 1), date.max),))
    moment = at("2026-11-25T10:00")

    assert next_open(moment, BERLIN, gone, HOURS) == moment


def test_somebody_who_works_at_night_may_be_told_at_night() -> None:
    night = Hours(opens=time(20, 0), closes=time(4, 0))

    assert next_open(at("2026-11-25T23:00"), BERLIN, WEEK, night) == at("2026-11-25T23:00")
    assert next_open(at("2026-11-25T12:00"), BERLIN, WEEK, night) == at("2026-11-25T20:00")


def test_an_hour_that_the_clocks_skip_still_comes_that_day() -> None:
    sundays = Workweek(days=frozenset(range(7)))
    early = Hours(opens=time(2, 30), closes=time(20, 0))

    opens = next_open(at("2027-03-28T01:00"), BERLIN, sundays, early)

    assert opens == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_morning_is_that_of_today_until_it_has_gone() -> None:
    hour = time(8, 30)

    assert morning(at("2026-11-25T08:00"), BERLIN, WEEK, hour) == at("2026-11-25T08:30")
    assert morning(at("2026-11-25T09:00"), BERLIN, WEEK, hour) == at("2026-11-26T08:30")
    assert morning(at("2026-11-27T09:00"), BERLIN, WEEK, hour) == at("2026-11-30T08:30")
