"""Rows of a step that were kept as Parquet: shown, counted by a column, and written as CSV."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlglot import exp

from metrics.bridge.duck import Duck, Running
from metrics.bridge.problems import BridgeError
from metrics.csv_writing import csv_lines

FETCHED = 5_000
MOST_PARTS = 200
MEMORY_MB = 300


@dataclass(frozen=True)
class Shown:
    """The first rows of a step, with the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Part:
    """How many rows of a step hold one value of a column; of days, one month."""

    value: str
    rows: int


class Stored:
    """The file of one step."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def first(self, most: int) -> Shown:
        """Return the first rows."""
        with closing(self._duck()) as duck:
            columns = self._columns(duck)
            return Shown(columns, tuple(duck.rows(f"SELECT * FROM {self._source} LIMIT {most}")))

    def parts(self, column: str) -> list[Part]:
        """Count the rows by the values of a column, the most frequent first; days by month."""
        with closing(self._duck()) as duck:
            names = self._columns(duck)
            if column not in names:
                raise BridgeError(f"These rows have no column {column}.")
            cell = exp.column(exp.to_identifier(column, quoted=True)).sql(dialect="duckdb")
            text = f"trim(coalesce({cell}::VARCHAR, ''))"
            month = (
                f"coalesce(regexp_extract({text}, '^([0-9]{{4}}-[0-9]{{2}})-[0-9]{{2}}', 1), '')"
            )
            ((days, filled, different),) = duck.rows(
                f"SELECT count_if({month} <> ''), count_if({text} <> ''), count(DISTINCT {text}) "
                f"FROM {self._source}"
            )
            by = month if filled and days == filled else text
            if by == text and different > MOST_PARTS:
                raise BridgeError(
                    f"{column} has {different:,} different values. Choose one with at most "
                    f"{MOST_PARTS}."
                )
            found = duck.rows(
                f"SELECT {by}, count(*) FROM {self._source} GROUP BY 1 ORDER BY 2 DESC, 1"
            )
            return [Part(str(value), int(rows)) for value, rows in found]

    def csv(self) -> Iterator[str]:
        """Yield the rows as CSV that a spreadsheet opens as data."""
        with closing(self._duck()) as duck:
            columns = self._columns(duck)
            cursor = duck.connection.execute(f"SELECT * FROM {self._source}")
            yield from csv_lines(columns, _fetched(cursor))

    @property
    def _source(self) -> str:
        quoted = exp.Literal.string(str(self.path.resolve())).sql(dialect="duckdb")
        return f"read_parquet({quoted})"

    def _duck(self) -> Duck:
        running = Running(memory_mb=MEMORY_MB, threads=1)
        return Duck(running, self.path.parent, [self.path])

    def _columns(self, duck: Duck) -> tuple[str, ...]:
        return tuple(str(row[0]) for row in duck.rows(f"DESCRIBE SELECT * FROM {self._source}"))


def _fetched(cursor: Any) -> Iterator[Sequence[Any]]:
    while rows := cursor.fetchmany(FETCHED):
        yield from rows
