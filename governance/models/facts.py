"""What follows from the columns of an item alone, whether a model or a list read them."""

from datetime import date, datetime
from typing import Any

from governance.lifecycle import OPEN


class Facts:
    """Facts of one item, for whatever has its columns as attributes."""

    number: Any
    status: Any
    title: Any
    wording: Any
    occurred_on: Any
    ended_at: Any
    due_at: Any
    paused_until: Any

    @property
    def code(self) -> str:
        """The number people say, such as C-014."""
        return f"C-{self.number:03d}"

    @property
    def chain(self) -> str:
        """The ledger chain this item and everything under it belong to."""
        return self.code

    @property
    def sentence(self) -> str:
        """What disagrees, in the steward's words where there are any."""
        return str(self.wording or self.title)

    @property
    def is_open(self) -> bool:
        """Whether it still needs somebody."""
        return self.status in OPEN

    def is_overdue(self, at: datetime) -> bool:
        """Whether the working clock ran out before `at`."""
        running = self.is_open and self.due_at is not None and self.paused_until is None
        return running and self.due_at is not None and self.due_at < at

    def customer_days(self, on: date) -> int:
        """Return calendar days since first evidence; this clock never pauses."""
        last = self.ended_at.date() if self.ended_at and not self.is_open else on
        since: date = self.occurred_on
        return (last - since).days
