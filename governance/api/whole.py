"""One item with everything that hangs under it, a query a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Model, Prefetch, QuerySet, prefetch_related_objects

from accounts.models import User
from governance.api import reading
from governance.models import Contradiction

# What a part names beside people.
NAMED = {
    "positions": ("function", "kpi", "system", "definition"),
    "decisions": ("option", "supersedes"),
    "decisions__dissents": ("function",),
    "follow_ups": ("decision",),
    "acceptances": ("option",),
    "retired_beliefs": ("decision",),
}


@dataclass(frozen=True)
class Whole:
    """An item with all its parts, and the names of those of which it has none."""

    item: Contradiction
    absent: frozenset[str]


def whole(number: int, person: User) -> Whole | None:
    """Return an item with all its parts, or None where there is none this person may read.

    Parts of which there are none are not read; most items have few. Whoever it names is read
    once, at the end: joined to each part they cost more than the parts.
    """
    seen = Contradiction.objects.visible_to(person).select_related("domain")
    item = seen.filter(number=number).first()
    if item is None:
        return None
    every = _parts(person)
    absent = _absent(item, [name for name in every if "__" not in name])
    parts = {name: rows for name, rows in every.items() if name.partition("__")[0] not in absent}
    prefetch_related_objects([item], *(_read(name, rows) for name, rows in parts.items()))
    _name_people([item, *(row for name in parts for row in _under(item, name))])
    return Whole(item, absent)


def _absent(item: Contradiction, names: list[str]) -> frozenset[str]:
    """Ask once which tables hold nothing of an item."""
    with connection.cursor() as cursor:
        cursor.execute(_question(tuple(names)), [item.pk] * len(names))
        found = cursor.fetchone()
    return frozenset(name for name, is_there in zip(names, found, strict=True) if not is_there)


@cache
def _question(names: tuple[str, ...]) -> str:
    tables = [
        relation.related_model._meta.db_table
        for name in names
        for relation in Contradiction._meta.related_objects
        if relation.get_accessor_name() == name
    ]
    asked = (f"EXISTS (SELECT 1 FROM {table} WHERE contradiction_id = %s)" for table in tables)
    return f"SELECT {', '.join(asked)}"


def _parts(person: User) -> dict[str, QuerySet[Any]]:
    return {
        "positions": reading.POSITIONS.filter(superseded_by__isnull=True),
        "positions__answers": reading.ANSWERS,
        "evidence": reading.readable_evidence(reading.EVIDENCE, person),
        "diagnosis": reading.DIAGNOSIS,
        "options": reading.OPTIONS,
        "agreers": reading.AGREERS,
        "decisions": reading.DECISIONS,
        "decisions__uses": reading.USES,
        "decisions__dissents": reading.DISSENTS,
        "follow_ups": reading.FOLLOW_UPS,
        "acceptances": reading.ACCEPTANCES,
        "verifications": reading.VERIFICATIONS,
        "pauses": reading.PAUSES,
        "escalations": reading.ESCALATIONS,
        "claims": reading.CLAIMS,
        "comments": reading.COMMENTS,
        "bridges": reading.BRIDGES,
        "retired_beliefs": reading.BELIEFS,
    }


def _read(name: str, rows: QuerySet[Any]) -> Prefetch[Any]:
    alone = rows.select_related(None)
    named = NAMED.get(name)
    return Prefetch(name, alone.select_related(*named) if named else alone)


def _under(item: Contradiction, name: str) -> list[Any]:
    rows: list[Any] = [item]
    for step in name.split("__"):
        rows = [below for row in rows for below in getattr(row, step).all()]
    return rows


def _name_people(rows: list[Any]) -> None:
    """Give every row the people it names, read in one query."""
    places = [(row, name, key) for row in rows for name, key in _named(row)]
    people = User.objects.select_related(None).in_bulk({key for _, _, key in places})
    for row, name, key in places:
        setattr(row, name, people[key])


def _named(row: Model) -> Iterator[tuple[str, int]]:
    for name, attribute in _places(type(row)):
        key = getattr(row, attribute)
        if key is not None:
            yield name, key


@cache
def _places(model: type[Model]) -> list[tuple[str, str]]:
    fields = model._meta.concrete_fields
    return [(field.name, field.attname) for field in fields if field.related_model is User]
