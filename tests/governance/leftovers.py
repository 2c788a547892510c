"""Looks through every text of the whole database, whatever the app thinks is in it."""

from django.db import connection

TEXTUAL = {"CharField", "TextField", "JSONField"}


def stands_in(words: str) -> list[str]:
    """Return every table and column in which words stand, in whatever case."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            if table.startswith(("governance_contradiction_words_", "django_")):
                continue
            for column in connection.introspection.get_table_description(cursor, table):
                cursor.execute(
                    f'SELECT COUNT(*) FROM "{table}" '
                    f'WHERE LOWER(CAST("{column.name}" AS TEXT)) LIKE %s',
                    [f"%{words.casefold()}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found
