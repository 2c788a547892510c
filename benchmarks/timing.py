"""Two calls measured in turns, so that a busy machine slows both alike."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

Call = Callable[[], Any]
WARM_UP = 2


@dataclass(frozen=True)
class Pair:
    """Median milliseconds of ours and of its lower bound."""

    ours: float
    bound: float


class CPU:
    """CPU milliseconds of this process and of the server process behind our connection.

    Without the server's part a statement would look free on PostgreSQL. It can be read where
    the server runs on this machine; `counts_server` says whether it is.
    """

    def __init__(self) -> None:
        self.schedstat = _server_schedstat()

    @property
    def counts_server(self) -> bool:
        """Whether the database's work is in the figures."""
        return connection.vendor == "sqlite" or self.schedstat is not None

    def __call__(self) -> float:
        """Return the milliseconds spent so far."""
        ours = time.process_time() * 1000
        if self.schedstat is None:
            return ours
        return ours + int(self.schedstat.read_text().split()[0]) / 1e6


def _server_schedstat() -> Path | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (process,) = cursor.fetchone()
    found = Path(f"/proc/{process}/schedstat")
    name = Path(f"/proc/{process}/comm")
    return found if name.exists() and "postgres" in name.read_text() else None


def in_turns(ours: Call, bound: Call, cpu: CPU, rounds: int) -> Pair:
    """Return the medians of both calls."""
    for _ in range(WARM_UP):
        ours()
        bound()
    gc.collect()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for taken, call in zip(times, (ours, bound), strict=True):
            started = cpu()
            call()
            taken.append(cpu() - started)
    return Pair(*map(statistics.median, times))


def statements(call: Call) -> int:
    """Return how many SQL statements a call runs, savepoints left out."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return sum("SAVEPOINT" not in query["sql"] for query in captured)
