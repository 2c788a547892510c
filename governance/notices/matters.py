"""What a notice of no item is about: a meaning, a poll or a review, as it is when mailed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Prefetch
from django.urls import Resolver404, resolve

from accounts.workdays import local_day
from governance.clocks.ladder import ladder_of
from governance.models import (
    Contradiction,
    FollowUp,
    Notification,
    OwnershipPoll,
    PreRead,
    Review,
    ReviewGuest,
)
from governance.notices.events import event
from governance.notices.lines import look_on
from governance.packs.seen import hidden_codes, seen_by
from governance.polls.claims import warning
from governance.reviews.invitation import reading_starts
from governance.reviews.minutes import promised_by
from governance.reviews.roles import guests_of
from governance.reviews.saying import when, when_with_zone
from metrics.models import KPIDefinition

PROPOSED, POLL_ASKED, REJECTED = "definition_proposed", "poll_asked", "definition_rejected"
PRE_READS = ("pre_read", "pre_read_again")
# What is asked until somebody answers; a mail that comes after the answer asks in vain.
ASKS = (PROPOSED, POLL_ASKED, *PRE_READS)
INVITES, UNINVITES = ("review_called", "review_moved"), "review_left"
SAYS_WHY = ("review_moved", "review_off")
REMINDERS = ("due_next", "overdue")
FOLLOW_UP_REMINDERS = ("follow_up_due", "follow_up_late")


def matter_of(row: Notification, at: datetime) -> dict[str, Any]:
    """Return what a mail says of a meaning or of polls; of anything else the plain link tells."""
    if row.item_id is not None:
        return {}
    try:
        found = resolve(row.path)
    except Resolver404:
        return {}
    if found.url_name == "definition":
        return _of_definition(row, **found.kwargs)
    if found.url_name == "pre_read":
        return _of_pre_read(row)
    if found.url_name == "minutes":
        return _of_minutes(row, **found.kwargs)
    if found.url_name == "review":
        return _of_review(row, **found.kwargs)
    return _of_polls(row, at, **found.kwargs) if found.url_name == "poll" else {}


def review_of(row: Notification) -> Review | None:
    """Return the review that a notice carries an entry for calendars of."""
    if not event(row.event).is_for_calendar:
        return None
    named = Review.objects.named(**resolve(row.path).kwargs)
    invited = Prefetch("invited", ReviewGuest.objects.select_related("person"))
    return named.select_related("body", "chair", "scribe").prefetch_related(invited).first()


def asks_in_vain(row: Notification, at: datetime) -> bool:
    """Say whether what is asked was answered before the mail that asks for it left."""
    if row.item is None:
        is_asked = row.event in ASKS or event(row.event).is_for_calendar
        return is_asked and not matter_of(row, at)
    if row.follow_up is not None and row.event.rstrip("*+") in FOLLOW_UP_REMINDERS:
        return row.follow_up.status != FollowUp.Status.OPEN
    if row.event == "revisit_due":
        day = look_on(row.item)
        return day is None or day > local_day(at, ZoneInfo(row.person.time_zone))
    return row.event in REMINDERS and not _waits_for(row, row.item, at)


def _waits_for(row: Notification, item: Contradiction, at: datetime) -> bool:
    """Say whether an item is still silent where a person was reminded that it is."""
    if item.due_at is None or item.paused_until is not None:
        return False
    is_early = row.event == "overdue" and item.due_at > at
    return not is_early and (row.on_behalf_of or row.person) in ladder_of(item, at).silent(item)


def _of_definition(row: Notification, slug: str, number: int) -> dict[str, Any]:
    known = KPIDefinition.objects.select_related("kpi", "author", "approver")
    one = known.filter(kpi__slug=slug, number=number).first()
    is_asked = row.event == PROPOSED
    if one is None or (is_asked and one.status != KPIDefinition.Status.PROPOSED):
        return {}
    last = one.history.first() if row.event == REJECTED else None
    return {
        "definition": one,
        "judge": "" if one.status == KPIDefinition.Status.PROPOSED else one.approver,
        "reason": str(last.history_change_reason) if last else "",
    }


def _of_review(row: Notification, **_: Any) -> dict[str, Any]:
    """Return a review as its mail tells of it; nothing where a later notice says otherwise."""
    review = review_of(row)
    if review is None:
        return {}
    is_guest = row.person in guests_of(review)
    if row.event in INVITES and not (is_guest and review.is_ahead):
        return {}
    if row.event == UNINVITES and is_guest:
        return {}
    last = review.history.first()
    return {
        "review": review,
        "when": when_with_zone(review, ZoneInfo(row.person.time_zone)),
        "reading": when(reading_starts(review), review),
        "reason": last.history_change_reason if last and row.event in SAYS_WHY else "",
        "is_on": row.event in INVITES,
    }


def pre_read_of(row: Notification) -> PreRead | None:
    """Return the newest pre-read; none to who is no longer invited, or once the review began."""
    if row.event not in PRE_READS:
        return None
    review = Review.objects.named(**resolve(row.path).kwargs).select_related("body").first()
    if review is None or review.status != Review.Status.OPEN or row.person not in guests_of(review):
        return None
    newest: PreRead | None = review.pre_reads.filter(is_final=False).first()
    return newest


def _of_pre_read(row: Notification) -> dict[str, Any]:
    newest = pre_read_of(row)
    if newest is None:
        return {}
    is_whole = not hidden_codes(newest, row.person)
    return {
        "pre_read": newest,
        "content": seen_by(newest, row.person),
        "attached": is_whole and newest.printed.filter(paper="a4").exists(),
    }


def _of_minutes(row: Notification, slug: str, label: str) -> dict[str, Any]:
    """Return what the reader promised in a review that is closed; nobody else's promises."""
    review = Review.objects.named(slug, label).visible_to(row.person).first()
    if review is None or review.status != Review.Status.CLOSED:
        return {}
    return {"minutes_of": review, "promised": promised_by(review, row.person)}


def _of_polls(row: Notification, at: datetime, pk: int) -> dict[str, Any]:
    """Return the questions put to the reader together, those alone that still wait for a word."""
    first = OwnershipPoll.objects.select_related("asked_by").filter(pk=pk).first()
    if first is None or row.event != POLL_ASKED:
        return {"polls": [first]} if first else {}
    together = OwnershipPoll.objects.filter(asked_by=first.asked_by_id, asked_at=first.asked_at)
    waiting = list(together.waiting_for(row.person, at.date()).order_by("pk"))
    if not waiting:
        return {}
    return {
        "polls": waiting,
        "asker": first.asked_by,
        "closes_on": first.closes_on,
        "warning": warning(first.invitees.count()),
    }
