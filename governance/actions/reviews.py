"""Reviews: scheduled, opened, moved, cancelled, started and closed."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse

from accounts.models import User
from accounts.recording import Act
from accounts.turns import take_turns
from accounts.zones import zones
from governance.actions.agenda import place_all
from governance.actions.pre_reads import keep_pack
from governance.actions.review_guests import tell_guests
from governance.models import AgendaItem, Contradiction, Review, ReviewBody, ReviewGuest, Stand
from governance.policies import may_see
from governance.promises.outbox import promise
from governance.refusals import IllegalMove, Stale
from governance.reviews.agenda import agenda_of
from governance.reviews.candidates import candidates
from governance.reviews.meeting import left_over, stops
from governance.reviews.proposing import is_past, urgent_review
from governance.reviews.roles import guests_of, require_convener, require_host
from metrics.periods import Quarter

Status = Review.Status
# What those invited hear of, by the verb that brings it about.
TOLD = {
    "open_review": "review_called",
    "move_review": "review_moved",
    "cancel_review": "review_off",
}
TAKEN_OVER = ("time_zone", "chair", "scribe", "quorum")


def schedule_review(
    *,
    body: ReviewBody,
    quarter: Quarter,
    starts_at: datetime,
    actor: User,
    at: datetime,
    minutes: int | None = None,
    place: str | None = None,
    is_extraordinary: bool = False,
    item: Contradiction | None = None,
    reason: str = "",
) -> Review:
    """Put a review of a quarter on the calendar as a draft, which sends no mail.

    A quarter has one ordinary review; an extraordinary one says why it cannot wait.
    """
    require_convener(body, actor, "schedule its reviews")
    _refuse_past(starts_at, at)
    if is_extraordinary and not reason.strip():
        raise ValidationError({"reason": "Say what cannot wait for the next review."})
    if item and not may_see(item, actor, at.date()):
        raise ValidationError({"item": "There is no such item."})
    with transaction.atomic():
        take_turns("review numbers")
        if not is_extraordinary:
            _refuse_second(body, quarter)
        review = Review(
            body=body,
            number=_next_number(body, quarter),
            is_extraordinary=is_extraordinary,
            item=item,
            starts_at=starts_at,
            minutes=_minutes(body.minutes if minutes is None else minutes),
            place=body.place if place is None else place,
            **_named(quarter),
            **{name: getattr(body, name) for name in TAKEN_OVER},
        )
        act = Act(actor=actor, at=at, verb="schedule_review", reason=reason)
        act.record(review)
        for seat in body.seats.sitting().select_related("person").order_by("person__name", "pk"):
            if seat.person.is_active:
                act.record(ReviewGuest(review=review, person=seat.person))
    return review


def call_review(*, item: Contradiction, actor: User, at: datetime) -> Review | None:
    """Call the extraordinary review that ends the ladder of an item, unless one is ahead.

    It is announced at once. Where no body meets there is nothing to call.
    """
    if Review.objects.to_come().filter(item=item).exists():
        return None
    offered = urgent_review(item, at)
    if offered is None:
        return None
    with transaction.atomic():
        made = schedule_review(
            body=offered.body,
            quarter=offered.quarter,
            starts_at=offered.starts_at,
            minutes=settings.TIEOUT.review_healthy_minutes,
            is_extraordinary=True,
            item=item,
            reason=f"Nobody answered on {item.code}, and no rung is left",
            actor=actor,
            at=at,
        )
        return open_review(review=made, actor=actor, at=at)


def _refuse_second(body: ReviewBody, quarter: Quarter) -> None:
    held = Review.objects.ordinary().filter(body=body, period_start=quarter.period.start)
    if standing := held.first():
        how = f"{standing} is {standing.get_status_display().lower()} already. Move it instead."
        raise ValidationError({"quarter": how})


def _next_number(body: ReviewBody, quarter: Quarter) -> int:
    named = Review.objects.filter(body=body, quarter=quarter.label)
    last: int | None = named.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _named(quarter: Quarter) -> dict[str, Any]:
    period = quarter.period
    return {"quarter": quarter.label, "period_start": period.start, "period_end": period.end}


def open_review(*, review: Review, actor: User, at: datetime, version: int | None = None) -> Review:
    """Announce a draft to everybody invited."""
    with _moving("open_review", review, Status.OPEN, actor, at, version=version) as kept:
        require_convener(kept.body, actor, "open it")
        _refuse_past(kept.starts_at, at)
    return kept


def move_review(
    *,
    review: Review,
    starts_at: datetime,
    actor: User,
    at: datetime,
    minutes: int | None = None,
    place: str | None = None,
    time_zone: str | None = None,
    reason: str = "",
    version: int | None = None,
) -> Review:
    """Hold a review at another time or place."""
    _refuse_past(starts_at, at)
    if time_zone is not None and time_zone not in zones():
        raise ValidationError({"time_zone": "Choose a time zone such as Europe/Berlin."})
    with _changing("move_review", review, actor, at, reason=reason, version=version) as kept:
        require_convener(kept.body, actor, "move it")
        if kept.status not in (Status.DRAFT, Status.OPEN):
            raise IllegalMove(
                f"{kept} is {kept.get_status_display().lower()}: it stays where it is."
            )
        if kept.status == Status.OPEN and not reason.strip():
            raise ValidationError({"reason": "Say why it moves: those invited read it."})
        kept.starts_at = starts_at
        kept.minutes = kept.minutes if minutes is None else _minutes(minutes)
        kept.place = kept.place if place is None else place
        kept.time_zone = time_zone or kept.time_zone
    return kept


def cancel_review(
    *, review: Review, reason: str, actor: User, at: datetime, version: int | None = None
) -> Review:
    """Call a review off; the quarter then proposes another."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why it is called off: those invited read it."})
    with _moving(
        "cancel_review", review, Status.CANCELLED, actor, at, reason=reason, version=version
    ) as kept:
        require_convener(kept.body, actor, "cancel it")
    return kept


