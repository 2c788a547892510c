from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import (
    Cadence,
    FiscalCalendar,
    Period,
    PeriodError,
    next_period,
)

days = st.dates(min_value=date(1950, 1, 1), max_value=date(2199, 1, 1))
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(0, 800)
)
calendars = st.builds(FiscalCalendar, start_month=st.integers(1, 12), named_by_end=st.booleans())
Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u2013", "-")


class TestLabel:
    @pytest.mark.parametrize(
        ("start", "end", "label"),
        [
            ("2026-07-01", "2026-09-30", "FY26-Q3 (1 Jul-30 Sep 2026)"),
            ("2026-01-01", "2026-12-31", "FY26 (1 Jan-31 Dec 2026)"),
            ("2026-10-01", "2026-10-31", "Oct 2026"),
            ("2028-02-01", "2028-02-29", "Feb 2028"),
            ("2026-02-01", "2026-02-27", "1-27 Feb 2026"),
            ("2026-09-30", "2026-09-30", "2026-09-30"),
            ("2026-09-28", "2026-10-04", "2026-W40 (28 Sep-4 Oct 2026)"),
            ("2026-09-29", "2026-10-05", "29 Sep-5 Oct 2026"),
            ("2026-12-15", "2027-01-14", "15 Dec 2026-14 Jan 2027"),
            ("2026-06-01", "2026-08-31", "1 Jun-31 Aug 2026"),
        ],
    )
    def test_names_what_has_a_name_and_spells_out_the_rest(
        self, start: str, end: str, label: str
    ) -> None:
        period = Period(date.fromisoformat(start), date.fromisoformat(end))
        assert plain(FiscalCalendar().label_and_range(period)) == label

    def test_a_year_from_april_is_named_by_its_end_or_its_start(self) -> None:
        first = Period(date(2026, 4, 1), date(2026, 6, 30))
        last = Period(date(2027, 1, 1), date(2027, 3, 31))
        by_end = FiscalCalendar(start_month=4)
        by_start = FiscalCalendar(start_month=4, named_by_end=False)
        assert (by_end.label(first), by_end.label(last)) == ("FY27-Q1", "FY27-Q4")
        assert (by_start.label(first), by_start.label(last)) == ("FY26-Q1", "FY26-Q4")

    @given(calendar=calendars, year=st.integers(1950, 2199), quarter=st.integers(1, 4))
    def test_every_quarter_is_found_again_from_its_days(
        self, calendar: FiscalCalendar, year: int, quarter: int
    ) -> None:
        period = calendar.quarter(year, quarter)
        assert calendar.quarter_of(period.start) == (year, quarter)
        assert calendar.quarter_of(period.end) == (year, quarter)
        assert calendar.label(period).endswith(f"-Q{quarter}")

    @given(calendar=calendars, year=st.integers(1950, 2199))
    def test_four_quarters_make_the_year(self, calendar: FiscalCalendar, year: int) -> None:
        quarters = [calendar.quarter(year, n) for n in (1, 2, 3, 4)]
        assert Period(quarters[0].start, quarters[3].end) == calendar.year(year)
        for one, two in pairwise(quarters):
            assert two.start - one.end == timedelta(days=1)

    @given(period=periods, calendar=calendars)
    def test_two_periods_of_one_calendar_never_share_a_name(
        self, period: Period, calendar: FiscalCalendar
    ) -> None:
        longer = Period(period.start, period.end + timedelta(days=1))
        assert calendar.label(period) != calendar.label(longer)


class TestNextPeriod:
    @pytest.mark.parametrize(
        ("start", "end", "cadence", "following"),
        [
            ("2026-07-01", "2026-09-30", "quarter", ("2026-10-01", "2026-12-31")),
            ("2026-01-01", "2026-01-31", "month", ("2026-02-01", "2026-02-28")),
            ("2028-02-01", "2028-02-29", "month", ("2028-03-01", "2028-03-31")),
            ("2026-09-30", "2026-09-30", "quarter", ("2026-12-31", "2026-12-31")),
            ("2028-02-28", "2028-02-28", "month", ("2028-03-28", "2028-03-28")),
            ("2026-12-28", "2027-01-03", "week", ("2027-01-04", "2027-01-10")),
            ("2028-02-28", "2028-02-28", "day", ("2028-02-29", "2028-02-29")),
            ("2026-01-30", "2026-01-31", "month", ("2026-02-28", "2026-02-28")),
        ],
    )
    def test_moves_on_by_one_cadence(
        self, start: str, end: str, cadence: str, following: tuple[str, str]
    ) -> None:
        period = next_period(Period(date.fromisoformat(start), date.fromisoformat(end)), cadence)
        assert (period.start.isoformat(), period.end.isoformat()) == following

    @given(calendar=calendars, year=st.integers(1950, 2199), quarter=st.integers(1, 4))
    def test_quarters_follow_one_another_without_a_hole(
        self, calendar: FiscalCalendar, year: int, quarter: int
    ) -> None:
        period = calendar.quarter(year, quarter)
        following = next_period(period, Cadence.QUARTER)
        assert following.start == period.end + timedelta(days=1)
        assert calendar.label(following).endswith(f"-Q{quarter % 4 + 1}")

    @given(period=periods, cadence=st.sampled_from(Cadence))
    def test_always_lies_later(self, period: Period, cadence: Cadence) -> None:
        following = next_period(period, cadence)
        assert following.start > period.start
        assert following.end > period.end

    def test_says_when_the_calendar_ends(self) -> None:
        with pytest.raises(PeriodError):
            next_period(Period.of_day(date.max), "day")
        with pytest.raises(PeriodError):
            next_period(Period.of_day(date.max), "quarter")


class TestPeriod:
    def test_refuses_an_end_before_the_start(self) -> None:
        with pytest.raises(PeriodError, match="before it starts"):
            Period(date(2026, 7, 1), date(2026, 6, 30))

    @pytest.mark.parametrize(("year", "week"), [(2026, 0), (2025, 53), (9999, 53)])
    def test_refuses_a_week_the_year_does_not_have(self, year: int, week: int) -> None:
        with pytest.raises(PeriodError):
            Period.of_week(year, week)

    def test_refuses_a_fifth_quarter_and_a_thirteenth_start_month(self) -> None:
        with pytest.raises(PeriodError):
            FiscalCalendar().quarter(2026, 5)
        with pytest.raises(PeriodError):
            FiscalCalendar(start_month=13)
