"""The bars of a bridge with their figures, as the chart draws them."""

from typing import Any

from governance.bridging.drawing import Bar, draw
from governance.bridging.engine import Walk
from governance.models import Position
from metrics.figures import difference, quantity

CSS = {"total": "a", "less": "dn", "more": "up", "unexplained": "un", "gap": "gp"}


def bars_of(walk: Walk, start: Position) -> dict[str, Any]:
    """Return the bars of both panels, in the unit of the figure it begins with."""
    drawing = draw(walk)
    strides = zip(walk.strides, drawing.delta_strides, strict=True)
    steps = [
        {
            "step": stride.line.cause,
            "label": stride.line.label,
            "amount": difference(stride.line.amount, start.unit, start.currency),
            **_bar(bar),
        }
        for stride, bar in strides
    ]
    ticks = [quantity(tick.value, start.unit, start.currency) for tick in drawing.ticks]
    whole = difference(walk.gap, start.unit, start.currency)
    return {
        "zero": drawing.zero,
        "start": _bar(drawing.start),
        "end": _bar(drawing.end),
        "gap": _bar(drawing.gap),
        "is_shorter_first": walk.start < walk.end,
        "delta_zero": drawing.delta_zero,
        "steps": steps,
        "rest": _bar(drawing.delta_unexplained),
        "whole": {**_bar(drawing.delta_gap), "amount": whole},
        "ticks": ticks,
        "range": f"{ticks[0]} to {ticks[-1]}",
    }


def _bar(bar: Bar) -> dict[str, str]:
    is_nothing = bar.width in ("0.00%", "0%")
    return {
        "css": CSS[bar.mark],
        "x": bar.x,
        "width": bar.width,
        "from_x": bar.from_x,
        "to_x": bar.to_x,
        "is_nothing": "yes" if is_nothing else "",
    }
