"""The lists of a bridge as a job knows them: files, or what was read of tables of databases."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from governance.models import BridgeRun, Contradiction, Position

LONGEST_NAME = 200
FROM_TABLE = ("source", "table", "read_at")


def last_run(item: Contradiction, start: Position, end: Position) -> BridgeRun | None:
    """Return what was computed last between two sides, in this direction."""
    return runs_between(item, start, end).first()


def runs_between(item: Contradiction, start: Position, end: Position) -> QuerySet[BridgeRun]:
    """Return what was computed from one side of an item to another, newest first."""
    sides = {"bridge__start__order": start.order, "bridge__end__order": end.order}
    return BridgeRun.objects.filter(bridge__contradiction=item, **sides)


def name_of(kept: Mapping[str, Any]) -> str:
    """Name a list for a person: its file, or the table it was read from."""
    named = f"{kept['source']}: {kept['table']}" if "source" in kept else str(kept["name"])
    return named[:LONGEST_NAME]


def origin_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return what has to be known to read a table again; nothing of a file."""
    if "source" not in kept:
        return {}
    return {**{name: kept[name] for name in FROM_TABLE}, "columns": kept["columns"]}


def reading_of(kept: Mapping[str, Any]) -> str:
    """Say when a table was read, and which columns; nothing of a file."""
    if "source" not in kept:
        return ""
    at = datetime.fromisoformat(kept["read_at"])
    columns = ", ".join(kept["columns"])
    return f"{name_of(kept)} was read on {at:%Y-%m-%d at %H:%M} UTC: {columns}."
