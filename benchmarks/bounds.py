"""The least that could answer the same: statements written by hand, and rows made into text.

No sign-in, no permissions, no framework between the statement and the answer.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection

from accounts.history import History
from accounts.recording import Act, check
from governance.api.records.lines import PLAIN
from governance.lifecycle import OPEN
from governance.models import Contradiction

COLUMNS = (
    *PLAIN,
    *("number", "exposure", "tolerance", "summary"),
    *("raiser_id", "owner_id", "decider_id"),
)
LIST = (
    f"SELECT {', '.join(f'c.{name}' for name in COLUMNS)}, r.name, o.name, e.name, d.slug, d.name "
    "FROM governance_contradiction c JOIN accounts_user r ON r.id = c.raiser_id "
    "LEFT JOIN accounts_user o ON o.id = c.owner_id "
    "LEFT JOIN accounts_user e ON e.id = c.decider_id "
    "LEFT JOIN metrics_datadomain d ON d.id = c.domain_id "
)
JOINED = ("raiser", "owner", "decider", "domain_slug", "domain")
# As the index of open items has it, or SQLite reads every row.
IS_OPEN = f"c.status IN ({', '.join(repr(status) for status in OPEN)})"
BY_SEVERITY = f"WHERE {IS_OPEN} ORDER BY c.severity, c.exposure DESC, c.number"
AS_JSON = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def listed(today: date) -> bytes:
    """List the newest fifty items as the API does."""
    return orjson.dumps(
        [_item(row, today) for row in _rows(f"{LIST} ORDER BY c.number DESC LIMIT 50")],
        option=AS_JSON,
    )


def _rows(sql: str, *values: Any) -> Iterator[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        for row in cursor.fetchall():
            yield dict(zip((*COLUMNS, *JOINED), row, strict=True))


def _item(row: dict[str, Any], today: date) -> dict[str, Any]:
    said, is_open = orjson.loads(row["summary"]), row["status"] in OPEN
    last = today if is_open else row["ended_at"].date()
    due = row["due_at"]
    return {
        "id": f"C-{row['number']:03d}",
        **{name: row[name] for name in PLAIN},
        "is_confidential": bool(row["is_confidential"]),
        "sentence": row["wording"] or row["title"],
        "domain": row["domain_slug"] and {"slug": row["domain_slug"], "name": row["domain"]},
        "raiser": {"id": row["raiser_id"], "name": row["raiser"]},
        "owner": row["owner_id"] and {"id": row["owner_id"], "name": row["owner"]},
        "decider": row["decider_id"] and {"id": row["decider_id"], "name": row["decider"]},
        "gap": said["gap"],
        "gap_note": said["gap_note"],
        "gap_ratio": said["gap_ratio"],
        "about": said["about"],
        "period": said["period"],
        "exposure": _figure(row["exposure"]),
        "tolerance": _figure(row["tolerance"]),
        "customer_days": (last - row["occurred_on"]).days,
        "is_overdue": bool(is_open and due and not row["paused_until"] and due.date() < today),
    }


def _figure(value: Any) -> str | None:
    return None if value is None else format(Decimal(str(value)).normalize(), "f")


def page(size: int) -> str:
    """Write the first open items into a table by hand."""
    cells = ("number", "severity", "title", "owner", "decider", "exposure", "due_at", "occurred_on")
    return "".join(
        "<tr>" + "".join(f"<td>{row[cell]}</td>" for cell in cells) + "</tr>"
        for row in _rows(f"{LIST} {BY_SEVERITY} LIMIT {size}")
    )


def everything(key: int) -> bytes:
    """Read every row under an item with one statement a table."""
    under = (relation.related_model for relation in Contradiction._meta.related_objects)
    tables = {model._meta.db_table for model in under if hasattr(model, "contradiction")}
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM governance_contradiction WHERE id = %s", [key])
        found = [cursor.fetchall()]
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {table} WHERE contradiction_id = %s", [key])
            found.append(cursor.fetchall())
    return orjson.dumps(found, default=str)


def as_of(keys: list[int], at: datetime) -> Any:
    """Read the version of each item at a moment."""
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.* FROM governance_contradiction c "
            "JOIN governance_historicalcontradiction h ON h.history_id = ("
            "SELECT n.history_id FROM governance_historicalcontradiction n "
            "WHERE n.id = c.id AND n.history_date <= %s "
            "ORDER BY n.history_date DESC, n.history_id DESC LIMIT 1) "
            f"WHERE c.id IN ({marks})",
            [connection.ops.adapt_datetimefield_value(at), *keys],
        )
        return cursor.fetchall()


@contextmanager
def untracked() -> Iterator[None]:
    """Save and check rows as ever, but write no history and no ledger."""
    kept = Act.record, History.create_historical_record
    Act.record = _only_saved  # type: ignore[method-assign, assignment]
    History.create_historical_record = _not_written  # type: ignore[method-assign]
    try:
        yield
    finally:
        Act.record, History.create_historical_record = kept  # type: ignore[method-assign]


def _only_saved(_act: Act, row: Any) -> Any:
    check(row)
    row.save()
    return row


def _not_written(*_: Any, **__: Any) -> None:
    return None
