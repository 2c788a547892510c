"""A review as calendars read it: an invitation, its end, and time to read before it.

The meeting and the time to read are two objects: what invites people holds one UID (RFC 5546).
Both keep their UID, and SEQUENCE is the version of the review, which grows with each change.
"""

from datetime import datetime, timedelta
from email.utils import parseaddr
from uuid import uuid5

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, vCalAddress, vText

from accounts.models import User
from accounts.workdays import local_day
from governance.models import Review
from governance.reviews.proposing import at_local, company_week, workday_before
from governance.reviews.roles import guests_of
from governance.reviews.zone_entry import zone_entry
from metrics.figures import weekday

REQUEST, PUBLISH, CANCEL = "REQUEST", "PUBLISH", "CANCEL"
ONE_DAY = timedelta(days=1)
READING = timedelta(minutes=15)
ALARMS = (ONE_DAY, timedelta(minutes=15))


def invitation(review: Review, reader: User, at: datetime) -> Calendar:
    """Write the invitation to a review; for whom it is no longer meant, that it is withdrawn."""
    guests = guests_of(review)
    is_off = review.status == Review.Status.CANCELLED
    is_out = not is_off and reader not in guests
    event = _event(review, str(review.uid), f"{review.body}: review of {review.quarter}", at)
    _lasts(event, review, review.starts_at, timedelta(minutes=review.minutes))
    event.add("description", _description(review))
    if review.place:
        event.add("location", review.place)
    for one in [reader] if is_out else guests:
        event.add("attendee", _attendee(one, review), encode=False)
    if not is_out:
        event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    if is_off or is_out:
        return _calendar(CANCEL, event, review)
    for before in ALARMS:
        event.add_component(_alarm(before, f"{review} begins at {_clock(review)}"))
    return _calendar(REQUEST, event, review)


def reading_time(review: Review, reader: User, at: datetime) -> Calendar:
    """Write a quarter of an hour for reading, the working day before; or that it is not needed.

    It is not where the review is off, the reader out, or that hour is past.
    """
    starts_at = reading_starts(review)
    event = _event(review, str(uuid5(review.uid, "reading")), f"Read for {review}", at)
    _lasts(event, review, starts_at, READING)
    event.add("description", f"The pre-read is at {event['url']}")
    is_off = review.status == Review.Status.CANCELLED
    if is_off or starts_at <= at or reader not in guests_of(review):
        event.add("status", "CANCELLED")
        return _calendar(CANCEL, event, review)
    event.add("status", "CONFIRMED")
    event.add_component(
        _alarm(timedelta(), f"Read for {review} on {_day(review)}, {_clock(review)}")
    )
    return _calendar(PUBLISH, event, review)


def reading_starts(review: Review) -> datetime:
    """Return when to read: at the hour of the meeting, on the working day before it."""
    day = workday_before(local_day(review.starts_at, review.zone), 1, company_week())
    clock = review.starts_at.astimezone(review.zone).time()
    return at_local(day, clock, review.time_zone)


def method_of(written: Calendar) -> str:
    """Return what a calendar is sent for: REQUEST, PUBLISH or CANCEL."""
    return str(written["method"])


def _calendar(method: str, event: Event, review: Review) -> Calendar:
    written = Calendar()
    written.add("prodid", "-//Tieout//Tieout//EN")
    written.add("version", "2.0")
    written.add("method", method)
    if review.time_zone != "UTC":
        written.add_component(zone_entry(review.zone, review.starts_at))
    written.add_component(event)
    return written


def _event(review: Review, uid: str, says: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("sequence", review.version)
    event.add("dtstamp", at)
    event.add("summary", says)
    event.add("url", settings.TIEOUT_BASE_URL + _path(review))
    event.add("organizer", _organizer(review), encode=False)
    if review.body.is_confidential:
        event.add("class", "CONFIDENTIAL")
    return event


def _lasts(event: Event, review: Review, starts_at: datetime, length: timedelta) -> None:
    """Let it begin and end by the clocks where the review is held."""
    event.add("dtstart", starts_at.astimezone(review.zone))
    event.add("dtend", (starts_at + length).astimezone(review.zone))


def _organizer(review: Review) -> vCalAddress:
    """Name whoever sends the mail: a calendar trusts no other, and a chair is a guest too."""
    return _address(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], str(review.body))


def _attendee(person: User, review: Review) -> vCalAddress:
    address = _address(person.email, str(person))
    address.params["role"] = "CHAIR" if person.pk == review.chair_id else "REQ-PARTICIPANT"
    address.params["partstat"] = "NEEDS-ACTION"
    address.params["rsvp"] = "FALSE"  # nobody reads what a calendar answers
    return address


def _address(email: str, name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    # A quote cannot stand in a parameter (RFC 5545, 3.2).
    address.params["cn"] = vText(name.replace('"', "'"))
    return address


def _alarm(before: timedelta, says: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -before)
    alarm.add("description", says)
    return alarm


def _description(review: Review) -> str:
    quorum = f"{review.quorum} of {len(guests_of(review))}"
    return "\n".join(
        [
            f"About {review.about}.",
            f"At most {review.minutes} minutes. Quorum: {quorum}.",
            f"Chair: {review.chair}. Scribe: {review.scribe}.",
            f"Agenda and pre-read: {settings.TIEOUT_BASE_URL}{_path(review)}",
        ]
    )


def _path(review: Review) -> str:
    return reverse("review", args=[review.body.slug, review.label])


def _day(review: Review) -> str:
    return weekday(local_day(review.starts_at, review.zone))


def _clock(review: Review) -> str:
    return f"{review.starts_at.astimezone(review.zone):%H:%M %Z}"
