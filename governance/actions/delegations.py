"""Lending one's rights to somebody for some days, and taking that back."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from accounts.actions.calendars import add_leave
from accounts.models import Delegation, Leave, User
from accounts.recording import Act
from accounts.turns import take_turns
from governance.refusals import IllegalMove, NotEntitled
from governance.waiting import falls_due


def delegate(
    *,
    person: User,
    to: User,
    from_on: date,
    until_on: date,
    reason: str,
    actor: User,
    at: datetime,
) -> Delegation:
    """Let somebody do what a person may do by right, from one day to another, both included.

    What is lent is not lent on, and roles are not lent at all. Raises ValidationError where
    somebody else stands in on one of the days, or where it would lead in a circle.
    """
    _own_or_keeper(person, actor)
    _refuse_unfit(person, to, from_on, until_on, at)
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that readers of the history know."})
    with transaction.atomic():
        # Of two who name each other at once, neither would see the other.
        take_turns("delegations")
        User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _refuse_second(person, from_on, until_on)
        _refuse_circle(person, to, from_on, until_on)
        lent = Delegation(
            person=person, to=to, from_on=from_on, until_on=until_on, reason=reason.strip()
        )
        return Act(actor=actor, at=at, verb="delegate", reason=reason).record(lent)


def withdraw_delegation(
    *, delegation: Delegation, reason: str, actor: User, at: datetime
) -> Delegation:
    """Take a delegation back at once; what was done under it stays done, and its row stays."""
    _own_or_keeper(delegation.person, actor)
    if not reason.strip():
        raise ValidationError({"reason": "Say why it ends."})
    with transaction.atomic():
        rows = Delegation.objects.select_for_update(of=("self", "person"))
        kept = rows.select_related("person", "to").get(pk=delegation.pk)
        if kept.is_withdrawn:
            raise IllegalMove("This delegation was taken back already.")
        if kept.until_on < at.date():
            raise IllegalMove(f"This delegation ended on {kept.until_on}.")
        kept.is_withdrawn = True
        return Act(actor=actor, at=at, verb="withdraw_delegation", reason=reason).record(kept)


def end_delegations(*, person: User, reason: str, actor: User, at: datetime) -> None:
    """Take back what a person who leaves has lent, or was lent, for days still to come."""
    take_turns("delegations")
    theirs = Delegation.objects.standing().filter(Q(person=person) | Q(to=person))
    for held in theirs.filter(until_on__gte=at.date()).order_by("pk"):
        User.objects.select_for_update(of=("self",)).get(pk=held.person_id)
        held.is_withdrawn = True
        Act(actor=actor, at=at, verb="withdraw_delegation", reason=reason).record(held)


def go_away(
    *,
    person: User,
    from_on: date,
    until_on: date,
    actor: User,
    at: datetime,
    to: User | None = None,
    reason: str = "",
) -> Leave:
    """Say when somebody is away and, where something of theirs falls due then, who stands in."""
    _own_or_keeper(person, actor)
    if person != actor and not reason.strip():
        raise ValidationError({"reason": f"Say why, because you enter it for {person}."})
    reason = reason.strip() or "Away"
    with transaction.atomic():
        leave = add_leave(
            person=person, from_on=from_on, until_on=until_on, reason=reason, actor=actor, at=at
        )
        if to is not None:
            delegate(
                person=person,
                to=to,
                from_on=from_on,
                until_on=until_on,
                reason=reason,
                actor=actor,
                at=at,
            )
        else:
            _refuse_uncovered(leave, at)
    return leave


def _refuse_uncovered(leave: Leave, at: datetime) -> None:
    """Refuse an absence in which something falls due that nobody would do."""
    due = falls_due(leave.person, leave.from_on, leave.until_on)
    covered = Delegation.objects.standing().filter(
        person=leave.person, from_on__lte=leave.from_on, until_on__gte=leave.until_on
    )
    if due and leave.until_on >= at.date() and not covered.exists():
        codes = ", ".join(dict.fromkeys(one.code for one in due))
        how = f"{codes} falls due while {leave.person} is away. Name who stands in."
        raise ValidationError({"to": how})


def _own_or_keeper(person: User, actor: User) -> None:
    if actor != person and not (actor.is_steward or actor.is_administrator):
        who = f"{person}, a steward or an administrator"
        raise NotEntitled(f"Only {who} may name who stands in for {person}.")


def _refuse_unfit(person: User, to: User, from_on: date, until_on: date, at: datetime) -> None:
    if to == person:
        raise ValidationError({"to": "Name somebody else: nobody stands in for themselves."})
    for field, one in (("person", person), ("to", to)):
        if not one.is_active or one.is_system:
            raise ValidationError({field: f"{one} cannot do this: name one active person."})
    if to.is_administrator:
        how = f"{to} is an administrator, and administrators decide nothing. Name another."
        raise ValidationError({"to": how})
    if until_on < from_on:
        raise ValidationError({"until_on": "Choose a last day on or after the first."})
    if until_on < at.date():
        raise ValidationError({"until_on": "Choose a last day that is still to come."})


def _refuse_second(person: User, from_on: date, until_on: date) -> None:
    running = Delegation.objects.within(from_on, until_on).filter(person=person)
    if held := running.select_related("person", "to").first():
        how = f"{held.to} stands in from {held.from_on} to {held.until_on}. Take that back first."
        raise ValidationError({"from_on": how})


def _refuse_circle(person: User, to: User, from_on: date, until_on: date) -> None:
    """Follow the delegates on the days that all of the way has in common."""
    ahead, way = [(to, from_on, until_on)], [str(person)]
    while ahead:
        one, first, last = ahead.pop()
        way.append(str(one))
        for held in Delegation.objects.within(first, last).filter(person=one).select_related("to"):
            if held.to_id == person.pk:
                names = " to ".join([*way, str(person)])
                how = f"That would lead in a circle: {names}. Name somebody else."
                raise ValidationError({"to": how})
            ahead.append((held.to, max(first, held.from_on), min(last, held.until_on)))
