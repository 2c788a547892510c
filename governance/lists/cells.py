"""One row of a list, read cell by cell: strictly, and with every problem it has."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from accounts.models import Function, User
from governance.models import DecisionType
from metrics.calendars import fiscal_calendar
from metrics.csv_writing import csv_plain
from metrics.models import KPI, DataDomain, SourceSystem
from metrics.periods import Period
from metrics.reading import Problem, ReadingError, Row, read_date, read_number, read_period

Read = TypeVar("Read")
Record = TypeVar("Record", bound=Model)
YES, NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


class Cells:
    """The cells of a row by the names of its columns; what cannot be read becomes a problem."""

    def __init__(self, row: Row, columns: Mapping[str, str]) -> None:
        self.row, self.columns = row, columns
        self.problems: list[Problem] = []

    def text(self, name: str, *, usual: str = "") -> str:
        """Return a cell as it was meant, without blanks around it or a sign against formulas."""
        column = self.columns.get(name)
        return (csv_plain(self.row.cells[column].strip()) if column else "") or usual

    def required(self, name: str) -> str:
        """Return a cell that must not be empty."""
        text = self.text(name)
        if not text:
            self.refuse(name, "", "is empty", "Fill it in")
        return text

    def refuse(self, name: str, value: str, wrong: str, fix: str) -> None:
        """Note what is wrong with a cell."""
        self.problems.append(Problem(value=value, wrong=wrong, fix=fix).at(self.row.number, name))

    def given(self, **facts: Any) -> dict[str, Any]:
        """Return the facts whose cells say something: an empty cell never overwrites."""
        return {name: value for name, value in facts.items() if self.text(name)}

    def choice(self, name: str, choices: Iterable[Any], *, usual: str = "") -> str:
        """Return one of the words a column allows."""
        words = [str(choice) for choice in choices]
        text = self.text(name, usual=usual)
        if not text or text.casefold() in words:
            return text.casefold()
        near = get_close_matches(text.casefold(), words, n=1)
        fix = f"Did you mean {near[0]}" if near else f"Use one of {', '.join(words)}"
        self.refuse(name, text, "is not one of the words this column has", fix)
        return ""

    def whole(self, name: str, low: int, high: int) -> int | None:
        """Return a whole number within bounds."""
        text = self.text(name)
        if not text:
            return None
        if text.isascii() and text.isdecimal() and low <= int(text[:9]) <= high:
            return int(text)
        self.refuse(name, text, "is out of bounds", f"Enter a whole number from {low} to {high}")
        return None

    def yes(self, name: str) -> bool:
        """Return whether a cell says yes; empty says no."""
        text = self.text(name).casefold()
        if text not in (*YES, *NO):
            self.refuse(name, text, "is neither yes nor no", "Write yes, or leave it empty")
        return text in YES

    def number(
        self, name: str, *, unit: str = "", currency: str = "", places: int = 4
    ) -> Decimal | None:
        """Return a number written with a point, thousands parted by commas or not at all."""
        return self._read(
            name,
            lambda text: read_number(text, unit=unit, currency=currency, places=places).value,
        )

    def amount(self, name: str) -> Decimal | None:
        """Return an amount of money, not below zero."""
        value = self.number(name, places=2)
        if value is not None and value < 0:
            self.refuse(name, self.text(name), "is below zero", "Enter the amount at stake")
        return value

    def day(self, name: str) -> date | None:
        """Return a day written like 2026-09-30."""
        return self._read(name, read_date)

    def period(self, name: str) -> Period | None:
        """Return a period of the company's calendar."""
        return self._read(name, lambda text: read_period(text, calendar=self._calendar))

    @cached_property
    def _calendar(self) -> Any:
        return fiscal_calendar()

    def _read(self, name: str, reader: Callable[[str], Read]) -> Read | None:
        text = self.text(name)
        if not text:
            return None
        try:
            return reader(text)
        except ReadingError as error:
            self.problems.append(error.problem.at(self.row.number, name))
            return None

    def person(self, name: str) -> User | None:
        """Return whoever signs in with an address."""
        text = self.text(name)
        found = User.objects.filter(email__iexact=text, is_system=False).first() if text else None
        if text and found is None:
            self.refuse(
                name, text, "is nobody's address here", "Import people first, or correct it"
            )
        return found

    def function(self, name: str) -> Function | None:
        """Return a function by its slug or name."""
        return self._named(name, Function.objects.all(), "no function")

    def domain(self, name: str) -> DataDomain | None:
        """Return a domain by its slug or name."""
        return self._named(name, DataDomain.objects.all(), "no domain")

    def system(self, name: str) -> SourceSystem | None:
        """Return a source system by its slug or name."""
        return self._named(name, SourceSystem.objects.all(), "no source system")

    def decision_type(self, name: str) -> DecisionType | None:
        """Return a sort of decision by its slug or name."""
        return self._named(name, DecisionType.objects.all(), "no sort of decision")

    def kpi(self, name: str) -> KPI | None:
        """Return a KPI by its slug alone: two may share a name."""
        kpis = KPI.objects.select_related("function", "domain", "system", "current_definition")
        return self._named(name, kpis, "no KPI", by_name=False)

    def _named(
        self, name: str, rows: QuerySet[Record], what: str, *, by_name: bool = True
    ) -> Record | None:
        text = self.text(name)
        if not text:
            return None
        found = rows.filter(slug=text.casefold()).first()
        if found is None and by_name:
            found = rows.filter(name__iexact=text).first()
        if found is None:
            slugs = list(rows.values_list("slug", flat=True)[:500])
            near = get_close_matches(text.casefold(), slugs, n=1)
            fix = f"Did you mean {near[0]}" if near else "Add it first, or correct the cell"
            self.refuse(name, text, f"is {what} here", fix)
        return found
