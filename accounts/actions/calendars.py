"""Keeping working time: the company's week and holidays, and the days people are away."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.fiscal_years import Pattern, YearRule
from accounts.models import Calendar, FiscalChange, Holiday, Leave, User
from accounts.policies import require_administrator
from accounts.recording import Act
from accounts.refusals import IllegalMove, NotEntitled

NAME = "Company calendar"
TWO_YEARS = timedelta(days=730)


def set_calendar(
    *,
    working_days: str,
    time_zone: str,
    fiscal_start_month: int,
    fiscal_named_by_end: bool,
    fiscal_pattern: str = Pattern.MONTHS,
    fiscal_first_weekday: int = 1,
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
        kept.fiscal_pattern, kept.fiscal_first_weekday = fiscal_pattern, fiscal_first_weekday
        return Act(actor=actor, at=at, verb="set_calendar", reason=reason).record(kept)


def change_fiscal_year(
    *, from_on: date, rule: YearRule, actor: User, at: datetime, reason: str = ""
) -> FiscalChange:
    """Cut years another way from the first day of one on; what came before keeps its names."""
    require_administrator(actor, "change the fiscal year")
    _refuse_within_a_year(from_on, rule)
    with transaction.atomic():
        calendar = Calendar.objects.select_for_update().first()
        if calendar is None:
            raise ValidationError("Set the company's week first.")
        _refuse_near(calendar, from_on)
        found = FiscalChange.objects.filter(calendar=calendar, from_on=from_on).first()
        kept = found or FiscalChange(calendar=calendar, from_on=from_on)
        kept.start_month, kept.named_by_end = rule.start_month, rule.named_by_end
        kept.pattern, kept.first_weekday = rule.pattern, rule.first_weekday
        kept.is_withdrawn = False
        return Act(actor=actor, at=at, verb="change_fiscal_year", reason=reason).record(kept)


def _refuse_within_a_year(from_on: date, rule: YearRule) -> None:
    try:
        begun = rule.begins(rule.year_of(from_on))
        following = rule.begins(rule.year_of(from_on) + 1)
    except ValueError as error:
        raise ValidationError({"from_on": "Choose a day of this century."}) from error
    if from_on != begun:
        how = f"Such a year begins on {begun} and on {following}. Choose one of these days."
        raise ValidationError({"from_on": how})


def _refuse_near(calendar: Calendar, from_on: date) -> None:
    """Keep changes two years apart: names of years could not be told apart otherwise."""
    near = FiscalChange.objects.standing().filter(
        calendar=calendar, from_on__range=(from_on - TWO_YEARS, from_on + TWO_YEARS)
    )
    if held := near.exclude(from_on=from_on).first():
        how = f"There is {held} already: leave two years between, or take that back."
        raise ValidationError({"from_on": how})


def withdraw_fiscal_change(*, change: FiscalChange, actor: User, at: datetime) -> FiscalChange:
    """Take a change of the fiscal year back before it begins; its row stays."""
    require_administrator(actor, "take a change of the fiscal year back")
    with transaction.atomic():
        found = FiscalChange.objects.select_for_update().select_related("calendar")
        kept = found.get(pk=change.pk)
        if kept.is_withdrawn:
            raise IllegalMove(f"The change of {kept.from_on} was taken back already.")
        if kept.from_on <= at.date():
            raise IllegalMove(f"Years are cut this way since {kept.from_on}. Add a later change.")
        kept.is_withdrawn = True
        return Act(actor=actor, at=at, verb="withdraw_fiscal_change").record(kept)


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
