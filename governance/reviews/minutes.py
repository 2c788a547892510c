"""The minutes of a closed review, put together from what was done while it was under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from accounts.models import User
from governance.dossier import current
from governance.models import (
    Acceptance,
    Advice,
    AgendaItem,
    Contradiction,
    Decision,
    Deferral,
    FollowUp,
    ParkedPoint,
    Review,
)
from governance.reviews.due_back import seen_items
from governance.reviews.meeting import room_of


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Who disagreed, and why where they said so."""

    who: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """What somebody promised."""

    title: str
    owner: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Minute:
    """What became of one item."""

    code: str
    is_hidden: bool
    title: str = ""
    outcome: str  # decided, accepted, put off, recommended, carried or other
    decision: str = ""
    by: str = ""
    recorded_by: str = ""
    chosen: str = ""
    reason: str = ""
    trade_off: str = ""
    none_voiced: bool = False
    dissent: tuple[Voice, ...] = ()
    uses: tuple[str, ...] = ()
    promises: tuple[Task, ...] = ()
    beliefs: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """All that a review left behind."""

    review: str
    body: str
    quarter: str
    period_start: date
    period_end: date
    began_at: datetime
    ended_at: datetime
    chair: str
    scribe: str
    present: tuple[str, ...]
    missing: tuple[str, ...]
    quorum: int
    is_quorate: bool
    items: tuple[Minute, ...]
    parked: tuple[str, ...]


def minutes_of(review: Review, reader: User | None) -> Minutes | None:
    """Return the minutes as one person reads them; None until the review is closed."""
    if review.status != Review.Status.CLOSED:
        return None
    began, ended = _span(review)
    rows = review.agenda_items.filter(called_at__isnull=False).order_by("place", "pk")
    called = list(rows.select_related("contradiction"))
    seen = _seen(called, reader)
    room = room_of(review)
    told = Telling(review, [row.contradiction for row in called], began, ended)
    return Minutes(
        review=review.label,
        body=review.body.name,
        quarter=review.quarter,
        period_start=review.period_start,
        period_end=review.period_end,
        began_at=began,
        ended_at=ended,
        chair=str(review.chair),
        scribe=str(review.scribe),
        present=tuple(room.names),
        missing=tuple(room.missing),
        quorum=room.quorum,
        is_quorate=room.is_quorate,
        items=tuple(told.minute(row, is_seen=row.contradiction_id in seen) for row in called),
        parked=tuple(_parked(point) for point in parked_for(review, reader)),
    )


def promised_by(review: Review, person: User) -> list[FollowUp]:
    """Return what somebody promised in a closed review and still owes, the first due first."""
    began, ended = _span(review)
    called = review.agenda_items.filter(called_at__isnull=False).values("contradiction")
    made = FollowUp.objects.filter(
        owner=person,
        status=FollowUp.Status.OPEN,
        decision__at__gte=began,
        decision__at__lte=ended,
        contradiction__in=Contradiction.objects.visible_to(person).filter(pk__in=called),
    )
    return list(made.select_related("contradiction").order_by("due_on", "pk"))


def parked_for(review: Review, reader: User | None) -> list[ParkedPoint]:
    """Return what was put aside, but for points beside an item that the reader may not know."""
    seen = Q(contradiction=None) | Q(contradiction__in=seen_items(reader).values("pk"))
    return list(review.parked.filter(seen).select_related("contradiction", "by"))


def _span(review: Review) -> tuple[datetime, datetime]:
    """Return when the meeting began and when it was closed."""
    moments = dict(
        review.history.filter(status__in=("in_progress", "closed"))
        .order_by("-history_date")
        .values_list("status", "history_date")
    )
    return moments["in_progress"], moments["closed"]


def _seen(called: Sequence[AgendaItem], reader: User | None) -> set[int]:
    items = seen_items(reader).filter(pk__in=[row.contradiction_id for row in called])
    return set(items.values_list("pk", flat=True))


