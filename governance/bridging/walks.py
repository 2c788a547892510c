"""Bridges of an item as the engine walks them: standing lines, between two figures."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Count

from governance.bridging.engine import Line, Walk, walk
from governance.bridging.steps import phrase_of
from governance.models import Bridge, BridgeLine


def steps_of(bridge: Bridge) -> list[BridgeLine]:
    """Return the lines that stand, in diagnosis order."""
    standing = bridge.lines.filter(is_withdrawn=False).annotate(note_count=Count("notes"))
    return list(standing.select_related("evidence", "run__by", "run__kept"))


def walk_of(bridge: Bridge, lines: Iterable[BridgeLine]) -> Walk:
    """Add a bridge up; its ends have values, since it could not be started otherwise."""
    start, end = bridge.start.value, bridge.end.value
    assert start is not None
    assert end is not None
    steps = [
        Line(
            cause=line.cause,
            amount=line.amount,
            label=line.label,
            phrase=phrase_of(line.step),
            source=line,
        )
        for line in lines
    ]
    return walk(start, steps, end, allowed=settings.TIEOUT.bridge_unexplained_percent)
