"""The company's fiscal calendar, as the engines read it."""

from accounts.models import Calendar
from metrics.periods import CALENDAR_YEAR, FiscalCalendar


def fiscal_calendar() -> FiscalCalendar:
    """Return the company's fiscal calendar; the calendar year until one is set."""
    kept = Calendar.objects.first()
    if kept is None:
        return CALENDAR_YEAR
    return FiscalCalendar(
        start_month=kept.fiscal_start_month, named_by_end=kept.fiscal_named_by_end
    )
