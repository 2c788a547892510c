"""Many tries on one record: what each of them does is undone before the next."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def undone() -> Iterator[None]:
    """Roll back what is done inside, so that the next try meets the same records."""
    place = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(place)
        # Rolled back it still stands, and holds a lock in PostgreSQL: of thousands, one too many.
        transaction.savepoint_commit(place)
