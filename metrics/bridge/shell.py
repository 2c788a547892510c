"""The command line of a bridge: its options, and the answer as text."""

import csv
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from metrics.bridge.duck import DEFAULT_MEMORY_MB, Running
from metrics.bridge.problems import BridgeError
from metrics.bridge.result import Bridge, Cause, exact_json
from metrics.bridge.rows import Rows
from metrics.bridge.run import bridge
from metrics.bridge.sides import (
    SIDES,
    Counted,
    DateFormat,
    File,
    Key,
    Normaliser,
    Order,
    Side,
    SideName,
    Window,
)
from metrics.bridge.sources import VARIABLE, Source, read_table, sources_of
from metrics.bridge.which_rule import WhichRule, which_rule

PHRASES = {
    Cause.ABSENT: "not on the {other} at all",
    Cause.DATES: "on the {other}, outside its window",
    Cause.STATUS: "on the {other}, with a status not counted",
    Cause.DUPLICATES: "rows of an entity counted already",
    Cause.MATCHING: "split or merged by one side's own rule",
    Cause.KEY: "without a usable key",
    Cause.VALUE: "same record, the {side} says more",
}


def add_arguments(parser: ArgumentParser) -> None:
    """Take two lists, what they have in common, and the rules of each."""
    add = parser.add_argument
    add(
        "left",
        help="CSV, Parquet or JSON lines, with column names; or SOURCE:TABLE of a database that "
        f"{VARIABLE} names",
    )
    add("right")
    add("--key", action="append", default=[], metavar="COL", help="key column; may be repeated")
    add(
        *("--normalise", "--normalize"),
        action="append",
        default=[],
        choices=[one.value for one in Normaliser],
        help="how key cells are compared, for all key columns or for each in turn; exact",
    )
    add("--amount", metavar="COL", help="add up this column instead of counting")
    add("--json", action="store_true", help="print everything as JSON")
    add("--which-rule", action="store_true", help="try other normalisers on what has no like")
    add("--rows", type=Path, metavar="DIR", help="write the rows of each step to a new folder")
    add("--rows-format", choices=["csv", "parquet"], default="csv")
    add("--memory", type=int, default=DEFAULT_MEMORY_MB, metavar="MB", help="spill beyond this")
    for side in SIDES:
        _add_side(parser.add_argument_group(f"the {side} side").add_argument, side)


def _add_side(add: Any, side: SideName) -> None:
    repeated = {"action": "append", "default": [], "metavar": "COL"}
    add(f"--{side}-key", **repeated, help="key column, where the sides name it differently")
    add(
        f"--{side}-distinct",
        **repeated,
        help="count what this column tells apart, not rows; COL:email and the like normalise it",
    )
    add(f"--{side}-period", metavar="COL:FROM:TO", help="days that count; TO is not included")
    add(f"--{side}-count", metavar="COL=VALUE,...", help="values that count")
    add(
        f"--{side}-amount", metavar="COL", help="amount column, where the sides name it differently"
    )
    add(f"--{side}-first-by", **repeated, help="which of several rows is the first; -COL: the last")
    add(f"--stated-{side}", metavar="FIGURE", help="the figure that was claimed")
    add(f"--{side}-leave-out", **repeated, help="column to keep out of every file written")
    add(f"--{side}-also", **repeated, help="column of a table to read beside those of the rules")
    add(f"--{side}-encoding", help="utf-8, utf-16 or cp1252, if not as detected")
    add(f"--{side}-delimiter", help="if not as detected")
    add(
        f"--{side}-dates",
        choices=[one.value for one in DateFormat],
        help="how days are written, if several ways fit",
    )
    add(f"--{side}-decimal-mark", choices=[".", ","], help="if both could be meant")


def run(options: Mapping[str, Any]) -> tuple[Bridge, WhichRule | None]:
    """Build the bridge that the options ask for, and try other rules where they say so."""
    rows = Rows(options["rows"], options["rows_format"]) if options["rows"] else None
    if options["memory"] < 100:
        raise BridgeError("Allow at least 100 MB of memory.")
    running = Running(memory_mb=options["memory"])
    if sys.stderr.isatty():
        running = replace(running, progress=_show)
    with TemporaryDirectory(prefix="bridge-") as folder:
        sides, notes = [], []
        for name in SIDES:
            side = _side(options, name)
            if found := _source(options[name]):
                side, note = _read(
                    side, *found, options[f"{name}_also"], Path(folder) / name, running
                )
                notes.append(note)
            sides.append(side)
        left, right = sides
        made = bridge(left, right, rows=rows, running=running)
        tried = which_rule(left, right, running=running) if options["which_rule"] else None
    return replace(made, notes=(*notes, *made.notes)), tried


def _source(text: str) -> tuple[Source, str] | None:
    """Read SOURCE:TABLE; a file that is there is a file, whatever its name."""
    name, sign, table = text.partition(":")
    if not sign or Path(text).exists():
        return None
    known = sources_of(os.environ.get(VARIABLE, ""))
    if name not in known:
        there = f"It names {', '.join(known)}." if known else "It names none."
        raise BridgeError(f"{text} is no file, and {VARIABLE} names no source {name}. {there}")
    return known[name], table


def _read(
    side: Side, source: Source, table: str, also: Sequence[str], folder: Path, running: Running
) -> tuple[Side, str]:
    """Read the columns that the rules speak of into a file, which then is the list."""
    columns = tuple(dict.fromkeys((*side.columns(), *also)))
    folder.mkdir()
    plain = "".join(one if one.isalnum() or one in "-_." else "_" for one in table)
    path = folder / f"{source.name}.{plain[:100]}.csv"
    at = datetime.now(UTC)
    read = read_table(source, table, columns, path, running=running)
    assert isinstance(side.source, File)
    note = f"{source.name}:{table} was read at {at:%Y-%m-%d %H:%M} UTC: {read.rows:,} rows of "
    return (
        replace(
            side,
            source=replace(side.source, path=path, kind="csv", encoding="utf-8", delimiter=","),
        ),
        f"{note}{', '.join(columns)}.",
    )


