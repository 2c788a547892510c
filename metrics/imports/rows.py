"""One row of a file, read cell by cell into an unsaved reading or refused with every reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from metrics.calendars import fiscal_calendar
from metrics.imports.columns import Formats
from metrics.models import KPI, KPIDefinition, Measurement, SourceSystem
from metrics.periods import Period
from metrics.reading import Problem, ReadingError, Row, read_date, read_number, read_period
from metrics.reading.numbers import PLACES
from metrics.reading_rules import settle

Read = TypeVar("Read")
LONGEST_SEGMENT = 80
LARGEST_SAMPLE = 2_147_483_647
# What a row that says nothing about it takes over from the reading it corrects.
MAY_BE_LEFT_OUT = ("definition", "grade", "sample_size")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one row says: a reading that is not saved yet, or what is wrong with it."""

    number: int
    kpi: str = ""
    period: str = ""
    value: str = ""
    reading: Measurement | None = None
    problems: tuple[Problem, ...] = ()
    told: frozenset[str] = frozenset()


class RowReader:
    """Reads the rows of one file; what rows may name is loaded once."""

    def __init__(self, mapping: Mapping[str, str], formats: Formats, at: datetime) -> None:
        self.mapping, self.formats, self.at = mapping, formats, at
        self.calendar = fiscal_calendar()

    @cached_property
    def kpis(self) -> dict[str, KPI]:
        """Every KPI by its slug."""
        return {kpi.slug: kpi for kpi in KPI.objects.select_related("system")}

    @cached_property
    def systems(self) -> dict[str, SourceSystem]:
        """Every system by its slug and by its name."""
        found = list(SourceSystem.objects.all())
        return {s.name.casefold(): s for s in found} | {s.slug: s for s in found}

    @cached_property
    def definitions(self) -> dict[int, list[KPIDefinition]]:
        """Approved definitions per KPI, in the order in which they came into force."""
        grouped: dict[int, list[KPIDefinition]] = {}
        found = KPIDefinition.objects.approved().select_related("kpi")
        for definition in found.order_by("effective_from", "number"):
            grouped.setdefault(definition.kpi_id, []).append(definition)
        return grouped

    def read(self, row: Row) -> Draft:
        """Read one row."""
        return _RowReading(self, row).draft()


