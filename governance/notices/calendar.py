"""What is due as a calendar: privately all of a person's, or that of one item to take along.

All-day, because a due time is the end of a day as its owner lives it: an entry at 23:59 would show
on the day after in other zones. An entry has the same UID in both, SEQUENCE grows with the item and
so whenever a date moves, and what is done vanishes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from icalendar import Calendar, Event

from accounts.models import User
from accounts.workdays import local_day
from governance.models import Contradiction, Decision, FollowUp, MailSettings
from governance.models.decisions import DecisionQuerySet
from governance.notices.lines import absolute
from governance.policies import may_see
from governance.waiting import items_waiting, promises_open
from metrics.figures import deadline

SALT = "tieout.calendar"
STEPS = {"assigned": "answer", "investigating": "answer", "proposed": "decide", "decided": "prove"}


def feed_path(person: User) -> str:
    """Return the private address of a person's calendar; renewing it ends the one before."""
    kept = MailSettings.objects.filter(person=person).first()
    token = signing.dumps([person.pk, kept.feed if kept else 0], salt=SALT)
    return reverse("calendar_feed", args=[token])


def reader_of(token: str) -> User | None:
    """Return whose calendar an address is; None where it was changed or renewed since."""
    try:
        key, feed = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = User.objects.active().filter(pk=key).select_related("mail_settings").first()
    kept = getattr(person, "mail_settings", None)
    return person if (kept.feed if kept else 0) == feed else None


def calendar_of(person: User, at: datetime) -> bytes:
    """Write the calendar of what is due from a person, as RFC 5545 has it."""
    zone = ZoneInfo(person.time_zone)
    entries = [*_items(person, at, zone), *_promises(person), *_revisits(person, at)]
    return _written(f"Tieout: {person}", entries, person, at)


def calendar_of_item(item: Contradiction, reader: User, at: datetime) -> bytes | None:
    """Write the dates ahead of one item, for somebody who may see it; None where there are none."""
    entries = []
    if item.is_open and item.due_at and not item.paused_until:
        is_decided_next = item.status == Contradiction.Status.PROPOSED
        due = item.decider if is_decided_next else item.owner
        entries.append(_due(item, item.due_at, ZoneInfo(due.time_zone if due else "UTC")))
    promised = item.follow_ups.filter(status=FollowUp.Status.OPEN)
    entries += [_promise(row, item) for row in promised]
    standing = _looked_at(Decision.objects.filter(pk=item.current_decision_id or 0))
    entries += map(_revisit, standing.filter(look_on__gte=at.date()))
    return _written(f"Tieout: {item.code}", entries, reader, at) if entries else None


@dataclass(frozen=True)
class Entry:
    """One day and what is due on it; the name is the same wherever and whenever it is written."""

    name: str
    says: str
    day: date
    item: Contradiction
    moved: int = 0  # beside each change of the item


def _items(person: User, at: datetime, zone: ZoneInfo) -> Iterator[Entry]:
    rows = items_waiting(person, local_day(at, zone)).filter(paused_until__isnull=True)
    for item in rows.filter(due_at__isnull=False).order_by("due_at"):
        assert item.due_at is not None
        yield _due(item, item.due_at, zone)


def _promises(person: User) -> Iterator[Entry]:
    for row in promises_open(person).select_related("contradiction").order_by("due_on"):
        yield _promise(row, row.contradiction)


def _revisits(person: User, at: datetime) -> Iterator[Entry]:
    """Yield the days on which to look at one's standing decisions again, from last month on."""
    recent = at.date() - timedelta(days=31)
    standing = Contradiction.objects.filter(current_decision=OuterRef("pk"))
    made = _looked_at(Decision.objects.filter(Exists(standing), by=person))
    yield from map(_revisit, made.filter(look_on__gte=recent).order_by("contradiction__number"))


def _looked_at(decisions: DecisionQuerySet) -> Any:
    """Add the day of the next look, and how often one was taken, which is how often it moved."""
    looks = Count("contradiction__decisions__revisits")
    return decisions.with_look().annotate(looks=looks).select_related("contradiction")


def _due(item: Contradiction, due_at: datetime, zone: ZoneInfo) -> Entry:
    says = f"{item.code}: {STEPS.get(item.status, 'act')} by {deadline(due_at, zone)}"
    return Entry(f"{item.code}-due", says, local_day(due_at, zone), item)


def _promise(row: FollowUp, item: Contradiction) -> Entry:
    return Entry(f"follow-up-{row.pk}", f"{item.code}: prove “{row.title}”", row.due_on, item)


def _revisit(decision: Any) -> Entry:
    """Name it by the item: the decision that supersedes moves the day, and so does a look at it."""
    item = decision.contradiction
    says = f"{item.code}: look at decision {decision.code} again"
    return Entry(f"{item.code}-revisit", says, decision.look_on, item, decision.looks)


def _written(name: str, entries: Iterable[Entry], reader: User, at: datetime) -> bytes:
    written = Calendar()
    written.add("prodid", "-//Tieout//Tieout//EN")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", name)
    written.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for entry in entries:
        written.add_component(_event(entry, reader, at))
    return bytes(written.to_ical())


def _event(entry: Entry, reader: User, at: datetime) -> Event:
    event, item = Event(), entry.item
    event.add("uid", f"{entry.name.lower()}@{urlsplit(settings.TIEOUT_BASE_URL).hostname}")
    event.add("sequence", item.version + entry.moved)
    event.add("dtstamp", at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.says)
    event.add("transp", "TRANSPARENT")
    event.add("url", absolute(f"/c/{item.code}/"))
    if may_see(item, reader):
        event.add("description", item.sentence)
    return event
