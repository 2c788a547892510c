"""The review a person goes to next, read in one row along with what waits for them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import JSONObject

from accounts.models import User
from accounts.workdays import local_day
from governance.models import Review, ReviewBody, ReviewGuest, ReviewSeat

# A meeting that nobody began is over by then; one that runs stays until it is closed.
LATE = timedelta(hours=12)
FACTS = (
    *("id", "status", "starts_at", "time_zone", "minutes", "quarter", "number", "item_id"),
    *("body__id", "body__name", "body__slug"),
)


def ahead_of(person: User, at: datetime) -> QuerySet[Any, Any]:
    """Return, as one row of JSON, the next review a person knows of; one of their own comes first.

    A draft is not: nobody was told. Reviews of bodies that are confidential to others are not
    there for them.
    """
    seats = ReviewSeat.objects.sitting().filter(body=OuterRef("body"), person=person)
    guests = ReviewGuest.objects.filter(review=OuterRef("pk"), person=person, is_withdrawn=False)
    is_mine = Q(chair=person) | Q(scribe=person) | Exists(seats) | Exists(guests)
    coming = Q(status=Review.Status.OPEN, starts_at__gte=at - LATE)
    is_on = Q(status=Review.Status.IN_PROGRESS)
    found = Review.objects.visible_to(person).filter(coming | is_on)
    told = JSONObject(**{name: name for name in FACTS})
    first = Case(When(is_mine, then=Value(0)), default=Value(1))
    return found.annotate(told=told).order_by(first, "starts_at", "pk").values("told")[:1]


def review_of(told: Any) -> Review | None:
    """Return the review that such a row tells of, with its body."""
    if told is None:
        return None
    facts = json.loads(told) if isinstance(told, str) else dict(told)
    starts = datetime.fromisoformat(facts.pop("starts_at"))
    body = {name: facts.pop(f"body__{name}") for name in ("id", "name", "slug")}
    facts["starts_at"] = starts if starts.tzinfo else starts.replace(tzinfo=UTC)
    return Review(**facts, body=ReviewBody(**body))


def days_until(review: Review, at: datetime) -> int:
    """Count the calendar days to a review, where it is held."""
    zone: ZoneInfo = review.zone
    return (local_day(review.starts_at, zone) - local_day(at, zone)).days
