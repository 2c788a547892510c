"""Which items a review is to decide, and in which order: at most so many, the rest is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from accounts.workdays import local_day
from governance.clocks.ladder import TOP
from governance.models import AgendaItem, Contradiction, Deferral, Review

Status = Contradiction.Status
UNDECIDED = (Status.LOGGED, Status.ASSIGNED, Status.INVESTIGATING, Status.PROPOSED)
STARTED = (Review.Status.IN_PROGRESS, Review.Status.CLOSED)
REOPENED_OFTEN = 2
MOST_LEFT = 40
RELATED = ("owner", "decider", "recommended", "recommender", "escalated_to")


@dataclass(frozen=True)
class Candidates:
    """The items of an agenda: taken up in this order, beyond what fits, and put off to later."""

    taken: Sequence[Contradiction]
    left: Sequence[Contradiction]
    more: int  # beyond those that are named
    put_off: Sequence[Deferral]


def horizon(review: Review, at: datetime) -> date:
    """Return the day up to which things count as due: that of the review, or today if later."""
    return max(local_day(review.starts_at, review.zone), local_day(at, review.zone))


def candidates(review: Review, at: datetime) -> Candidates:
    """Return what a review is to decide.

    Before it starts that is worked out anew each time. From its start on the list stands, with
    what was pinned since; nothing leaves it while people are in the room.
    """
    day = horizon(review, at)
    if review.status in STARTED:
        return Candidates(_called(review), (), 0, _put_off(review, day))
    most = settings.TIEOUT.review_most_decisions
    found = list(_in_order(review, day)[: most + MOST_LEFT])
    taken, left = found[:most], found[most:]
    full = len(found) == most + MOST_LEFT
    more = _in_order(review, day).count() - len(found) if full else 0
    return Candidates(_as_moved(review, taken), left, more, _put_off(review, day))


def taken_keys(review: Review, at: datetime) -> QuerySet[Any, Any]:
    """Return the keys of what a review is to decide, to be asked for inside another question."""
    if review.status in STARTED:
        called = AgendaItem.objects.filter(review=review, called_at__isnull=False)
        return called.order_by().values("contradiction")
    most = settings.TIEOUT.review_most_decisions
    return _in_order(review, horizon(review, at)).values("pk")[:most]


def _called(review: Review) -> list[Contradiction]:
    rows = review.agenda_items.filter(called_at__isnull=False).order_by("place", "pk")
    related = [f"contradiction__{name}" for name in RELATED]
    return [row.contradiction for row in rows.select_related("contradiction", *related)]


def _in_order(review: Review, day: date) -> QuerySet[Contradiction]:
    """Put pinned items first, then escalated ones; the worst, the dearest and the oldest next."""
    pinned = AgendaItem.objects.filter(review=review, contradiction=OuterRef("pk"), is_pinned=True)
    open_items = Contradiction.objects.open().annotate(is_pinned=Exists(pinned))
    if review.item_id:
        found = open_items.filter(Q(pk=review.item_id) | Q(is_pinned=True))
    else:
        asks = Q(status=Status.PROPOSED) | Q(reopenings__gte=REOPENED_OFTEN)
        asks |= Q(escalation_level__gt=0)
        found = open_items.filter(Q(is_pinned=True) | asks & Q(status__in=UNDECIDED))
        waits = _deferred(day).filter(contradiction=OuterRef("pk"), cycle=OuterRef("cycle"))
        found = found.exclude(Exists(waits))
    return found.select_related(*RELATED).order_by(
        "-is_pinned",
        _first(escalation_level__gt=0),
        F("severity").asc(nulls_last=True),
        F("exposure").desc(nulls_last=True),
        "occurred_on",
        "number",
    )


def _first(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(0)), default=Value(1), output_field=IntegerField())


def _as_moved(review: Review, taken: Sequence[Contradiction]) -> list[Contradiction]:
    """Put items where somebody moved them; what came since then follows."""
    moved = review.agenda_items.all()
    places = {row.contradiction_id: row.place for row in moved if row.place}
    last = max(places.values(), default=0) + 1
    return sorted(taken, key=lambda item: places.get(item.pk, last))


def _deferred(day: date) -> QuerySet[Deferral]:
    return Deferral.objects.filter(until_on__gt=day)


def _put_off(review: Review, day: date) -> list[Deferral]:
    """Return what waits for a later review than this one."""
    if review.item_id:
        return []
    waiting = _deferred(day).filter(
        contradiction__cycle=F("cycle"), contradiction__status__in=UNDECIDED
    )
    return list(waiting.select_related("contradiction", "by").order_by("until_on", "pk"))


def is_without_answer(item: Contradiction, at: datetime) -> bool:
    """Say whether the time ran out, every rung was told, and still nobody answered."""
    return item.escalation_level >= TOP and item.is_overdue(at)
