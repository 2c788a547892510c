"""CPU time and SQL counts of one call, as the median of many."""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def cpu_ms(call: Callable[[], Any], rounds: int) -> float:
    """Return the median CPU milliseconds of a call, after two warm-up rounds."""
    for _ in range(2):
        call()
    times = []
    gc.collect()
    for _ in range(rounds):
        started = time.process_time()
        call()
        times.append((time.process_time() - started) * 1000)
    return statistics.median(times)


def wall_ms(call: Callable[[], Any], rounds: int) -> float:
    """Return the median wall-clock milliseconds, for work done by a database server."""
    for _ in range(2):
        call()
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def queries(call: Callable[[], Any]) -> int:
    """Return how many SQL statements a call runs."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)
