"""A bridge from two files: look them through, run the statement, add it up."""

import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import duckdb

from metrics.bridge.duck import Duck, Opened, Running
from metrics.bridge.files import prepare
from metrics.bridge.inputs import DIGITS, Meaning, meaning_of, shape_of
from metrics.bridge.problems import BridgeError
from metrics.bridge.result import Bridge, Cause, Source, Step, exact_sum
from metrics.bridge.rows import Rows, write_rows
from metrics.bridge.sides import SIDES, File, Side, SideName, check_pair
from metrics.bridge.statement import SideShape, Statement

RULES_VERSION = "1"
USUAL = Running()


def bridge(
    left: Side,
    right: Side,
    *,
    rows: Rows | None = None,
    running: Running = USUAL,
    work: Path | None = None,
) -> Bridge:
    """Walk from the left list to the right one, in steps that add up exactly.

    `rows` says where the rows of each step go; `work` is the folder for copies and spilled data,
    by default one in the system's place for temporary files. Raises BridgeError with a sentence
    for the person who chose the lists, and Cancelled.
    """
    started = time.monotonic()
    if rows is not None:
        rows.check()
    with Opening(left, right, running=running, work=work) as opening:
        statement = opening.statement.steps()
        answer = opening.duck.rows(statement, "Setting both lists side by side")
        steps, matched = read_steps(opening.statement, answer)
        totals = read_totals(opening.statement, answer)
        if rows is not None:
            write_rows(rows, opening, steps)
        sources = {name: opening.source(name) for name in SIDES}
        return Bridge(
            left_total=totals["left"],
            right_total=totals["right"],
            steps=steps,
            matched=matched,
            stated_left=left.stated,
            stated_right=right.stated,
            left=sources["left"],
            right=sources["right"],
            measure="amount" if left.amount else "count",
            statement=statement.sql(dialect="duckdb", pretty=True),
            versions=versions(),
            at=datetime.now(UTC),
            seconds=time.monotonic() - started,
            notes=tuple(opening.notes()),
        )


class Lists:
    """Files opened in one DuckDB, by the name of their side, with their columns read."""

    def __init__(
        self, sides: Mapping[str, Side], *, running: Running = USUAL, work: Path | None = None
    ) -> None:
        self.sides, self.running, self.work = dict(sides), running, work
        self.opened: dict[str, Opened] = {}
        self.found: dict[str, Meaning] = {}

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._open(stack)
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def _open(self, stack: ExitStack) -> None:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=self.work, prefix="bridge-")))
        self.folder = folder.resolve()
        files = {}
        for name, side in self.sides.items():
            self.running.at(f"Looking the {name} list through")
            if not isinstance(side.source, File):
                raise BridgeError(f"The {name} list is no file.")
            files[name] = prepare(side.source, name, self.folder, self.running.check)
        self.duck = Duck(self.running, self.folder, [one.path for one in files.values()])
        stack.callback(self.duck.close)
        for name, side in self.sides.items():
            self.running.at(f"Reading the columns of the {name} list")
            self.opened[name] = self.duck.open(f"{name}_file", files[name])
            self.found[name] = meaning_of(self.opened[name], side)

    def shapes(self) -> dict[str, SideShape]:
        """Return the rows of each side, amounts with the same decimals everywhere."""
        amounts = [one.amounts for one in self.found.values() if one.amounts]
        decimals = max((one.decimals for one in amounts), default=0)
        decimal = f"DECIMAL({DIGITS}, {decimals})"
        return {
            name: shape_of(side, self.found[name], f"{name}_file", self.opened[name].place, decimal)
            for name, side in self.sides.items()
        }


class Opening(Lists):
    """The two lists of a bridge, and the statement over them."""

    def __init__(
        self, left: Side, right: Side, *, running: Running = USUAL, work: Path | None = None
    ) -> None:
        check_pair(left, right)
        super().__init__({"left": left, "right": right}, running=running, work=work)

    def _open(self, stack: ExitStack) -> None:
        super()._open(stack)
        shapes, left = self.shapes(), self.sides["left"]
        self.statement = Statement(
            left=shapes["left"],
            right=shapes["right"],
            keys=len(left.key),
            has_amount=bool(left.amount),
        )

    def notes(self) -> Iterator[str]:
        """Say what a person should confirm."""
        for name in SIDES:
            yield from self.opened[name].file.notes
            yield from self.found[name].notes

    def source(self, name: SideName) -> Source:
        """Describe a list as it was read."""
        opened = self.opened[name]
        ((rows,),) = self.duck.rows(f"SELECT COUNT(*) FROM {name}_file")
        return Source(
            name=opened.file.name,
            sha256=opened.file.sha256,
            bytes=opened.file.size,
            kind=opened.file.kind,
            encoding=opened.file.encoding,
            delimiter=opened.file.delimiter,
            rows=rows,
            formats=self.found[name].formats,
            rules=rules_of(self.sides[name]),
        )


