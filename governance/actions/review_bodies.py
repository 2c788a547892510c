"""Bodies that review: named by a steward, with members, chair, scribe and quorum."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.models import User
from accounts.recording import Act
from governance.actions.review_guests import follow_seats
from governance.models import ReviewBody, ReviewSeat
from metrics.policies import require_steward

MOST_MEMBERS = 50
KEPT = {"chair", "scribe", "quorum", "workdays_after", "meets_at", "time_zone", "minutes", "place"}
KEPT |= {"is_confidential"}
RESERVED = {"bodies"}  # a page of its own


def add_body(
    *, name: str, members: Sequence[User], actor: User, at: datetime, **facts: Any
) -> ReviewBody:
    """Name a body that reviews each quarter; its chair and scribe are members too.

    `facts` are the columns of the body, see KEPT.
    """
    require_steward(actor, "name a body that reviews")
    name = " ".join(name.split())
    slug = slugify(name)[:60]
    if not slug:
        raise ValidationError({"name": "Enter a name with letters, for example Data council."})
    with transaction.atomic():
        if slug in RESERVED or ReviewBody.objects.filter(slug=slug).exists():
            raise ValidationError({"name": f"There is a body called {name} already."})
        body = _with_facts(ReviewBody(slug=slug, name=name), facts)
        seated = _seated(body, members)
        act = Act(actor=actor, at=at, verb="add_body")
        act.record(body)
        for person in seated:
            act.record(ReviewSeat(body=body, person=person))
    return body


def change_body(
    *,
    body: ReviewBody,
    members: Sequence[User],
    actor: User,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> ReviewBody:
    """Change who sits in a body and how it meets.

    Those who join or leave are invited to its reviews ahead or no longer; when and how these are
    held stays as it is.
    """
    require_steward(actor, "change a body that reviews")
    with transaction.atomic():
        locked = ReviewBody.objects.select_for_update(of=("self",)).get(pk=body.pk)
        kept = _with_facts(locked, facts)
        seated = _seated(kept, members)
        act = Act(actor=actor, at=at, verb="change_body", reason=reason)
        act.record(kept)
        _seat(kept, seated, act)
        follow_seats(kept, act)
    return kept


def _with_facts(body: ReviewBody, facts: dict[str, Any]) -> ReviewBody:
    if unknown := facts.keys() - KEPT:
        raise TypeError(f"A body has no {', '.join(sorted(unknown))}")
    for name, value in facts.items():
        setattr(body, name, value)
    return body


def _seat(body: ReviewBody, people: list[User], act: Act) -> None:
    """Give these people a seat and take it from everybody else; only what changes is recorded."""
    held = {seat.person_id: seat for seat in body.seats.all()}
    wanted = {person.pk: person for person in people}
    for key, seat in held.items():
        if seat.is_withdrawn == (key in wanted):
            seat.is_withdrawn = not seat.is_withdrawn
            act.record(seat)
    for key, person in wanted.items():
        if key not in held:
            act.record(ReviewSeat(body=body, person=person))


def _seated(body: ReviewBody, members: Sequence[User]) -> list[User]:
    """Return all members, chair and scribe included, or refuse a body that cannot decide."""
    people = list(dict.fromkeys([body.chair, body.scribe, *members]))
    if gone := [str(one) for one in people if not one.is_active or one.is_system]:
        raise ValidationError({"members": f"{', '.join(gone)} cannot take part. Choose others."})
    if len(people) > MOST_MEMBERS:
        raise ValidationError({"members": f"Choose at most {MOST_MEMBERS} people."})
    if not 1 <= body.quorum <= len(people):
        how = f"Choose a quorum from 1 to {len(people)}, the number of members."
        raise ValidationError({"quorum": how})
    if not 5 <= body.minutes <= 480:
        raise ValidationError({"minutes": "A review takes from 5 to 480 minutes."})
    if not 1 <= body.workdays_after <= 60:
        raise ValidationError({"workdays_after": "Choose from 1 to 60 working days."})
    return people
