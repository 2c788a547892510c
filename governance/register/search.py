"""Full-text search over the register, the same words on SQLite and PostgreSQL.

Looked through: the generated title, the steward's wording, the question, and `search_text` (the
names of KPIs, sides, systems and populations). Words match from their beginning, so that "mql"
finds "MQLs" while it is being typed. SQLite keeps an FTS5 table in step by triggers; PostgreSQL
has a GIN index over the expression itself, which cannot fall behind.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F
from django.db.models.expressions import Func, RawSQL, Value
from django.db.models.sql.compiler import SQLCompiler

from governance.models import Contradiction

TABLE = "governance_contradiction"
FTS = "governance_contradiction_words"
INDEX = "contradiction_words"
COLUMNS = ("title", "wording", "question", "search_text")
# What joins words in typed text; both databases then split at blanks and signs alike.
JOINERS = "_.,:;-/@'"
CODE = re.compile(r"\s*c\s?-?\s?0*(\d{1,9})\s*", re.IGNORECASE)
WORD = re.compile(r"[^\W_]+")
MOST_WORDS = 12


def found(
    queryset: models.QuerySet[Contradiction], words: str, *, any_word: bool = False
) -> models.QuerySet[Contradiction]:
    """Narrow items to those that hold all the words, or one of them; an ID finds its item.

    Nothing typed narrows nothing. Who may see what is the caller's question: narrow first with
    `visible_to`, so that a search cannot guess at what is confidential.
    """
    if not words.strip():
        return queryset
    if code := CODE.fullmatch(words):
        return queryset.filter(number=int(code[1]))
    terms = WORD.findall(words)[:MOST_WORDS]
    if not terms:
        return queryset.none()
    if connections[queryset.db].vendor == "postgresql":
        return _found_by_index(queryset, terms, " | " if any_word else " & ")
    return _found_by_fts(queryset, terms, " OR " if any_word else " AND ")


def _found_by_index(
    queryset: models.QuerySet[Contradiction], terms: list[str], joint: str
) -> models.QuerySet[Contradiction]:
    query = joint.join(f"{term}:*" for term in terms)
    matches = _Matches(*(F(column) for column in COLUMNS), Value(query))
    return queryset.filter(matches)


def _found_by_fts(
    queryset: models.QuerySet[Contradiction], terms: list[str], joint: str
) -> models.QuerySet[Contradiction]:
    query = joint.join(f'"{term}"*' for term in terms)
    rows = RawSQL(f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s", [query])
    return queryset.filter(pk__in=rows)


def vector(*columns: str) -> str:
    """Return the expression that PostgreSQL indexes; a query must repeat it to the letter."""
    text = " || ' ' || ".join(columns)
    joiners = JOINERS.replace("'", "''")
    return f"to_tsvector('simple', translate({text}, '{joiners}', '{' ' * len(JOINERS)}'))"


class _Matches(Func):
    """The condition that the indexed expression holds a query."""

    template = f"{vector(*['%s'] * len(COLUMNS))} @@ to_tsquery('simple', %s)"
    output_field = models.BooleanField()
    conditional = True

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Fill the columns and the query into the template."""
        compiled = [compiler.compile(source) for source in self.source_expressions]
        sql = self.template % tuple(text for text, _ in compiled)
        return sql, tuple(value for _, values in compiled for value in values)


def declared() -> Iterator[tuple[str, str]]:
    """Yield the name and the statement of each SQLite trigger that keeps the words in step."""
    names = ", ".join(COLUMNS)
    new = ", ".join(f"NEW.{column}" for column in COLUMNS)
    old = ", ".join(f"OLD.{column}" for column in COLUMNS)
    changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in COLUMNS)
    put = f"INSERT INTO {FTS} (rowid, {names}) VALUES (NEW.id, {new});"
    take = f"INSERT INTO {FTS} ({FTS}, rowid, {names}) VALUES ('delete', OLD.id, {old});"
    on = f"ON {TABLE} FOR EACH ROW"
    for name, event, body in (
        ("tie_words_insert", f"AFTER INSERT {on}", put),
        ("tie_words_update", f"AFTER UPDATE {on} WHEN {changed}", take + " " + put),
    ):
        yield name, f"CREATE TRIGGER {name} {event} BEGIN {body} END"


def install(using: str = "default") -> None:
    """Put the index or the words (back) in place; what was logged meanwhile is read again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin ({vector(*COLUMNS)})"
            )
        elif missing(using):
            cursor.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS {FTS} USING fts5("
                f"{', '.join(COLUMNS)}, content='{TABLE}', content_rowid='id', "
                "tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
            )
            for name, statement in declared():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(statement)
            cursor.execute(f"INSERT INTO {FTS} ({FTS}) VALUES ('rebuild')")


def missing(using: str = "default") -> list[str]:
    """Return the names of what search needs and the database lacks."""
    connection = connections[using]
    sql, wanted = {
        "sqlite": ("SELECT name FROM sqlite_master", [FTS, *(name for name, _ in declared())]),
        "postgresql": ("SELECT indexname FROM pg_indexes", [INDEX]),
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql)
        present = {name for (name,) in cursor.fetchall()}
    return [name for name in wanted if name not in present]
