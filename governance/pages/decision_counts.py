"""How many decisions, promises and retired beliefs a person may read, in one query."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from governance.dispute.sentences import Segment, Sentence
from governance.models import Contradiction, Decision, FollowUp, RetiredBelief
from governance.pages.addresses import page_url
from governance.waiting import count_each

Counts = Mapping[str, int]


def decision_counts(person: User, today: date) -> Counts:
    """Return what the three tabs and their sentences count."""
    items = Contradiction.objects.visible_to(person)
    decisions = Decision.objects.filter(contradiction__in=items)
    standing = decisions.filter(superseded_by__isnull=True)
    promised = FollowUp.objects.filter(contradiction__in=items, status=FollowUp.Status.OPEN)
    counted: dict[str, QuerySet[Any]] = {
        "decisions": decisions,
        "standing": standing,
        "due": standing.with_look().filter(look_on__lte=today),
        "follow_ups": promised,
        "late": promised.filter(due_on__lt=today),
        "beliefs": RetiredBelief.objects.filter(contradiction__in=items),
    }
    return dict(zip(counted, count_each(counted.values()), strict=True))


def tabs(counts: Counts, current_tab: str) -> list[dict[str, Any]]:
    """Return the three parts of the log."""
    parts = {
        "decisions": "Decisions",
        "follow_ups": "Follow-ups",
        "beliefs": "Beliefs retired",
    }
    return [
        {
            "url": page_url(name),
            "label": label,
            "note": counts[name],
            "current": "page" if name == current_tab else "",
        }
        for name, label in parts.items()
    ]


def decisions_message(counts: Counts) -> Sentence:
    """Say how many decisions stand and how many are due to be looked at again."""
    count, due = counts["standing"], counts["due"]
    if not count:
        return [Segment("Nothing is decided yet.")]
    noun = "decision stands" if count == 1 else "decisions stand"
    said = [Segment(str(count), is_figure=True), Segment(f" {noun}; ")]
    if not due:
        return [*said, Segment("none is due to be looked at again.")]
    verb = "is" if due == 1 else "are"
    return [
        *said,
        Segment(str(due), is_figure=True),
        Segment(f" {verb} due to be looked at again."),
    ]


def follow_ups_message(counts: Counts) -> Sentence:
    """Say how many promises are open and how many are late."""
    count, late = counts["follow_ups"], counts["late"]
    if not count:
        return [Segment("Every follow-up is proven or cancelled with a reason.")]
    noun = "follow-up is" if count == 1 else "follow-ups are"
    said = [Segment(str(count), is_figure=True), Segment(f" {noun} open; ")]
    if not late:
        return [*said, Segment("none is overdue.")]
    verb = "is" if late == 1 else "are"
    return [*said, Segment(str(late), is_figure=True), Segment(f" {verb} overdue.")]
