"""CSV files of unknown origin, taken apart into rows without trusting any of it."""

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from metrics.figures import tally
from metrics.reading.problems import Problem, ReadingError, refusal

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
NUL = "\0"
QUOTES = "Close every quote, and double those inside a cell"
SNIFFED_CHARACTERS, SNIFFED_ROWS = 65_536, 50


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much one file may hold."""

    size: int = 20 * 1024 * 1024
    rows: int = 50_000
    columns: int = 200
    cell: int = 10_000


@dataclass(frozen=True)
class Row:
    """One record by column name; `number` counts as a spreadsheet does, the header being 1."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Table:
    """What was read, what was refused, and the choices made on the way.

    `delimiters` lists all that would fit, the one used first; more than one is worth a question.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    encoding: str
    delimiter: str
    delimiters: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> list[str]:
        """Return all cells of a column."""
        return [row.cells[name] for row in self.rows]


USUAL_LIMITS = Limits()


def read_table(
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits = USUAL_LIMITS,
) -> Table:
    """Take a file apart; a file that cannot be trusted is refused, a bad row only reported."""
    if len(data) > limits.size:
        raise refusal(
            "",
            f"The file has {len(data):,} bytes, and {limits.size:,} are allowed",
            "Split it into smaller files",
        )
    text, used = _decode(data, encoding)
    if delimiter is not None and delimiter not in DELIMITERS:
        names = ", ".join(DELIMITERS.values())
        raise refusal(delimiter, "is not a delimiter we read", f"Choose one of {names}")
    fitting = (delimiter,) if delimiter else fitting_delimiters(text)
    records = _records(text, fitting[0])
    header = _header(records, limits)
    rows, problems = _rows(records, header, limits)
    return Table(
        header=header,
        rows=tuple(rows),
        problems=tuple(problems),
        encoding=used,
        delimiter=fitting[0],
        delimiters=fitting,
        notes=_notes(used, encoding, fitting),
    )


def _decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    if data.startswith(WORKBOOKS):
        raise refusal("", "This is a workbook, not a CSV file", "Save the sheet as CSV UTF-8")
    if encoding is not None and encoding not in ENCODINGS:
        raise refusal(encoding, "is not an encoding we read", f"Use one of {', '.join(ENCODINGS)}")
    text, used = _first_that_decodes(data, (encoding,) if encoding else _likely_encodings(data))
    if NUL in text:
        raise refusal(
            "",
            "The file holds NUL characters, as other formats and UTF-16 without its mark do",
            "Save it again as CSV UTF-8",
        )
    return text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"), used


def _first_that_decodes(data: bytes, encodings: tuple[str, ...]) -> tuple[str, str]:
    for encoding in encodings:
        if encoding == "utf-16" and not data.startswith(UTF16_MARKS):
            continue
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    tried = " or ".join(encodings)
    raise refusal("", f"The file is not {tried} throughout", "Save it again as CSV UTF-8")


def _likely_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if data.startswith(UTF16_MARKS):
        return ("utf-16",)
    return ("utf-8", "cp1252")


def fitting_delimiters(text: str) -> tuple[str, ...]:
    """Rank the delimiters by how evenly they cut the first rows; a single column fits a comma."""
    ranked = []
    for delimiter in DELIMITERS:
        reader = csv.reader(io.StringIO(text[:SNIFFED_CHARACTERS], newline=""), delimiter=delimiter)
        try:
            widths = [len(record) for record in islice(reader, SNIFFED_ROWS) if record]
        except csv.Error:
            continue
        if widths and widths[0] > 1:
            even = sum(width == widths[0] for width in widths) / len(widths)
            ranked.append((even, widths[0], delimiter))
    best = max((even for even, _, _ in ranked), default=0)
    found = sorted((rank for rank in ranked if rank[0] == best), reverse=True)
    return tuple(delimiter for _, _, delimiter in found) or (",",)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that holds anything, with its number."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            wrong, fix = "The quotes of this row do not match", QUOTES
            if "field larger than" in str(error):
                wrong, fix = "A cell of this row is far too long", f"Shorten it. {QUOTES}"
            raise ReadingError(Problem(wrong=wrong, fix=fix, row=number)) from error
        if any(cell.strip() for cell in record):
            yield number, record


def _header(records: Iterator[tuple[int, list[str]]], limits: Limits) -> tuple[str, ...]:
    number, record = next(records, (0, []))
    if not record:
        raise refusal("", "The file is empty", "Put column names into its first row")
    header = tuple(" ".join(cell.split()) for cell in record)
    if len(header) > limits.columns:
        wrong = f"The file has more than {limits.columns} columns"
        raise refusal("", wrong, "Leave out those that hold nothing to import")
    seen: set[str] = set()
    for place, name in enumerate(header, start=1):
        folded = unicodedata.normalize("NFKC", name).casefold()
        if not name:
            raise _bad_header(number, "", f"Column {place} has no name")
        if len(name) > limits.cell:
            raise _bad_header(number, name, "is too long for a column name")
        if folded in seen:
            raise _bad_header(number, name, "is the name of two columns")
        seen.add(folded)
    return header


def _rows(
    records: Iterator[tuple[int, list[str]]], header: tuple[str, ...], limits: Limits
) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in records:
        if len(rows) + len(problems) >= limits.rows:
            wrong = f"The file has more than {limits.rows:,} rows"
            raise refusal("", wrong, "Split it into smaller files")
        problem = _row_problem(number, record, header, limits)
        if problem:
            problems.append(problem)
        else:
            rows.append(Row(number, dict(zip(header, record, strict=True))))
    return rows, problems


def _row_problem(
    number: int, record: list[str], header: tuple[str, ...], limits: Limits
) -> Problem | None:
    if len(record) != len(header):
        return Problem(
            row=number,
            wrong=f"The row has {tally(len(record), 'cell')}, the header {len(header)}",
            fix="Add or remove cells, and quote a cell that holds the delimiter",
        )
    for name, cell in zip(header, record, strict=True):
        if len(cell) > limits.cell:
            wrong = f"is longer than {limits.cell:,} characters"
            return Problem(row=number, field=name, value=cell, wrong=wrong, fix="Shorten it")
    return None


def _bad_header(row: int, value: str, wrong: str) -> ReadingError:
    fix = "Give every column one name of its own"
    return ReadingError(Problem(row=row, value=value, wrong=wrong, fix=fix))


def _notes(used: str, asked: str | None, fitting: tuple[str, ...]) -> tuple[str, ...]:
    notes = []
    if used == "cp1252" and asked is None:
        notes.append("Read as Windows-1252, because it is not UTF-8. Check accented letters.")
    if len(fitting) > 1:
        names = " or ".join(DELIMITERS[one] for one in fitting)
        notes.append(f"Columns could be divided by {names}. Confirm which.")
    return tuple(notes)
