"""A file that a worker reads and imports."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from governance.actions.import_jobs import carry_on, give_up, read_ahead
from governance.models import Outbox


def work_on_file(row: Outbox, at: datetime) -> Callable[[], None]:
    """Read a file somebody asked to have imported, and return what is left to do under the lock."""
    pending = row.payload["pending"]
    prepared = read_ahead(pending=pending, at=at)
    return partial(carry_on, pending=pending, at=at, prepared=prepared)


def give_up_file(row: Outbox, at: datetime) -> None:
    """Say that no worker got to the end of a file."""
    give_up(pending=row.payload["pending"], at=at)
