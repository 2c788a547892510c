"""The trend of a KPI as columns from zero, and below it what separates each from the target.

Everything is a share of the drawing, written as a percentage: the page scales the drawing and
never its text. Columns share one zero-based scale with the target and the natural limits; where
they hardly differ, the distances to the target show it on a scale of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from metrics.signals import Limits, judge
from metrics.targets import Direction, is_as_good

MOST_COLUMNS = 24
MOST_LABELS = 6
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
MOST_TICKS = 4
GAP = Decimal("0.28")
ZERO = Decimal(0)
# Labels nearer than this would run into each other.
TOO_NEAR = Decimal("0.1")


@dataclass(frozen=True)
class Point:
    """One period: its name and its value, None where it was not measurable."""

    label: str
    value: Decimal | None


@dataclass(frozen=True)
class Column:
    """One bar of the drawing, from the zero line up or down."""

    label: str
    value: Decimal
    x: str
    width: str
    middle: str
    y: str
    height: str
    tip: str
    is_last: bool
    is_short: bool


@dataclass(frozen=True)
class Tick:
    """A value and where its line stands."""

    value: Decimal
    at: str


@dataclass(frozen=True)
class Panel:
    """A scale from zero and the columns on it."""

    columns: tuple[Column, ...]
    ticks: tuple[Tick, ...]
    zero: str


@dataclass(frozen=True)
class Name:
    """The name of a period below its column; only the outer ones stay on a narrow page."""

    text: str
    at: str
    is_outer: bool


@dataclass(frozen=True)
class Trend:
    """The whole drawing."""

    values: Panel
    gaps: Panel | None
    names: tuple[Name, ...]
    target_y: str
    target_dy: str
    band_y: str
    band_height: str
    is_exceptional: bool


class _Scale:
    """A zero-based scale that ends on whole steps."""

    def __init__(self, values: Sequence[Decimal]) -> None:
        low, high = min([*values, ZERO]), max([*values, ZERO])
        self.step = _step((high - low) or Decimal(1))
        self.low = (low / self.step).to_integral_value("ROUND_FLOOR") * self.step
        top = (high / self.step).to_integral_value("ROUND_CEILING") * self.step
        self.high = top if top > self.low else self.low + self.step

    def at(self, value: Decimal) -> Decimal:
        """Return how far from the top a value stands, 0 to 1."""
        held = min(max(value, self.low), self.high)
        return (self.high - held) / (self.high - self.low)

    def ticks(self) -> tuple[Tick, ...]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + self.step * number for number in range(count + 1)]
        return tuple(Tick(value, _percent(self.at(value))) for value in values)


def draw(
    points: Sequence[Point],
    *,
    target: Decimal | None = None,
    direction: Direction | str = Direction.HIGHER,
    ceiling: Decimal | None = None,
) -> Trend | None:
    """Lay out the latest periods, oldest first; nothing for fewer than two values.

    Natural limits are not drawn above a `ceiling` that no value has passed, such as 100 percent.
    """
    shown = list(points)[-MOST_COLUMNS:]
    values = [point.value for point in shown if point.value is not None]
    if len(values) < 2:
        return None
    judgement = judge([point.value for point in points if point.value is not None])
    goal = [] if target is None else [target]
    band = _band(judgement.limits, values, ceiling)
    scale = _Scale([*values, *goal, *band])
    top, bottom = (scale.at(band[1]), scale.at(band[0])) if band else (ZERO, ZERO)
    return Trend(
        values=_panel(shown, scale, target, direction),
        gaps=_gaps(shown, target, direction),
        names=_names(shown),
        target_y=_percent(scale.at(target)) if target is not None else "",
        target_dy=_aside(scale, values[-1], target),
        band_y=_percent(top) if band else "",
        band_height=_percent(bottom - top) if band else "",
        is_exceptional=judgement.is_exceptional,
    )


def _band(
    limits: Limits | None, values: Sequence[Decimal], ceiling: Decimal | None
) -> tuple[Decimal, ...]:
    """Return the natural limits as far as values can reach: not below zero unless one is."""
    if limits is None:
        return ()
    high = limits.high
    if ceiling is not None and max(values) <= ceiling:
        high = min(high, ceiling)
    return max(limits.low, min([*values, ZERO])), high


def _aside(scale: _Scale, last: Decimal, target: Decimal | None) -> str:
    """Move the label of the target off that of the last value, where they would meet."""
    if target is None or abs(scale.at(last) - scale.at(target)) >= TOO_NEAR:
        return ".32em"
    return "1.5em" if last >= target else "-.9em"


def _gaps(
    points: Sequence[Point], target: Decimal | None, direction: Direction | str
) -> Panel | None:
    if target is None:
        return None
    apart = [
        Point(point.label, None if point.value is None else point.value - target)
        for point in points
    ]
    scale = _Scale([point.value for point in apart if point.value is not None])
    return _panel(apart, scale, target, direction, is_apart=True)


def _panel(
    points: Sequence[Point],
    scale: _Scale,
    target: Decimal | None,
    direction: Direction | str,
    *,
    is_apart: bool = False,
) -> Panel:
    share = Decimal(1) / len(points)
    last = max(i for i, point in enumerate(points) if point.value is not None)
    columns = []
    for place, point in enumerate(points):
        if point.value is None:
            continue
        y, zero = scale.at(point.value), scale.at(ZERO)
        whole = point.value + target if is_apart and target is not None else point.value
        columns.append(
            Column(
                label=point.label,
                value=point.value,
                x=_percent(share * (place + GAP / 2)),
                width=_percent(share * (1 - GAP)),
                middle=_percent(share * (place + Decimal("0.5"))),
                y=_percent(min(y, zero)),
                height=_percent(abs(y - zero)),
                tip=_percent(y),
                is_last=place == last,
                is_short=target is not None and not is_as_good(whole, target, direction),
            )
        )
    return Panel(tuple(columns), scale.ticks(), _percent(scale.at(ZERO)))


def _names(points: Sequence[Point]) -> tuple[Name, ...]:
    count = len(points)
    every = -(-count // MOST_LABELS)
    kept = [place for place in range(count) if (count - 1 - place) % every == 0]
    return tuple(
        Name(
            text=points[place].label,
            at=_percent((place + Decimal("0.5")) / count),
            is_outer=place in (kept[0], kept[-1]),
        )
        for place in kept
    )


def _step(span: Decimal) -> Decimal:
    """Return the smallest round step that needs few lines."""
    rough = span / MOST_TICKS
    power = Decimal(1).scaleb(rough.adjusted())
    return next(power * step for step in STEPS if power * step >= rough)


def _percent(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
