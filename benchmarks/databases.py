"""A database made for one size of data and thrown away afterwards."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def fresh_database(path: Path) -> Iterator[tuple[float, float]]:
    """Create and migrate a database; yields seconds of our CPU and of wall clock it took."""
    original = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(path)
    worked, started = time.process_time(), time.perf_counter()
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    seconds = time.process_time() - worked, time.perf_counter() - started
    try:
        yield seconds
    finally:
        connection.creation.destroy_test_db(str(original), verbosity=0)
