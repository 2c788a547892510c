"""A body that reviews, and reviews of it at each state."""

from datetime import time, timedelta
from typing import Any

from accounts.models import User
from governance.actions.agenda import pin_item
from governance.actions.meetings import take_attendance
from governance.actions.pre_reads import publish_pre_read
from governance.actions.review_bodies import add_body
from governance.actions.reviews import close_review, open_review, schedule_review, start_review
from governance.models import Contradiction, Review, ReviewBody
from governance.reviews.meeting import left_over
from governance.reviews.proposing import next_review
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating, proposed
from tests.factories.tape import remembered


def council(company: Company, **more: Any) -> ReviewBody:
    """Name a body: the COO chairs, the steward keeps minutes, both sides and the CRO sit in it."""
    facts: dict[str, Any] = {
        "name": "Data council",
        "chair": company.arbiter,
        "scribe": company.steward,
        "members": [company.marketing_head, company.sales_head, company.decider],
        "quorum": 3,
        "meets_at": time(10),
        "time_zone": "Europe/Berlin",
        "place": "Room 4",
    }
    return add_body(**facts | more, actor=company.steward, at=clock.tick())


def scheduled(company: Company, body: ReviewBody | None = None, **more: Any) -> Review:
    """Put the proposed review on the calendar as a draft."""
    body = body or council(company)
    offered = next_review(body, clock.moment)
    facts = {"quarter": offered.quarter, "starts_at": offered.starts_at}
    return schedule_review(body=body, **facts | more, actor=company.steward, at=clock.tick())


@remembered
def opened(company: Company, body: ReviewBody | None = None, **more: Any) -> Review:
    """Announce it."""
    review = scheduled(company, body, **more)
    return open_review(review=review, actor=company.steward, at=clock.tick())


@remembered
def under_way(company: Company, body: ReviewBody | None = None) -> Review:
    """Let the chair begin it."""
    return start_review(review=opened(company, body), actor=company.arbiter, at=clock.tick())


@remembered
def over(company: Company, body: ReviewBody | None = None) -> Review:
    """Let the chair close it, with a reason for whatever is left."""
    review = under_way(company, body)
    reasons = {row.contradiction.code: "Time ran out" for row in left_over(review)}
    return close_review(review=review, reasons=reasons, actor=company.arbiter, at=clock.tick())


def attended(company: Company, review: Review, *people: User) -> Review:
    """Say who is there."""
    take_attendance(review=review, present=people, actor=company.arbiter, at=clock.tick())
    return review


def item_beside_draft(company: Company) -> Contradiction:
    """Return an item in a company that has a draft on its calendar."""
    scheduled(company)
    return investigating(company)


def item_beside_opened(company: Company) -> Contradiction:
    """Return an item in a company whose review is announced."""
    opened(company)
    return investigating(company)


def item_in_meeting(company: Company) -> Contradiction:
    """Return an item that a meeting under way is to decide, whose decider is not there."""
    item = proposed(company)
    attended(company, under_way(company), company.arbiter, company.steward)
    return item


def item_beside_closed_review(company: Company) -> Contradiction:
    """Return an item in a company whose review is closed."""
    over(company)
    return investigating(company)


def item_beside_pre_read(company: Company) -> Contradiction:
    """Return an item in a company whose review has a pre-read."""
    publish_pre_read(review=opened(company), actor=company.steward, at=clock.tick())
    return investigating(company)


def item_beside_review_under_way(company: Company) -> Contradiction:
    """Return an item in a company that is meeting."""
    under_way(company)
    return investigating(company)


def item_on_agenda(company: Company) -> Contradiction:
    """Return the second of two items that a draft review is to decide."""
    scheduled(company)
    proposed(company)
    return proposed(company)


def item_above_another(company: Company) -> Contradiction:
    """Return the first of two items that a draft review is to decide."""
    item_on_agenda(company)
    return Contradiction.objects.earliest("pk")


def item_pinned(company: Company) -> Contradiction:
    """Return an item that stays on the agenda of a draft review."""
    review, item = scheduled(company), proposed(company)
    pin_item(review=review, item=item, actor=company.steward, at=clock.tick())
    return item


def days_later(review: Review, days: int) -> Any:
    """Return the start of a review, so many days later."""
    return review.starts_at + timedelta(days=days)
