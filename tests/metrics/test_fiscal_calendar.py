"""Fiscal calendars: every start month, years of months and of weeks, and changes between them."""

from datetime import date, timedelta
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.fiscal_years import Pattern, YearRule
from metrics.periods import Change, FiscalCalendar, Period, PeriodError
from metrics.reading.dates import read_period

ONE_DAY = timedelta(days=1)
WEEKS = [Pattern.W445, Pattern.W454, Pattern.W544]
RULES = [
    YearRule(start_month=month, named_by_end=by_end, pattern=pattern, first_weekday=weekday)
    for month, by_end, (pattern, weekday) in product(
        range(1, 13),
        (True, False),
        [(Pattern.MONTHS, 1), *product(WEEKS, range(1, 8))],
    )
]
rules = st.sampled_from(RULES)
SAMPLE = RULES[:: len(RULES) // 24 - 1]


def calendar_of(rule: YearRule, *changes: Change) -> FiscalCalendar:
    facts = ("start_month", "named_by_end", "pattern", "first_weekday")
    return FiscalCalendar(**{name: getattr(rule, name) for name in facts}, changes=changes)


def follows_from_2000_to_2050(calendar: FiscalCalendar, first: int, last: int) -> None:
    """Walk from quarter to quarter: they touch, and are found again by their days and names."""
    day, names = date(first, 1, 1), set()
    while day.year <= last:
        quarter = calendar.quarter_at(day)
        period = quarter.period
        assert period.start <= day <= period.end
        assert quarter.label not in names
        names.add(quarter.label)
        assert calendar.label(period) == quarter.label
        assert read_period(quarter.label, calendar=calendar) == period
        assert calendar.quarter_at(period.end).label == quarter.label
        day = period.end + ONE_DAY
        assert calendar.after(period).start == day


def years_are_whole(calendar: FiscalCalendar, first: int, last: int) -> None:
    for year in range(first, last + 1):
        period = calendar.year(year)
        quarters = [calendar.quarter(year, n) for n in (1, 2, 3, 4)]
        months = [calendar.month(year, n) for n in range(1, 13)]
        assert calendar.year(year + 1).start == period.end + ONE_DAY
        for parts in (quarters, months):
            assert Period(parts[0].start, parts[-1].end) == period
            assert all(two.start == one.end + ONE_DAY for one, two in pairwise(parts))
        nominal = date(period.start.year, calendar.start_month, 1)
        if calendar.pattern == Pattern.MONTHS:
            assert period.start == nominal
            continue
        begins = {date(at, calendar.start_month, 1) for at in (year - 1, year, year + 1)}
        assert min(abs((period.start - one).days) for one in begins) <= 3
        assert period.start.isoweekday() == calendar.first_weekday
        assert period.days in (52 * 7, 53 * 7)
        lengths = [int(part) for part in calendar.pattern.split("-")] * 4
        lengths[-1] += period.days // 7 - 52  # the 53rd week is the last of month 12
        assert [month.days for month in months] == [7 * weeks for weeks in lengths]
        assert read_period(f"FY{year}-P7", calendar=calendar) == months[6]


@pytest.mark.parametrize("rule", SAMPLE, ids=str)
def test_quarters_follow_one_another(rule: YearRule) -> None:
    follows_from_2000_to_2050(calendar_of(rule), 2024, 2030)
    years_are_whole(calendar_of(rule), 2024, 2030)


@pytest.mark.deep
@pytest.mark.parametrize("rule", RULES, ids=str)
def test_quarters_follow_one_another_for_fifty_years(rule: YearRule) -> None:
    follows_from_2000_to_2050(calendar_of(rule), 2000, 2050)
    years_are_whole(calendar_of(rule), 2000, 2050)


@given(before=rules, after=rules, year=st.integers(2010, 2040))
def test_a_change_leaves_no_hole_and_no_name_twice(
    before: YearRule, after: YearRule, year: int
) -> None:
    change = Change(after.begins(year), after)

    follows_from_2000_to_2050(calendar_of(before, change), year - 3, year + 3)


class TestWeeks:
    RETAIL = FiscalCalendar(
        start_month=2, named_by_end=False, pattern=Pattern.W454, first_weekday=7
    )

    @pytest.mark.parametrize(
        ("year", "first", "last"),
        # The years of the National Retail Federation's 4-5-4 calendar; 2023 has 53 weeks.
        [
            (2022, date(2022, 1, 30), date(2023, 1, 28)),
            (2023, date(2023, 1, 29), date(2024, 2, 3)),
            (2024, date(2024, 2, 4), date(2025, 2, 1)),
            (2025, date(2025, 2, 2), date(2026, 1, 31)),
        ],
    )
    def test_agrees_with_the_calendar_of_american_retail(
        self, year: int, first: date, last: date
    ) -> None:
        assert self.RETAIL.year(year) == Period(first, last)

    def test_names_a_month_by_its_number(self) -> None:
        october = self.RETAIL.month(2023, 9)

        assert october == Period(date(2023, 10, 1), date(2023, 10, 28))
        assert self.RETAIL.label(october) == "FY23-P09"
        assert self.RETAIL.after(october) == self.RETAIL.month(2023, 10)

    def test_a_month_of_weeks_like_a_calendar_month_bears_the_name_of_that(self) -> None:
        weeks = FiscalCalendar(start_month=2, pattern=Pattern.W445, first_weekday=1)

        assert weeks.month(2022, 1) == Period(date(2021, 2, 1), date(2021, 2, 28))
        assert weeks.label(weeks.month(2022, 1)) == "Feb\u00a02021"


class TestChanges:
    APRIL_TO_JANUARY = FiscalCalendar(
        start_month=4, changes=(Change(date(2027, 1, 1), YearRule(start_month=1)),)
    )

    def test_cuts_the_year_before_short_and_marks_it(self) -> None:
        calendar = self.APRIL_TO_JANUARY

        assert calendar.year(2027) == Period(date(2027, 1, 1), date(2027, 12, 31))
        assert calendar.year(2027, is_transition=True) == Period(
            date(2026, 4, 1), date(2026, 12, 31)
        )
        assert str(calendar.quarter_at(date(2026, 12, 31))).startswith("FY27T-Q3 (1")
        assert calendar.quarter_at(date(2027, 1, 1)).label == "FY27-Q1"
        assert read_period("fy27t-q3", calendar=calendar).end == date(2026, 12, 31)

    def test_has_no_quarter_after_the_cut(self) -> None:
        with pytest.raises(PeriodError, match="FY27T ends before its quarter 4"):
            self.APRIL_TO_JANUARY.quarter(2027, 4, is_transition=True)

    def test_has_no_year_that_no_day_is_in(self) -> None:
        by_start, by_end = YearRule(start_month=4, named_by_end=False), YearRule(start_month=4)
        calendar = calendar_of(by_start, Change(date(2027, 4, 1), by_end))

        assert calendar.year(2026).end == date(2027, 3, 31)
        assert calendar.year(2028).start == date(2027, 4, 1)
        with pytest.raises(PeriodError, match="no FY27"):
            calendar.year(2027)

    def test_cuts_a_quarter_short_too(self) -> None:
        calendar = calendar_of(YearRule(), Change(date(2027, 2, 1), YearRule(start_month=2)))

        assert calendar.quarter_at(date(2027, 1, 15)).period == Period(
            date(2027, 1, 1), date(2027, 1, 31)
        )

    def test_a_rest_of_some_days_belongs_to_the_quarter_before(self) -> None:
        weeks = YearRule(pattern=Pattern.W445, first_weekday=1)
        calendar = calendar_of(YearRule(), Change(date(2027, 1, 4), weeks))

        last = calendar.quarter_at(date(2027, 1, 3))
        assert (last.label, last.period) == (
            "FY26-Q4",
            Period(date(2026, 10, 1), date(2027, 1, 3)),
        )
        assert calendar.quarter_at(date(2027, 1, 4)).label == "FY27-Q1"


def test_refuses_an_eighth_day_and_a_thirteenth_month() -> None:
    with pytest.raises(PeriodError):
        FiscalCalendar(first_weekday=8)
    with pytest.raises(PeriodError):
        FiscalCalendar().month(2026, 13)
    with pytest.raises(PeriodError):
        FiscalCalendar(changes=(Change(date(2027, 1, 1), YearRule(start_month=13)),))
