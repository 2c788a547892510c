"""What the verbs of a bridge read like in a timeline."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.dispute.wording import counted
from governance.models import Bridge, BridgeLine, Position
from metrics.figures import number, signed

if TYPE_CHECKING:
    from governance.history.timeline import Act

Teller = Callable[["Act"], str]


def line(verb: str) -> Teller:
    """Tell one line, or several that were drawn in one go."""

    def told(act: "Act") -> str:
        lines = [f"{e.words}, {signed(Decimal(e.get('amount')))}" for e in act.of(BridgeLine)]
        if len(lines) == 1:
            return f"{verb} a bridge line: {lines[0]}"
        return f"{verb} {counted(len(lines), 'bridge line')}: {'; '.join(lines)}"

    return told


def bridge(verb: str) -> Teller:
    """Tell from which side to which a bridge runs."""

    def told(act: "Act") -> str:
        walked = act.first(Bridge)
        names = [act.any(Position, walked.key(end)).words for end in ("start_id", "end_id")]
        return f"{verb} a bridge from {' to '.join(names)}"

    return told


def submitted(act: "Act") -> str:
    """Say how much of the gap the lines on a bridge explained when it was put forward."""
    bridge = act.first(Bridge)
    begin, end = (act.any(Position, bridge.key(name)) for name in ("start_id", "end_id"))
    lines = {entry.key(): entry for entry in act.so_far(BridgeLine)}
    amounts = [
        Decimal(line.get("amount"))
        for line in lines.values()
        if line.key("bridge_id") == bridge.key() and line.get("is_withdrawn") != "1"
    ]
    gap = Decimal(end.get("value")) - Decimal(begin.get("value"))
    explained = sum(amounts, Decimal(0))
    return (
        f"submitted a bridge: {number(abs(explained))} of {number(abs(gap))} explained, "
        f"{number(abs(gap - explained))} unexplained"
    )
