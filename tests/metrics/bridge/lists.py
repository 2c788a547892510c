"""Lists as files, and the sides that the engine makes of them."""

import csv
from pathlib import Path

from metrics.bridge import Counted, File, Key, Normaliser, Order, Side, Table, Window
from tests.metrics.bridge.by_hand import List, email

COLUMNS = ("id", "mail", "own", "day", "status", "amount", "seq")


def write(path: Path, rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    return path


def side_of(listed: List, path: Path) -> Side:
    """Write a list as a file, and say of it to the engine what it says to the check by hand."""
    return rules_of(listed, File(path=write(path, listed.rows), delimiter=",", decimal_mark="."))


def rules_of(listed: List, source: File | Table) -> Side:
    """Say to the engine what a list says to the check by hand."""
    normaliser = Normaliser.EMAIL if listed.normalise is email else Normaliser.EXACT
    return Side(
        source=source,
        key=tuple(Key(name, normaliser) for name in listed.key),
        distinct=tuple(Key(name, normaliser) for name in listed.own_rule),
        window=Window("day", listed.start, listed.end) if listed.start else None,
        counted=Counted("status", listed.counted) if listed.counted else None,
        amount="amount" if listed.has_amount else None,
        first_by=(Order(listed.first_by),) if listed.first_by else (),
    )
