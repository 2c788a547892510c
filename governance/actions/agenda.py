"""What people settle about an agenda: pinning an item, moving it, and putting it off once."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.recording import Act
from governance.actions.moving import needs
from governance.models import AgendaItem, Contradiction, Deferral, Review
from governance.policies import may_see
from governance.promises.outbox import promise
from governance.refusals import IllegalMove
from governance.reviews.candidates import UNDECIDED, candidates, horizon
from governance.reviews.roles import require_host

NOT_THERE = {"item": "There is no such item."}


@contextmanager
def _arranging(
    verb: str, review: Review, item: Contradiction, actor: User, at: datetime, reason: str = ""
) -> Iterator[tuple[Review, Act]]:
    """Lock a review that is still ahead, so that two people change its agenda in turn."""
    with transaction.atomic():
        found = Review.objects.select_for_update(of=("self",)).select_related("body")
        kept = found.get(pk=review.pk)
        require_host(kept, actor, "arrange its agenda")
        if not may_see(item, actor, at.date()):
            raise ValidationError(NOT_THERE)
        if not kept.is_ahead:
            raise IllegalMove(f"{kept} is {kept.get_status_display().lower()}; its agenda stays.")
        yield kept, Act(actor=actor, at=at, verb=verb, reason=reason)


def pin_item(*, review: Review, item: Contradiction, actor: User, at: datetime) -> AgendaItem:
    """Keep an open item on the agenda, whatever else comes; under way it is called at once."""
    with _arranging("pin_item", review, item, actor, at) as (kept, act):
        row = _row(kept, item)
        if not item.is_open:
            raise IllegalMove(f"{item.code} is {item.get_status_display().lower()}.")
        if row.is_pinned:
            raise IllegalMove(f"{item.code} is pinned already.")
        row.is_pinned = True
        if kept.status == Review.Status.IN_PROGRESS and row.called_at is None:
            last = kept.agenda_items.aggregate(last=Max("place"))["last"] or 0
            row.called_at, row.place = at, last + 1
        return act.record(row)


def unpin_item(*, review: Review, item: Contradiction, actor: User, at: datetime) -> AgendaItem:
    """Leave an item to the order of the agenda again."""
    with _arranging("unpin_item", review, item, actor, at) as (kept, act):
        row = _row(kept, item)
        if not row.is_pinned:
            raise IllegalMove(f"{item.code} is not pinned.")
        row.is_pinned = False
        return act.record(row)


def move_item(
    *, review: Review, item: Contradiction, by: int, actor: User, at: datetime
) -> AgendaItem:
    """Take an item up earlier (-1) or later (1) than its neighbour."""
    with _arranging("move_item", review, item, actor, at) as (kept, act):
        order = list(candidates(kept, at).taken)
        if item not in order:
            raise IllegalMove(f"{item.code} is not among what is to be decided.")
        start = order.index(item)
        target = start + by
        if by not in (-1, 1) or not 0 <= target < len(order):
            raise IllegalMove(f"{item.code} is {'first' if by < 0 else 'last'} already.")
        order[start], order[target] = order[target], order[start]
        return place_all(kept, order, act)[target]


def place_all(
    review: Review, order: list[Contradiction], act: Act, called_at: datetime | None = None
) -> list[AgendaItem]:
    """Write down the order of an agenda, and that the meeting calls it where it does."""
    known = {row.contradiction_id: row for row in review.agenda_items.all()}
    rows = []
    for nth, item in enumerate(order, start=1):
        row = known.get(item.pk, AgendaItem(review=review, contradiction=item))
        if row.place != nth or (called_at and row.called_at is None):
            row.place, row.called_at = nth, row.called_at or called_at
            act.record(row)
        rows.append(row)
    return rows


def defer_item(
    *,
    review: Review,
    item: Contradiction,
    until_on: date,
    cost: str,
    actor: User,
    at: datetime,
) -> Deferral:
    """Put an item off to a later review, once, saying what waiting costs; its clocks run on."""
    with _arranging("defer_item", review, item, actor, at, cost) as (kept, act):
        needs(cost, "cost", "Say what waiting costs, or that nobody knows.")
        fresh = Contradiction.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if fresh.status not in UNDECIDED:
            raise IllegalMove(f"{item.code} is {fresh.get_status_display().lower()} already.")
        if until_on <= horizon(kept, at):
            raise ValidationError({"until_on": "Choose a day after this review."})
        if before := Deferral.objects.filter(contradiction=fresh, cycle=fresh.cycle).first():
            raise IllegalMove(
                f"{item.code} was put off once, until {before.until_on}. "
                "It is not put off again: decide it, or escalate it."
            )
        row = Deferral(
            review=kept,
            contradiction=fresh,
            cycle=fresh.cycle,
            until_on=until_on,
            cost=cost,
            by=actor,
            at=at,
        )
        act.record(row)
        _tell(row, act)
        return row


def _row(review: Review, item: Contradiction) -> AgendaItem:
    found = review.agenda_items.filter(contradiction=item).first()
    return found or AgendaItem(review=review, contradiction=item)


def _tell(row: Deferral, act: Act) -> None:
    item = row.contradiction
    named = (item.owner_id, item.decider_id, item.raiser_id)
    told = [key for key in dict.fromkeys(named) if key and key != act.actor.pk]
    payload = {"item": item.pk, "heard": {"defer_item": told}, "by": act.actor.pk}
    promise("notice", key=f"defer_item:{row.pk}", payload=payload, at=act.at)
