"""The small line of a KPI or a gap: scaled points, the target, and its natural process limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics.figures import exact
from metrics.signals import judge

INSET = 3.0

Reading = Decimal | int | float


@dataclass(frozen=True)
class Sparkline:
    """Coordinates inside a box of `width` by `height`; the template only prints them."""

    width: int
    height: int
    points: str
    last_x: float
    last_y: float
    is_exceptional: bool
    target_y: float | None = None
    band_y: float | None = None
    band_height: float | None = None

    @property
    def square_x(self) -> float:
        """Left edge of the square that marks a reading outside its limits."""
        return self.last_x - INSET

    @property
    def square_y(self) -> float:
        """Top edge of that square."""
        return self.last_y - INSET


def sparkline(
    readings: Sequence[Reading],
    *,
    target: Reading | None = None,
    width: int = 112,
    height: int = 28,
) -> Sparkline | None:
    """Scale readings, oldest first, into a line; fewer than two make no line."""
    values = [exact(reading) for reading in readings]
    if len(values) < 2:
        return None
    judgement = judge(values)
    limits = [judgement.limits.low, judgement.limits.high] if judgement.limits else []
    goal = [] if target is None else [exact(target)]
    low, high = min(values + limits + goal), max(values + limits + goal)
    across = (width - 2 * INSET) / (len(values) - 1)

    def y(value: Decimal) -> float:
        share = float((high - value) / (high - low)) if high > low else 0.5
        return round(INSET + share * (height - 2 * INSET), 1)

    points = [(round(INSET + i * across, 1), y(value)) for i, value in enumerate(values)]
    bottom, top = (y(limits[0]), y(limits[1])) if limits else (None, None)
    return Sparkline(
        width=width,
        height=height,
        points=" ".join(f"{px},{py}" for px, py in points),
        last_x=points[-1][0],
        last_y=points[-1][1],
        is_exceptional=judgement.is_exceptional,
        target_y=y(goal[0]) if goal else None,
        band_y=top,
        band_height=None if bottom is None or top is None else max(round(bottom - top, 1), 1.0),
    )