class _RowReading:
    """The reading of one row, and the problems met on the way."""

    def __init__(self, reader: RowReader, row: Row) -> None:
        self.reader, self.row = reader, row
        self.problems: list[Problem] = []

    def cell(self, field: str) -> str:
        column = self.reader.mapping.get(field)
        return self.row.cells[column].strip() if column else ""

    def draft(self) -> Draft:
        reading = self._reading()
        if reading and not self.problems:
            found = settle(reading, self.reader.at)
            self.problems += [one.at(self.row.number, one.field) for one in found]
        period = self.cell("period") or f"{self.cell('period_start')}..{self.cell('period_end')}"
        return Draft(
            number=self.row.number,
            kpi=self.cell("kpi"),
            period=period,
            value=self.cell("value") or "/".join(filter(None, map(self.cell, PARTS))),
            reading=reading if not self.problems else None,
            problems=tuple(self.problems),
            told=frozenset(name for name in MAY_BE_LEFT_OUT if self.cell(name)),
        )

    def _reading(self) -> Measurement | None:
        """Read every cell, so that a row names all that is wrong with it at once."""
        kpi, period = self._take("kpi", self._kpi), self._period()
        as_of = self._take("as_of", self._as_of)
        facts = {
            "numerator": self._take("numerator", self._part),
            "denominator": self._take("denominator", self._part),
            "segment": self._take("segment", _segment) or "",
            "grade": self._take("grade", _grade) or Measurement.Grade.MEASURED,
            "sample_size": self._take("sample_size", self._sample_size),
        }
        system = self._take("system", self._system)
        if kpi is None:
            return None
        value = self._take("value", lambda text: self._number(text, kpi))
        if period is None or as_of is None:
            return None
        return Measurement(
            kpi=kpi,
            period_start=period.start,
            period_end=period.end,
            as_of=as_of,
            value=value,
            system=system or kpi.system,
            definition=self._take("definition", lambda text: self._definition(text, kpi, as_of)),
            **facts,
        )

    def _take(self, field: str, read: Callable[[str], Read]) -> Read | None:
        try:
            return read(self.cell(field))
        except ReadingError as error:
            self.problems.append(error.problem.at(self.row.number, field))
            return None

    def _kpi(self, text: str) -> KPI:
        found = self.reader.kpis.get(text)
        if found is None:
            near = get_close_matches(text.casefold(), self.reader.kpis, n=1)
            fix = f"Perhaps {near[0]} is meant" if near else "Write the slug of a KPI"
            raise _refusal(text, "is no KPI" if text else "The cell is empty", fix)
        return found

    def _period(self) -> Period | None:
        formats, calendar = self.reader.formats, self.reader.calendar
        if "period" in self.reader.mapping:
            return self._take(
                "period",
                lambda text: read_period(text, calendar=calendar, date_format=formats.date_format),
            )
        start, end = (self._take(name, self._day) for name in ("period_start", "period_end"))
        if start is None or end is None:
            return None
        if end < start:
            wrong = f"lies before the first day, {start}"
            problem = Problem(value=str(end), wrong=wrong, fix="Check both days")
            self.problems.append(problem.at(self.row.number, "period_end"))
            return None
        return Period(start, end)

    def _day(self, text: str) -> date:
        return read_date(text, self.reader.formats.date_format)

    def _as_of(self, text: str) -> date:
        if not text and "as_of" not in self.reader.mapping:
            return self.reader.formats.as_of or self.reader.at.date()
        return self._day(text)

    def _number(self, text: str, kpi: KPI) -> Decimal | None:
        if not text:
            return None
        return self._figure(text, kpi.unit, kpi.currency)

    def _part(self, text: str) -> Decimal | None:
        return self._figure(text, "count") if text else None

    def _figure(self, text: str, unit: str, currency: str = "", places: int = PLACES) -> Decimal:
        formats = self.reader.formats
        return read_number(
            text,
            decimal_mark=formats.decimal_mark,
            thousands_mark=formats.thousands_mark,
            unit=unit,
            currency=currency,
            places=places,
        ).value

    def _system(self, text: str) -> SourceSystem | None:
        if not text:
            return None
        systems = self.reader.systems
        found = systems.get(text) or systems.get(text.casefold())
        if found is None:
            raise _refusal(text, "is no system", "Write its slug or name, or add it first")
        return found

    def _definition(self, text: str, kpi: KPI, as_of: date) -> KPIDefinition | None:
        """Find the definition a row names; without one, that in force on the day of reading."""
        known = self.reader.definitions.get(kpi.pk, [])
        if not text:
            return next((one for one in reversed(known) if one.effective_from <= as_of), None)
        for definition in known:
            if text.casefold().removeprefix("v") == str(definition.number):
                return definition
        numbers = ", ".join(f"v{one.number}" for one in known) or "none is approved"
        raise _refusal(text, f"is no approved definition of {kpi.slug}", f"Known: {numbers}")

    def _sample_size(self, text: str) -> int | None:
        if not text:
            return None
        size = self._figure(text, "count", places=0)
        if not 0 <= size <= LARGEST_SAMPLE:
            raise _refusal(text, "is no count of cases", "Enter a whole number from 0")
        return int(size)


PARTS = ("numerator", "denominator")


def _segment(text: str) -> str:
    if len(text) > LONGEST_SEGMENT:
        wrong = f"is longer than {LONGEST_SEGMENT} characters"
        raise _refusal(text, wrong, "Shorten it")
    return text


def _grade(text: str) -> str:
    if text and text.casefold() not in Measurement.Grade.values:
        names = ", ".join(Measurement.Grade.values)
        raise _refusal(text, "is no grade of evidence", f"Use one of {names}")
    return text.casefold()


def _refusal(value: str, wrong: str, fix: str) -> ReadingError:
    return ReadingError(replace(Problem(wrong=wrong, fix=fix), value=value))
