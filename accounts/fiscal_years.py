"""How a company cuts its years: whole months, or weeks in a pattern such as 4-4-5.

A year of weeks begins on the chosen weekday nearest to the first of its starting month, at most
three days before or after it. It so has 52 or 53 weeks; the 53rd is the last week of month 12.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate


class Pattern(StrEnum):
    """What the three months of a quarter are made of."""

    MONTHS = "months"
    W445 = "4-4-5"
    W454 = "4-5-4"
    W544 = "5-4-4"


WEEKS = {Pattern.W445: (4, 4, 5), Pattern.W454: (4, 5, 4), Pattern.W544: (5, 4, 4)}


@dataclass(frozen=True, kw_only=True)
class YearRule:
    """One way to cut and name fiscal years; `first_weekday` is ISO, 1 is Monday."""

    start_month: int = 1
    named_by_end: bool = True
    pattern: Pattern = Pattern.MONTHS
    first_weekday: int = 1

    def begins(self, year: int) -> date:
        """Find the first day of the year called `year`; ValueError where dates end."""
        first = date(year - self._shift, self.start_month, 1)
        if self.pattern == Pattern.MONTHS:
            return first
        ahead = (self.first_weekday - first.isoweekday()) % 7
        try:
            return first + timedelta(days=ahead if ahead <= 3 else ahead - 7)
        except OverflowError as error:
            raise ValueError(f"no day before or after {first}") from error

    def year_of(self, day: date) -> int:
        """Name the year a day falls in."""
        year = day.year + self._shift
        if day >= self.begins(year):
            # January may begin in the last days of December.
            late = self.start_month == 1 and day.month == 12 and day.day >= 29
            return year + int(late and day >= self.begins(year + 1))
        return year - 1

    def months(self, year: int) -> list[date]:
        """List the first days of its twelve months, and of the year after it."""
        first, following = self.begins(year), self.begins(year + 1)
        if self.pattern == Pattern.MONTHS:
            months = [divmod(self.start_month - 1 + n, 12) for n in range(12)]
            days = [date(first.year + years, month + 1, 1) for years, month in months]
        else:
            weeks = accumulate((WEEKS[self.pattern] * 4)[:-1], initial=0)
            days = [first + timedelta(weeks=count) for count in weeks]
        return [*days, following]

    @property
    def _shift(self) -> int:
        return int(self.named_by_end and self.start_month > 1)