def answer(options: Mapping[str, Any], made: Bridge, tried: WhichRule | None) -> Iterator[str]:
    """Print it as JSON or as text."""
    if options["json"]:
        facts = made.as_facts()
        if tried is not None:
            facts["which_rule"] = asdict(tried)
        yield exact_json(facts)
        return
    yield from as_text(made)
    if tried is not None:
        yield from _rules_as_text(tried)


def _show(step: str, share: float | None) -> None:
    percent = "" if share is None else f" {share:.0%}"
    sys.stderr.write(f"\r\x1b[K{step}{percent}\r")


def _side(options: Mapping[str, Any], side: SideName) -> Side:
    def told(name: str) -> Any:
        return options[f"{side}_{name}"]

    keys = _keys(told("key") or options["key"], options["normalise"])
    return Side(
        source=File(
            path=Path(options[side]),
            encoding=told("encoding"),
            delimiter=_delimiter(told("delimiter")),
            date_format=DateFormat(told("dates")) if told("dates") else None,
            decimal_mark=told("decimal_mark"),
        ),
        key=keys,
        distinct=tuple(_own_key(name, keys) for name in told("distinct")),
        window=_window(told("period"), side),
        counted=_counted(told("count"), side),
        amount=told("amount") or options["amount"],
        first_by=tuple(
            Order(one.removeprefix("-"), one.startswith("-")) for one in told("first_by")
        ),
        stated=_figure(options[f"stated_{side}"]),
        leave_out=tuple(told("leave_out")),
    )


def _keys(columns: Sequence[str], normalisers: Sequence[str]) -> tuple[Key, ...]:
    if not columns:
        raise BridgeError("Name the key: --key COL, or --left-key COL and --right-key COL.")
    if len(normalisers) not in (0, 1, len(columns)):
        raise BridgeError("Say --normalise once for all key columns, or once for each.")
    each = list(normalisers or [Normaliser.EXACT]) * (1 if len(normalisers) > 1 else len(columns))
    return tuple(Key(column, Normaliser(one)) for column, one in zip(columns, each, strict=True))


def _own_key(text: str, keys: Sequence[Key]) -> Key:
    """Read COL or COL:NORMALISER; a key column is normalised as in the key."""
    column, _, named = text.rpartition(":")
    if column and named in list(Normaliser):
        return Key(column, Normaliser(named))
    return next((key for key in keys if key.column == text), Key(text))


def _window(text: str | None, side: SideName) -> Window | None:
    if text is None:
        return None
    column, *ends = text.rsplit(":", 2)
    try:
        start, end = (date.fromisoformat(one) if one else None for one in ends)
    except ValueError as error:
        raise BridgeError(
            f"--{side}-period {text}: write COL:FROM:TO with days like 2018-01-01. TO is not in it."
        ) from error
    return Window(column, start, end)


def _counted(text: str | None, side: SideName) -> Counted | None:
    if text is None:
        return None
    column, sign, values = text.partition("=")
    if not column or not sign:
        raise BridgeError(f"--{side}-count {text}: write COL=VALUE,VALUE.")
    return Counted(column, tuple(next(csv.reader([values]), [""])))


def _figure(text: str | None) -> Decimal | None:
    try:
        figure = Decimal(text.replace(",", "")) if text is not None else None
    except InvalidOperation as error:
        raise BridgeError(f"{text} is not a figure. Write it like 847 or 1234.50.") from error
    if figure is not None and not figure.is_finite():
        raise BridgeError(f"{text} is not a figure. Write it like 847 or 1234.50.")
    return figure


def _delimiter(text: str | None) -> str | None:
    return {"tab": "\t", "\\t": "\t"}.get(text, text) if text else None


def as_text(made: Bridge) -> Iterator[str]:
    """Say the walk in lines: a figure, what leads on from it, the other figure."""
    yield _line(f"Left, {made.left.name}", made.left_total)
    for step in made.steps:
        other = "right" if step.side == "left" else "left"
        phrase = PHRASES[step.cause].format(side=step.side, other=other)
        what = "pairs" if step.cause == Cause.VALUE else "rows"
        line = _line(f"  {step.cause} ({step.side}): {phrase}", step.amount, sign="+")
        yield f"{line}   {step.rows:,} {what}"
    yield _line(f"Right, {made.right.name}", made.right_total)
    yield _line("Matched one to one", Decimal(made.matched))
    if made.stated_left is not None or made.stated_right is not None:
        yield _line("Stated on the left", made.stated_left)
        yield _line("Stated on the right", made.stated_right)
        yield _line("Unexplained: stated, but in neither list", made.unexplained, sign="+")


def _rules_as_text(tried: WhichRule) -> Iterator[str]:
    yield ""
    if not tried.trials:
        yield "No other rule for the key matches any row that has no like."
    for trial in tried.trials:
        yield (
            f"{trial.normaliser} would match {trial.entities:,} more "
            f"({trial.left_rows:,} rows left, {trial.right_rows:,} right), "
            f"taking {trial.merged:,} different keys for another"
        )
        for example in trial.examples:
            yield f"  {example.left}  =  {example.right}"
    if tried.near:
        yield "Nearly the same:"
    for near in tried.near:
        yield f"  {near.left}  ~  {near.right}  ({near.likeness})"


def _line(label: str, figure: Decimal | None, sign: str = "") -> str:
    return f"{label:<64} {'-' if figure is None else format(figure, f'{sign},f'):>20}"
