"""Periods as date ranges, and the names a fiscal calendar gives them.

A period is a pair of dates, both included, never two instants: a quarter is the same quarter in
every time zone.
"""

import calendar
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from accounts.fiscal_years import YearRule
from metrics.figures import NBSP

DASH = "\N{EN DASH}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ONE_DAY = timedelta(days=1)
SHORTEST = timedelta(days=7)  # what is shorter is no period of its own
FISCAL_MONTH = "-P"


class PeriodError(ValueError):
    """Refuse a period that does not exist."""


class Cadence(StrEnum):
    """How often a figure is read."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, order=True)
class Period:
    """A range of dates, first and last day included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(f"The period ends on {self.end}, before it starts on {self.start}")

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Make the period of a snapshot taken on one day."""
        return cls(day, day)

    @classmethod
    def of_months(cls, year: int, month: int, months: int = 1) -> Self:
        """Make a period of whole calendar months; `month` may run past 12."""
        first = _first_of(year, month)
        return cls(first, _first_of(year, month + months) - ONE_DAY)

    @classmethod
    def of_week(cls, year: int, week: int) -> Self:
        """Make an ISO week, Monday to Sunday."""
        try:
            monday = date.fromisocalendar(year, week, 1)
            return cls(monday, monday + timedelta(days=6))
        except (ValueError, OverflowError) as error:
            raise PeriodError(f"{year} has no week {week}") from error

    @property
    def days(self) -> int:
        """Count its days, both ends included."""
        return (self.end - self.start).days + 1

    @property
    def range_text(self) -> str:
        """Write the dates without repeating what both ends share."""
        first, last = self.start, self.end
        ending = f"{last.day}{NBSP}{_month(last)}"
        if first == last:
            return ending
        if first.year != last.year:
            return f"{first.day}{NBSP}{_month(first)}{DASH}{ending}"
        if first.month != last.month:
            return f"{first.day}{NBSP}{MONTHS[first.month - 1]}{DASH}{ending}"
        return f"{first.day}{DASH}{ending}"


@dataclass(frozen=True)
class Quarter:
    """A fiscal quarter: its name and its dates."""

    label: str
    period: Period

    def __str__(self) -> str:
        return f"{self.label} ({self.period.range_text})"


@dataclass(frozen=True)
class Change:
    """Another way to cut years, from the day on which the first such year begins."""

    from_on: date
    rule: YearRule


@dataclass(frozen=True)
class _Year:
    """A fiscal year as it was or will be: a change to another rule may cut it short."""

    number: int
    period: Period
    mark: str
    months: list[date]

    def part(self, first: int, count: int) -> Period | None:
        """Return months `first` to `first + count - 1`, counted from 0, as far as the year goes."""
        starts, ends = self.months[first], self.months[first + count] - ONE_DAY
        if starts > self.period.end:
            return None
        return Period(starts, min(ends, self.period.end))

    @property
    def name(self) -> str:
        """FY26; with a T where the year that follows a change bears the same number."""
        return _fiscal_year(self.number) + self.mark


@dataclass(frozen=True, kw_only=True)
class FiscalCalendar(YearRule):
    """How a company cuts its years, and how it does from later days on.

    A change begins a year of its own, and so cuts the year before it short; a rest of less than a
    week belongs to what goes before it. Where both years would bear one number, the earlier is a
    transition year: FY27T.
    """

    changes: tuple[Change, ...] = ()

    def __post_init__(self) -> None:
        for rule in (self, *(change.rule for change in self.changes)):
            if not 1 <= rule.start_month <= 12:
                raise PeriodError("A fiscal year starts in a month from 1 to 12")
            if not 1 <= rule.first_weekday <= 7:
                raise PeriodError("A week starts on a day from 1 to 7")

    def year(self, year: int, *, is_transition: bool = False) -> Period:
        """Find the dates of the fiscal year called `year`."""
        return self._called(year, is_transition=is_transition).period

    def quarter(self, year: int, quarter: int, *, is_transition: bool = False) -> Period:
        """Find the dates of one quarter of the fiscal year called `year`."""
        if not 1 <= quarter <= 4:
            raise PeriodError("A year has quarters 1 to 4")
        called = self._called(year, is_transition=is_transition)
        return self._there(called.part(3 * (quarter - 1), 3), called, f"quarter {quarter}")

    def month(self, year: int, month: int, *, is_transition: bool = False) -> Period:
        """Find the dates of one month, 1 to 12, of the fiscal year called `year`."""
        if not 1 <= month <= 12:
            raise PeriodError("A fiscal year has months 1 to 12")
        called = self._called(year, is_transition=is_transition)
        return self._there(called.part(month - 1, 1), called, f"month {month}")

    def quarter_of(self, day: date) -> tuple[int, int]:
        """Name the fiscal year and quarter a day falls in."""
        year = self._year_at(day)
        return year.number, bisect_right(year.months[3:10:3], day) + 1

    def quarter_at(self, day: date) -> Quarter:
        """Return the quarter a day falls in."""
        year = self._year_at(day)
        number = bisect_right(year.months[3:10:3], day)
        period = self._there(year.part(3 * number, 3), year, f"quarter {number + 1}")
        return Quarter(f"{year.name}-Q{number + 1}", period)

    def after(self, period: Period) -> Period:
        """Find the fiscal quarter or month that follows one; any other period is refused."""
        label = self.label(period)
        following = period.end + ONE_DAY
        if "-Q" in label:
            return self.quarter_at(following).period
        if FISCAL_MONTH not in label:
            raise PeriodError(f"{label} is no period of the fiscal calendar")
        year = self._year_at(following)
        first = bisect_right(year.months[1:], following)
        return self._there(year.part(first, 1), year, f"month {first + 1}")

    def following(self, period: Period, cadence: Cadence | str) -> Period:
        """Move a period on by one cadence, along the fiscal calendar where it is one of its own."""
        try:
            return self.after(period)
        except PeriodError:
            return next_period(period, cadence)

    def label(self, period: Period) -> str:
        """Name a period: FY26-Q3, FY26, Oct 2026, FY26-P10, 2026-W40, 2026-09-30, else its dates.

        Months of weeks are counted: FY26-P10 is the tenth.
        """
        start, end = period.start, period.end
        if start == end:
            return start.isoformat()
        if fiscal := self._fiscal(period):
            return fiscal
        if _is_month(period):
            return _month(start)
        if period.days == 7 and start.weekday() == 0:
            year, week, _ = start.isocalendar()
            return f"{year}-W{week:02}"
        return period.range_text

    def label_and_range(self, period: Period) -> str:
        """Name a period and add its dates where the name does not spell them out."""
        label = self.label(period)
        if label.startswith("FY") or "-W" in label:
            return f"{label} ({period.range_text})"
        return label

    def _fiscal(self, period: Period) -> str:
        """Name a quarter, a year or a month of weeks; nothing where it is none of them."""
        try:
            year = self._year_at(period.start)
        except PeriodError:
            return ""
        for count, letter in ((3, "Q"), (12, ""), (1, "P")):
            first = bisect_right(year.months, period.start) - 1
            is_calendar_month = count == 1 and _is_month(period)
            if first % count or is_calendar_month or year.part(first, count) != period:
                continue
            number = f"{first // count + 1:02}" if count == 1 else first // count + 1
            return f"{year.name}-{letter}{number}" if letter else year.name
        return ""

    def _year_at(self, day: date) -> _Year:
        """Return the year a day falls in, cut short where a change follows."""
        era = bisect_right([change.from_on for change in self.changes], day)
        try:
            number = self._rule(era).year_of(day)
            started = self._months(era, number)[0]
            return self._year(era, number if started <= day else number - 1)
        except ValueError as error:
            raise PeriodError(f"The calendar has no fiscal year for {day}") from error

    def _called(self, number: int, *, is_transition: bool) -> _Year:
        """Return the year with a number, of the latest rule that has one."""
        for era in range(len(self.changes), -1, -1):
            try:
                year = self._year(era, number)
            except PeriodError:
                continue
            except ValueError as error:
                raise PeriodError(f"The calendar has no year {number}") from error
            if bool(year.mark) == is_transition:
                return year
        name = _fiscal_year(number) + ("T" if is_transition else "")
        raise PeriodError(f"The fiscal calendar has no {name}")

    def _year(self, era: int, number: int) -> _Year:
        months = self._months(era, number)
        first, last, mark = months[0], months[12] - ONE_DAY, ""
        if era:
            first = max(first, self.changes[era - 1].from_on)
        if era < len(self.changes):
            change = self.changes[era]
            last = min(last, change.from_on - ONE_DAY)
            mark = "T" if number >= change.rule.year_of(change.from_on) else ""
        return _Year(number, Period(first, last), mark, months)

    def _months(self, era: int, number: int) -> list[date]:
        """List when months begin; none begins in the last days before a change."""
        months = self._rule(era).months(number)
        if era == len(self.changes):
            return months
        until = self.changes[era].from_on
        return [until if day <= until < day + SHORTEST else day for day in months]

    def _rule(self, era: int) -> YearRule:
        return self.changes[era - 1].rule if era else self

    @staticmethod
    def _there(period: Period | None, year: _Year, what: str) -> Period:
        if period is None:
            raise PeriodError(f"{year.name} ends before its {what}")
        return period


CALENDAR_YEAR = FiscalCalendar()


def next_period(period: Period, cadence: Cadence | str) -> Period:
    """Move a period on by one cadence; what ends with a month goes on ending with one."""
    steps = {Cadence.MONTH: 1, Cadence.QUARTER: 3}
    months = steps.get(Cadence(cadence))
    try:
        if months is None:
            days = timedelta(days=7 if cadence == Cadence.WEEK else 1)
            return Period(period.start + days, period.end + days)
        return Period(_months_on(period.start, months), _months_on(period.end, months))
    except OverflowError as error:
        raise PeriodError("The calendar ends before the next period") from error


def _first_of(year: int, month: int) -> date:
    years, index = divmod(month - 1, 12)
    try:
        return date(year + years, index + 1, 1)
    except (ValueError, OverflowError) as error:
        raise PeriodError(f"The calendar has no year {year + years}") from error


def _is_month(period: Period) -> bool:
    return period.start.day == 1 and period.end == _last_of_month(period.start)


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _months_on(day: date, months: int) -> date:
    target = _last_of_month(_first_of(day.year, day.month + months))
    if day == _last_of_month(day):
        return target
    return target.replace(day=min(day.day, target.day))


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1]}{NBSP}{day.year}"


def _fiscal_year(year: int) -> str:
    return f"FY{year % 100:02}" if 2000 <= year <= 2099 else f"FY{year}"
