"""What the pages of an import say: its steps, its verdict in a sentence, and its rows."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from metrics.calendars import fiscal_calendar
from metrics.figures import quantity
from metrics.imports import Line, Plan, Verdict
from metrics.imports.columns import NAMES as FIELD_NAMES
from metrics.imports.saying import UNREADABLE, findings
from metrics.models import PendingImport
from metrics.periods import Period

STEPS = ("File", "Columns", "Check", "Result")
PAGES = ("import_start", "import_columns", "import_check", "import_result")
SHOWN_PROBLEMS = 100
SHOWN_ROWS = 8


def steps(current: int, pending: PendingImport | None = None) -> list[dict[str, Any]]:
    """Return the four steps; those behind can be gone back to until the import was run."""
    may_return = pending is not None and pending.imported_at is None
    return [
        {
            "name": name,
            "number": place + 1,
            "is_current": place == current,
            "is_done": place < current,
            "url": _page(place, pending) if may_return and place < current else "",
        }
        for place, name in enumerate(STEPS)
    ]


def _page(place: int, pending: PendingImport | None) -> str:
    return reverse(PAGES[place], args=[pending.key] if place and pending else [])


def said_of(plan: Plan) -> str:
    """Say what would happen, in one sentence."""
    if plan.problems:
        return UNREADABLE
    return findings(len(plan.lines), adds=plan.added, same=plan.same, refused=plan.rejected)


def problems(plan: Plan) -> list[dict[str, Any]]:
    """Return what to put right, as many as a page should hold."""
    found = [*plan.problems, *plan.row_problems][:SHOWN_PROBLEMS]
    return [
        {
            "row": one.row,
            "field": FIELD_NAMES[one.field].label if one.field in FIELD_NAMES else one.field,
            "value": one.value,
            "wrong": one.wrong,
            "fix": one.fix,
        }
        for one in found
    ]


def preview(plan: Plan) -> list[dict[str, Any]]:
    """Return the first rows as they were understood, for a person to compare with the file."""
    return [row for row, _ in zip(_understood(plan), range(SHOWN_ROWS), strict=False)]


def _understood(plan: Plan) -> Iterator[dict[str, Any]]:
    calendar = fiscal_calendar()
    for line in plan.lines:
        reading = line.draft.reading
        if reading is None:
            continue
        kpi, value = reading.kpi, reading.value
        yield {
            "number": line.draft.number,
            "kpi": kpi,
            "segment": reading.segment,
            "period": calendar.label_and_range(Period(reading.period_start, reading.period_end)),
            "value": "not measurable" if value is None else quantity(value, kpi.unit, kpi.currency),
            "as_of": reading.as_of,
            "system": reading.system,
            "definition": reading.definition,
            "verdict": _verdict(line),
        }


def _verdict(line: Line) -> str:
    reading = line.draft.reading
    if line.verdict is Verdict.CORRECTION and reading and reading.supersedes:
        before, kpi = reading.supersedes.value, reading.kpi
        if before is None:
            return "corrects what was not measurable"
        return f"corrects {quantity(before, kpi.unit, kpi.currency)}"
    return line.verdict.value
