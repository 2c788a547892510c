"""One transaction at a time through a narrow place."""

from django.db import connection


def take_turns(queue: str) -> None:
    """Let one transaction at a time through, for numbers that must have no twin.

    SQLite's write transactions already take turns.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [queue])
