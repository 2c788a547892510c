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

# What a part names beside people and other parts.
NAMED = {
    "positions": ("function", "kpi", "system", "definition"),
    "decisions__dissents": ("function",),
}


@dataclass(frozen=True)
class Whole:
    """An item with all its parts, and the names of those of which it has none."""

    item: Contradiction
    absent: frozenset[str]


def whole(number: int, person: User) -> Whole | None:
    """Return an item with all its parts, or None where there is none this person may read.

    Parts of which there are none are not read; most items have few. What the parts name is
    tied to them at the end: joined to each part, people cost more than the parts.
    """
    seen = Contradiction.objects.visible_to(person).select_related("domain")
    item = seen.filter(number=number).first()
    if item is None:
        return None
    every = _parts(person)
    absent = _absent(item, [name for name in every if "__" not in name])
    parts = {name: rows for name, rows in every.items() if name.partition("__")[0] not in absent}
    prefetch_related_objects([item], *(_read(name, rows) for name, rows in parts.items()))
    _tie([item, *(row for name in parts for row in _under(item, name))])
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


def _tie(rows: list[Any]) -> None:
    """Give every row the rows it names: parts as they were read, and people in one query."""
    known: dict[tuple[Any, int], Any] = {(type(row), row.pk): row for row in rows}
    places = [(row, field, key) for row in rows for field, key in _named(row)]
    people = {key for _, field, key in places if field.related_model is User}
    for key, person in User.objects.select_related(None).in_bulk(people).items():
        known[User, key] = person
    for row, field, key in places:
        if named := known.get((field.related_model, key)):
            field.set_cached_value(row, named)


def _named(row: Model) -> Iterator[tuple[Any, int]]:
    for field in _keys(type(row)):
        key = getattr(row, field.attname)
        if key is not None:
            yield field, key


@cache
def _keys(model: type[Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.many_to_one]
