"""A private calendar of what is due from a person: one all-day entry per due date.

All-day, because a due time is the end of a day as its owner lives it: an entry at 23:59 would show
on the day after in other zones. UIDs stay, SEQUENCE grows with the item, what is done vanishes.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.urls import reverse
from icalendar import Calendar, Event

from accounts.models import User
from accounts.workdays import local_day
from governance.models import Contradiction, MailSettings
from governance.notices.letters import absolute
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
    written = Calendar()
    written.add("prodid", "-//Tieout//Tieout//EN")
    written.add("version", "2.0")
    written.add("method", "PUBLISH")
    written.add("x-wr-calname", f"Tieout: {person}")
    written.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    zone = ZoneInfo(person.time_zone)
    for entry in (*_items(person, at, zone), *_promises(person, at), *_revisits(person, at)):
        written.add_component(entry)
    return bytes(written.to_ical())


def _items(person: User, at: datetime, zone: ZoneInfo) -> Iterator[Event]:
    rows = items_waiting(person, local_day(at, zone)).filter(paused_until__isnull=True)
    for item in rows.filter(due_at__isnull=False).order_by("due_at"):
        assert item.due_at is not None
        step = STEPS.get(item.status, "act")
        said = f"{item.code}: {step} by {deadline(item.due_at, zone)}"
        day = local_day(item.due_at, zone)
        yield _entry(f"{item.code}-due", said, day, item, person, at, item.version)


def _promises(person: User, at: datetime) -> Iterator[Event]:
    for row in promises_open(person).select_related("contradiction").order_by("due_on"):
        item, said = row.contradiction, f"{row.contradiction.code}: prove “{row.title}”"
        yield _entry(f"follow-up-{row.pk}", said, row.due_on, item, person, at, 0)


def _revisits(person: User, at: datetime) -> Iterator[Event]:
    """Yield the days on which to look at one's standing decisions again, from last month on."""
    recent = at.date() - timedelta(days=31)
    made = Contradiction.objects.filter(
        current_decision__by=person, current_decision__revisit_on__gte=recent
    )
    for item in made.select_related("current_decision").order_by("number"):
        decision = item.current_decision
        assert decision is not None
        assert decision.revisit_on is not None
        said = f"{item.code}: look at decision D-{decision.number:03d} again"
        name = f"d-{decision.number}-revisit"
        yield _entry(name, said, decision.revisit_on, item, person, at, 0)


def _entry(
    name: str,
    said: str,
    day: date,
    item: Contradiction,
    person: User,
    at: datetime,
    sequence: int,
) -> Event:
    entry = Event()
    entry.add("uid", f"{name.lower()}@{urlsplit(settings.TIEOUT_BASE_URL).hostname}")
    entry.add("sequence", sequence)
    entry.add("dtstamp", at)
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", said)
    entry.add("transp", "TRANSPARENT")
    entry.add("url", absolute(f"/c/{item.code}/"))
    if may_see(item, person):
        entry.add("description", item.sentence)
    return entry
