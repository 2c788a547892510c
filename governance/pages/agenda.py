"""The agenda as a page: what the review says, section by section, and what may be done to it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse

from accounts.models import User
from governance.dispute.sentences import Segment, Sentence
from governance.models import Review
from governance.reviews.agenda import Agenda, Entry, agenda_of
from governance.reviews.due_back import Due
from governance.reviews.roles import hosts
from metrics.figures import NBSP

PURPOSES = {"decision": "For decision", "discussion": "For discussion"}
DUE_WORDS = {"promise": "Promised", "proof": "Readings due", "revisit": "Look at it again"}


@dataclass(frozen=True)
class Turn:
    """One item in the order of the agenda, with what a host may do to it."""

    entry: Entry
    nth: int
    segments: Sentence
    purpose: str
    when: str
    url: str
    acts: list[tuple[str, str, str]]  # words, name for a screen reader, address
    defer_url: str


@dataclass(frozen=True)
class DueRow:
    """Something that is due, in words."""

    due: Due
    says: str
    days: int


def agenda_part(review: Review, person: User, at: datetime) -> dict[str, Any]:
    """Return what the page of a review shows of its agenda."""
    since = review.pre_reads.values_list("at", flat=True).first()
    found = agenda_of(review, person, at, since=since)
    may = hosts(review, person) and review.is_ahead
    return {
        "agenda": found,
        "length": length(found),
        "turns": [_turn(found, nth, review, may=may) for nth in range(len(found.decisions))],
        "left": found.left,
        "due": due_rows(found, at),
        "may_arrange": may,
        "pin_url": _url("agenda_pin", review) if may else "",
    }


def length(found: Agenda) -> str:
    """Say how long the meeting takes, worked out from what is on it."""
    if found.is_healthy:
        return f"{found.minutes}{NBSP}min: nothing is escalated"
    over = f", {found.minutes - found.slot}{NBSP}min more than there is" if found.is_over else ""
    return f"{found.minutes}{NBSP}min of {found.slot}{over}"


def _turn(found: Agenda, index: int, review: Review, *, may: bool) -> Turn:
    entry = found.decisions[index]
    last = index == len(found.decisions) - 1
    starts, ends = entry.begins_after, entry.begins_after + entry.minutes
    may = may and not entry.is_hidden
    acts = []
    if may and index > 0:
        acts.append(("↑ Earlier", f"Take {entry.code} earlier", _url("agenda_up", review, entry)))
    if may and not last:
        acts.append(("↓ Later", f"Take {entry.code} later", _url("agenda_down", review, entry)))
    if may:
        verb = "unpin" if entry.is_pinned else "pin"
        words = f"{verb.capitalize()} {entry.code}"
        acts.append((verb.capitalize(), words, _url(f"agenda_{verb}_item", review, entry)))
    return Turn(
        entry=entry,
        nth=index + 1,
        segments=[Segment(*part) for part in entry.sentence],
        purpose=PURPOSES[entry.purpose],
        when=f"minute {starts} to {ends}",
        url=reverse("contradiction", args=[entry.code]),
        acts=acts,
        defer_url=_url("agenda_defer", review, entry) if may and not entry.put_off else "",
    )


def _url(name: str, review: Review, entry: Entry | None = None) -> str:
    more = [entry.code] if entry else []
    return reverse(name, args=[review.body.slug, review.label, *more])


def due_rows(found: Agenda, at: datetime) -> list[DueRow]:
    """Word what is due by the day of the review."""
    return [_due(one, at.date()) for one in found.due]


def _due(due: Due, today: date) -> DueRow:
    return DueRow(due, DUE_WORDS[due.kind], (today - due.due_on).days)
