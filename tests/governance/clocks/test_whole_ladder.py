"""One item that nobody answers, over everything a calendar can hold: each message on its day.

Europe/Berlin in March 2027. The owner is away from Monday 22 to Wednesday 24, Good Friday and
Easter Monday are holidays, the clocks change between them, and the quarter ends on Wednesday 31.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.actions.calendars import add_holiday, add_leave, set_calendar
from accounts.actions.people import system_actor
from accounts.models import Function, User
from governance.actions.silence import falls_due, take
from governance.models import Contradiction, Notification
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import keep_notices

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = timedelta(hours=6)
Came = tuple[str, str]
EASTER = {date(2027, 3, 26): "Good Friday", date(2027, 3, 29): "Easter Monday"}


def calendar_of(company: Company) -> None:
    owner, keeper = company.marketing_head, company.administrator
    Function.objects.filter(pk=company.marketing.pk).update(head=company.viewer)
    User.objects.filter(pk=owner.pk).update(time_zone="Europe/Berlin")
    owner.refresh_from_db()
    set_calendar(
        working_days="12345",
        time_zone="Europe/Berlin",
        fiscal_start_month=1,
        fiscal_named_by_end=True,
        actor=keeper,
        at=clock.tick(),
    )
    for on, name in EASTER.items():
        add_holiday(on=on, name=name, actor=keeper, at=clock.tick())
    away = {"from_on": date(2027, 3, 22), "until_on": date(2027, 3, 24)}
    add_leave(person=owner, **away, actor=owner, at=clock.tick())


def rounds(item: Contradiction, begin: datetime, end: datetime) -> Iterator[Came]:
    """Take the worker's rounds, each of them twice; yield each step with the hour it was due."""
    at = begin
    while at < end:
        at += HOURS
        for _, step in [*falls_due(at)]:
            take(item=item, step=step, actor=system_actor(at), at=at)
            assert list(falls_due(at)) == [], "a second round finds nothing left to do"
            yield step.name, f"{step.at.astimezone(BERLIN):%a %d %b %H:%M}"


def heard(item: Contradiction) -> set[tuple[str, str, str]]:
    """Return who heard what by the passing of time, and on which day, stewards aside."""
    keep_notices()
    rows = Notification.objects.filter(item=item).exclude(event__endswith="*")
    by_time = [row for row in rows.select_related("person", "by") if not row.by or row.by.is_system]
    return {(_day(row.at), row.event.rstrip("+"), row.person.name) for row in by_time}


def _day(at: datetime) -> str:
    return f"{at.astimezone(BERLIN):%d %b}"


def test_climbs_over_leave_easter_a_changed_clock_and_a_quarter_end(company: Company) -> None:
    clock.moment = datetime(2027, 3, 7, 20, tzinfo=UTC)
    calendar_of(company)
    item = assigned(company)
    assert item.assigned_at is not None
    assert item.assigned_at.astimezone(BERLIN).date() == date(2027, 3, 8)

    assert list(rounds(item, clock.moment, datetime(2027, 4, 3, 20, tzinfo=UTC))) == [
        # Five of ten working days; the last working day before the due one is before the leave.
        ("half_gone", "Mon 15 Mar 23:59"),
        ("due_next", "Fri 19 Mar 08:00"),
        ("overdue", "Thu 25 Mar 23:59"),
        # Good Friday, a weekend of 47 hours and Easter Monday lie between; then two working days.
        ("escalate", "Wed 31 Mar 23:59"),
    ]
    # Nobody looks for a fortnight: what came meanwhile comes as one step, and no more.
    late = datetime(2027, 4, 19, 7, tzinfo=UTC)
    assert list(rounds(item, late, late + timedelta(days=12))) == [
        ("escalate", "Mon 05 Apr 23:59"),
        ("escalate", "Wed 21 Apr 23:59"),
    ]

    item.refresh_from_db()
    assert (item.status, item.escalation_level) == ("assigned", 3)
    owner = "Head of Marketing"
    assert heard(item) == {
        ("16 Mar", "half_gone", owner),
        ("19 Mar", "due_next", owner),
        ("26 Mar", "overdue", owner),
        ("01 Apr", "escalate", "Viewer"),
        ("01 Apr", "went_up", owner),
        ("19 Apr", "escalate", "COO"),
        ("19 Apr", "went_up", owner),
        ("22 Apr", "escalate", "CEO"),
        ("22 Apr", "went_up", owner),
    }
