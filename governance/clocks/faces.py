"""The working clocks of many items in words, read in two queries whatever their number."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, FilteredRelation, Q

from accounts.models import Calendar, Leave, User
from accounts.workdays import Workweek, describe_remaining, local_day
from governance.clocks.due import ALLOWANCE, DUE_FIELD, allowed_days
from governance.dispute.marks import ClockFace
from governance.models import Contradiction
from metrics.calendars import fiscal_calendar
from metrics.figures import NBSP
from metrics.periods import FiscalCalendar

Status = Contradiction.Status
VERIFYING_DAYS = 65  # a quarter: what is waited for is the next readings
EXPIRY_NEAR_DAYS = 30
REMEMBERED = timedelta(days=366)


class Faces:
    """Clock faces at one moment, each in the working week and zone of who is due."""

    def __init__(self, people: Iterable[User | None], at: datetime) -> None:
        self.at = at
        self._calendar()
        self._leaves({person.pk for person in people if person})

    def _calendar(self) -> None:
        """Read the company's week and holidays in one query."""
        standing = FilteredRelation("holidays", condition=Q(holidays__is_withdrawn=False))
        found = Calendar.objects.annotate(standing=standing, off=F("standing__on"))
        rows: list[Any] = list(found.values_list("working_days", "time_zone", "off"))
        self.days: str = rows[0][0] if rows else "12345"
        self.zone: str = rows[0][1] if rows else "UTC"
        self.holidays = [row[2] for row in rows if row[2] is not None]

    @cached_property
    def fiscal(self) -> FiscalCalendar:
        """The company's fiscal calendar, read where somebody asks for it."""
        return fiscal_calendar()

    def _leaves(self, people: set[int]) -> None:
        self.leaves: dict[int, list[tuple[date, date]]] = defaultdict(list)
        # Days away that are over count too: what ran out before them is late by fewer days.
        lately = Leave.objects.standing().filter(until_on__gte=self.at.date() - REMEMBERED)
        rows = lately.filter(person__in=people)
        for row in rows if people else ():
            self.leaves[row.person_id].append((row.from_on, row.until_on))

    def zone_of(self, person: User | None) -> ZoneInfo:
        """Return the zone a person's days end in; the company's where there is no person."""
        return ZoneInfo(person.time_zone if person else self.zone)

    def week_of(self, person: User | None) -> Workweek:
        """Return a person's working week without their leave."""
        leave = self.leaves[person.pk] if person else []
        return Workweek.from_iso(self.days, holidays=self.holidays, leave=leave)

    def until(self, due: datetime, person: User | None, total: int) -> ClockFace:
        """Word the working time left until a moment."""
        week, zone = self.week_of(person), self.zone_of(person)
        left = describe_remaining(self.at, due, total=total, zone=zone, week=week)
        return ClockFace(left.text.replace(" d", f"{NBSP}d"), left.kind)

    def of(self, item: Contradiction) -> ClockFace | None:
        """Word an item's working clock; None where none runs."""
        if not item.is_open:
            return None
        if item.status == Status.ACCEPTED:
            return self._expiry(item)
        if item.paused_until:
            return ClockFace(f"Paused for {item.paused_for}", "paused")
        if item.due_at is None:
            return None
        who = item.decider if item.status == Status.PROPOSED else item.owner
        return self.until(item.due_at, who, time_allowed(item))

    def _expiry(self, item: Contradiction) -> ClockFace | None:
        if item.accepted_until is None:
            return None
        left = (item.accepted_until - local_day(self.at, self.zone_of(item.owner))).days
        text = f"Expires in {left}{NBSP}d" if left >= 0 else "Expired"
        return ClockFace(text, "near" if left <= EXPIRY_NEAR_DAYS else "plain")


def time_allowed(item: Contradiction) -> int:
    """Return the working days an item has in its state."""
    due_field = DUE_FIELD.get(Status(item.status), "")
    return allowed_days(item, due_field) if due_field in ALLOWANCE else VERIFYING_DAYS
