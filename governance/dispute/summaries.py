"""What lists say of an item without reading its positions: sentence, glyph, gap and subject."""

from collections.abc import Sequence
from typing import Any

from governance.dispute.gap import Gap, Side, compare, split
from governance.dispute.marks import split_glyph
from governance.dispute.sentences import plain, title
from governance.models import Contradiction, Position
from metrics.calendars import fiscal_calendar
from metrics.periods import CALENDAR_YEAR, FiscalCalendar, Period


def side_of(position: Position) -> Side:
    """Return a position as the engines of gap and sentence read it."""
    period = None
    if position.period_start and position.period_end:
        period = Period(position.period_start, position.period_end)
    definition = position.definition
    return Side(
        label=position.label,
        value=position.value,
        unit=position.unit,
        unit_label=position.unit_label,
        currency=position.currency,
        verb=position.verb,
        claim=position.claim,
        is_customer=position.is_customer,
        target=position.target,
        direction=position.kpi.direction if position.kpi else "higher",
        status=position.target_status,
        period=period,
        definition=position.definition_id,
        definition_label=f"v{definition.number}" if definition else "",
        entity=position.population,
    )


def gap_of(positions: Sequence[Position], calendar: FiscalCalendar = CALENDAR_YEAR) -> Gap:
    """Return the gap between positions, in the order they were stated."""
    return compare([side_of(position) for position in positions], calendar)


def fingerprint_of(positions: Sequence[Position]) -> str:
    """Return what makes two items the same dispute: KPIs, populations and segments, no period.

    Empty where a side has no KPI: such items are only searched for duplicates.
    """
    parts = []
    for position in positions:
        if position.kpi_id is None:
            return ""
        population = position.definition.population_id if position.definition else None
        parts.append(f"{position.kpi_id}/{population or '-'}/{position.segment.casefold()}")
    return "|".join(sorted(parts))


def refresh(item: Contradiction, positions: Sequence[Position] | None = None) -> None:
    """Renew what an item says of itself from its standing positions; the caller records it."""
    if positions is None:
        standing = item.positions.filter(superseded_by__isnull=True)
        positions = list(standing.select_related("kpi", "definition", "function", "system"))
    sides = [side_of(position) for position in positions]
    sentence = title(sides, kind=item.kind, subject=_subject(positions))
    item.title = plain(sentence)
    item.fingerprint = fingerprint_of(positions)
    item.summary = {
        "sentence": [[segment.text, segment.is_figure] for segment in sentence],
        **_gap(positions),
        **_glyph(positions, sides),
    }
    item.search_text = _search_text(positions)
    item.is_split = _is_split(sides)
    shown = [item.shown_on, *(position.as_of for position in positions)]
    item.shown_on = max((on for on in shown if on), default=None)


def _search_text(positions: Sequence[Position]) -> str:
    """Return the names people search by; what somebody typed freely stays out."""
    names: list[object] = []
    for p in positions:
        names += [p.label, p.function, p.kpi, p.system, p.population, p.segment, p.unit_label]
    return " ".join(dict.fromkeys(str(name) for name in names if name))


def _is_split(sides: Sequence[Side]) -> bool:
    """Say whether the customer is off target while every function is on it."""
    functions = {str(side.status) for side in sides if not side.is_customer}
    return functions == {"ok"} and split(sides).customer == "off"


def _gap(positions: Sequence[Position]) -> dict[str, Any]:
    calendar = fiscal_calendar()
    gap = gap_of(positions, calendar)
    periods = [side_of(position).period for position in positions]
    labels = dict.fromkeys(calendar.label(period) for period in periods if period)
    return {
        "gap": gap.text,
        "gap_note": gap.note,
        "gap_ratio": gap.ratio_text,
        "filled": None if gap.filled is None else format(gap.filled, ".4f"),
        "about": _subject(positions),
        "period": ", ".join(labels),
    }


def _glyph(positions: Sequence[Position], sides: Sequence[Side]) -> dict[str, Any]:
    parties = split(sides)
    letters = {p.label: p.function.letter for p in positions if p.function}
    named = [
        (label, letters.get(label, letter), status) for label, letter, status in parties.parties
    ]
    glyph = split_glyph(named, customer=parties.customer)
    return {
        "slots": [[slot.letter, slot.status, slot.idle] for slot in glyph.slots],
        "customer": glyph.customer,
        "glyph": glyph.label,
    }


def _subject(positions: Sequence[Position]) -> str:
    names = list(dict.fromkeys(p.kpi.name for p in positions if p.kpi))
    return " vs ".join(names[:3])
