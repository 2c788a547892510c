from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.periods import FiscalCalendar, Period
from metrics.reading import DateFormat, ReadingError, guess_format, read_date, read_period

days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))
formats = st.sampled_from(DateFormat)


def written(day: date, date_format: DateFormat) -> str:
    return {
        DateFormat.ISO: day.isoformat(),
        DateFormat.DAY_FIRST_DOTS: f"{day.day}.{day.month}.{day.year}",
        DateFormat.MONTH_FIRST: f"{day.month}/{day.day}/{day.year}",
        DateFormat.DAY_FIRST: f"{day.day}/{day.month}/{day.year}",
    }[date_format]


class TestReadDate:
    @given(day=days, date_format=formats)
    def test_reads_every_day_back_in_its_format(self, day: date, date_format: DateFormat) -> None:
        assert read_date(written(day, date_format), date_format) == day

    @pytest.mark.parametrize(
        ("text", "date_format"),
        [
            ("30.09.2026", DateFormat.DAY_FIRST_DOTS),
            ("09/30/2026", DateFormat.MONTH_FIRST),
            (" 30/09/2026 ", DateFormat.DAY_FIRST),
        ],
    )
    def test_zeros_before_day_and_month_are_fine(self, text: str, date_format: DateFormat) -> None:
        assert read_date(text, date_format) == date(2026, 9, 30)

    @pytest.mark.parametrize(
        ("text", "date_format", "wrong"),
        [
            ("30.9.2026", DateFormat.ISO, "not a date written YYYY-MM-DD"),
            ("2026-9-30", DateFormat.ISO, "not a date written"),
            ("2026-09-30T00:00", DateFormat.ISO, "not a date written"),
            ("30/9/2026", DateFormat.MONTH_FIRST, "not a day of the calendar"),
            ("2026-02-29", DateFormat.ISO, "not a day of the calendar"),
            ("2026-00-10", DateFormat.ISO, "not a day of the calendar"),
            ("0026-09-30", DateFormat.ISO, "outside the years"),
            ("30.9.26", DateFormat.DAY_FIRST_DOTS, "not a date written D.M.YYYY"),
            ("\u0662026-09-30", DateFormat.ISO, "not a date written"),
            ("", DateFormat.ISO, "empty"),
        ],
    )
    def test_says_what_is_wrong(self, text: str, date_format: DateFormat, wrong: str) -> None:
        with pytest.raises(ReadingError, match=wrong):
            read_date(text, date_format)

    def test_29_february_exists_in_leap_years_only(self) -> None:
        assert read_date("2028-02-29") == date(2028, 2, 29)
        with pytest.raises(ReadingError):
            read_date("2100-02-29")


class TestGuessFormat:
    def test_reports_both_when_day_and_month_could_be_swapped(self) -> None:
        both = (DateFormat.MONTH_FIRST, DateFormat.DAY_FIRST)
        assert guess_format(["1/2/2026", "3/4/2026"]) == both

    def test_one_clear_sample_settles_it(self) -> None:
        assert guess_format(["1/2/2026", "", "2/13/2026"]) == (DateFormat.MONTH_FIRST,)
        assert guess_format(["2026-09-30"]) == (DateFormat.ISO,)

    def test_no_format_fits_a_mixture_or_nothing(self) -> None:
        assert guess_format(["13/1/2026", "1/13/2026"]) == ()
        assert guess_format([""]) == ()

    @given(found=st.lists(days, min_size=1, max_size=5), date_format=formats)
    def test_the_true_format_is_always_among_the_candidates(
        self, found: list[date], date_format: DateFormat
    ) -> None:
        assert date_format in guess_format([written(day, date_format) for day in found])


class TestReadPeriod:
    @pytest.mark.parametrize(
        ("text", "start", "end"),
        [
            ("2026-Q3", "2026-07-01", "2026-09-30"),
            ("FY26-Q3", "2026-07-01", "2026-09-30"),
            ("fy2026 q3", "2026-07-01", "2026-09-30"),
            ("FY26", "2026-01-01", "2026-12-31"),
            ("2026-09", "2026-09-01", "2026-09-30"),
            ("2028-02", "2028-02-01", "2028-02-29"),
            ("2026-W40", "2026-09-28", "2026-10-04"),
            ("2026-09-30", "2026-09-30", "2026-09-30"),
            ("2026-07-01..2026-09-30", "2026-07-01", "2026-09-30"),
            ("2026-07-01 .. 2026-09-30", "2026-07-01", "2026-09-30"),
        ],
    )
    def test_reads_names_dates_and_ranges(self, text: str, start: str, end: str) -> None:
        assert read_period(text) == Period(date.fromisoformat(start), date.fromisoformat(end))

    def test_fy_follows_the_fiscal_calendar_and_a_bare_quarter_does_not(self) -> None:
        april = FiscalCalendar(start_month=4)
        assert read_period("FY27-Q1", calendar=april).start == date(2026, 4, 1)
        assert read_period("2027-Q1", calendar=april).start == date(2027, 1, 1)

    def test_ranges_follow_the_date_format(self) -> None:
        period = read_period("1.7.2026..30.9.2026", date_format=DateFormat.DAY_FIRST_DOTS)
        assert period == Period(date(2026, 7, 1), date(2026, 9, 30))

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("", "empty"),
            ("Q3", "not a period"),
            ("FY26-Q5", "not a period"),
            ("FY-1-Q1", "not a period"),
            ("2026-13", "no month 13"),
            ("2025-W53", "no week 53"),
            ("2026-09-30..2026-07-01", "before it starts"),
            ("2026-09-31", "not a day of the calendar"),
            ("2026-07-01..soon", "not a date written"),
            ("9999-Q4", "outside the years"),
            ("FY0001-Q1", "outside the years"),
        ],
    )
    def test_says_what_is_wrong(self, text: str, wrong: str) -> None:
        with pytest.raises(ReadingError, match=wrong):
            read_period(text)

    @given(
        calendar=st.builds(
            FiscalCalendar, start_month=st.integers(1, 12), named_by_end=st.booleans()
        ),
        year=st.integers(1901, 2198),
        quarter=st.integers(1, 4),
    )
    def test_reads_back_the_label_of_every_quarter(
        self, calendar: FiscalCalendar, year: int, quarter: int
    ) -> None:
        period = calendar.quarter(year, quarter)
        assert read_period(calendar.label(period), calendar=calendar) == period


@given(
    text=st.text(max_size=30) | st.text("0123456789-./FYQW ", max_size=24),
    date_format=formats,
)
def test_any_text_is_read_or_refused_with_a_reason(text: str, date_format: DateFormat) -> None:
    problems = []
    for read in (read_date, lambda text, form: read_period(text, date_format=form)):
        try:
            read(text, date_format)
        except ReadingError as refused:
            problems.append(refused.problem)
    assert all(problem.wrong and problem.fix for problem in problems)
