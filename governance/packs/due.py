"""When pre-reads are published and refreshed by themselves."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings

from accounts.workdays import local_day
from governance.models import Review
from governance.reviews.proposing import company_week, workday_before


def published_on(review: Review) -> date:
    """Return the working day on which the pre-read of a review comes out."""
    return _before(review, settings.TIEOUT.pre_read_workdays)


def refreshed_on(review: Review) -> date:
    """Return the working day on which it is refreshed."""
    return _before(review, settings.TIEOUT.pre_read_refresh_workdays)


def due(at: datetime) -> Iterator[Review]:
    """Yield the announced reviews whose pre-read is to be published or refreshed now.

    One that was published on the day of the refresh or later says the newest already.
    """
    ahead = Review.objects.filter(status=Review.Status.OPEN, starts_at__gt=at)
    for review in ahead.select_related("body").prefetch_related("pre_reads").order_by("pk"):
        today = local_day(at, review.zone)
        last = next(iter(review.pre_reads.all()), None)
        if last is None:
            if today >= published_on(review):
                yield review
        elif local_day(last.at, review.zone) < refreshed_on(review) <= today:
            yield review


def _before(review: Review, workdays: int) -> date:
    return workday_before(local_day(review.starts_at, review.zone), workdays, company_week())
