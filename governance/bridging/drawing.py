"""Where the bars of a bridge stand, as percentages for an SVG without a view box.

Two scales, each with its own zero: the totals in full, and the difference alone, so that small
steps between large totals stay visible without a broken axis.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from governance.bridging.engine import Walk

Mark = Literal["total", "less", "more", "unexplained", "gap"]
MOST_INTERVALS = 5
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Bar:
    """A bar and the running totals it joins; `x` is its left end, whatever its direction."""

    mark: Mark
    x: str
    width: str
    from_x: str
    to_x: str


@dataclass(frozen=True)
class Tick:
    """A labelled place on an axis."""

    x: str
    value: Decimal


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """All bars of a bridge.

    `start`, `end`, `gap`, `strides` and `unexplained` share the scale of the totals, whose zero is
    `zero`. The `delta_*` bars run towards the gap on the scale of `ticks`, whose zero is
    `delta_zero`. Strides come in the order of the walk.
    """

    zero: str
    start: Bar
    end: Bar
    gap: Bar
    strides: tuple[Bar, ...]
    unexplained: Bar
    delta_zero: str
    delta_strides: tuple[Bar, ...]
    delta_unexplained: Bar
    delta_gap: Bar
    ticks: tuple[Tick, ...]


class _Scale:
    """A range of values laid out from 0 to 100 %."""

    def __init__(self, low: Decimal, high: Decimal) -> None:
        self.low, self.span = low, (high - low) or Decimal(1)

    def at(self, value: Decimal) -> Decimal:
        place = 100 * (value - self.low) / self.span
        # A zero that came out negative would be written -0.00.
        return place.quantize(HUNDREDTH, rounding=ROUND_HALF_UP) + Decimal(0)

    def text(self, value: Decimal) -> str:
        return f"{self.at(value)}%"

    def bar(self, mark: Mark, begin: Decimal, end: Decimal) -> Bar:
        """Round both ends first, so that neighbouring bars meet."""
        left, right = sorted((self.at(begin), self.at(end)))
        return Bar(mark, f"{left}%", f"{right - left}%", self.text(begin), self.text(end))


def draw(bridge: Walk) -> Drawing:
    """Lay a bridge out on its two scales."""
    zero = Decimal(0)
    totals = [zero, bridge.start, bridge.end, *(stride.after for stride in bridge.strides)]
    scale = _Scale(min(totals), max(totals))
    side = -1 if bridge.gap < 0 else 1
    runs = [
        (_mark(one.line.amount), one.before - bridge.start, one.after - bridge.start)
        for one in bridge.strides
    ]
    rest = (bridge.reached - bridge.start) * side
    reach = bridge.gap * side
    ticks = _ticks([zero, reach, *(after * side for _, _, after in runs)])
    delta = _Scale(ticks[0], ticks[-1])
    return Drawing(
        zero=scale.text(zero),
        start=scale.bar("total", zero, bridge.start),
        end=scale.bar("total", zero, bridge.end),
        gap=scale.bar("gap", bridge.end, bridge.start),
        strides=tuple(
            scale.bar(mark, before + bridge.start, after + bridge.start)
            for mark, before, after in runs
        ),
        unexplained=scale.bar("unexplained", bridge.reached, bridge.end),
        delta_zero=delta.text(zero),
        delta_strides=tuple(
            delta.bar(mark, before * side, after * side) for mark, before, after in runs
        ),
        delta_unexplained=delta.bar("unexplained", rest, reach),
        delta_gap=delta.bar("total", zero, reach),
        ticks=tuple(Tick(delta.text(value), value) for value in ticks),
    )


def _mark(amount: Decimal) -> Mark:
    return "less" if amount < 0 else "more"


def _ticks(values: Sequence[Decimal]) -> list[Decimal]:
    """Cover all values with a few round steps, zero among them."""
    low, high = min(values), max(values)
    interval = _interval((high - low) or Decimal(1))
    first = (low / interval).to_integral_value(ROUND_FLOOR)
    last = max((high / interval).to_integral_value(ROUND_CEILING), first + 1)
    return [interval * n for n in range(int(first), int(last) + 1)]


def _interval(span: Decimal) -> Decimal:
    """Find 1, 2 or 5 times a power of ten that needs few steps."""
    unit = Decimal(1).scaleb(span.adjusted() - 1)
    steps = (unit * factor for factor in (1, 2, 5, 10, 20, 50))
    return next(one for one in steps if span <= one * MOST_INTERVALS)
