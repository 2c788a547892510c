"""The next review, as the frame and Home tell of it."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import User
from governance.dispute.wording import spelled
from governance.models import Contradiction, Review
from governance.pages.addresses import item_url
from governance.reviews.ahead import days_until
from governance.reviews.candidates import taken_keys
from metrics.figures import NBSP, tally, weekday


@dataclass(frozen=True)
class Coming:
    """A review that is ahead: when, how far off, and where its page is."""

    day: str
    time: str
    away: str
    label: str
    body: str
    url: str
    live_url: str
    is_on: bool


def coming(review: Review, at: datetime) -> Coming:
    """Word a review by the clocks where it is held."""
    local = review.starts_at.astimezone(review.zone)
    left = days_until(review, at)
    address = [review.body.slug, review.label]
    is_on = review.status == Review.Status.IN_PROGRESS
    return Coming(
        day=weekday(local.date()),
        time=f"{local:%H:%M}{NBSP}{local:%Z}",
        away="under way" if is_on else _away(left),
        label=review.label,
        body=review.body.name,
        url=reverse("review", args=address),
        live_url=reverse("live", args=address),
        is_on=is_on,
    )


@dataclass(frozen=True)
class OnAgenda:
    """What a review is to take up, and what of it is the reader's."""

    count: int
    minutes: int
    mine: list[tuple[str, str]]
    share: str


def agenda_for(person: User, review: Review, at: datetime) -> OnAgenda:
    """Return how many items a review is to take up, and those a person owns or decides."""
    seen = Contradiction.objects.visible_to(person).filter(pk__in=taken_keys(review, at))
    items = list(seen.only("number", "owner", "decider").order_by("number"))
    mine = [item for item in items if person.pk in (item.owner_id, item.decider_id)]
    share = ""
    if mine:
        verb = "is" if len(mine) == 1 else "are"
        share = f"{spelled(len(mine)).capitalize()} of the {spelled(len(items))} {verb} yours:"
        if len(mine) == len(items):
            share = "It is yours:" if len(mine) == 1 else "All of them are yours:"
    return OnAgenda(
        len(items), review.minutes, [(item.code, item_url(item)) for item in mine], share
    )


def _away(left: int) -> str:
    if left < 1:
        return "today"
    return "tomorrow" if left == 1 else f"in {tally(left, 'day')}"
