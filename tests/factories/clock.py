"""One clock for a test's records: each asking is an hour later, so moments never tie."""

from collections import Counter
from datetime import UTC, datetime, timedelta

START = datetime(2026, 10, 5, 8, 0, tzinfo=UTC)  # a Monday


class Clock:
    """Moments that only move forward."""

    def __init__(self) -> None:
        self.reset()

    def tick(self, hours: float = 1) -> datetime:
        """Move on and return the new moment."""
        self.moment += timedelta(hours=hours)
        return self.moment

    def number(self, kind: str) -> int:
        """Return the next number for a name of some kind, from 0."""
        self.given[kind] += 1
        return self.given[kind] - 1

    def reset(self) -> None:
        """Start over; conftest does so before each test."""
        self.moment = START
        self.given: Counter[str] = Counter()


clock = Clock()
