"""What waits for one person: the same rows are counted in the frame and listed at home."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Delegation, User
from governance.models import (
    AgreerAnswer,
    Contradiction,
    DecisionRight,
    Escalation,
    FollowUp,
    Notification,
    OwnershipPoll,
    Review,
    Snooze,
)
from governance.models.contradictions import ContradictionQuerySet
from governance.reviews.ahead import ahead_of, review_of

Status = Contradiction.Status
# While these last somebody has to have the right to decide, or the executive hears of it.
BEFORE_DECISION = (Status.LOGGED, Status.ASSIGNED, Status.INVESTIGATING, Status.PROPOSED)
# One or more people, listed or yet to be looked up.
People = Sequence[User] | QuerySet[Any]


def items_waiting(person: User, today: date) -> ContradictionQuerySet:
    """Return items whose next step is the person's.

    An owner answers and investigates, then waits for the follow-ups to be done; a decider
    decides; the executive from the first day on where nobody holds the right; and whoever an item
    was escalated to, after a decision only if it climbed since.
    """
    return _next_steps([person], today)


def _next_steps(people: People, today: date) -> ContradictionQuerySet:
    undone = FollowUp.objects.filter(contradiction=OuterRef("pk"), status=FollowUp.Status.OPEN)
    executive = DecisionRight.objects.on(today).filter(
        person__in=people, right=DecisionRight.Right.EXECUTIVE
    )
    # Of a confidential item even an executive learns no more than that it exists.
    standing_in = Q(decider__isnull=True, is_confidential=False) & Exists(executive)
    since = Escalation.objects.filter(contradiction=OuterRef("pk"), at__gt=OuterRef("decided_at"))
    with_them = ~Q(status__in=(Status.DECIDED, Status.ACCEPTED, Status.VERIFYING))
    # The index of open items holds every column that picks the few asked about further.
    return Contradiction.objects.open().filter(
        Q(owner__in=people, status__in=(Status.ASSIGNED, Status.INVESTIGATING))
        | Q(owner__in=people, status=Status.DECIDED) & ~Exists(undone)
        | Q(decider__in=people, status=Status.PROPOSED)
        | standing_in & Q(status__in=BEFORE_DECISION)
        | Q(escalated_to__in=people) & (with_them | Q(status=Status.DECIDED) & Exists(since))
    )


def answers_owed(person: User) -> QuerySet[AgreerAnswer]:
    """Return the questions to agree or object that the person has not answered."""
    return _unanswered([person])


def _unanswered(people: People) -> QuerySet[AgreerAnswer]:
    # Whoever was asked, or stands in for them, has a part in the item: none of it is hidden.
    return AgreerAnswer.objects.filter(
        person__in=people,
        answer="",
        contradiction__status__in=(Status.INVESTIGATING, Status.PROPOSED),
        cycle=F("contradiction__cycle"),
    )


def promises_open(person: User) -> QuerySet[FollowUp]:
    """Return the follow-ups the person promised and has not proven."""
    return _unproven([person])


def _unproven(people: People) -> QuerySet[FollowUp]:
    return FollowUp.objects.filter(owner__in=people, status=FollowUp.Status.OPEN)


def waiting_for_others(
    person: User, today: date, lenders: People | None = None
) -> tuple[ContradictionQuerySet, QuerySet[AgreerAnswer], QuerySet[FollowUp]]:
    """Return what a person may do in the place of others, beside what is their own to do.

    Of those they stand in for, or of some of these alone.
    """
    lent = Delegation.objects.lent_to(person, today).values("person")
    people, any_at_all = (lent if lenders is None else lenders), Exists(lent)
    own = items_waiting(person, today).values("pk")
    return (
        # Asked first, once: most people stand in for nobody.
        _next_steps(people, today).filter(any_at_all).exclude(pk__in=own),
        # Who puts a choice forward, or makes it, agrees to it for nobody else.
        _unanswered(people)
        .filter(any_at_all)
        .exclude(contradiction__owner=person)
        .exclude(contradiction__decider=person)
        .exclude(contradiction__recommender=person),
        _unproven(people).filter(any_at_all),
    )


def polls_unanswered(person: User, today: date) -> QuerySet[OwnershipPoll]:
    """Return the questions of ownership that the person was asked and has not answered."""
    return OwnershipPoll.objects.all().waiting_for(person, today)


def falls_due(person: User, first: date, last: date) -> list[Contradiction]:
    """Return the items of which something of a person's is due on one of some days."""
    begins = datetime.combine(first, time.min, UTC)
    ends = datetime.combine(last + timedelta(days=1), time.min, UTC)
    then = {"due_at__gte": begins, "due_at__lt": ends}
    asked = answers_owed(person).filter(**{f"contradiction__{key}": at for key, at in then.items()})
    promised = promises_open(person).filter(due_on__range=(first, last))
    found = Contradiction.objects.filter(
        Q(pk__in=items_waiting(person, first).filter(**then).values("pk"))
        | Q(pk__in=asked.values("contradiction"))
        | Q(pk__in=promised.values("contradiction"))
    )
    return list(found.order_by("number"))


