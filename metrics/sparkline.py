"""The small line of a KPI or a gap: scaled points, the target, and its natural process limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

# The XmR constant: limits lie this many average moving ranges from the mean.
LIMIT_FACTOR = 2.66
FEWEST_FOR_LIMITS = 5
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


def natural_limits(values: Sequence[float]) -> tuple[float, float] | None:
    """Return the lower and upper natural process limit, or None for fewer than five readings."""
    if len(values) < FEWEST_FOR_LIMITS:
        return None
    mean = sum(values) / len(values)
    moving = [abs(after - before) for before, after in pairwise(values)]
    reach = LIMIT_FACTOR * sum(moving) / len(moving)
    return mean - reach, mean + reach


def sparkline(
    readings: Sequence[Reading],
    *,
    target: Reading | None = None,
    width: int = 112,
    height: int = 28,
) -> Sparkline | None:
    """Scale readings, oldest first, into a line; fewer than two make no line."""
    values = [float(reading) for reading in readings]
    if len(values) < 2:
        return None
    goal = None if target is None else float(target)
    low = min([*values, goal] if goal is not None else values)
    high = max([*values, goal] if goal is not None else values)
    span = (high - low) or 1.0
    across = (width - 2 * INSET) / (len(values) - 1)

    def y(value: float) -> float:
        return round(INSET + (high - value) / span * (height - 2 * INSET), 1)

    points = [(round(INSET + i * across, 1), y(value)) for i, value in enumerate(values)]
    limits = natural_limits(values)
    band = None if limits is None else (y(min(limits[1], high)), y(max(limits[0], low)))
    return Sparkline(
        width=width,
        height=height,
        points=" ".join(f"{px},{py}" for px, py in points),
        last_x=points[-1][0],
        last_y=points[-1][1],
        is_exceptional=limits is not None and not limits[0] <= values[-1] <= limits[1],
        target_y=None if goal is None else y(goal),
        band_y=None if band is None else band[0],
        band_height=None if band is None else max(round(band[1] - band[0], 1), 1.0),
    )
