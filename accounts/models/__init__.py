"""Who: people, functions, calendars, and the ledger of what was recorded."""

from accounts.models.calendar import Calendar, Holiday, Leave
from accounts.models.ledger import LedgerEntry
from accounts.models.people import Function, User

__all__ = ["Calendar", "Function", "Holiday", "Leave", "LedgerEntry", "User"]
