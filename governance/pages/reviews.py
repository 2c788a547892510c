"""Reviews as pages: each body with the review ahead of it, and one review."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from accounts.models import User
from governance.dispute.sentences import Segment, Sentence
from governance.models import Review, ReviewBody
from governance.packs.seen import hidden_codes, seen_by
from governance.pages.agenda import agenda_part
from governance.pages.pre_reads import openers
from governance.reviews.agenda import began
from governance.reviews.ahead import days_until
from governance.reviews.invitation import reading_starts
from governance.reviews.proposing import Proposal, next_review
from governance.reviews.roles import convenes, guests_of, hosts, was_announced
from governance.reviews.saying import when
from metrics.figures import NBSP, weekday

Status = Review.Status
WORD = {
    Status.DRAFT: "A draft: nobody has been told yet",
    Status.OPEN: "Announced to everybody invited",
    Status.IN_PROGRESS: "Under way",
    Status.CLOSED: "Closed",
    Status.CANCELLED: "Called off",
}


@dataclass(frozen=True)
class Line:
    """A body in the list: what is ahead of it, on the calendar or proposed."""

    body: ReviewBody
    ahead: list[Review]
    proposed: Proposal | None
    last: Review | None


def lines(bodies: Sequence[ReviewBody], at: datetime) -> list[Line]:
    """Return bodies as lines; one without a review ahead proposes its next."""
    return [_line(body, at) for body in bodies]


def _line(body: ReviewBody, at: datetime) -> Line:
    reviews = list(body.reviews.all())
    ahead = sorted((one for one in reviews if one.is_ahead), key=lambda one: one.starts_at)
    ordinary = [one for one in ahead if not one.is_extraordinary]
    last = next((one for one in reviews if one.status == Status.CLOSED), None)
    return Line(body, ahead, None if ordinary else next_review(body, at), last)


def proposal_words(row: Line) -> dict[str, str]:
    """Say which review proposes itself, and when it would be."""
    if row.proposed is None:
        return {}
    offered, zone = row.proposed, row.body.time_zone
    return {
        "proposed_title": f"{offered.quarter} is next.",
        "proposed_text": f"Proposed for {weekday(offered.day)} {offered.day.year}, "
        f"{row.body.meets_at:%H:%M} in {zone.replace('_', ' ')}.",
    }


def bodies_of(person: User) -> list[ReviewBody]:
    """Return the bodies a person may know of, with their reviews."""
    reviews = Review.objects.select_related("body").order_by("-starts_at", "-pk")
    found = ReviewBody.objects.visible_to(person).select_related("chair", "scribe")
    return list(found.prefetch_related(Prefetch("reviews", reviews)))


def message(rows: Sequence[Line]) -> Sentence:
    """Say when the next review is, as a sentence."""
    coming = sorted((one for row in rows for one in row.ahead), key=lambda one: one.starts_at)
    now = next((one for one in coming if one.status == Status.IN_PROGRESS), None)
    if now:
        return [Segment(f"{now.body} is under way.")]
    if coming:
        day = Segment(when(coming[0].starts_at, coming[0]), is_figure=True)
        return [Segment(f"{coming[0].body} meets "), day, Segment(".")]
    offered = sorted((row.proposed for row in rows if row.proposed), key=lambda one: one.starts_at)
    if offered:
        label = offered[0].quarter.label
        return [Segment(f"No review is on the calendar. {label} waits to be scheduled.")]
    return [Segment("Nobody reviews yet.")]


def headline(review: Review, began_at: datetime | None) -> Sentence:
    """Say of one review when it meets, or when it met, which need not be when it was to."""
    held = Segment(when(began_at or review.starts_at, review), is_figure=True)
    said = {
        Status.IN_PROGRESS: [Segment(f"{review.body} is under way, since "), held],
        Status.CLOSED: [Segment(f"{review.body} met "), held],
        Status.CANCELLED: [Segment(f"{review.body} does not meet on {held.text}")],
    }
    ahead = [Segment(f"{review.body} meets "), held]
    return [*said.get(Status(review.status), ahead), Segment(".")]


def until(review: Review, at: datetime) -> str:
    """Say how far off a review is, in calendar days where it is held."""
    days = days_until(review, at)
    if review.status not in (Status.DRAFT, Status.OPEN) or days < 0:
        return ""
    return "today" if days == 0 else f"in {days}{NBSP}d"


def facts(review: Review, at: datetime, length: str = "") -> list[tuple[str, str]]:
    """Return what stands below the headline of a review."""
    away = until(review, at)
    zone = f"{review.starts_at.astimezone(review.zone):%Z}"
    return [
        ("When", f"{when(review.starts_at, review)} {zone}{f', {away}' if away else ''}"),
        ("Length", length or f"{review.minutes}{NBSP}min at most"),
        ("Where", review.place or "no place given"),
        ("Quorum", f"{review.quorum} of {len(guests_of(review))}"),
    ]


def _pack(review: Review, person: User) -> dict[str, Any]:
    """Return the final pack of a closed review, and what became of each item by its words."""
    pack = review.pre_reads.filter(is_final=True).first()
    if pack is None:
        return {}
    pack.review = review
    minutes = seen_by(pack, person)["minutes"]
    return {"pack": pack, "left": minutes["items"], "is_whole": not hidden_codes(pack, person)}


def review_page(review: Review, person: User, at: datetime) -> dict[str, Any]:
    """Return what the page of a review shows."""
    status = Status(review.status)
    calls, runs = convenes(review.body, person), hosts(review, person)
    guests = guests_of(review)
    last = review.history.first()
    agenda = agenda_part(review, person, at) if review.is_ahead else {}
    return {
        **agenda,
        **openers(review, person),
        **_pack(review, person),
        "review": review,
        "body": review.body,
        "facts": facts(review, at, agenda.get("length", "")),
        "word": WORD[status],
        "message": headline(review, began(review)),
        "guests": guests,
        "reason": last.history_change_reason if status == Status.CANCELLED and last else "",
        "has_invitation": person in guests and was_announced(review),
        "has_reading_time": review.is_ahead and reading_starts(review) > at,
        "may_open": calls and status == Status.DRAFT,
        "may_move": calls and status in (Status.DRAFT, Status.OPEN),
        "may_start": runs and status == Status.OPEN,
        "is_soon": until(review, at) in ("", "today"),
        "may_close": runs and status == Status.IN_PROGRESS,
    }
