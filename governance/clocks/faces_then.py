"""Clock faces as they stood at an earlier moment, from the calendar and leave known then."""

from collections import defaultdict
from functools import cached_property

from accounts.models import Calendar, FiscalChange, Holiday, Leave
from governance.clocks.faces import Faces
from governance.history.as_of import known
from metrics.calendars import fiscal_calendar_of
from metrics.periods import CALENDAR_YEAR, FiscalCalendar


class FacesThen(Faces):
    """Clock faces at a past moment; leave and holidays entered later do not count."""

    def _calendar(self) -> None:
        """Read the company's week and holidays as they were known."""
        kept = next(iter(known(Calendar.objects.all(), self.at).values()), None)
        self.days, self.zone = (kept.working_days, kept.time_zone) if kept else ("12345", "UTC")
        holidays = known(Holiday._base_manager.all(), self.at).values()
        self.holidays = [row.on for row in holidays if not row.is_withdrawn]

    @cached_property
    def fiscal(self) -> FiscalCalendar:
        """The company's fiscal calendar as it was known."""
        kept = next(iter(known(Calendar.objects.all(), self.at).values()), None)
        if kept is None:
            return CALENDAR_YEAR
        changes = known(FiscalChange._base_manager.all(), self.at).values()
        return fiscal_calendar_of(kept, [row for row in changes if not row.is_withdrawn])

    def _leaves(self, people: set[int]) -> None:
        """Read the leave of these people as it was known."""
        self.leaves = defaultdict(list)
        rows = Leave._base_manager.filter(person__in=people)
        for row in known(rows, self.at).values() if people else ():
            if not row.is_withdrawn:
                self.leaves[row.person_id].append((row.from_on, row.until_on))
