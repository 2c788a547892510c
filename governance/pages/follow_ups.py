"""The page of follow-ups: what was promised, by whom, by when, and the proof."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from accounts.models import User
from governance.actions.follow_ups import ENDED_WHILE
from governance.models import Contradiction, FollowUp
from governance.pages.addresses import item_url, page_url, verb_url
from governance.rights.lending import principals
from metrics.figures import days

NEAR_DAYS = 5
RELATED = ("contradiction", "decision", "owner__function", "proof")
Status = FollowUp.Status


@dataclass(frozen=True)
class Row:
    """One promise as the page lists it."""

    follow_up: FollowUp
    who: str
    left: str
    kind: str
    item_url: str
    decision_url: str
    may_end: bool
    cancel_url: str


def promises_seen_by(person: User) -> QuerySet[FollowUp]:
    """Return follow-ups of items a person may read, by due date."""
    items = Contradiction.objects.visible_to(person)
    return FollowUp.objects.filter(contradiction__in=items).select_related(*RELATED)


def rows(follow_ups: list[FollowUp], person: User, today: date) -> list[Row]:
    """Word each promise, with what the person may do about it."""
    names = {person.pk, *(one.pk for one in principals(person, today))}
    return [_row(one, person, today, names) for one in follow_ups]


def _row(follow_up: FollowUp, person: User, today: date, names: set[int]) -> Row:
    """Word one promise; `names` are the keys of the person and of those they stand in for."""
    item = follow_up.contradiction
    left, kind = _left(follow_up, today)
    named = {follow_up.owner_id, item.owner_id, item.decider_id}
    open_still = follow_up.status == Status.OPEN and item.status in ENDED_WHILE
    may_end = open_still and (bool(names & named) or person.is_steward)
    decision = follow_up.decision
    return Row(
        follow_up,
        _who(follow_up.owner),
        left,
        kind,
        item_url(item),
        page_url("decision", decision.code) if decision else "",
        may_end,
        verb_url("cancel_follow_up", item, follow_up) if may_end else "",
    )


def _who(owner: User) -> str:
    """Name the owner, and the function where the name does not say it."""
    function = str(owner.function or "")
    return owner.name if function in owner.name else f"{owner.name}, {function}"


def _left(follow_up: FollowUp, today: date) -> tuple[str, str]:
    if follow_up.status != Status.OPEN:
        ended = follow_up.ended_at.date().isoformat() if follow_up.ended_at else ""
        return f"{follow_up.get_status_display()} {ended}", "plain"
    left = (follow_up.due_on - today).days
    if left < 0:
        return f"Overdue by {days(-left)}", "overdue"
    if left == 0:
        return "Due today", "near"
    return f"{days(left)} left", "near" if left <= NEAR_DAYS else "plain"


def by_function(person: User, chosen: str) -> list[dict[str, Any]]:
    """Return a choice per function with open promises, the whole company first."""
    is_open = promises_seen_by(person).filter(status=Status.OPEN)
    by = ("owner__function__slug", "owner__function__name")
    counted = is_open.filter(owner__function__isnull=False).order_by(by[1]).values_list(*by)
    url = page_url("follow_ups")
    functions = [
        {
            "url": f"{url}?function={slug}",
            "label": f"{name} {count}",
            "current": "true" if chosen == slug else "",
        }
        for slug, name, count in counted.annotate(n=Count("pk"))
    ]
    everybody = {"url": url, "label": "All functions", "current": "" if chosen else "true"}
    return [everybody, *functions]
