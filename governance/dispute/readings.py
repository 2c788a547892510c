"""Later readings of an item's KPIs, period by period, and whether its sides agree there."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from governance.dispute.gap import compare, inside
from governance.dispute.summaries import side_of
from governance.models import Contradiction, Position
from metrics.models import Measurement
from metrics.models.measurements import MeasurementQuerySet
from metrics.periods import Period


@dataclass(frozen=True)
class Reading:
    """One period in which every side was read again, and the gap there."""

    period_start: date
    period_end: date
    gap: str
    is_inside: bool
    measurements: tuple[int, ...]


def later_readings(
    item: Contradiction, positions: Sequence[Position], known: Iterable[Measurement] | None = None
) -> list[Reading]:
    """Return the periods after the disputed one in which all sides were read, oldest first.

    `known` are the readings of all sides, where they were read already, oldest period first.
    """
    # A side without a KPI is never read again, so nothing could prove that the sides agree.
    measured = [position for position in positions if position.kpi_id]
    if len(measured) != len(positions) or len(positions) < 2:
        return []
    since = max((p.period_end for p in positions if p.period_end), default=item.occurred_on)
    if known is None:
        known = current_readings(positions).filter(period_start__gt=since)
    periods: dict[tuple[date, date], dict[tuple[int, str], Measurement]] = defaultdict(dict)
    for row in known:
        if row.period_start > since:
            periods[row.period_start, row.period_end][row.kpi_id, row.segment] = row
    wanted = [(p.kpi_id or 0, p.segment) for p in positions]
    return [
        _reading(item, positions, [found[key] for key in wanted])
        for _, found in sorted(periods.items())
        if all(key in found for key in wanted)
    ]


def current_readings(positions: Sequence[Position]) -> MeasurementQuerySet:
    """Return the readings of every side's KPI that no correction supersedes, oldest first."""
    found = Measurement.objects.current().filter(kpi__in=[p.kpi_id for p in positions if p.kpi_id])
    return found.order_by("period_end", "as_of")


def _reading(
    item: Contradiction, positions: Sequence[Position], rows: Sequence[Measurement]
) -> Reading:
    sides = [
        replace(side_of(p), value=row.value, period=Period(row.period_start, row.period_end))
        for p, row in zip(positions, rows, strict=True)
    ]
    gap = compare(sides)
    tolerance = Decimal(0) if item.tolerance is None else item.tolerance
    return Reading(
        rows[0].period_start,
        rows[0].period_end,
        gap.text,
        inside(gap, item.tolerance_kind, tolerance),
        tuple(row.pk for row in rows),
    )


def run_inside(readings: Sequence[Reading]) -> int:
    """Return how many of the latest periods in a row lie inside tolerance."""
    count = 0
    for reading in reversed(readings):
        if not reading.is_inside:
            break
        count += 1
    return count
