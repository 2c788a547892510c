"""Who is invited to reviews: told what becomes of them, and following the seats of a body."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from accounts.recording import Act
from governance.models import Review, ReviewBody, ReviewGuest
from governance.promises.outbox import promise

Status = Review.Status
NOT_BEGUN = (Status.DRAFT, Status.OPEN)


def tell_guests(
    event: str, review: Review, people: Iterable[User], actor: User, at: datetime
) -> None:
    """Promise people a notice of a review, whoever acted included: all keep a calendar.

    Each version is told of, so that two moves of a day are two mails. Nobody else hears of what a
    confidential body does.
    """
    keys = [one.pk for one in people]
    if not keys:
        return
    payload = {
        "item": None,
        "heard": {event: keys},
        "by": actor.pk,
        "about": str(review),
        "path": reverse("review", args=[review.body.slug, review.label]),
        "mark": f"#{review.version}",
        "is_confidential": review.body.is_confidential,
    }
    promise("notice", key=f"{event}:{review.pk}:{review.version}", payload=payload, at=at)


def follow_seats(body: ReviewBody, act: Act) -> None:
    """Invite who joined a body to its reviews ahead, and nobody who left it any longer.

    Chair and scribe of a review stay, whoever holds these seats now.
    """
    seated = {seat.person for seat in body.seats.sitting().select_related("person")}
    ahead = body.reviews.filter(status__in=NOT_BEGUN).select_for_update(of=("self",))
    for review in ahead.select_related("chair", "scribe").order_by("pk"):
        _invite(review, seated | {review.chair, review.scribe}, act)


def _invite(review: Review, wanted: set[User], act: Act) -> None:
    known = {one.person: one for one in review.invited.select_related("person")}
    held = {person for person, one in known.items() if not one.is_withdrawn}
    changed = sorted(held ^ wanted, key=lambda one: one.pk)
    if not changed:
        return
    for person in changed:
        one = known.get(person) or ReviewGuest(review=review, person=person)
        one.is_withdrawn = person not in wanted
        act.record(one)
    review.version += 1
    act.record(review)
    if review.status == Status.OPEN:
        tell_guests("review_called", review, wanted - held, act.actor, act.at)
        tell_guests("review_left", review, held - wanted, act.actor, act.at)
