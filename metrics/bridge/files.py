"""Files made ready for DuckDB: a clean CSV or a Parquet file, and the columns it has."""

import csv
import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from metrics.bridge.problems import BridgeError
from metrics.bridge.sides import File
from metrics.bridge.survey import CHUNK, Survey, survey
from metrics.reading.tables import DELIMITERS, fitting_delimiters

MOST_COLUMNS = 2_000
LINES_PER_CHECK = 10_000
JSON_ENDINGS = {".jsonl", ".ndjson", ".json"}

Check = Callable[[], None]


@dataclass(frozen=True)
class Prepared:
    """A file as DuckDB will read it, beside what is recorded of the one that was given.

    `columns` is empty for Parquet, which names its own. `notes` are sentences for a person.
    """

    path: Path
    name: str
    kind: str
    size: int
    sha256: str
    encoding: str = ""
    delimiter: str = ""
    columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=())


def prepare(file: File, side: str, work: Path, check: Check) -> Prepared:
    """Look a file through, and write a clean copy into `work` where DuckDB could not read it.

    `check` is called again and again, and may stop the work by raising.
    """
    found = survey(file.path, file.encoding, check)
    kind = file.kind or _kind(file.path, found)
    if (kind == "parquet") != found.is_parquet:
        wrong = "is a Parquet file" if found.is_parquet else "is not a Parquet file"
        raise BridgeError(f"{file.path.name} {wrong}. Leave its format to be detected.")
    plain = Prepared(file.path, file.path.name, kind, found.size, found.sha256, found.encoding)
    if kind == "parquet":
        return plain
    copy = work / f"{side}.csv"
    if kind == "jsonl":
        columns = _write_json_as_csv(file.path, found, copy, check)
        return replace(plain, path=copy, delimiter=",", columns=columns)
    return _prepare_csv(file, found, plain, copy, check)


def _kind(path: Path, found: Survey) -> str:
    if found.is_parquet:
        return "parquet"
    return "jsonl" if path.suffix.lower() in JSON_ENDINGS else "csv"


def _prepare_csv(file: File, found: Survey, plain: Prepared, copy: Path, check: Check) -> Prepared:
    if found.encoding != "utf-8" or found.has_mixed_line_ends:
        _transcode(file.path, found.encoding, copy, check)
        plain = replace(plain, path=copy)
    begin = _first_text(plain.path)
    fitting = (file.delimiter,) if file.delimiter else fitting_delimiters(begin)
    if fitting[0] not in DELIMITERS:
        names = ", ".join(DELIMITERS.values())
        raise BridgeError(f"{fitting[0]!r} is no delimiter we read. Use one of {names}.")
    notes = []
    if found.encoding == "cp1252" and file.encoding is None:
        notes.append(f"{plain.name} is read as Windows-1252, because it is not UTF-8.")
    if len(fitting) > 1:
        names = " or ".join(DELIMITERS[one] for one in fitting)
        notes.append(f"The columns of {plain.name} could be divided by {names}; the first is used.")
    columns = _header(begin, fitting[0], plain.name)
    return replace(plain, delimiter=fitting[0], columns=columns, notes=tuple(notes))


def _transcode(path: Path, encoding: str, copy: Path, check: Check) -> None:
    """Write the same text as UTF-8 with one kind of line end."""
    try:
        with path.open(encoding=encoding) as old, copy.open("w", encoding="utf-8") as new:
            while text := old.read(CHUNK):
                check()
                new.write(text)
    except UnicodeError as error:
        wrong = f"{path.name} is not {encoding} throughout"
        raise BridgeError(f"{wrong}. Save it again as CSV UTF-8.") from error


def _first_text(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(CHUNK).decode("utf-8", errors="ignore").removeprefix("\ufeff")


def _header(begin: str, delimiter: str, name: str) -> tuple[str, ...]:
    try:
        record = next(csv.reader(io.StringIO(begin, newline=""), delimiter=delimiter), [])
    except csv.Error as error:
        wrong = "The first row cannot be read: its quotes do not match, or a name is far too long"
        raise BridgeError(f"{name}: {wrong}. Put one name per column into it.") from error
    if not any(cell.strip() for cell in record):
        raise BridgeError(f"{name} has no header. Put column names into its first row.")
    if len(record) > MOST_COLUMNS:
        raise BridgeError(
            f"{name} has more than {MOST_COLUMNS:,} columns. Leave out those that are not needed."
        )
    cells = (" ".join(cell.split()) for cell in record)
    header = tuple(cell or f"column {place}" for place, cell in enumerate(cells, start=1))
    refuse_twins(header, name)
    return header


def refuse_twins(header: tuple[str, ...], name: str) -> None:
    """Refuse two columns of one name, which DuckDB tells apart by no letter case."""
    seen: set[str] = set()
    for column in header:
        plain = unicodedata.normalize("NFKC", column).lower()
        if plain in seen:
            raise BridgeError(f"{name} has two columns named {column}. Give each its own name.")
        seen.add(plain)


def _write_json_as_csv(path: Path, found: Survey, copy: Path, check: Check) -> tuple[str, ...]:
    """Write JSON lines as CSV, digit for digit; a key that any line has is a column."""
    columns = tuple(dict.fromkeys(key for row in objects_of(path, found, check) for key in row))
    if not columns:
        raise BridgeError(f"{path.name} holds no objects. Write one JSON object a line.")
    if len(columns) > MOST_COLUMNS:
        raise BridgeError(f"{path.name} has more than {MOST_COLUMNS:,} different keys.")
    refuse_twins(columns, path.name)
    with copy.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(columns)
        rows = objects_of(path, found, check)
        writer.writerows([_cell(row.get(key)) for key in columns] for row in rows)
    return columns


def objects_of(path: Path, found: Survey, check: Check) -> Iterator[dict[str, Any]]:
    """Yield the objects of JSON lines, their numbers as they were written."""
    with path.open(encoding=found.encoding) as file:
        for number, line in enumerate(file, start=1):
            text = line.strip().removeprefix("\ufeff")
            if not text:
                continue
            if number % LINES_PER_CHECK == 0:
                check()
            try:
                row = json.loads(text, parse_float=_Digits, parse_int=_Digits)
            except (ValueError, RecursionError) as error:
                wrong = f"line {number} is no complete JSON object"
                raise BridgeError(f"{path.name}: {wrong}. Write one object a line.") from error
            if not isinstance(row, dict) or "\\u0000" in text:
                wrong = "holds a NUL" if isinstance(row, dict) else "is no JSON object"
                raise BridgeError(
                    f"{path.name}: line {number} {wrong}. Write one plain object a line."
                )
            if len(row) > MOST_COLUMNS:
                raise BridgeError(
                    f"{path.name}: line {number} has more than {MOST_COLUMNS:,} keys."
                )
            yield row


class _Digits(str):
    """A number as it was written, so that no digit is lost."""

    __slots__ = ()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
    return json.dumps(value, ensure_ascii=False)
