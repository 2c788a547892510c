"""A DuckDB that may read the files it is given, write into one folder, and nothing else."""

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from sqlglot import exp

from metrics.bridge.files import MOST_COLUMNS, Prepared, refuse_twins
from metrics.bridge.problems import BridgeError, Cancelled

TICK_SECONDS = 0.1
DEFAULT_MEMORY_MB = 1_800
LONGEST_LINE = 16 * 1024 * 1024
# Where a file lies is nothing to whoever gave it.
FOLDERS = re.compile(r"(?<=['\"])/[^'\"]*/(?=[^'\"/]+['\"])|(?<!\S)/\S*/")

# Told what is being done, and how much of it is done from 0 to 1, or None while nobody knows.
Progress = Callable[[str, float | None], None]
IsCancelled = Callable[[], bool]


def _unheard(step: str, share: float | None) -> None:
    """Take progress that nobody asked for."""


def _never() -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Running:
    """How a bridge is worked out: who hears of it, who may stop it, and what it may use.

    Beyond `memory_mb` megabytes DuckDB spills into the working folder.
    """

    progress: Progress = _unheard
    is_cancelled: IsCancelled = _never
    memory_mb: int = DEFAULT_MEMORY_MB
    threads: int | None = None

    def at(self, step: str) -> None:
        """Say which step begins; stop here when somebody asked for it."""
        self.check()
        self.progress(step, None)

    def check(self) -> None:
        """Stop here when somebody asked for it."""
        if self.is_cancelled():
            raise Cancelled


class Duck:
    """One connection for one bridge."""

    def __init__(self, running: Running, work: Path, inputs: Sequence[Path]) -> None:
        self.running = running
        self.names: dict[str, str] = {}
        self.connection = duckdb.connect(
            config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
        )
        paths = ", ".join(_quoted(str(one.resolve())) for one in inputs)
        for statement in (
            f"SET temp_directory = {_quoted(str(work / 'spilled'))}",
            f"SET memory_limit = '{running.memory_mb}MB'",
            f"SET threads = {running.threads or os.cpu_count() or 1}",
            "SET TimeZone = 'UTC'",
            f"SET allowed_paths = [{paths}]",
            f"SET allowed_directories = [{_quoted(f'{work.resolve()}/')}]",
            "SET enable_external_access = false",
            "SET lock_configuration = true",
        ):
            self.connection.execute(statement)

    def close(self) -> None:
        """Let go of memory and spilled files."""
        self.connection.close()

    def rows(self, statement: exp.Expr | str, step: str = "") -> list[tuple[Any, ...]]:
        """Run one statement, tell how far it is, and stop when somebody asks for it."""
        sql = statement if isinstance(statement, str) else statement.sql(dialect="duckdb")
        if step:
            self.running.at(step)
        with ThreadPoolExecutor(1, "bridge") as pool:
            work = pool.submit(lambda: self.connection.execute(sql).fetchall())
            try:
                self._wait(work, step)
            finally:
                if not work.done():
                    self.connection.interrupt()
        with _said_plainly(self.running.memory_mb, self.names):
            return work.result()

    def _wait(self, work: "Future[list[tuple[Any, ...]]]", step: str) -> None:
        while not work.done():
            try:
                work.exception(timeout=TICK_SECONDS)
            except TimeoutError:
                if self.running.is_cancelled():
                    raise Cancelled from None
                if step:
                    percent = self.connection.query_progress()
                    self.running.progress(step, percent / 100 if percent >= 0 else None)

    def open(self, name: str, file: Prepared) -> "Opened":
        """Make a file readable as a view, with the place of each row beside its columns."""
        source = _source(file)
        self.names[str(file.path.resolve())] = file.name
        with _named(file.name):
            types = self.rows(f"DESCRIBE SELECT * FROM {source}")
        columns = {str(row[0]): str(row[1]) for row in types}
        if len(columns) > MOST_COLUMNS:
            raise BridgeError(f"{file.name} has more than {MOST_COLUMNS:,} columns.")
        refuse_twins(tuple(columns), file.name)
        place = "row"
        while place in {column.lower() for column in columns}:
            place = f"_{place}"
        # Counted as a spreadsheet does, where the header is row 1.
        count = "ROW_NUMBER() OVER () + 1" if file.kind == "csv" else "ROW_NUMBER() OVER ()"
        view = f'CREATE TEMP VIEW {name} AS SELECT {count} AS "{place}", * FROM'
        self.rows(f"{view} {source}")
        return Opened(self, name, file, columns, place)


