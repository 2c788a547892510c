"""A notice as a line, worded on the day it is sent: what happened, to what, and by which day.

A follow-up and a decision to look at again have days of their own, which are not the item's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from accounts.workdays import local_day
from governance.models import Contradiction, Decision, Notification
from governance.notices.events import Urgency, event
from governance.policies import may_see
from metrics.figures import weekday

LOOKED_AT = ("revisit", "revisit_due")


@dataclass(frozen=True)
class Line:
    """One notice as a line: what it is about, what became of it, and where to read it."""

    name: str
    says: str
    sentence: str
    url: str
    due: str = ""
    clocks: str = ""  # in a mail of several things: the customer's time, and who hears next
    buttons: tuple[dict[str, str], ...] = ()

    @property
    def heading(self) -> str:
        """What happened, in one phrase: C-014 is yours to answer."""
        return f"{self.name} {self.says}"


def absolute(path: str) -> str:
    """Return the full address of a path of this deployment."""
    return f"{settings.TIEOUT_BASE_URL}{path}"


def line_of(row: Notification, reader: User, at: datetime) -> Line:
    """Word one notice for its reader; what became confidential is told as moved, no more."""
    item = row.item
    says = says_on(row, reader, at)
    if item is None:
        return Line(row.about, says, "", absolute(row.path))
    url = absolute(f"/c/{item.code}/")
    if not may_see(item, reader):
        return Line(item.code, says, "", url)
    if row.path:
        url = absolute(row.path)
    promised = f"“{row.follow_up.title}”. " if row.follow_up else ""
    # What is done on a page of its own is not what the item's time runs for.
    due = "" if row.path else _due(row, item, reader, at)
    return Line(item.code, says, f"{promised}{item.sentence}", url, due)


def says_on(row: Notification, reader: User, at: datetime) -> str:
    """Say what happened, by the day it is said: what was due tomorrow may be due today, or late."""
    told = event(row.event)
    if not told.is_of_a_day:
        return told.says
    day, today = day_of(row, reader), local_day(at, ZoneInfo(reader.time_zone))
    if day is None or day > today:
        return told.says
    if row.follow_up is None:
        return "is due today" if day == today else "is overdue"
    return told.says if day == today else event(row.event.replace("_due", "_late")).says


def day_of(row: Notification, reader: User) -> date | None:
    """Return the day that a notice is about: of its follow-up, of another look, of its item."""
    item = row.item
    if row.follow_up:
        return row.follow_up.due_on
    if item is not None and _is_of_another_look(row):
        return look_on(item)
    due = item.due_at if item else None
    return local_day(due, ZoneInfo(reader.time_zone)) if due else None


def look_on(item: Contradiction) -> date | None:
    """Return the day on which the decision that stands is looked at again."""
    stands = Decision.objects.filter(pk=item.current_decision_id or 0).with_look()
    found: date | None = stands.values_list("look_on", flat=True).first()
    return found


def has_its_own_day(row: Notification) -> bool:
    """Say whether a notice is about another day than the one its item is due on."""
    return row.follow_up is not None or _is_of_another_look(row)


def _is_of_another_look(row: Notification) -> bool:
    return row.event.rstrip("*+") in LOOKED_AT


def _due(row: Notification, item: Contradiction, reader: User, at: datetime) -> str:
    """Say by when; of an item's own time only while that is ahead, to whom it is asked of."""
    day, today = day_of(row, reader), local_day(at, ZoneInfo(reader.time_zone))
    if day is None:
        return ""
    if has_its_own_day(row):
        return f"{'by' if day >= today else 'since'} {weekday(day)}"
    is_ahead = item.due_at is not None and item.due_at > at
    asked = event(row.event).urgency == Urgency.ASKED
    return f"by {weekday(day)}" if is_ahead and asked else ""
