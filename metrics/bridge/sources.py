"""Tables of databases named in the environment: listed, and read column by column into a file.

`BRIDGE_SOURCES=crm=postgres://...,warehouse=sqlite:////...` names them. Every connection may only
read. Names of tables and columns come from the database's catalogue and are quoted; a column that
nobody chose is never read.
"""

import csv
import sqlite3
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlglot import exp

from metrics.bridge.duck import Running
from metrics.bridge.problems import BridgeError

VARIABLE = "BRIDGE_SOURCES"
CONNECT_SECONDS = 10
FETCHED = 1_000
TOO_LONG = "{named} took longer than {seconds} seconds. Choose a smaller view."
SQLITE_STEPS = 100_000
FIX = (
    f"Set {VARIABLE} to NAME=postgres://USER:PASSWORD@HOST:PORT/DATABASE or "
    "NAME=sqlite:////absolute/path, comma-separated; write a comma in a password as %2C."
)
Fetched = Generator[Sequence[Any], None, None]
TABLES = {
    "postgres": (
        "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname !~ '^pg_' "
        "AND n.nspname <> 'information_schema' "
        "AND has_schema_privilege(n.oid, 'USAGE') "
        "AND has_any_column_privilege(c.oid, 'SELECT') ORDER BY 1, 2"
    ),
    "sqlite": (
        "SELECT '', name FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY 2"
    ),
}
COLUMNS = {
    "postgres": (
        "SELECT a.attname FROM pg_catalog.pg_attribute a "
        "JOIN pg_catalog.pg_class c ON c.oid = a.attrelid "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped "
        "AND has_column_privilege(c.oid, a.attnum, 'SELECT') ORDER BY a.attnum"
    ),
    "sqlite": "SELECT name FROM pragma_table_info(?2) WHERE ?1 = ''",
}


class SourceDown(BridgeError):
    """A database that does not answer; its cause is what the driver says, host and port too."""


@dataclass(frozen=True)
class Listed:
    """A table or view as the catalogue names it."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True)
class Source:
    """A database that people may take lists from; its password is never printed."""

    name: str
    url: str

    def __repr__(self) -> str:
        return f"Source({self.name!r})"

    @property
    def kind(self) -> str:
        """Which database it is."""
        return "sqlite" if self.url.startswith("sqlite:") else "postgres"


@dataclass(frozen=True)
class Read:
    """A table as it was read: by which name the catalogue has it, and how many rows there were."""

    table: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How much is read of a table at most, and for how long."""

    rows: int = 10_000_000
    seconds: float = 300
    bytes: int | None = None


def sources_of(text: str) -> dict[str, Source]:
    """Read the sources that the environment names; refuse them all where one cannot be read."""
    found: dict[str, Source] = {}
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, sign, url = part.partition("=")
        if not sign or not name.replace("-", "").replace("_", "").isalnum():
            raise BridgeError(f"{VARIABLE} has an entry without a plain name. {FIX}")
        if name in found:
            raise BridgeError(f"{VARIABLE} names {name} twice. {FIX}")
        if not _is_address(url):
            raise BridgeError(f"{VARIABLE}: the address of {name} cannot be read. {FIX}")
        found[name] = Source(name, url)
    return found


def _is_address(url: str) -> bool:
    if url.startswith("sqlite:///"):
        return len(url) > len("sqlite:///")
    try:
        parts = urlsplit(url)
        _ = parts.port
        # Here, because the driver would repeat a password that is not well encoded.
        conninfo_to_dict(url)
    except (ValueError, psycopg.Error):
        return False
    is_postgres = parts.scheme in ("postgres", "postgresql")
    return bool(is_postgres and parts.hostname and parts.path.strip("/"))


def tables_of(source: Source, bounds: Bounds = Bounds()) -> list[Listed]:
    """List what may be read there."""
    with _opened(source, bounds) as connection:
        return _tables(source, connection)


def columns_of(source: Source, table: str, bounds: Bounds = Bounds()) -> list[str]:
    """List the columns of a table that may be read."""
    with _opened(source, bounds) as connection:
        return _columns(source, connection, _listed(source, connection, table))


def read_table(
    source: Source,
    table: str,
    columns: Sequence[str],
    target: Path,
    *,
    running: Running,
    bounds: Bounds = Bounds(),
) -> Read:
    """Write the chosen columns of a table as CSV, in the order of their cells."""
    running.at(f"Reading {table} of {source.name}")
    with _opened(source, bounds) as connection:
        listed = _listed(source, connection, table)
        known = _columns(source, connection, listed)
        if missing := [one for one in columns if one not in known]:
            raise BridgeError(
                f"{listed} of {source.name} has no column {missing[0]}. It has {_some(known)}."
            )
        if odd := [one for one in columns if " ".join(one.split()) != one]:
            raise BridgeError(
                f"The name of {odd[0]!r} in {listed} has blanks that a list cannot keep. Make a "
                "view that names the column plainly."
            )
        statement = _select(source, listed, columns)
        meter = _Meter(f"{listed} of {source.name}", bounds, running)
        with closing(_fetched(source, connection, statement)) as fetched:
            return Read(str(listed), _write(columns, fetched, target, meter))


