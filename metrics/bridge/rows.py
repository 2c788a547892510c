"""The rows of each step, written to a folder that appears complete or not at all."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlglot import exp

from metrics.bridge.duck import Opened
from metrics.bridge.problems import BridgeError
from metrics.bridge.result import Cause, Step
from metrics.bridge.sides import SIDES, SideName
from metrics.csv_writing import FORMULA, PLAIN_NUMBER

if TYPE_CHECKING:
    from metrics.bridge.run import Opening

# DuckDB's expressions know no \\u: the characters themselves stand in their place.
RUN_BY_SPREADSHEETS = re.sub(
    r"\\u([0-9A-F]{4})", lambda found: chr(int(found[1], 16)), FORMULA.pattern
)


@dataclass(frozen=True)
class Rows:
    """Where the rows of each step go: one file per step, named like `left-absent.csv`."""

    folder: Path
    kind: Literal["csv", "parquet"] = "csv"

    def check(self) -> None:
        """Refuse a folder that holds something already."""
        if self.folder.exists() and (not self.folder.is_dir() or any(self.folder.iterdir())):
            raise BridgeError(
                f"{self.folder} is there already. Name a folder that is new or empty."
            )


def write_rows(rows: Rows, opening: "Opening", steps: Sequence[Step]) -> None:
    """Write one file for each step: the place of a row in its list, then its own columns."""
    made = opening.folder / "rows"
    made.mkdir()
    for side in SIDES:
        of_side = [step.cause for step in steps if step.side == side and step.cause != Cause.VALUE]
        if of_side:
            labels = opening.statement.labelled(side).sql(dialect="duckdb")
            opening.duck.rows(
                f"CREATE TEMP TABLE {side}_labels AS SELECT * FROM ({labels}) AS l "
                "WHERE cause <> 'matched'",
                f"Finding the rows of the {side} list",
            )
        for cause in of_side:
            select = _select(opening.opened[side], opening.sides[side].leave_out, side, cause, rows)
            _copy(opening, select, made / f"{side}-{cause}.{rows.kind}", rows)
    for side, sign in (("left", "<"), ("right", ">")):
        if any(step.cause == Cause.VALUE and step.side == side for step in steps):
            select = exp.select("*").from_(opening.statement.changed().subquery("changed"))
            select = select.where(f"difference {sign} 0").order_by("left_line")
            _copy(opening, select, made / f"{side}-{Cause.VALUE}.{rows.kind}", rows)
    _put_in_place(made, rows.folder)


def _select(
    opened: Opened, leave_out: Sequence[str], side: SideName, cause: Cause, rows: Rows
) -> exp.Select:
    """Select the rows of one step with what says how they came to be in it."""
    taken = {column.lower() for column in opened.columns} | {opened.place}
    place = exp.column(exp.to_identifier(opened.place, quoted=True), table="f")
    columns: list[exp.Expr] = [place]
    if cause == Cause.KEY:
        columns.append(
            exp.alias_(exp.column("reason", table="l"), _unused("reason", taken), quoted=True)
        )
    if cause in (Cause.DUPLICATES, Cause.MATCHING):
        name = _unused("counted_by_row", taken)
        columns.append(exp.alias_(exp.column("first", table="l"), name, quoted=True))
    for name, kind in opened.columns.items():
        if name not in leave_out:
            column = exp.column(exp.to_identifier(name, quoted=True), table="f")
            is_text = rows.kind == "csv" and kind == "VARCHAR"
            columns.append(exp.alias_(_safe(column), name, quoted=True) if is_text else column)
    return (
        exp.select(*columns)
        .from_(exp.alias_(exp.to_table(opened.view), "f", table=True))
        .join(f"{side}_labels AS l", on=exp.column("line", table="l").eq(place.copy()))
        .where(exp.column("cause", table="l").eq(exp.Literal.string(cause.value)))
        .order_by(place.copy())
    )


def _safe(cell: exp.Expr) -> exp.Expr:
    """Put an apostrophe before what a spreadsheet would run."""
    begins = exp.func("regexp_matches", cell, exp.Literal.string(f"^({RUN_BY_SPREADSHEETS})"))
    number = exp.func("regexp_matches", cell, exp.Literal.string(f"^({PLAIN_NUMBER.pattern})$"))
    marked = exp.func("concat", exp.Literal.string("'"), cell)
    return exp.case().when(exp.and_(begins, exp.not_(number)), marked).else_(cell)


def _unused(name: str, taken: set[str]) -> str:
    while name in taken:
        name = f"_{name}"
    return name


def _copy(opening: "Opening", select: exp.Select, path: Path, rows: Rows) -> None:
    options = "FORMAT parquet" if rows.kind == "parquet" else "FORMAT csv, HEADER, FORCE_QUOTE *"
    target = exp.Literal.string(str(path)).sql(dialect="duckdb")
    sql = select.sql(dialect="duckdb")
    opening.duck.rows(f"COPY ({sql}) TO {target} ({options})", f"Writing {path.name}")


def _put_in_place(made: Path, folder: Path) -> None:
    """Let the folder appear under its name only when every file is in it."""
    folder = folder.resolve()
    beside = folder.parent / f".{folder.name}.unfinished"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(made, beside)
        if folder.exists():
            folder.rmdir()
        beside.rename(folder)
    except OSError as error:
        raise BridgeError(f"{folder} cannot be written: {error.strerror}.") from error
