"""One text for one value, whichever database it was read from.

A payload maps `column:kind` to that text, so a row can be checked with nothing but its own
ledger entry: no model, no list of fields per version, and a later column breaks no old hash.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

import orjson
from django.db import models
from django.db.models.fields.json import KeyTransform

REDACTED = "[redacted]"
KINDS = {
    "BooleanField": "b",
    "DateField": "d",
    "DateTimeField": "t",
    "DecimalField": "n",
    "JSONField": "j",
    "UUIDField": "u",
}
GENESIS = "0" * 64


class WordsField(models.JSONField):
    """JSON that repeats what people typed; like free text, the ledger keeps only its hash."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Read a whole document quickly: a list reads one a row."""
        if isinstance(value, str) and not isinstance(expression, KeyTransform):
            return orjson.loads(value)
        return super().from_db_value(value, expression, connection)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """Stand in migrations as what it is to the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


# What stands where words were removed, per kind that can be erased.
ERASED: dict[str, Any] = {"x": REDACTED, "h": {"redacted": True}}


def kind_of(field: Any) -> str:
    """Name how a column's values are written.

    b, d, t: yes or no, a date, a moment; n: a number; j: JSON; u: a UUID; s: a word from a fixed
    list or a key; x: free text, and h: JSON that repeats it, of which only the SHA-256 is kept
    so that the words can be erased.
    """
    if isinstance(field, WordsField):
        return "h"
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return "s" if field.choices else "x"
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    return KINDS.get(target.get_internal_type(), "s")


def canonical(kind: str, value: Any) -> str | None:
    """Return the one text of a value; None stays None."""
    if value is None:
        return None
    return WRITERS[kind](value)


def _moment(value: Any) -> str:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    text: str = moment.isoformat(timespec="microseconds")
    return text


def _number(value: Any) -> str:
    number = Decimal(str(value))
    return format(number.normalize() if number else Decimal(0), "f")


def _json(value: Any) -> str:
    data = json.loads(value) if isinstance(value, str) else value
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


WRITERS: dict[str, Callable[[Any], str]] = {
    "b": lambda value: "1" if value in (True, 1, "1") else "0",
    "d": lambda value: value[:10] if isinstance(value, str) else date.isoformat(value),
    "t": _moment,
    "n": _number,
    "j": _json,
    "s": str,
    "u": lambda value: str(UUID(str(value))),
    "x": lambda value: _hash(str(value)),
    "h": lambda value: _hash(_json(value)),
}


def payload_of(row: models.Model) -> str:
    """Return the canonical JSON of every concrete column of a row."""
    values = {
        name: canonical(kind, field.get_prep_value(getattr(row, field.attname)))
        for name, kind, field in _columns(type(row))
    }
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@cache
def _columns(model: type[models.Model]) -> list[tuple[str, str, Any]]:
    """Return the name in a payload, the kind and the field of each column."""
    kinds = [(kind_of(field), field) for field in model._meta.concrete_fields]
    return [(f"{field.column}:{kind}", kind, field) for kind, field in kinds]


def link(previous: str, **entry: Any) -> str:
    """Return the SHA-256 that ties an entry to the one before it; what is empty is left out.

    Most acts are on nobody's behalf, and entries from before that was kept hash as they did.
    """
    kept = sorted(name for name, value in entry.items() if value is not None)
    parts = [previous, *(f"{name}={entry[name]}" for name in kept)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
