"""Recompute the ledger from raw rows, without the app's models.

Finds an edit, a gap or a reordering of the chain; a recorded row that differs from its entry or
is gone; a history row without an entry; a live row that differs from its last history row; and
words put back, or changed, where a redaction removed them.
What a chain alone cannot show, that its end was cut off or all of it was computed anew, an
anchor kept outside the database does (`governance.history.anchors`).
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection

from accounts.canonical import ERASED, GENESIS, canonical, link
from governance.history.triggers import immutable

LEDGER = "accounts_ledgerentry"
REDACTIONS = "governance_redaction"
COLUMNS = (
    "chain",
    "seq",
    "verb",
    "actor_id",
    "on_behalf_of_id",
    "way",
    "at",
    "table_name",
    "row_id",
    "payload",
    "previous_hash",
    "hash",
)
BATCH = 2000
IMPORTS = "metrics_measurementimport"
READINGS = "metrics_measurement"
READING_KINDS = {
    "as_of": "d",
    "denominator": "n",
    "numerator": "n",
    "period_end": "d",
    "period_start": "d",
    "reason": "x",
    "recorded_at": "t",
    "segment": "x",
    "value": "n",
}
Row = dict[str, Any]
Cells = Mapping[tuple[str, int, str], str]


@dataclass(frozen=True)
class Finding:
    """One thing that does not tie out, and where."""

    place: str
    text: str

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


def findings(chain: str | None = None) -> Iterator[Finding]:
    """Yield everything that does not tie out, in the order of the ledger; of one chain, or all."""
    redacted = _redacted()
    batch: list[Row] = []
    for entry in _entries(chain):
        if isinstance(entry, Finding):
            yield entry
            continue
        batch.append(entry)
        if len(batch) == BATCH:
            yield from _rows_differ(batch, redacted)
            batch = []
    yield from _rows_differ(batch, redacted)
    if chain is None:
        yield from _without_entry()
        yield from _imports_differ(redacted)
    yield from _live_differs(chain)


def _entries(chain: str | None) -> Iterator[Row | Finding]:
    """Yield each entry after checking its place in the chain and its hash."""
    where, given = ("WHERE chain = %s", [chain]) if chain else ("", [])
    last: dict[str, tuple[int, str]] = {}
    for row in _select(LEDGER, COLUMNS, f"{where} ORDER BY chain, seq", given):
        seq, previous = last.get(row["chain"], (0, GENESIS))
        place = f"{row['chain']} entry {row['seq']}"
        if row["seq"] != seq + 1:
            yield Finding(place, f"entries {seq + 1} to {row['seq'] - 1} are missing")
        elif row["previous_hash"] != previous:
            yield Finding(place, "does not follow from the entry before it")
        hashed = {name: row[name] for name in COLUMNS[:10]} | {"at": canonical("t", row["at"])}
        if link(row["previous_hash"], **hashed) != row["hash"]:
            yield Finding(place, "was edited: its hash does not match what it says")
        last[row["chain"]] = (row["seq"], row["hash"])
        yield row


def _rows_differ(entries: list[Row], redacted: Cells) -> Iterator[Finding]:
    """Compare a batch of entries with the rows they stand for."""
    by_table: dict[str, list[Row]] = defaultdict(list)
    for entry in entries:
        by_table[entry["table_name"]].append(entry)
    for table, found in by_table.items():
        # A ledger that was tampered with may name any table, or none.
        is_there = table in connection.introspection.table_names()
        rows = _fetch(table, [entry["row_id"] for entry in found]) if is_there else {}
        for entry in found:
            place = f"{entry['chain']} entry {entry['seq']} ({table} row {entry['row_id']})"
            row = rows.get(entry["row_id"])
            if row is None:
                yield Finding(place, "the row is gone")
                continue
            for column, how in _edited(entry, row, redacted):
                yield Finding(place, f"“{column}” {how}")


def _edited(entry: Row, row: Row, redacted: Cells) -> Iterator[tuple[str, str]]:
    """Yield each column that is not what its entry says, or not what a redaction left."""
    for key, said in json.loads(entry["payload"]).items():
        column, _, kind = key.rpartition(":")
        now = canonical(kind, row.get(column))
        removed = redacted.get((entry["table_name"], entry["row_id"], column))
        if removed is None:
            if now != said:
                yield column, "was edited after it was recorded"
        elif removed != said:
            yield column, "was removed under a hash of other words than were recorded"
        elif kind not in ERASED or now != canonical(kind, ERASED[kind]):
            yield column, "was removed, yet says something again"


def _without_entry() -> Iterator[Finding]:
    """Find recorded rows that no entry stands for."""
    for table in _recorded_tables():
        key = _key(table)
        apart = "AND t.source_id IS NULL" if "source_id" in _columns(table) else ""
        sql = (
            f"SELECT t.{key} FROM {table} t LEFT JOIN {LEDGER} l "
            f"ON l.table_name = %s AND l.row_id = t.{key} WHERE l.id IS NULL {apart}"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [table])
            for (row_id,) in cursor.fetchall():
                yield Finding(f"{table} row {row_id}", "has no entry in the ledger")


def _imports_differ(redacted: Iterable[tuple[str, int, str]]) -> Iterator[Finding]:
    """Recompute the hash that an import's one entry vouches for, over the rows it added.

    A row with a redacted cell leaves the hash of its file to the entry alone.
    """
    erased = {row_id for table, row_id, _ in redacted if table == READINGS}
    for kept in _select(IMPORTS, ("id", "file_name", "rows_sha256"), "", []):
        rows = list(_select(READINGS, _columns(READINGS), "WHERE source_id = %s", [kept["id"]]))
        lines = sorted(_imported(row) for row in rows)
        hashed = hashlib.sha256("\n".join(lines).encode()).hexdigest()
        if hashed != kept["rows_sha256"] and not erased & {row["id"] for row in rows}:
            place = f"{IMPORTS} row {kept['id']} ({kept['file_name']})"
            yield Finding(place, "the readings it added were edited, added to or taken from")


def _imported(row: Row) -> str:
    """Write an imported reading as the import did when it took its hash."""
    kinds = READING_KINDS
    values = {
        f"{name}:{kinds.get(name, 's')}": canonical(kinds.get(name, "s"), value)
        for name, value in row.items()
        if name not in ("id", "source_id")
    }
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _live_differs(chain: str | None) -> Iterator[Finding]:
    """Compare each live row with the last history row of it; of one chain, or all."""
    for history in _recorded_tables(chain):
        if "history_id" not in _columns(history):
            continue
        live = history.replace("_historical", "_", 1)
        shared = [name for name in _columns(live) if name in _columns(history)]
        picked = ", ".join(f'l."{c}", h."{c}"' for c in shared)
        sql = (
            f"SELECT {picked} FROM {live} l LEFT JOIN {history} h ON h.id = l.id AND h.history_id ="
            f" (SELECT x.history_id FROM {history} x WHERE x.id = l.id"
            f" ORDER BY x.history_date DESC, x.history_id DESC LIMIT 1)"
        )
        given = [history, chain] if chain else []
        if chain:
            sql += (
                f" WHERE l.id IN (SELECT k.id FROM {history} k JOIN {LEDGER} e ON"
                " e.row_id = k.history_id AND e.table_name = %s AND e.chain = %s)"
            )
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            for values in cursor:
                yield from _unlike(live, shared, values)
        yield from _live_gone(live, history, chain)


def _live_gone(live: str, history: str, chain: str | None) -> Iterator[Finding]:
    """Find records that history knows and that are no longer there."""
    named = (
        f"JOIN {LEDGER} e ON e.row_id = h.history_id AND e.table_name = %s AND e.chain = %s"
        if chain
        else ""
    )
    sql = (
        f"SELECT DISTINCT h.id FROM {history} h {named} "
        f"LEFT JOIN {live} l ON l.id = h.id WHERE l.id IS NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [history, chain] if chain else [])
        for (row_id,) in cursor:
            yield Finding(f"{live} row {row_id}", "is gone: its history says that it was here")


def _unlike(table: str, columns: list[str], values: tuple[Any, ...]) -> Iterator[Finding]:
    live, kept = values[::2], values[1::2]
    place = f"{table} row {live[columns.index('id')]}"
    if kept[columns.index("id")] is None:
        yield Finding(place, "has no history row")
        return
    for column, now, then in zip(columns, live, kept, strict=True):
        if now != then:
            yield Finding(place, f"“{column}” differs from its last history row")


def _recorded_tables(chain: str | None = None) -> list[str]:
    """Return the tables whose every row must have an entry: all that are guarded or named.

    Of one chain, those its entries name.
    """
    where, given = ("WHERE chain = %s", [chain]) if chain else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT table_name FROM {LEDGER} {where}", given)
        named = {name for (name,) in cursor.fetchall()}
        present = set(connection.introspection.table_names(cursor))
    if chain:
        return sorted(named & present)
    guarded = {model._meta.db_table for model in immutable()} - {LEDGER}
    history = {table for table in present if "_historical" in table}
    return sorted((named | guarded | history) & present)


def _redacted() -> Cells:
    """Return the hash of what was removed, by cell."""
    rows = _select(REDACTIONS, ("table_name", "row_id", "column", "sha256"), "", [])
    return {(row["table_name"], row["row_id"], row["column"]): row["sha256"] for row in rows}


def _fetch(table: str, ids: list[int]) -> Mapping[int, Row]:
    key, columns = _key(table), _columns(table)
    found: dict[int, Row] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ", ".join(["%s"] * len(part))
        found |= {
            row[key]: row for row in _select(table, columns, f"WHERE {key} IN ({marks})", part)
        }
    return found


def _key(table: str) -> str:
    return "history_id" if "history_id" in _columns(table) else "id"


@cache
def _columns(table: str) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    return tuple(column.name for column in described)


def _select(table: str, columns: tuple[str, ...], rest: str, given: list[Any]) -> Iterator[Row]:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {table} {rest}", given)
        while rows := cursor.fetchmany(BATCH):
            for values in rows:
                yield dict(zip(columns, values, strict=True))
