"""A list as it may be kept: looked through, and without the columns that nobody may keep."""

import json
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlglot import exp

from metrics.bridge.duck import Duck, Opened, Running
from metrics.bridge.files import Prepared, objects_of, prepare
from metrics.bridge.problems import BridgeError
from metrics.bridge.sides import File
from metrics.bridge.survey import survey


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A list that was kept; size and hash are those of the file as it was given."""

    name: str
    kind: str
    size: int
    sha256: str
    encoding: str
    delimiter: str
    rows: int
    columns: tuple[str, ...]
    left_out: tuple[str, ...]


def keep_list(
    file: File, target: Path, *, leave_out: Sequence[str], running: Running, work: Path
) -> Kept:
    """Write a list to `target`: byte for byte, or anew without the columns that stay out.

    One of which somebody said how it is written is kept as UTF-8. Rows keep their places. Raises
    BridgeError for what is no list, and then writes nothing.
    """
    prepared = prepare(file, "list", work, running.check)
    with closing(Duck(running, work, [prepared.path])) as duck:
        opened = duck.open("list_file", prepared)
        for column in leave_out:
            opened.column(column)
        columns = tuple(name for name in opened.columns if name not in leave_out)
        if not columns:
            raise BridgeError(f"Every column of {prepared.name} would stay out. Keep the key.")
        ((rows,),) = duck.rows("SELECT COUNT(*) FROM list_file")
        if leave_out or file.encoding or file.delimiter:
            _write_without(opened, file, columns, target, work)
        else:
            shutil.copyfile(file.path, target)
    return Kept(
        name=prepared.name,
        kind=prepared.kind,
        size=prepared.size,
        sha256=prepared.sha256,
        encoding=prepared.encoding,
        delimiter=prepared.delimiter,
        rows=rows,
        columns=columns,
        left_out=tuple(leave_out),
    )


def _write_without(
    opened: Opened, file: File, columns: Sequence[str], target: Path, work: Path
) -> None:
    prepared = opened.file
    if prepared.kind == "jsonl":
        _write_json(file, columns, target)
        return
    made = work / f"kept.{prepared.kind}"
    select = exp.select(*(opened.column(name) for name in columns)).from_(opened.view)
    options = _options(prepared)
    quoted = exp.Literal.string(str(made.resolve())).sql(dialect="duckdb")
    opened.duck.rows(f"COPY ({select.sql(dialect='duckdb')}) TO {quoted} ({options})")
    made.replace(target)


def _options(prepared: Prepared) -> str:
    if prepared.kind == "parquet":
        return "FORMAT parquet"
    delimiter = exp.Literal.string(prepared.delimiter).sql(dialect="duckdb")
    return f"FORMAT csv, HEADER, DELIMITER {delimiter}, FORCE_QUOTE *"


def _write_json(file: File, columns: Sequence[str], target: Path) -> None:
    found = survey(file.path, file.encoding, lambda: None)
    kept = set(columns)
    with target.open("w", encoding="utf-8") as lines:
        for row in objects_of(file.path, found, lambda: None):
            some = {name: value for name, value in row.items() if name in kept}
            lines.write(json.dumps(some, ensure_ascii=False) + "\n")
