"""Naming one text so that it can be taken out by somebody who may not read it.

An address is the code of the item, the number of the entry, the column, and the beginning of the
hash of the words. Who can read the words can write it down; nobody can guess it, so it cannot be
used to ask what else is there.
"""

import json
from hmac import compare_digest

from accounts.models import LedgerEntry
from governance.history.words import Cell, cell_at

SIGNS = 16
PARTS = 4


def address_of(cell: Cell) -> str:
    """Return the address of a text."""
    entry = LedgerEntry.objects.get(table_name=cell.table, row_id=cell.row.pk)
    return f"{entry.chain}.{entry.seq}.{cell.column}.{_hash(entry, cell.column)}"


def cell_named(address: str) -> Cell | None:
    """Return the text an address names, or None where no such words stand there any more."""
    parts = address.strip().split(".")
    if len(parts) != PARTS or not parts[1].isascii() or not parts[1].isdecimal():
        return None
    chain, seq, column, told = parts
    entry = LedgerEntry.objects.filter(chain=chain, seq=int(seq[:9])).first()
    kept = _hash(entry, column) if entry else ""
    if entry is None or not kept or not compare_digest(kept.encode(), told.lower().encode()):
        return None
    return cell_at(entry.table_name, entry.row_id, column)


def _hash(entry: LedgerEntry, column: str) -> str:
    """Return the beginning of the hash an entry keeps of free text."""
    return str(json.loads(entry.payload).get(f"{column}:x") or "")[:SIGNS]