def _parked(point: ParkedPoint) -> str:
    item = point.contradiction
    return f"{point} ({item.code})" if item else str(point)


class Telling:
    """What was done to the items of a meeting between its start and its end, read at once."""

    def __init__(
        self, review: Review, items: Sequence[Contradiction], began: datetime, ended: datetime
    ) -> None:
        self.review = review
        here = {"contradiction__in": items}
        within = {**here, "at__gte": began, "at__lte": ended}
        related = ("option", "by", "on_behalf_of", "recorded_by")
        decided = (
            Decision.objects.filter(**within)
            .select_related(*related)
            .prefetch_related(
                "dissents__function",
                "dissents__person",
                "follow_ups__owner",
                "uses__position",
                "retired_beliefs",
            )
        )
        accepted = Acceptance.objects.filter(**within).select_related(
            "option", "by", "on_behalf_of"
        )
        put_off = Deferral.objects.filter(review=review).select_related("by")
        advised = Advice.objects.filter(review=review).select_related("option", "to", "by")
        self.decided = {row.contradiction_id: row for row in decided.order_by("at")}
        self.accepted = {row.contradiction_id: row for row in accepted.order_by("at")}
        self.put_off = {row.contradiction_id: row for row in put_off}
        self.advised = {row.contradiction_id: row for row in advised}

    def minute(self, row: AgendaItem, *, is_seen: bool) -> Minute:
        """Word what became of one item; of a confidential one others learn that, no more."""
        item, key = row.contradiction, row.contradiction_id
        if key in self.decided:
            said = self._decided(item, self.decided[key])
        elif key in self.accepted:
            said = self._accepted(item, self.accepted[key])
        elif key in self.put_off:
            said = self._put_off(item, self.put_off[key])
        else:
            said = self._left(item, row, self.advised.get(key))
        return said if is_seen else Minute(code=item.code, is_hidden=True, outcome=said.outcome)

    def _decided(self, item: Contradiction, made: Decision) -> Minute:
        voices = current(list(made.dissents.all()))
        return Minute(
            code=item.code,
            is_hidden=False,
            title=item.sentence,
            outcome="decided",
            decision=made.code,
            by=made.decided_by,
            recorded_by=str(made.recorded_by),
            chosen=str(made.option),
            reason=made.rationale,
            trade_off=made.trade_off,
            none_voiced=made.none_voiced,
            dissent=tuple(
                Voice(who=str(one.person or one.function), reason=one.reason) for one in voices
            ),
            uses=tuple(str(use) for use in made.uses.all()),
            promises=tuple(
                Task(title=one.title, owner=str(one.owner), due_on=one.due_on)
                for one in made.follow_ups.all()
            ),
            beliefs=tuple(one.belief for one in made.retired_beliefs.all()),
            until=made.revisit_on,
        )

    def _accepted(self, item: Contradiction, made: Acceptance) -> Minute:
        voice = (Voice(who="", reason=made.dissent),) if made.dissent else ()
        return Minute(
            code=item.code,
            is_hidden=False,
            title=item.sentence,
            outcome="accepted",
            by=made.accepted_by,
            chosen=str(made.option),
            reason=made.reason,
            none_voiced=made.none_voiced,
            dissent=voice,
            until=made.expires_on,
        )

    def _put_off(self, item: Contradiction, row: Deferral) -> Minute:
        return Minute(
            code=item.code,
            is_hidden=False,
            title=item.sentence,
            outcome="put off",
            by=str(row.by),
            reason=row.cost,
            until=row.until_on,
        )

    def _left(self, item: Contradiction, row: AgendaItem, advice: Advice | None) -> Minute:
        outcome = "recommended" if advice else "carried" if row.carried_because else "other"
        return Minute(
            code=item.code,
            is_hidden=False,
            title=item.sentence,
            outcome=outcome,
            by=str(advice.to) if advice else "",
            chosen=str(advice.option) if advice else "",
            reason=advice.reason if advice else row.carried_because,
        )
