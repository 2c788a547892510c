"""The readings of one KPI in one segment and system: a trend, and where each figure comes from."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from metrics.figures import number, quantity
from metrics.models import KPI, Measurement
from metrics.periods import FiscalCalendar, Period
from metrics.signals import describe
from metrics.trend import MOST_COLUMNS, Point, Trend, draw

SHOWN = 12
# How many days a period of each cadence has; others are listed, and left out of the trend.
LENGTHS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 92)}
PLURALS = {"day": "days", "week": "weeks", "month": "months", "quarter": "quarters"}
PROVENANCE = ("definition", "system", "source", "source__by", "recorded_by", "supersedes")


@dataclass(frozen=True)
class ReadingRow:
    """One line of the table of readings."""

    row: Measurement
    period: str
    value: str
    parts: str
    origin: str
    origin_note: str
    corrects: str
    is_superseded: bool


@dataclass
class Series:
    """Readings that can be compared with each other."""

    kpi: KPI
    calendar: FiscalCalendar
    segment: str
    system: str
    choices: list[tuple[str, str, str]]

    @classmethod
    def of(cls, kpi: KPI, calendar: FiscalCalendar, segment: str | None, system: str) -> "Series":
        """Choose the series asked for; else the whole KPI in the system that wins."""
        found = kpi.measurements.values_list("segment", "system__slug", "system__name")
        choices = sorted(set(found.order_by().distinct()))
        wanted = (segment or "", system or kpi.system.slug)
        known = [(one, slug) for one, slug, _ in choices]
        if wanted not in known and known and segment is None and not system:
            wanted = next((one for one in known if one[0] == ""), known[0])
        return cls(kpi, calendar, *wanted, choices)

    @cached_property
    def readings(self) -> list[Measurement]:
        """The readings that stand, oldest first; none of a series that does not exist."""
        if (self.segment, self.system) not in {(one, slug) for one, slug, _ in self.choices}:
            return []
        found = Measurement.objects.current().of(self.kpi, self.segment)
        return list(found.filter(system__slug=self.system).select_related(*PROVENANCE))

    @property
    def latest(self) -> Measurement | None:
        """The reading of the latest period."""
        return self.readings[-1] if self.readings else None

    @cached_property
    def regular(self) -> list[Measurement]:
        """The readings whose period has the length the KPI is read in."""
        low, high = LENGTHS[self.kpi.cadence]
        kept = [r for r in self.readings if low <= (r.period_end - r.period_start).days + 1 <= high]
        return kept if len(kept) > 1 else self.readings

    @cached_property
    def trend(self) -> Trend | None:
        """The drawing of the series."""
        points = [Point(self.label(row), row.value) for row in self.regular]
        ceiling = Decimal(100) if self.kpi.unit == KPI.Unit.PERCENT else None
        return draw(points, target=self.kpi.target, direction=self.kpi.direction, ceiling=ceiling)

    @property
    def verdict(self) -> str:
        """What the series shows: a signal, or routine variation."""
        values = [row.value for row in self.regular if row.value is not None]
        words = describe(values, PLURALS[self.kpi.cadence])
        return words[:1].upper() + words[1:]

    @property
    def about(self) -> str:
        """Who, what and in which unit, as the second line of the chart's title."""
        kpi = self.kpi
        unit = {"percent": "%", "money": kpi.currency, "days": "days"}.get(kpi.unit, "")
        who = str(kpi.function or ("Customers" if kpi.is_customer_signal else "Company"))
        label = kpi.unit_label or kpi.name
        what = f"{label}, {unit}" if unit else label
        return " · ".join(part for part in (who, what, self.segment, self.span) if part)

    @property
    def span(self) -> str:
        """The first and last period of the trend."""
        shown = self.regular[-MOST_COLUMNS:]
        if not shown:
            return ""
        first, last = self.label(shown[0]), self.label(shown[-1])
        return f"{first} to {last}"

    def label(self, row: Measurement) -> str:
        """Name the period of a reading."""
        return self.calendar.label(Period(row.period_start, row.period_end))

    def rows(self, *, whole: bool = False) -> list[ReadingRow]:
        """Return the latest readings, newest first, with those they superseded below them."""
        shown = self.readings[::-1][: None if whole else SHOWN]
        older = self._superseded(shown)
        lines = []
        for row in shown:
            lines.append(self._line(row))
            lines += [
                self._line(one, is_superseded=True)
                for one in older[row.period_start, row.period_end]
            ]
        return lines

    @property
    def more(self) -> int:
        """How many periods come before those shown first."""
        return max(0, len(self.readings) - SHOWN)

    def _superseded(self, shown: list[Measurement]) -> dict[Any, list[Measurement]]:
        grouped: dict[Any, list[Measurement]] = defaultdict(list)
        if not any(row.supersedes_id for row in shown):
            return grouped
        replaced = self.kpi.measurements.filter(
            superseded_by__isnull=False, segment=self.segment, system__slug=self.system
        ).select_related(*PROVENANCE)
        for row in replaced.order_by("-recorded_at", "-pk"):
            grouped[row.period_start, row.period_end].append(row)
        return grouped

    def _line(self, row: Measurement, *, is_superseded: bool = False) -> ReadingRow:
        kpi, before = self.kpi, row.supersedes if row.supersedes_id else None
        parts = ""
        if row.numerator is not None and row.denominator is not None:
            parts = f"{number(row.numerator)} of {number(row.denominator)}"
        source = row.source
        return ReadingRow(
            row=row,
            period=self.label(row),
            value="not measurable"
            if row.value is None
            else quantity(row.value, kpi.unit, kpi.currency),
            parts=parts,
            origin=source.file_name if source else str(row.recorded_by),
            origin_note=f"imported by {source.by}" if source else "by hand",
            corrects="" if before is None else f"corrects {_said(kpi, before)}",
            is_superseded=is_superseded,
        )

    def tabs(self) -> list[dict[str, str]]:
        """Return the other series of the KPI as links; none where there is only one."""
        if len(self.choices) < 2:
            return []
        page = reverse("kpi", args=[self.kpi.slug])
        several = len({slug for _, slug, _ in self.choices}) > 1
        return [
            {
                "url": f"{page}?{urlencode({'segment': segment, 'system': slug})}",
                "label": segment or "Whole KPI",
                "note": name if several else "",
                "current": "true" if (segment, slug) == (self.segment, self.system) else "",
            }
            for segment, slug, name in self.choices
        ]


def _said(kpi: KPI, row: Measurement) -> str:
    if row.value is None:
        return "what was not measurable"
    return quantity(row.value, kpi.unit, kpi.currency)
