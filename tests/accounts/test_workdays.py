from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.workdays import (
    WorkdayError,
    Workweek,
    add_working_days,
    describe_remaining,
    end_of_day,
    local_day,
    working_days_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(
    min_value=datetime(1985, 1, 1),  # noqa: DTZ001  Hypothesis wants naive bounds
    max_value=datetime(2037, 12, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
days = st.dates(min_value=date(1985, 1, 1), max_value=date(2037, 12, 1))
leaves = st.lists(
    st.tuples(days, st.integers(0, 40)).map(lambda x: (x[0], x[0] + timedelta(days=x[1]))),
    max_size=3,
).map(tuple)
weeks = st.builds(
    Workweek,
    days=st.frozensets(st.integers(0, 6), min_size=1),
    holidays=st.frozensets(days, max_size=5),
    leave=leaves,
)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


class TestAddWorkingDays:
    def test_starts_counting_on_the_next_working_day(self) -> None:
        assert add_working_days(at("2026-11-10T09:00"), 2, BERLIN) == at("2026-11-12T23:59:59")

    def test_steps_over_weekend_holiday_and_leave(self) -> None:
        week = Workweek(
            holidays=frozenset({date(2026, 11, 16)}),
            leave=((date(2026, 11, 17), date(2026, 11, 18)),),
        )
        due = add_working_days(at("2026-11-13T09:00"), 1, BERLIN, week)
        assert due == at("2026-11-19T23:59:59")

    def test_answers_in_utc(self) -> None:
        due = add_working_days(at("2026-11-10T09:00"), 1, BERLIN)
        assert due.utcoffset() == timedelta(0)
        assert due.hour == 22

    def test_counts_the_owner_s_day_not_the_server_s(self) -> None:
        late_in_utc = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
        auckland = ZoneInfo("Pacific/Auckland")
        due = add_working_days(late_in_utc, 1, auckland)
        assert due == at("2026-11-12T23:59:59", auckland)

    def test_zero_days_end_today_or_on_the_next_working_day(self) -> None:
        assert add_working_days(at("2026-11-13T09:00"), 0, BERLIN) == at("2026-11-13T23:59:59")
        assert add_working_days(at("2026-11-14T09:00"), 0, BERLIN) == at("2026-11-16T23:59:59")

    def test_crosses_29_february(self) -> None:
        due = add_working_days(at("2028-02-28T09:00"), 2, BERLIN)
        assert local_day(due, BERLIN) == date(2028, 3, 1)

    def test_refuses_to_count_backwards(self) -> None:
        with pytest.raises(ValueError, match="lies ahead"):
            add_working_days(at("2026-11-10T09:00"), -1, BERLIN)

    def test_refuses_a_moment_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="time zone"):
            add_working_days(datetime(2026, 11, 10), 1, BERLIN)  # noqa: DTZ001  the case

    def test_says_when_the_calendar_ends(self) -> None:
        with pytest.raises(WorkdayError):
            add_working_days(datetime(9999, 12, 30, tzinfo=UTC), 30, BERLIN)

    @given(start=moments, count=st.integers(0, 70), zone=zones, week=weeks)
    def test_lands_on_a_working_day_that_counts_back_to_the_same_number(
        self, start: datetime, count: int, zone: ZoneInfo, week: Workweek
    ) -> None:
        due = add_working_days(start, count, zone, week)
        today = local_day(start, zone)
        if due.astimezone(zone).date() == local_day(due + timedelta(seconds=1), zone):
            pytest.fail("the deadline is not the end of its day")
        expected = count or int(not week.is_working(today))
        # A day a zone skipped altogether (Samoa, 30 December 2011) has no second of its own.
        if zone.key not in {"Pacific/Apia", "Pacific/Fakaofo", "Pacific/Kwajalein", "Kwajalein"}:
            assert working_days_between(start, due, zone, week) == expected
            assert week.is_working(local_day(due, zone))


class TestEndOfDay:
    @given(day=days, zone=zones)
    def test_is_the_last_second_of_that_day_in_every_zone(self, day: date, zone: ZoneInfo) -> None:
        end = end_of_day(day, zone)
        assert end.astimezone(zone).date() <= day
        assert (end + timedelta(seconds=1)).astimezone(zone).date() > day

    @pytest.mark.parametrize(
        ("zone", "day", "clock"),
        [
            ("Europe/Berlin", date(2026, 3, 29), "23:59:59"),
            ("America/Sao_Paulo", date(2018, 11, 3), "23:59:59"),  # midnight was skipped
            ("America/Sao_Paulo", date(2018, 2, 17), "23:59:59"),  # 23:00 to 24:00 came twice
            ("America/Havana", date(2026, 10, 31), "23:59:59"),  # midnight comes twice
            ("America/St_Johns", date(2009, 10, 31), "23:59:59"),  # 00:01 fell back to 23:01
            ("America/Nuuk", date(2026, 3, 28), "22:59:59"),  # the last hour is skipped
        ],
    )
    def test_survives_clock_changes_at_midnight(self, zone: str, day: date, clock: str) -> None:
        local = end_of_day(day, ZoneInfo(zone)).astimezone(ZoneInfo(zone))
        assert (local.date(), local.time().isoformat()) == (day, clock)


class TestWorkingDaysBetween:
    def test_is_negative_when_overdue(self) -> None:
        now, due = at("2026-11-13T09:00"), at("2026-11-10T23:59:59")
        assert working_days_between(now, due, BERLIN) == -3

    @given(start=moments, end=moments, zone=zones, week=weeks)
    def test_agrees_with_counting_day_by_day(
        self, start: datetime, end: datetime, zone: ZoneInfo, week: Workweek
    ) -> None:
        end = min(end, start + timedelta(days=120))
        first, last = sorted((local_day(start, zone), local_day(end, zone)))
        if (last - first).days > 120:
            first = last - timedelta(days=120)
            start = end_of_day(first, zone)
            end = end_of_day(last, zone)
        first, last = sorted((local_day(start, zone), local_day(end, zone)))
        span = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
        expected = sum(week.is_working(day) for day in span)
        forward = local_day(start, zone) <= local_day(end, zone)
        assert working_days_between(start, end, zone, week) == (expected if forward else -expected)


class TestDescribeRemaining:
    @pytest.mark.parametrize(
        ("now", "total", "text", "kind"),
        [
            ("2026-11-10T09:00", 10, "2 d left", "near"),
            ("2026-11-10T09:00", 8, "2 d left", "plain"),
            ("2026-11-12T23:59:59", 10, "Due today", "near"),
            ("2026-11-13T00:00", 10, "Overdue by 1 d", "overdue"),
            ("2026-11-17T09:00", 10, "Overdue by 3 d", "overdue"),
        ],
    )
    def test_counts_working_days(self, now: str, total: int, text: str, kind: str) -> None:
        due = at("2026-11-12T23:59:59")
        left = describe_remaining(at(now), due, total=total, zone=BERLIN)
        assert (left.text, left.kind) == (text, kind)

    def test_is_overdue_before_a_working_day_was_lost(self) -> None:
        left = describe_remaining(
            at("2026-11-14T09:00"), at("2026-11-13T23:59:59"), total=5, zone=BERLIN
        )
        assert (left.text, left.kind) == ("Overdue", "overdue")

    def test_does_not_call_saturday_today(self) -> None:
        left = describe_remaining(
            at("2026-11-13T09:00"), at("2026-11-14T23:59:59"), total=5, zone=BERLIN
        )
        assert left.text == "Less than 1 d left"


class TestWorkweek:
    @pytest.mark.parametrize("days_off", [frozenset(), frozenset({7}), frozenset({-1, 0})])
    def test_refuses_a_week_without_real_days(self, days_off: frozenset[int]) -> None:
        with pytest.raises(ValueError, match="at least one working day"):
            Workweek(days=days_off)

    def test_reads_iso_weekdays(self) -> None:
        week = Workweek.from_iso("7", leave=[(date(2026, 11, 8), date(2026, 11, 8))])
        assert week.is_working(date(2026, 11, 1))
        assert not week.is_working(date(2026, 11, 2))
        assert not week.is_working(date(2026, 11, 8))

    def test_refuses_a_leave_that_ends_before_it_begins(self) -> None:
        with pytest.raises(ValueError, match="before it begins"):
            Workweek(leave=((date(2026, 11, 2), date(2026, 11, 1)),))
