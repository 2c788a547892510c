"""Periods as date ranges, and the names a fiscal calendar gives them.

A period is a pair of dates, both included, never two instants: a quarter is the same quarter in
every time zone.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from metrics.figures import NBSP

DASH = "\N{EN DASH}"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ONE_DAY = timedelta(days=1)


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


@dataclass(frozen=True, kw_only=True)
class FiscalCalendar:
    """The month a company's year begins with, and whether its end or its start names it."""

    start_month: int = 1
    named_by_end: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.start_month <= 12:
            raise PeriodError("A fiscal year starts in a month from 1 to 12")

    def year(self, year: int) -> Period:
        """Find the dates of the fiscal year called `year`."""
        return Period.of_months(self._begins(year), self.start_month, 12)

    def quarter(self, year: int, quarter: int) -> Period:
        """Find the dates of one quarter of the fiscal year called `year`."""
        if not 1 <= quarter <= 4:
            raise PeriodError("A year has quarters 1 to 4")
        return Period.of_months(self._begins(year), self.start_month + 3 * (quarter - 1), 3)

    def quarter_of(self, day: date) -> tuple[int, int]:
        """Name the fiscal year and quarter a day falls in."""
        begins = day.year if day.month >= self.start_month else day.year - 1
        quarter = (day.month - self.start_month) % 12 // 3 + 1
        return begins + self._shift, quarter

    def label(self, period: Period) -> str:
        """Name a period: FY26-Q3, FY26, Oct 2026, 2026-W40, 2026-09-30, else its dates."""
        start, end = period.start, period.end
        if start == end:
            return start.isoformat()
        if start.day == 1 and end == _last_of_month(end):
            year, quarter = self.quarter_of(start)
            if period == self.quarter(year, quarter):
                return f"{_fiscal_year(year)}-Q{quarter}"
            if period == self.year(year):
                return _fiscal_year(year)
            if (start.year, start.month) == (end.year, end.month):
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

    @property
    def _shift(self) -> int:
        return int(self.named_by_end and self.start_month > 1)

    def _begins(self, year: int) -> int:
        return year - self._shift


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
