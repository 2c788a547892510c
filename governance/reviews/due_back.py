"""What returns to a review by itself: promises and proofs due, revisits, acceptances, meanings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.models import User
from governance.models import (
    Acceptance,
    Contradiction,
    Decision,
    FollowUp,
    RetiredBelief,
    Review,
)
from governance.reviews.proposing import company_week, meeting_day
from metrics.calendars import fiscal_calendar
from metrics.models import KPIDefinition
from metrics.periods import ONE_DAY

Status = Contradiction.Status
QUARTER = timedelta(days=92)


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something a decision promised that is due: done, proven, or looked at again."""

    kind: str  # promise, proof or revisit
    code: str
    decision: str
    title: str
    who: str
    due_on: date
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """A difference that stands until a date before the next review."""

    code: str
    sentence: str
    disclosure: str
    by: str
    expires_on: date


@dataclass(frozen=True, kw_only=True)
class Meaning:
    """A definition that waits for somebody other than its author."""

    kpi: str
    slug: str
    number: int
    meaning: str
    author: str
    effective_from: date


@dataclass(frozen=True, kw_only=True)
class Belief:
    """What the company stopped believing since the last review, and who said so first."""

    code: str
    decision: str
    belief: str
    instead: str
    said_by: str
    on: date


def seen_items(reader: User | None) -> QuerySet[Contradiction]:
    """Return the items a reader may know; nobody in particular knows none that is confidential."""
    if reader is None:
        return Contradiction.objects.filter(is_confidential=False)
    return Contradiction.objects.visible_to(reader)


def due_back(reader: User | None, today: date, until: date, made_by: datetime) -> tuple[Due, ...]:
    """Return what decisions made by a moment owe by the day of a review, the earliest first."""
    items: QuerySet[Any] = seen_items(reader).values("pk")
    found = [
        *_promises(items, today, until, made_by),
        *_proofs(items, today, until),
        *_revisits(items, today, until, made_by),
    ]
    return tuple(sorted(found, key=lambda due: (due.due_on, due.code, due.kind)))


def _promises(items: QuerySet[Any], today: date, until: date, made_by: datetime) -> list[Due]:
    open_still = FollowUp.objects.filter(
        contradiction__in=items,
        status=FollowUp.Status.OPEN,
        due_on__lte=until,
        cycle=F("contradiction__cycle"),
    ).exclude(decision__at__gt=made_by)
    return [
        Due(
            kind="promise",
            code=row.contradiction.code,
            decision=row.decision.code if row.decision else "",
            title=row.title,
            who=str(row.owner),
            due_on=row.due_on,
            is_late=row.due_on < today,
        )
        for row in open_still.select_related("contradiction", "decision", "owner")
    ]


def _proofs(items: QuerySet[Any], today: date, until: date) -> list[Due]:
    waiting = Contradiction.objects.filter(
        pk__in=items, status=Status.VERIFYING, verify_due_at__date__lte=until
    )
    return [
        Due(
            kind="proof",
            code=item.code,
            decision=item.current_decision.code if item.current_decision else "",
            title=item.sentence,
            who=str(item.owner),
            due_on=item.verify_due_at.date(),
            is_late=item.verify_due_at.date() < today,
        )
        for item in waiting.select_related("owner", "current_decision")
        if item.verify_due_at
    ]


def _revisits(items: QuerySet[Any], today: date, until: date, made_by: datetime) -> list[Due]:
    standing = Contradiction.objects.filter(current_decision=OuterRef("pk"))
    made = Decision.objects.filter(Exists(standing), contradiction__in=items, at__lte=made_by)
    due = made.with_look().filter(look_on__lte=until)
    return [
        Due(
            kind="revisit",
            code=row.contradiction.code,
            decision=row.code,
            title=row.option.summary,
            who=row.decided_by,
            due_on=row.look_on,
            is_late=row.look_on < today,
        )
        for row in due.select_related("contradiction", "option", "by", "on_behalf_of")
    ]


def expiring(reader: User | None, review: Review) -> tuple[Expiring, ...]:
    """Return the acceptances that end before the review after this one, the first first."""
    ending = Acceptance.objects.filter(
        contradiction__in=seen_items(reader).values("pk"),
        contradiction__status=Status.ACCEPTED,
        cycle=F("contradiction__cycle"),
        expires_on__lte=_next_meeting(review),
        superseded_by__isnull=True,
    )
    return tuple(
        Expiring(
            code=row.contradiction.code,
            sentence=row.contradiction.sentence,
            disclosure=row.disclosure,
            by=row.accepted_by,
            expires_on=row.expires_on,
        )
        for row in ending.select_related("contradiction", "by", "on_behalf_of").order_by(
            "expires_on", "pk"
        )
    )


def _next_meeting(review: Review) -> date:
    quarter = fiscal_calendar().quarter_at(review.period_end + ONE_DAY)
    return meeting_day(review.body, quarter, company_week())


def meanings() -> tuple[Meaning, ...]:
    """Return the definitions that wait to be ratified, the soonest in force first."""
    waiting = KPIDefinition.objects.filter(status=KPIDefinition.Status.PROPOSED)
    return tuple(
        Meaning(
            kpi=row.kpi.name,
            slug=row.kpi.slug,
            number=row.number,
            meaning=row.meaning,
            author=str(row.author),
            effective_from=row.effective_from,
        )
        for row in waiting.select_related("kpi", "author").order_by("effective_from", "pk")
    )


def beliefs(reader: User | None, review: Review, at: datetime) -> tuple[Belief, ...]:
    """Return what was retired since the body met last, or in the last quarter of a year."""
    last = review.body.reviews.filter(status=Review.Status.CLOSED, starts_at__lt=review.starts_at)
    before = last.order_by("-starts_at").values_list("starts_at", flat=True).first()
    since = before or review.starts_at - QUARTER
    retired = RetiredBelief.objects.filter(
        contradiction__in=seen_items(reader).values("pk"), at__gt=since, at__lte=at
    )
    return tuple(
        Belief(
            code=row.contradiction.code,
            decision=row.decision.code if row.decision else "",
            belief=row.belief,
            instead=row.instead,
            said_by=str(row.contradiction.raiser),
            on=row.at.date(),
        )
        for row in retired.select_related("contradiction__raiser", "decision").order_by("at", "pk")
    )
