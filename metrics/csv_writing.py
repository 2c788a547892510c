"""CSV files that a spreadsheet opens as data, whatever somebody typed into them."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | Decimal | date | datetime | None

# A cell that begins so is taken for a formula, wide East Asian forms included.
FORMULA = re.compile(r"\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n]")
# Its own apostrophes before it count too, or the one put before them could not be told from theirs.
GUARDED = re.compile(rf"'*(?:{FORMULA.pattern})")
PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
BYTE_ORDER_MARK = "\ufeff"


def csv_safe(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run; numbers stay numbers."""
    if GUARDED.match(cell) and not PLAIN_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return cell


def csv_plain(cell: str) -> str:
    """Take away the one apostrophe that `csv_safe` put before a cell; the exact way back."""
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell[1:]) else cell


def cell_text(cell: Cell) -> str:
    """Write a value plainly: a point for decimals, no exponent, ISO dates, moments with zone."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case Decimal():
            return format(cell, "f")
        case date():
            return cell.isoformat()
        case str():
            return csv_safe(cell)
        case _:
            return str(cell)


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """Yield a file line by line, for a response that streams.

    It begins with a byte order mark, without which spreadsheets misread accents, and every cell
    is quoted, so that no other delimiter can split it into a formula.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([csv_safe(name) for name in header])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([cell_text(cell) for cell in row])
        yield buffer.getvalue()


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a whole file as text."""
    return "".join(csv_lines(header, rows))
