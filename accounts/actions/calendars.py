"""Keeping working time: the company's week and holidays, and the days people are away."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Calendar, Holiday, Leave, User
from accounts.policies import require_administrator
from accounts.recording import Act
from accounts.refusals import IllegalMove, NotEntitled

NAME = "Company calendar"


def set_calendar(
    *,
    working_days: str,
    time_zone: str,
    fiscal_start_month: int,
    fiscal_named_by_end: bool,
    actor: User,
    at: datetime,
    reason: str = "",
) -> Calendar:
    """Set the company's week, zone and fiscal year; due times that run already stay."""
    require_administrator(actor, "change the company calendar")
    with transaction.atomic():
        kept = Calendar.objects.select_for_update().first() or Calendar(name=NAME)
        kept.working_days = "".join(sorted(working_days))
        kept.time_zone = time_zone
        kept.fiscal_start_month = fiscal_start_month
        kept.fiscal_named_by_end = fiscal_named_by_end
        return Act(actor=actor, at=at, verb="set_calendar", reason=reason).record(kept)


def add_holiday(*, on: date, name: str, actor: User, at: datetime) -> Holiday:
    """Add a day on which nobody is expected to answer; one taken back comes back."""
    require_administrator(actor, "add a holiday")
    with transaction.atomic():
        calendar = Calendar.objects.select_for_update().first()
        if calendar is None:
            raise ValidationError("Set the company's week first.")
        held = Holiday.objects.filter(calendar=calendar, on=on).first()
        if held and not held.is_withdrawn:
            raise ValidationError({"on": f"{on} is a holiday already: {held.name}."})
        holiday = held or Holiday(calendar=calendar, on=on)
        holiday.name, holiday.is_withdrawn = name, False
        return Act(actor=actor, at=at, verb="add_holiday").record(holiday)


def withdraw_holiday(*, holiday: Holiday, actor: User, at: datetime) -> Holiday:
    """Take a holiday back; its row stays."""
    require_administrator(actor, "take a holiday back")
    with transaction.atomic():
        # With the calendar: all its holidays are recorded in one chain, one after the other.
        kept = Holiday.objects.select_for_update().select_related("calendar").get(pk=holiday.pk)
        if kept.is_withdrawn:
            raise IllegalMove(f"{kept} was taken back already.")
        kept.is_withdrawn = True
        return Act(actor=actor, at=at, verb="withdraw_holiday").record(kept)


def add_leave(
    *,
    person: User,
    from_on: date,
    until_on: date,
    actor: User,
    at: datetime,
    reason: str = "",
) -> Leave:
    """Say when somebody is away, both days included; due times set later leave these days out."""
    _own_or_steward(person, actor)
    if until_on < from_on:
        raise ValidationError({"until_on": "Choose a last day on or after the first."})
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        other = Leave.objects.standing().filter(
            person=person, from_on__lte=until_on, until_on__gte=from_on
        )
        if held := other.first():
            raise ValidationError({"from_on": f"{held} is on record already."})
        leave = Leave(person=person, from_on=from_on, until_on=until_on)
        return Act(actor=actor, at=at, verb="add_leave", reason=reason).record(leave)


def withdraw_leave(*, leave: Leave, actor: User, at: datetime) -> Leave:
    """Take a leave back; its row stays."""
    _own_or_steward(leave.person, actor)
    with transaction.atomic():
        # With the person: two absences entered at once would not see each other.
        rows = Leave.objects.select_for_update(of=("self", "person")).select_related("person")
        kept = rows.get(pk=leave.pk)
        if kept.is_withdrawn:
            raise IllegalMove(f"{kept} was taken back already.")
        kept.is_withdrawn = True
        return Act(actor=actor, at=at, verb="withdraw_leave").record(kept)


def _own_or_steward(person: User, actor: User) -> None:
    if actor != person and not (actor.is_steward or actor.is_administrator or actor.is_system):
        raise NotEntitled(f"Only {person}, a steward or an administrator may do this.")
