"""What waits for one person: the same rows are counted in the frame and listed at home."""

from datetime import date
from typing import Any

from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from governance.models import AgreerAnswer, Contradiction, DecisionRight, FollowUp
from governance.models.contradictions import ContradictionQuerySet

Status = Contradiction.Status


def items_waiting(person: User, today: date) -> ContradictionQuerySet:
    """Return items whose next step is the person's.

    An owner answers and investigates, then waits for the follow-ups to be done; a decider
    decides; the executive where nobody holds the right; and whoever an item was escalated to.
    """
    undone = FollowUp.objects.filter(
        contradiction=OuterRef("pk"), cycle=OuterRef("cycle"), status=FollowUp.Status.OPEN
    )
    executive = DecisionRight.objects.on(today).filter(
        person=person, right=DecisionRight.Right.EXECUTIVE
    )
    # Of a confidential item even an executive learns no more than that it exists.
    standing_in = Q(decider__isnull=True, is_confidential=False) & Exists(executive)
    # The index of open items holds every column asked for here.
    return Contradiction.objects.open().filter(
        Q(owner=person, status__in=(Status.ASSIGNED, Status.INVESTIGATING))
        | Q(owner=person, status=Status.DECIDED) & ~Exists(undone)
        | Q(status=Status.PROPOSED) & (Q(decider=person) | standing_in)
        | Q(escalated_to=person) & ~Q(status__in=(Status.ACCEPTED, Status.VERIFYING))
    )


def answers_owed(person: User) -> QuerySet[AgreerAnswer]:
    """Return the questions to agree or object that the person has not answered."""
    return AgreerAnswer.objects.exclude(_hidden_from(person)).filter(
        person=person,
        answer="",
        contradiction__status__in=(Status.INVESTIGATING, Status.PROPOSED),
        cycle=F("contradiction__cycle"),
    )


def promises_open(person: User) -> QuerySet[FollowUp]:
    """Return the follow-ups the person promised and has not proven."""
    return FollowUp.objects.exclude(_hidden_from(person)).filter(
        owner=person, status=FollowUp.Status.OPEN, cycle=F("contradiction__cycle")
    )


def _hidden_from(person: User) -> Q:
    """Mean what hangs under items that became confidential after the person was asked."""
    return Q(contradiction__in=Contradiction.objects.all().hidden_from(person))


def untriaged(person: User, today: date) -> ContradictionQuerySet:
    """Return items without an owner that the person may read and has not put aside."""
    asleep = Q(snoozes__person=person, snoozes__until_on__gt=today)
    logged = Contradiction.objects.visible_to(person).filter(status=Status.LOGGED)
    return logged.exclude(pk__in=Contradiction.objects.filter(asleep).values("pk"))


def counts(person: User, today: date) -> dict[str, int]:
    """Count what waits, per place of the navigation, in one query."""
    parts: list[QuerySet[Any]] = [
        items_waiting(person, today),
        answers_owed(person),
        promises_open(person),
    ]
    if person.is_steward:
        parts.append(untriaged(person, today))
    asked = [count_of(rows) for rows in parts]
    found = list(User.objects.filter(pk=person.pk).values_list(*asked).get())
    triage = found.pop() if person.is_steward else 0
    return {"home": sum(found) + bool(triage), "triage": triage}


def count_of(rows: QuerySet[Any]) -> Coalesce:
    """Count rows inside a query that asks for several counts at once."""
    # Not Count: that would group by the key, and a subquery may return one row only.
    counted = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return Coalesce(Subquery(rows.order_by().annotate(counted=counted).values("counted")), 0)
