"""The next review of a body, as it proposes itself: which quarter, and when."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Calendar, Holiday
from accounts.workdays import Workweek, local_day
from governance.models import Contradiction, Review, ReviewBody
from governance.policies import may_see
from metrics.calendars import fiscal_calendar
from metrics.periods import ONE_DAY, Quarter

NOTICE = 5  # working days between scheduling a review that is late already and holding it


@dataclass(frozen=True)
class Proposal:
    """A review that nobody has scheduled yet."""

    body: ReviewBody
    quarter: Quarter
    starts_at: datetime

    @property
    def day(self) -> date:
        """The day it is on, where it is held."""
        return local_day(self.starts_at, ZoneInfo(self.body.time_zone))


def next_review(body: ReviewBody, at: datetime) -> Proposal:
    """Propose the review of the first quarter that has none yet.

    That is the one after the last review; at first the quarter before this one, while it would
    still be met in time, else this one.
    """
    calendar, week = fiscal_calendar(), company_week()
    today = local_day(at, ZoneInfo(body.time_zone))
    last = Review.objects.ordinary().filter(body=body).order_by("-period_start").first()
    if last:
        quarter = calendar.quarter_at(last.period_end + ONE_DAY)
    else:
        quarter = calendar.quarter_at(calendar.quarter_at(today).period.start - ONE_DAY)
        if meeting_day(body, quarter, week) <= today:
            quarter = calendar.quarter_at(today)
    day = meeting_day(body, quarter, week)
    if day <= today:
        day = _later(today, NOTICE, week)
    return Proposal(body, quarter, at_local(day, body.meets_at, body.time_zone))


def urgent_review(item: Contradiction, at: datetime) -> Proposal | None:
    """Propose the extraordinary review of an item: of which body, and when.

    That is the body in which most of those it concerns sit; of a confidential item, one whose
    members may all know of it.
    """
    named = {item.owner_id, item.decider_id, item.escalated_to_id, item.raiser_id}
    bodies = list(ReviewBody.objects.prefetch_related("seats__person").order_by("pk"))
    ranked = [(_seated(body, named), -body.pk, body) for body in bodies if _may_all(body, item)]
    if not ranked:
        return None
    body = max(ranked)[2]
    zone = ZoneInfo(body.time_zone)
    today, week = local_day(at, zone), company_week()
    day = _later(today, settings.TIEOUT.rung_working_days, week)
    quarter = fiscal_calendar().quarter_at(today)
    starts_at = _free(body, at_local(day, body.meets_at, body.time_zone))
    return Proposal(body, quarter, starts_at)


def _free(body: ReviewBody, starts_at: datetime) -> datetime:
    """Return when a body can meet for a short review: then, or after what it has then."""
    lasts = timedelta(minutes=settings.TIEOUT.review_healthy_minutes)
    for held in Review.objects.to_come().filter(body=body).order_by("starts_at", "pk"):
        if held.starts_at < starts_at + lasts and starts_at < held.ends_at:
            starts_at = held.ends_at
    return starts_at


def _seated(body: ReviewBody, named: set[int | None]) -> int:
    return sum(seat.person_id in named for seat in body.seats.all() if not seat.is_withdrawn)


def _may_all(body: ReviewBody, item: Contradiction) -> bool:
    sitting = [seat.person for seat in body.seats.all() if not seat.is_withdrawn]
    return all(may_see(item, person) for person in sitting)


def meeting_day(body: ReviewBody, quarter: Quarter, week: Workweek) -> date:
    """Return the working day after a quarter on which a body meets."""
    return _later(quarter.period.end, body.workdays_after, week)


def _later(day: date, count: int, week: Workweek) -> date:
    for _ in range(count):
        day = week.after(day)
    return day


def workday_before(day: date, count: int, week: Workweek) -> date:
    """Return the working day that lies so many working days before a day."""
    for _ in range(count):
        day -= ONE_DAY
        while not week.is_working(day):
            day -= ONE_DAY
    return day


def company_week() -> Workweek:
    """Return the company's working days, without its holidays."""
    kept = Calendar.objects.first()
    holidays = Holiday.objects.standing().values_list("on", flat=True)
    return Workweek.from_iso(kept.working_days if kept else "12345", holidays=holidays)


def at_local(day: date, clock: time, zone: str) -> datetime:
    """Return the moment at which clocks of a zone show a time on a day.

    A time that the day skips is the moment at which clocks would have shown it.
    """
    return datetime.combine(day, clock, ZoneInfo(zone))


def is_past(starts_at: datetime, at: datetime) -> bool:
    """Say whether a review would begin before now."""
    return starts_at < at - timedelta(minutes=1)
