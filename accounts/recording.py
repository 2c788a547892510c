"""The only writer of governed rows: nothing is kept without an actor, a moment and a reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import connection, models

from accounts.canonical import GENESIS, link, payload_of
from accounts.models import User

Row = TypeVar("Row", bound=models.Model)

# Every recorded row asks for one head and adds one entry. As statements these cost next to
# nothing; as a query and a model they would cost as much as the row itself.
HEAD = "SELECT seq, hash FROM accounts_ledgerentry WHERE chain = %s ORDER BY seq DESC LIMIT 1"
APPEND = (
    "INSERT INTO accounts_ledgerentry "
    "(chain, seq, verb, actor_id, on_behalf_of_id, way, at, table_name, row_id, payload, "
    "previous_hash, hash) VALUES "
    "(%(chain)s, %(seq)s, %(verb)s, %(actor_id)s, %(on_behalf_of_id)s, %(way)s, %(at)s, "
    "%(table_name)s, %(row_id)s, %(payload)s, %(previous_hash)s, %(hash)s)"
)
# How what is done comes in; an action neither knows nor asks.
WAY: ContextVar[str | None] = ContextVar("way", default=None)


@contextmanager
def by_mail() -> Iterator[None]:
    """Let history say of what is recorded meanwhile that it came by mail, without a sign-in."""
    token = WAY.set("mail")
    try:
        yield
    finally:
        WAY.reset(token)


class OutOfOrder(Exception):
    """A moment lies before what is already recorded of the same thing."""


@dataclass
class Act:
    """Somebody doing one thing at one moment for one reason, by their own right or a lent one.

    Make one inside a transaction, with the item locked; it keeps the head of each chain it
    has written to, so an act that touches six rows asks for the head once.
    """

    actor: User
    at: datetime
    verb: str
    reason: str = ""
    on_behalf_of: User | None = None
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reason = self.reason.strip() or self.verb.replace("_", " ")

    @property
    def hands(self) -> set[int]:
        """Everybody who stands behind it: the actor, and whose right the actor used."""
        return {self.actor.pk, *([self.on_behalf_of.pk] if self.on_behalf_of else [])}

    @property
    def signature(self) -> dict[str, Any]:
        """Who did it and in whose place, for a row that keeps both."""
        return {"by": self.actor, "on_behalf_of": self.on_behalf_of}

    def record(self, row: Row) -> Row:
        """Check and save a governed row, write its history row if it keeps one, and its entry."""
        check(row)
        kept: Any = row
        if row.pk is not None:
            self._refuse_the_past(kept)
        kept._act = self
        try:
            row.save()
        finally:
            del kept._act
        self._enter(kept.__dict__.pop("_history_row", row), kept.chain)
        return row

    def _refuse_the_past(self, row: Any) -> None:
        """Keep moments strictly increasing per record, so that as-of has one answer."""
        if not hasattr(row, "history"):
            return
        last = row.history.order_by("-history_date").values_list("history_date", flat=True).first()
        if last and last > self.at:
            raise OutOfOrder(f"{row} was last changed at {last:%Y-%m-%d %H:%M:%S}, after this act.")
        if last == self.at:
            self.at += timedelta(microseconds=1)

    def _enter(self, row: models.Model, chain: str) -> None:
        seq, previous = self.heads.get(chain) or head(chain)
        entry = {
            "chain": chain,
            "seq": seq + 1,
            "verb": self.verb,
            "actor_id": self.actor.pk,
            "on_behalf_of_id": self.on_behalf_of.pk if self.on_behalf_of else None,
            "way": WAY.get(),
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "table_name": row._meta.db_table,
            "row_id": row.pk,
            "payload": payload_of(row),
        }
        hashed = link(previous, **entry)
        kept = {**entry, "at": connection.ops.adapt_datetimefield_value(self.at)}
        with connection.cursor() as cursor:
            cursor.execute(APPEND, {**kept, "previous_hash": previous, "hash": hashed})
        self.heads[chain] = (seq + 1, hashed)


def check(row: models.Model) -> None:
    """Refuse a value that its field cannot keep, or that the model says is wrong.

    Keys are left to the database: asking for each one first would cost a query a field.
    """
    keys = {field.name for field in row._meta.concrete_fields if field.is_relation}
    row.full_clean(exclude=keys, validate_unique=False, validate_constraints=False)


def head(chain: str) -> tuple[int, str]:
    """Return the length and the last hash of a chain; (0, zeros) before its first entry."""
    with connection.cursor() as cursor:
        cursor.execute(HEAD, [chain])
        return cursor.fetchone() or (0, GENESIS)
