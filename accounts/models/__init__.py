"""Who: people, functions, calendars, and the ledger of what was recorded."""

from accounts.models.calendar import Calendar, FiscalChange, Holiday, Leave
from accounts.models.delegations import Delegation
from accounts.models.deployment import Deployment
from accounts.models.ledger import LedgerEntry
from accounts.models.people import Function, User
from accounts.models.tokens import AccessToken

__all__ = [
    "AccessToken",
    "Calendar",
    "Delegation",
    "Deployment",
    "FiscalChange",
    "Function",
    "Holiday",
    "Leave",
    "LedgerEntry",
    "User",
]