def untriaged(person: User, today: date) -> ContradictionQuerySet:
    """Return items without an owner that the person may read and has not put aside."""
    asleep = Q(snoozes__person=person, snoozes__until_on__gt=today)
    logged = Contradiction.objects.visible_to(person).filter(status=Status.LOGGED)
    return logged.exclude(pk__in=Contradiction.objects.filter(asleep).values("pk"))


def put_aside(person: User, today: date) -> QuerySet[Snooze]:
    """Return what the person has put aside among the items without an owner, the next one first."""
    asleep = Snooze.objects.filter(person=person, until_on__gt=today)
    readable = Contradiction.objects.visible_to(person).filter(status=Status.LOGGED)
    found = asleep.filter(contradiction__in=readable.values("pk"))
    return found.select_related("contradiction").order_by("until_on", "contradiction__number")


@dataclass(frozen=True)
class Standing:
    """What the frame of every page tells a person: what waits, and which review comes next."""

    counts: Mapping[str, int]
    review: Review | None = None


def standing(person: User, at: datetime) -> Standing:
    """Count what waits, per place of the navigation, and find the next review, in one query.

    In two for whoever stands in for somebody, which most people do not.
    """
    today = timezone.localdate(at)
    parts: list[QuerySet[Any]] = [
        Delegation.objects.lent_to(person, today),
        Notification.objects.unread().filter(person=person),
        items_waiting(person, today),
        answers_owed(person),
        promises_open(person),
        polls_unanswered(person, today),
    ]
    if person.is_steward:
        parts.append(untriaged(person, today))
    lent, unread, *found, told = _ask_each(parts, ahead_of(person, at))
    triage = found.pop() if person.is_steward else 0
    if lent:
        found += count_each(waiting_for_others(person, today))
    counted = {"home": sum(found) + bool(triage), "triage": triage, "inbox": unread}
    return Standing(counted, review_of(told))


def count_each(parts: Iterable[QuerySet[Any]]) -> list[int]:
    """Count several sets of rows in one query."""
    return _ask_each(parts)


def _ask_each(parts: Iterable[QuerySet[Any]], *values: QuerySet[Any, Any]) -> list[Any]:
    """Count several sets of rows, and read single values beside them, in one query."""
    # Compiled one by one: as subqueries of one queryset they would be copied again and again.
    asked = [rows.order_by().values("pk").query.sql_with_params() for rows in parts]
    asked = [(f"SELECT COUNT(*) FROM ({sql}) AS found", told) for sql, told in asked]
    asked += [rows.query.sql_with_params() for rows in values]
    every = ", ".join(f"({sql})" for sql, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {every}", [value for _, told in asked for value in told])
        return list(cursor.fetchone())
