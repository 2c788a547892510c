"""Dates in a format somebody chose, and periods by name or by range."""

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from metrics.periods import CALENDAR_YEAR, FiscalCalendar, Period, PeriodError
from metrics.reading.problems import ReadingError, refusal

FIRST_YEAR, LAST_YEAR = 1900, 2199


class DateFormat(StrEnum):
    """The ways a date may be written; one per column."""

    ISO = "YYYY-MM-DD"
    DAY_FIRST_DOTS = "D.M.YYYY"
    MONTH_FIRST = "M/D/YYYY"
    DAY_FIRST = "D/M/YYYY"

    @property
    def example(self) -> str:
        """Write the last day of September 2026 this way."""
        return EXAMPLES[self]


EXAMPLES = {
    DateFormat.ISO: "2026-09-30",
    DateFormat.DAY_FIRST_DOTS: "30.9.2026",
    DateFormat.MONTH_FIRST: "9/30/2026",
    DateFormat.DAY_FIRST: "30/9/2026",
}
PATTERNS = {
    DateFormat.ISO: r"(?P<y>[0-9]{4})-(?P<m>[0-9]{2})-(?P<d>[0-9]{2})",
    DateFormat.DAY_FIRST_DOTS: r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})",
    DateFormat.MONTH_FIRST: r"(?P<m>[0-9]{1,2})/(?P<d>[0-9]{1,2})/(?P<y>[0-9]{4})",
    DateFormat.DAY_FIRST: r"(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<y>[0-9]{4})",
}
FISCAL = re.compile(
    r"FY(?P<year>[0-9]{2}|[0-9]{4})(?P<cut>T?)"
    r"(?:[- ]?(?:Q(?P<quarter>[1-4])|P(?P<month>[0-9]{1,2})))?",
    re.IGNORECASE,
)
QUARTER = re.compile(r"(?P<year>[0-9]{4})-?Q(?P<quarter>[1-4])", re.IGNORECASE)
WEEK = re.compile(r"(?P<year>[0-9]{4})-?W(?P<week>[0-9]{2})", re.IGNORECASE)
MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})")


def read_date(text: str, date_format: DateFormat | str = DateFormat.ISO) -> date:
    """Read a date in exactly this format."""
    wanted = DateFormat(date_format)
    found = re.fullmatch(PATTERNS[wanted], text.strip())
    if found is None:
        wrong = f"is not a date written {wanted.value}" if text.strip() else "The cell is empty"
        raise refusal(text.strip(), wrong, f"Write it like {wanted.example}")
    year = _year(text, int(found["y"]))
    try:
        return date(year, int(found["m"]), int(found["d"]))
    except ValueError as error:
        fix = f"Check day and month; they are read as {wanted.value}"
        raise refusal(text, "is not a day of the calendar", fix) from error


def guess_format(samples: Iterable[str]) -> tuple[DateFormat, ...]:
    """List every format that reads all samples; more than one must be asked about."""
    cells = list(dict.fromkeys(cell for cell in samples if cell.strip()))
    return tuple(one for one in DateFormat if cells and all(_reads(cell, one) for cell in cells))


def read_period(
    text: str,
    *,
    calendar: FiscalCalendar = CALENDAR_YEAR,
    date_format: DateFormat | str = DateFormat.ISO,
) -> Period:
    """Read FY26-Q3, FY26, FY26-P10, 2026-Q3, 2026-09, 2026-W40, a date, or two joined by two dots.

    FY follows the fiscal calendar; a quarter without it is one of the calendar year.
    """
    written = text.strip()
    first, dots, last = written.partition("..")
    try:
        named = _named(written, calendar)
        if named is not None:
            return named
        if dots:
            return Period(read_date(first, date_format), read_date(last, date_format))
    except PeriodError as error:
        why = str(error)
        fix = "Put the earlier day first" if dots else "Write one that the calendar has"
        raise refusal(text, f"is no period: {why[0].lower()}{why[1:]}", fix) from error
    if re.fullmatch(PATTERNS[DateFormat(date_format)], written):
        return Period.of_day(read_date(written, date_format))
    raise refusal(
        written,
        "is not a period" if written else "The cell is empty",
        "Write it like FY26-Q3, 2026-Q3, 2026-09 or "
        f"{DateFormat(date_format).example}, or as two dates joined by two dots",
    )


def _named(written: str, calendar: FiscalCalendar) -> Period | None:
    if found := FISCAL.fullmatch(written):
        digits = found["year"]
        year = _year(written, int(digits) + (2000 if len(digits) == 2 else 0))
        is_cut = bool(found["cut"])
        if quarter := found["quarter"]:
            return calendar.quarter(year, int(quarter), is_transition=is_cut)
        if month := found["month"]:
            return calendar.month(year, int(month), is_transition=is_cut)
        return calendar.year(year, is_transition=is_cut)
    if found := QUARTER.fullmatch(written):
        year = _year(written, int(found["year"]))
        return Period.of_months(year, 3 * int(found["quarter"]) - 2, 3)
    if found := WEEK.fullmatch(written):
        return Period.of_week(_year(written, int(found["year"])), int(found["week"]))
    if found := MONTH.fullmatch(written):
        month = int(found["month"])
        if not 1 <= month <= 12:
            raise PeriodError(f"a year has no month {month}")
        return Period.of_months(_year(written, int(found["year"])), month)
    return None


def _year(text: str, year: int) -> int:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        wrong = f"lies outside the years {FIRST_YEAR} to {LAST_YEAR}"
        raise refusal(text, wrong, "Check the year")
    return year


def _reads(cell: str, date_format: DateFormat) -> bool:
    try:
        read_date(cell, date_format)
    except ReadingError:
        return False
    return True