def start_review(
    *, review: Review, actor: User, at: datetime, version: int | None = None
) -> Review:
    """Begin the meeting; from now on its list of items to decide stands."""
    with _moving("start_review", review, Status.IN_PROGRESS, actor, at, version=version) as kept:
        require_host(kept, actor, "start it")
        called = list(candidates(kept, at).taken)
        place_all(kept, called, Act(actor=actor, at=at, verb="start_review"), called_at=at)
        first = stops(agenda_of(kept, actor, at))[0].key
        Stand.objects.create(review=kept, stop=first, since=at, by=actor)
    return kept


def close_review(
    *,
    review: Review,
    actor: User,
    at: datetime,
    reasons: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Review:
    """End the meeting for good; nothing of the review changes after it, and its pack is kept.

    Each item it leaves undecided needs a reason, by code, which the next agenda names.
    """
    with transaction.atomic():
        with _moving("close_review", review, Status.CLOSED, actor, at, version=version) as kept:
            require_host(kept, actor, "close it")
            if kept.status == Status.IN_PROGRESS:
                _carry(left_over(kept), reasons or {}, Act(actor=actor, at=at, verb="close_review"))
        keep_pack(review=kept, actor=actor, at=at)
        _tell_of_minutes(kept, actor, at)
    return kept


def _carry(left: Sequence[AgendaItem], reasons: Mapping[str, str], act: Act) -> None:
    codes = [row.contradiction.code for row in left]
    if lacking := [code for code in codes if not reasons.get(code, "").strip()]:
        how = f"Say why {', '.join(lacking)} stays undecided: the next agenda names it."
        raise ValidationError({"reasons": how})
    for row in left:
        row.carried_because = reasons[row.contradiction.code].strip()
        act.record(row)


def _tell_of_minutes(review: Review, actor: User, at: datetime) -> None:
    """Promise each person invited the minutes, and what they promised in the meeting."""
    told = [guest.person_id for guest in review.invited.filter(is_withdrawn=False)]
    payload = {
        "item": None,
        "heard": {"review_closed": told},
        "by": actor.pk,
        "about": str(review),
        "path": reverse("minutes", args=[review.body.slug, review.label]),
        "is_confidential": review.body.is_confidential,
    }
    promise("notice", key=f"review_closed:{review.pk}", payload=payload, at=at)


@contextmanager
def _moving(
    verb: str,
    review: Review,
    to: Review.Status,
    actor: User,
    at: datetime,
    *,
    reason: str = "",
    version: int | None = None,
) -> Iterator[Review]:
    """Lead a review to its next state."""
    with _changing(verb, review, actor, at, reason=reason, version=version) as kept:
        yield kept
        if (kept.status, to) not in Review.MOVES:
            said = kept.get_status_display().lower()
            raise IllegalMove(f"{kept} is {said}; it cannot become {to.label.lower()}.")
        kept.status = to


@contextmanager
def _changing(
    verb: str, review: Review, actor: User, at: datetime, *, reason: str, version: int | None
) -> Iterator[Review]:
    """Lock a review, record what the block changes, and tell those invited unless it is a draft."""
    with transaction.atomic():
        found = Review.objects.select_for_update(of=("self",)).select_related("body")
        kept = found.get(pk=review.pk)
        was_open = kept.status == Status.OPEN
        yield kept
        if version is not None and version != kept.version:
            raise Stale(kept)
        kept.version += 1
        Act(actor=actor, at=at, verb=verb, reason=reason).record(kept)
        if verb in TOLD and (was_open or kept.status == Status.OPEN):
            tell_guests(TOLD[verb], kept, guests_of(kept), actor, at)


def _refuse_past(starts_at: datetime, at: datetime) -> None:
    if is_past(starts_at, at):
        raise ValidationError({"starts_at": "Choose a moment that is still to come."})


def _minutes(minutes: int) -> int:
    if not 5 <= minutes <= 480:
        raise ValidationError({"minutes": "A review takes from 5 to 480 minutes."})
    return minutes