def read_totals(statement: Statement, answer: Sequence[Sequence[Any]]) -> dict[SideName, Decimal]:
    """Add up what each side counts, over everything that the statement returned."""
    what = "amount" if statement.has_amount else "units"
    place = {side: statement.columns.index(f"{side}_{what}") for side in SIDES}
    return {side: exact_sum(*(_exact(row[place[side]]) for row in answer)) for side in SIDES}


@dataclass
class _Tally:
    """What has gathered in a step."""

    amount: Decimal = Decimal(0)
    units: int = 0
    rows: int = 0

    def add(self, units: int, rows: int, amount: Decimal) -> None:
        """Add what came of one combination of causes."""
        self.units += units
        self.rows += rows
        self.amount = exact_sum(self.amount, amount)


def read_steps(
    statement: Statement, answer: Sequence[Sequence[Any]]
) -> tuple[tuple[Step, ...], int]:
    """Turn the sums by cause into steps in the order of causes; return also the matched pairs."""
    tallies: dict[tuple[Cause, SideName], _Tally] = {}
    matched = 0
    for row in answer:
        named = dict(zip(statement.columns, row, strict=True))
        matched += named["pairs"] if named["left_cause"] == "pair" else 0
        for side in SIDES:
            shape = statement.left if side == "left" else statement.right
            for cause, units, lines, amount in _shares(named, side, counts_rows=not shape.identity):
                tally = tallies.setdefault((cause, side), _Tally())
                tally.add(units, lines, _signed(side, amount if statement.has_amount else units))
        for side, name in zip(SIDES, ("lower", "higher"), strict=True):
            if statement.has_amount and named[name]:
                tally = tallies.setdefault((Cause.VALUE, side), _Tally())
                tally.add(int(named[name]), int(named[name]), _exact(named[f"{name}_by"]))
    steps = tuple(
        Step(cause=cause, side=side, amount=one.amount, units=one.units, rows=one.rows)
        for cause in Cause
        for side in SIDES
        if (one := tallies.get((cause, side))) and one.units
    )
    return steps, matched


def _shares(
    named: Mapping[str, Any], side: SideName, *, counts_rows: bool
) -> Iterator[tuple[Cause, int, int, Decimal]]:
    """Divide what one side counts of some entities among the causes that part it from its like."""
    cause = named[f"{side}_cause"]
    if cause is None:
        return
    pairs, units = named["pairs"], int(named[f"{side}_units"])
    lines = int(named.get(f"{side}_lines", units))
    first_lines = int(named.get(f"{side}_first_lines", pairs))
    amount = _exact(named.get(f"{side}_amount"))
    first_amount = _exact(named.get(f"{side}_first_amount"))
    extra = Cause.DUPLICATES if counts_rows else Cause.MATCHING
    if cause not in ("pair", "merged"):
        yield Cause(cause), units, lines, amount
        return
    if cause == "merged":
        yield Cause.MATCHING, pairs, first_lines, first_amount
    yield extra, units - pairs, lines - first_lines, exact_sum(amount, first_amount.copy_negate())


def _signed(side: SideName, amount: Decimal | int) -> Decimal:
    figure = Decimal(amount)
    return figure.copy_negate() if side == "left" and figure else figure


def _exact(value: Any) -> Decimal:
    if isinstance(value, float):
        raise BridgeError("A sum came back inexact. This is a fault of ours: please report it.")
    return Decimal(value or 0)


def rules_of(side: Side) -> dict[str, Any]:
    """Return the rules of a side as they are recorded."""
    rules = asdict(side)
    del rules["source"]
    return rules


def versions() -> dict[str, str]:
    """Name what worked the bridge out."""
    return {
        "rules": RULES_VERSION,
        "duckdb": duckdb.__version__,
        "sqlglot": version("sqlglot"),
        "python": platform.python_version(),
    }