@dataclass(frozen=True)
class Opened:
    """A file as a view of DuckDB: its columns with their types, and the column of row places."""

    duck: Duck
    view: str
    file: Prepared
    columns: dict[str, str]
    place: str

    def column(self, name: str) -> exp.Column:
        """Return a column of the file; refuse one that it does not have."""
        if name not in self.columns:
            close = [one for one in self.columns if one.lower() == name.strip().lower()]
            known = close or list(self.columns)[:20]
            more = ", and others" if len(self.columns) > 20 and not close else ""
            raise BridgeError(
                f"{self.file.name} has no column {name}. It has {', '.join(known)}{more}."
            )
        return exp.column(exp.to_identifier(name, quoted=True))

    def rows(self, select: exp.Select, step: str = "") -> list[tuple[Any, ...]]:
        """Select from the file."""
        with _named(self.file.name):
            return self.duck.rows(select.from_(self.view), step)


def _source(file: Prepared) -> str:
    path = _quoted(str(file.path.resolve()))
    if file.kind == "parquet":
        return f"read_parquet({path})"
    columns = ", ".join(f"{_quoted(column)}: 'VARCHAR'" for column in file.columns)
    return (
        f"read_csv({path}, auto_detect = false, header = true, delim = {_quoted(file.delimiter)}, "
        f"""quote = '"', escape = '"', max_line_size = {LONGEST_LINE}, columns = {{{columns}}})"""
    )


def _quoted(text: str) -> str:
    return exp.Literal.string(text).sql(dialect="duckdb")


@contextmanager
def _named(file: str) -> Iterator[None]:
    """Say of which file an error speaks, and drop what only helps a programmer."""
    try:
        yield
    except duckdb.Error as error:
        raise BridgeError(f"{file}: {_reading_problem(str(error))}") from error


def _reading_problem(text: str) -> str:
    line = re.search(r"CSV Error on Line: (\d+)", text)
    where = f"line {line[1]}" if line else "a line"
    if cells := re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", text):
        wanted, had = int(cells[1]), int(cells[2])
        wrong = (
            f"{where} has {'more' if had > wanted else 'fewer'} cells than the header's {wanted:,}"
        )
        return f"{wrong}. Add or remove cells, and quote a cell that holds the delimiter."
    if "unterminated quote" in text or "invalid state" in text:
        wrong = f"the quotes of {where} do not match"
        return f"{wrong}. Close every quote, and double those inside a cell."
    if "Maximum line size" in text or "max_line_size" in text:
        return f"{where} is far too long. Close every quote, and leave out columns of long text."
    said = FOLDERS.sub("", text.splitlines()[0])[:200]
    return f"it cannot be read: {said}. Save the list again as CSV UTF-8."


@contextmanager
def _said_plainly(memory_mb: int, names: Mapping[str, str]) -> Iterator[None]:
    """Say what a person can do about an error, naming the file where one is to blame."""
    try:
        yield
    except duckdb.InvalidInputException as error:
        path = re.search(r"^ *file = (.+)$", str(error), re.MULTILINE)
        if path is None or path[1] not in names:
            raise
        raise BridgeError(f"{names[path[1]]}: {_reading_problem(str(error))}") from error
    except duckdb.OutOfMemoryException as error:
        raise BridgeError(
            f"The lists need more than {memory_mb:,} MB or more room on the disk. Allow more "
            "memory, or free some room."
        ) from error
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise BridgeError(
            "The amounts have too many digits to be added up exactly. Round them, or use a larger "
            "unit."
        ) from error
