"""When a review is, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from governance.models import Review
from metrics.figures import NBSP, weekday


def when(moment: datetime, review: Review) -> str:
    """Write a moment by the clocks where a review is held."""
    return _said(moment.astimezone(review.zone))


def when_with_zone(review: Review, reader_zone: ZoneInfo) -> str:
    """Write when a review begins: where it is held, and where its reader is if clocks differ."""
    there, here = review.starts_at.astimezone(review.zone), review.starts_at.astimezone(reader_zone)
    says = f"{_said(there)}{NBSP}{there:%Z}"
    if here.utcoffset() == there.utcoffset():
        return says
    return f"{says}, where you are {_said(here)}{NBSP}{here:%Z}"


def _said(local: datetime) -> str:
    return f"{weekday(local.date())}{NBSP}{local:%Y}, {local:%H:%M}"
