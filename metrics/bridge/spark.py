"""A Spark session as a database connection, for the statement to run where the tables are.

Spark is no requirement of Tieout: whoever has a session hands it over.
"""

from collections.abc import Sequence
from typing import Any

from metrics.bridge.database import SPARK_FOLD


class SparkConnection:
    """Runs statements in a session, after teaching it to fold text."""

    def __init__(self, session: Any) -> None:
        self.session = session

        def fold(text: str | None) -> str | None:
            # Sent to the workers as it stands here: nothing of ours is installed there.
            from unicodedata import normalize

            return text and normalize("NFKC", normalize("NFKC", text).lower())

        session.udf.register(SPARK_FOLD, fold, "string")

    def cursor(self) -> "SparkCursor":
        """Open a cursor."""
        return SparkCursor(self.session)


class SparkCursor:
    """One statement at a time, and its rows."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.frame: Any = None

    @property
    def description(self) -> list[tuple[str]]:
        """The columns of the last answer."""
        return [(name,) for name in self.frame.columns]

    def execute(self, sql: str) -> None:
        """Run one statement."""
        self.frame = self.session.sql(sql)

    def fetchall(self) -> Sequence[Sequence[Any]]:
        """Return its rows."""
        return [tuple(row) for row in self.frame.collect()]

    def close(self) -> None:
        """Let go of the answer."""
        self.frame = None