def _write(columns: Sequence[str], fetched: Fetched, target: Path, meter: "_Meter") -> int:
    rows = 0
    with target.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        written.writerow(columns)
        for some in fetched:
            rows += len(some)
            meter.check(rows, 0)
            written.writerows(some)
            meter.check(rows, file.tell())
    return rows


class _Meter:
    """Says how much of a table was read, and stops where it is too much."""

    def __init__(self, named: str, bounds: Bounds, running: Running) -> None:
        self.named, self.bounds, self.running = named, bounds, running
        self.until = time.monotonic() + bounds.seconds

    def check(self, rows: int, size: int) -> None:
        """Refuse to read on beyond the bounds, or when somebody stopped it."""
        self.running.check()
        most = self.bounds
        if rows > most.rows:
            raise BridgeError(
                f"{self.named} has more than {most.rows:,} rows, the most that are read. Choose "
                "a view of fewer."
            )
        if most.bytes is not None and size > most.bytes:
            raise BridgeError(
                f"The chosen columns of {self.named} hold more than {most.bytes // 2**20} MB, the "
                "most that is read. Choose fewer columns, or a view of fewer rows."
            )
        if time.monotonic() > self.until:
            raise BridgeError(TOO_LONG.format(named=self.named, seconds=most.seconds))


def _select(source: Source, table: Listed, columns: Sequence[str]) -> str:
    """Take every cell as text, and order the rows, so that two readings can be compared."""
    cells = [exp.cast(exp.column(exp.to_identifier(one, quoted=True)), "TEXT") for one in columns]
    schema = exp.to_identifier(table.schema, quoted=True) if table.schema else None
    named = exp.Table(this=exp.to_identifier(table.name, quoted=True), db=schema)
    places = [exp.Literal.number(place) for place in range(1, len(columns) + 1)]
    return exp.select(*cells).from_(named).order_by(*places).sql(dialect=source.kind)


def _tables(source: Source, connection: Any) -> list[Listed]:
    return [Listed(*row) for row in connection.execute(TABLES[source.kind]).fetchall()]


def _listed(source: Source, connection: Any, table: str) -> Listed:
    """Find a table in the catalogue; its schema may be left out where only one has it."""
    known = _tables(source, connection)
    found = [one for one in known if str(one) == table] or [
        one for one in known if one.name == table
    ]
    if len(found) == 1:
        return found[0]
    if found:
        raise BridgeError(f"{source.name} has {table} several times: {_some(found)}. Choose one.")
    raise BridgeError(f"{source.name} has no table {table} to read. It has {_some(known)}.")


def _columns(source: Source, connection: Any, table: Listed) -> list[str]:
    asked = connection.execute(COLUMNS[source.kind], (table.schema, table.name))
    return [str(row[0]) for row in asked.fetchall()]


def _fetched(source: Source, connection: Any, statement: str) -> Fetched:
    """Yield the rows by batches; PostgreSQL keeps the rest until it is asked for."""
    named = {"name": "bridge"} if source.kind == "postgres" else {}
    with closing(connection.cursor(**named)) as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(FETCHED):
            yield rows


def _some(names: Sequence[object]) -> str:
    if not names:
        return "none"
    return ", ".join(str(one) for one in names[:20]) + (", and others" if names[20:] else "")


@contextmanager
def _opened(source: Source, bounds: Bounds) -> Iterator[Any]:
    """Open a source for reading alone, and say plainly when it is down or takes too long.

    What the driver says of a connection names host and port, which are not for whoever chooses a
    table: it stays behind, as the cause of the error.
    """
    try:
        opened = _sqlite(source, bounds) if source.kind == "sqlite" else _postgres(source, bounds)
        with closing(opened) as connection:
            yield connection
    except (psycopg.Error, sqlite3.Error, UnicodeDecodeError) as error:
        if isinstance(error, psycopg.errors.QueryCanceled) or str(error) == "interrupted":
            said = TOO_LONG.format(named=source.name, seconds=bounds.seconds)
            raise BridgeError(said) from error
        is_down = isinstance(error, psycopg.OperationalError)
        said = "it does not answer" if is_down else (str(error).splitlines() or ["no reason"])[0]
        raise (SourceDown if is_down else BridgeError)(
            f"{source.name} cannot be read: {said}. Nothing was changed; try again, or have "
            f"its entry in {VARIABLE} looked at."
        ) from error


def _postgres(source: Source, bounds: Bounds) -> "psycopg.Connection[Any]":
    # A database that falls silent half-way is given up as well.
    connection = psycopg.connect(
        source.url,
        connect_timeout=CONNECT_SECONDS,
        keepalives_idle=5,
        keepalives_interval=5,
        keepalives_count=2,
    )
    connection.read_only = True
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    settings: Mapping[str, str] = {
        "statement_timeout": f"{round(bounds.seconds * 1000)}ms",
        "timezone": "UTC",
        "datestyle": "ISO",
        "client_encoding": "UTF8",
    }
    for name, value in settings.items():
        connection.execute("SELECT set_config(%s, %s, true)", (name, value))
    return connection


def _sqlite(source: Source, bounds: Bounds) -> sqlite3.Connection:
    path = quote(unquote(source.url.removeprefix("sqlite:///")))
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=CONNECT_SECONDS)
    connection.execute("PRAGMA query_only = ON")
    until = time.monotonic() + bounds.seconds
    connection.set_progress_handler(lambda: time.monotonic() > until, SQLITE_STEPS)
    return connection
