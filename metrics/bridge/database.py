"""The same statement where the data lives: two tables of one database, and nothing is downloaded.

The connection is the caller's, best one that may only read. People choose tables and columns by
name; every name is quoted, every value written as a literal.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from sqlglot import exp

from metrics.bridge.columns import Amounts
from metrics.bridge.inputs import Meaning, shape_of
from metrics.bridge.normalisers import Fold, normalised
from metrics.bridge.problems import BridgeError
from metrics.bridge.result import Bridge, Source
from metrics.bridge.run import read_steps, read_totals, rules_of, versions
from metrics.bridge.sides import SIDES, Key, Side, SideName, Table, check_pair
from metrics.bridge.statement import SideShape, Statement


class Cursor(Protocol):
    """What is asked of a cursor of any database driver."""

    @property
    def description(self) -> Any:
        """The columns of the last answer."""

    def execute(self, sql: str) -> Any:
        """Run one statement."""

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return its rows."""

    def close(self) -> None:
        """Let go of it."""


class Connection(Protocol):
    """What is asked of a connection of any database driver."""

    def cursor(self) -> Cursor:
        """Open a cursor."""


@dataclass(frozen=True)
class Engine:
    """How one engine writes what sqlglot cannot know.

    `fold` is NFKC in lower case, `plain` orders text by its code points whatever the database's
    language, `decimal` is an exact type, and `has_arg_min` says whether ARG_MIN is known.
    """

    dialect: str
    fold: Fold
    plain: Fold
    decimal: str
    has_arg_min: bool


def _fold_in_postgres(text: exp.Expr) -> exp.Expr:
    """Fold by Unicode's own rules: under the C locale LOWER knows ASCII alone."""
    nfkc = exp.var("NFKC")
    unicode = _collated(exp.Normalize(this=text, form=nfkc.copy()), "und-x-icu")
    return exp.Normalize(this=exp.Lower(this=unicode), form=nfkc)


def _collated(text: exp.Expr, collation: str = "C") -> exp.Expr:
    name = exp.to_identifier(collation, quoted=True)
    return exp.Collate(this=exp.Paren(this=text), expression=name)


def _as_it_is(text: exp.Expr) -> exp.Expr:
    return text


def _fold_in_spark(text: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=SPARK_FOLD, expressions=[text])


# Spark knows no NFKC: a session registers this function first, as the tests do.
SPARK_FOLD = "tieout_fold"
POSTGRES = Engine("postgres", _fold_in_postgres, _collated, "DECIMAL", has_arg_min=False)
SPARK = Engine("spark", _fold_in_spark, _as_it_is, "DECIMAL(38, 12)", has_arg_min=True)


def statement_for(left: Side, right: Side, engine: Engine) -> Statement:
    """Build the statement over two tables; `.steps().sql(dialect=engine.dialect)` is its text."""
    check_pair(left, right)
    return Statement(
        left=_shape(left, engine),
        right=_shape(right, engine),
        keys=len(left.key),
        has_amount=bool(left.amount),
        has_arg_min=engine.has_arg_min,
    )


def bridge_tables(
    connection: Connection, left: Side, right: Side, *, engine: Engine = POSTGRES
) -> Bridge:
    """Walk from one table to the other inside their database.

    Days and amounts are columns of such types there. The column that tells rows apart holds whole
    numbers or text; where it repeats itself, the bridge is refused.
    """
    started = time.monotonic()
    statement = statement_for(left, right, engine)
    with closing(connection.cursor()) as cursor:

        def ask(query: exp.Expr) -> Sequence[Sequence[Any]]:
            cursor.execute(query.sql(dialect=engine.dialect))
            return cursor.fetchall()

        sources = {
            name: _source(side, ask, cursor)
            for name, side in zip(SIDES, (left, right), strict=True)
        }
        steps = statement.steps()
        answer = ask(steps)
    totals = read_totals(statement, answer)
    found, matched = read_steps(statement, answer)
    return Bridge(
        left_total=totals["left"],
        right_total=totals["right"],
        steps=found,
        matched=matched,
        stated_left=left.stated,
        stated_right=right.stated,
        left=sources["left"],
        right=sources["right"],
        measure="amount" if left.amount else "count",
        statement=steps.sql(dialect=engine.dialect, pretty=True),
        versions={**versions(), "dialect": engine.dialect},
        at=datetime.now(UTC),
        seconds=time.monotonic() - started,
    )


def labels_for(left: Side, right: Side, side: SideName, engine: Engine) -> str:
    """Write the statement that names the cause of each counted row of one table."""
    return statement_for(left, right, engine).labelled(side).sql(dialect=engine.dialect)


def _table(side: Side) -> Table:
    if not isinstance(side.source, Table):
        raise BridgeError("Both lists must be tables of one database.")
    return side.source


def _place(side: Side) -> tuple[exp.Table, str]:
    table = _table(side)
    return exp.table_(table.name, db=table.schema or None, quoted=True), table.row


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(name, quoted=True))


def _shape(side: Side, engine: Engine) -> SideShape:
    table, row = _place(side)
    return shape_of(side, _meaning(side, engine), table, row, engine.decimal)


def _meaning(side: Side, engine: Engine) -> Meaning:
    def key(one: Key) -> exp.Expr:
        text = exp.cast(_column(one.column), "TEXT")
        return engine.plain(normalised(text, one.normaliser, engine.fold))

    window, counted = side.window, side.counted
    return Meaning(
        keys=[key(one) for one in side.key],
        identity=[] if side.is_one_per_entity else [key(one) for one in side.distinct],
        orders=[(_column(one.column), one.is_descending) for one in side.first_by],
        texts=[exp.cast(_column(one.column), "TEXT") for one in side.key],
        day=exp.cast(_column(window.column), "DATE") if window else None,
        status=exp.Trim(this=exp.cast(_column(counted.column), "TEXT")) if counted else None,
        amounts=Amounts(_column(side.amount), 0, ".") if side.amount else None,
    )


def _source(
    side: Side, ask: Callable[[exp.Expr], Sequence[Sequence[Any]]], cursor: Cursor
) -> Source:
    """Count the rows of a table; refuse columns it lacks and rows it does not tell apart."""
    table, row = _place(side)
    ask(exp.select("*").from_(table).limit(0))
    known = [str(column[0]) for column in cursor.description]
    for name in (*side.columns(), row):
        if name not in known:
            raise BridgeError(f"{table.name} has no column {name}. It has {', '.join(known[:20])}.")
    different = exp.Count(this=exp.Distinct(expressions=[_column(row)]))
    ((rows, places),) = ask(exp.select(exp.Count(this=exp.Star()), different).from_(table))
    if rows != places:
        raise BridgeError(
            f"{row} does not tell the rows of {table.name} apart: {rows:,} rows have {places:,} "
            "values of it. Choose its key."
        )
    return Source(
        name=_table(side).name,
        sha256="",
        bytes=0,
        kind="table",
        encoding="",
        delimiter="",
        rows=rows,
        formats={},
        rules=rules_of(side),
    )
