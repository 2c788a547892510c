"""The company's fiscal calendar, as the engines read it."""

from collections.abc import Iterable

from django.db.models import F, FilteredRelation, Q

from accounts.fiscal_years import Pattern
from accounts.models import Calendar, FiscalChange
from metrics.periods import CALENDAR_YEAR, Change, FiscalCalendar

BASE = ("fiscal_start_month", "fiscal_named_by_end", "fiscal_pattern", "fiscal_first_weekday")
OF_A_CHANGE = ("from_on", "start_month", "named_by_end", "pattern", "first_weekday")


def fiscal_calendar() -> FiscalCalendar:
    """Return the company's fiscal calendar; the calendar year until one is set.

    One query, with the changes that stand.
    """
    standing = FilteredRelation("fiscal_changes", condition=Q(fiscal_changes__is_withdrawn=False))
    rows = list(
        Calendar.objects.annotate(standing=standing)
        .order_by("pk", "standing__from_on")
        .values(*BASE, **{name: F(f"standing__{name}") for name in OF_A_CHANGE})
    )
    if not rows:
        return CALENDAR_YEAR
    kept = Calendar(**{name: rows[0][name] for name in BASE})
    changes = [
        FiscalChange(**{name: row[name] for name in OF_A_CHANGE}) for row in rows if row["from_on"]
    ]
    return fiscal_calendar_of(kept, changes)


def fiscal_calendar_of(kept: Calendar, changes: Iterable[FiscalChange]) -> FiscalCalendar:
    """Return the fiscal calendar of these rows, as they are or as they were."""
    ordered = sorted(changes, key=lambda change: change.from_on)
    return FiscalCalendar(
        start_month=kept.fiscal_start_month,
        named_by_end=kept.fiscal_named_by_end,
        pattern=Pattern(kept.fiscal_pattern),
        first_weekday=kept.fiscal_first_weekday,
        changes=tuple(Change(one.from_on, one.rule) for one in ordered),
    )
