"""One hash over the rows of an import, which its single ledger entry then vouches for."""

import hashlib
import json
from collections.abc import Iterable

from accounts.canonical import payload_of
from metrics.models import Measurement

# Given by the database after the hash is known; the import itself is named by its own entry.
LEFT_OUT = ("id", "source_id")


def rows_sha256(rows: Iterable[Measurement]) -> str:
    """Hash the canonical columns of every row, in whatever order they are read back.

    One line a row: the JSON of `column:kind` to canonical text without `LEFT_OUT`, keys sorted;
    lines sorted, joined by line feeds, SHA-256.
    """
    lines = sorted(_line(row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _line(row: Measurement) -> str:
    columns = json.loads(payload_of(row))
    kept = {key: text for key, text in columns.items() if key.split(":")[0] not in LEFT_OUT}
    return json.dumps(kept, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
