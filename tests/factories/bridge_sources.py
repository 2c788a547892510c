"""Databases that a bridge may take lists from: a file of SQLite, a schema of PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from django.db import connection

from metrics.bridge.sources import Source

SCHEMA = "bridge_source"
SOURCE_KINDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.django_db)]
Run = Callable[[str], object]


@contextmanager
def source_of(kind: str, folder: Path) -> Iterator[tuple[Source, Run]]:
    """Yield a source of a kind, and how its own people change it."""
    if kind == "sqlite":
        with closing(sqlite3.connect(folder / "c r?m.sqlite3", isolation_level=None)) as own:
            yield Source("crm", f"sqlite:///{folder}/c r%3Fm.sqlite3"), own.execute
        return
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    at = connection.settings_dict
    who = f"{quote(at['USER'])}:{quote(at['PASSWORD'])}"
    url = f"postgres://{who}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    with psycopg.connect(url, autocommit=True) as own_postgres:
        own_postgres.execute(f"CREATE SCHEMA {SCHEMA}")
        own_postgres.execute(f"SET search_path = {SCHEMA}")
        try:
            yield Source("crm", url), lambda sql: own_postgres.execute(sql.encode())
        finally:
            own_postgres.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
