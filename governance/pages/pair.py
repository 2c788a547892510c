"""The sides as facing pages, and the gap between them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from governance.dispute.gap import Flag, Gap, Side, compare, parts_of_largest
from governance.dispute.readings import current_readings
from governance.dispute.summaries import side_of
from governance.dispute.wording import run_on
from governance.dossier import Dossier
from governance.models import Position, PositionAnswer
from metrics.figures import NBSP, difference, quantity
from metrics.models import KPIDefinition, Measurement
from metrics.periods import FiscalCalendar, Period
from metrics.signals import describe, judge
from metrics.sparkline import sparkline

PLURALS = {"day": "days", "week": "weeks", "month": "months", "quarter": "quarters"}
MOST_PERIODS = 24
LONGEST_CHECK = 48
ANSWERS = {
    "acknowledged": "seen",
    "confirmed": "confirmed",
    "agreed": "agrees to a fix",
    "disputed": "objects",
    "conceded": "concedes",
}
# Told only where at least one side states it: nobody misses what neither side was asked.
QUIET = ("definition", "population", "entity")


def pair(
    dossier: Dossier, calendar: FiscalCalendar, readings: Sequence[Measurement]
) -> dict[str, Any]:
    """Return `sides` and `spine` of the pair component."""
    positions = dossier.positions
    sides = [side_of(position) for position in positions]
    shares = parts_of_largest(sides)
    same_period = len({side.period for side in sides if side.value is not None}) <= 1
    return {
        "sides": [
            _side(dossier, position, share, calendar, tells_period=not same_period)
            for position, share in zip(positions, shares, strict=True)
        ],
        "spine": spine(dossier, sides, calendar, readings),
    }


def _side(
    dossier: Dossier,
    position: Position,
    share: Decimal | None,
    calendar: FiscalCalendar,
    *,
    tells_period: bool,
) -> dict[str, Any]:
    is_judged = position.value is None or position.target is not None
    return {
        "says": says(position),
        "status": position.target_status if is_judged and position.unit else "",
        "figure": _figure(position, position.value),
        "unit_note": _unit_note(position),
        "share": share,
        "facts": [
            *_meaning(position),
            *_source(position, calendar, tells_period=tells_period),
            *_answer(dossier, position),
        ],
        "claim": position.claim,
        "speaker": position.by.name,
        "is_customer": position.is_customer,
    }


def says(position: Position) -> str:
    """Return the heading of a side: Marketing says, Customers say."""
    label = position.label[:1].upper() + position.label[1:]
    return f"{label} {'say' if position.is_customer else 'says'}"


def _figure(position: Position, value: Decimal | None) -> str:
    return "" if value is None else quantity(value, position.unit, position.currency)


def _unit_note(position: Position) -> str:
    if position.value is None:
        return "stated in words" if position.claim else ""
    plan = f"PL{NBSP}{_figure(position, position.target)}" if position.target is not None else ""
    return ", ".join(part for part in (position.unit_label, plan) if part)


def _meaning(position: Position) -> list[tuple[str, str]]:
    definition = position.definition
    said = [("Definition", _defined(definition))] if definition else []
    if not position.population:
        return said
    return [*said, ("Population", _one_row(position.population))]


def _defined(definition: KPIDefinition) -> str:
    """Run the meaning on after its number, as one phrase."""
    return f"v{definition.number}, {run_on(definition.meaning)}"


def _one_row(grain: str) -> str:
    return grain if grain.startswith("one row") else f"one row per {grain}"


def _source(
    position: Position, calendar: FiscalCalendar, *, tells_period: bool
) -> list[tuple[str, str]]:
    system = position.system.name if position.system else ""
    known = f"as of {position.as_of}" if position.as_of else ""
    came = ", ".join(part for part in (system, known) if part)
    sample = f"n{NBSP}={NBSP}{position.sample_size:,}" if position.sample_size else ""
    grade = position.get_grade_display().lower() if position.grade != "measured" else ""
    evidence = ", ".join(part for part in (grade, sample) if part)
    found = [("Source", came), ("Evidence", evidence), ("Segment", position.segment)]
    if tells_period and position.period_start and position.period_end:
        period = Period(position.period_start, position.period_end)
        found.insert(0, ("Period", calendar.label_and_range(period)))
    return [(term, text) for term, text in found if text]


def _answer(dossier: Dossier, position: Position) -> list[tuple[str, str]]:
    if position.is_customer:
        return []
    given = [
        row
        for row in dossier.answers.get(position.pk, ())
        if row.answer != PositionAnswer.Answer.ACKNOWLEDGED
    ]
    if not given:
        return []
    last = given[-1]
    return [("Answer", f"{last.by}, {ANSWERS[last.answer]}, {last.at.date()}")]


def spine(
    dossier: Dossier,
    sides: Sequence[Side],
    calendar: FiscalCalendar,
    readings: Sequence[Measurement],
) -> dict[str, Any]:
    """Return the gap, what it is a share of, how it ran over time and what may not compare."""
    gap = compare(sides, calendar)
    told: dict[str, Any] = {
        "figure": gap.text or "\N{EN DASH}",
        "baseline": gap.note if gap.text else _without_figure(sides),
        "ratio": gap.ratio_text,
        "checks": comparable(gap, sides),
    }
    if gap.kind == "spread":
        told["title"] = "Spread"
    series = gap_over_time(dossier, sides, readings)
    if len(series) < 2:
        return told
    first, last = (difference(value, gap.unit, gap.currency) for value in (series[0], series[-1]))
    noun = _periods(dossier.positions)
    outside = ", now outside its natural limits" if judge(series).is_exceptional else ""
    return told | {
        "line": sparkline(series),
        "line_label": f"The gap over {len(series)} {noun}, {first} to {last}{outside}",
        "line_note": describe(series, noun),
    }


def comparable(gap: Gap, sides: Sequence[Side]) -> list[dict[str, Any]]:
    """Return what the sides have in common or not, as the reader is told it."""
    return [{"ok": flag.ok, "text": _brief(flag)} for flag in gap.flags if _is_told(flag, sides)]


def _is_told(flag: Flag, sides: Sequence[Side]) -> bool:
    silent = all(getattr(side, flag.name, None) in (None, "") for side in sides)
    in_words = all(side.value is None for side in sides)
    return not (silent and (in_words or flag.name in QUIET))


def _without_figure(sides: Sequence[Side]) -> str:
    if all(side.value is None for side in sides):
        return "stated in words"
    return "not in one unit"


def _brief(flag: Flag) -> str:
    """Name what differs where there is room; each side says it in full anyway."""
    said, _, named = flag.text.partition(": ")
    alike = len(set(named.split(", "))) == 1
    return said if alike or len(flag.text) > LONGEST_CHECK else flag.text


def _periods(positions: Sequence[Position]) -> str:
    cadences = {position.kpi.cadence for position in positions if position.kpi}
    return PLURALS[cadences.pop()] if len(cadences) == 1 else "periods"


def gap_over_time(
    dossier: Dossier, sides: Sequence[Side], rows: Sequence[Measurement]
) -> list[Decimal]:
    """Return the gap of every period in which all sides were read, oldest first."""
    positions = dossier.positions
    if len(positions) < 2 or not all(position.kpi_id for position in positions):
        return []
    wanted = [(position.kpi_id or 0, position.segment) for position in positions]
    periods: dict[Any, dict[Any, Decimal]] = defaultdict(dict)
    for row in rows:
        if row.value is not None:
            periods[row.period_end, row.period_start][row.kpi_id, row.segment] = row.value
    gaps = [
        compare([replace(side, value=by[key]) for side, key in zip(sides, wanted, strict=True)])
        for _, by in sorted(periods.items(), key=lambda one: one[0])
        if all(key in by for key in wanted)
    ]
    return [gap.absolute for gap in gaps if gap.absolute is not None][-MOST_PERIODS:]


def readings_of(dossier: Dossier) -> list[Measurement]:
    """Return every reading of the sides known at the moment of the dossier, in one query."""
    if not any(position.kpi_id for position in dossier.positions):
        return []
    if dossier.at is None:
        return list(current_readings(dossier.positions))
    kpis = [position.kpi_id for position in dossier.positions if position.kpi_id]
    known = Measurement.objects.filter(kpi__in=kpis, recorded_at__lte=dossier.at)
    found = list(known.order_by("period_end", "as_of"))
    replaced = {row.supersedes_id for row in found}
    return [row for row in found if row.pk not in replaced]
