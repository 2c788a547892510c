"""The two clocks of an item: working time that is owed, and the customer's time that runs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import Calendar, Holiday, Leave, User
from accounts.workdays import Workweek, add_working_days, end_of_day, working_days_between
from governance.models import Contradiction, Pause

Status = Contradiction.Status
DUE_FIELD = {
    Status.LOGGED: "own_due_at",
    Status.ASSIGNED: "answer_due_at",
    Status.INVESTIGATING: "answer_due_at",
    Status.PROPOSED: "decide_due_at",
    Status.DECIDED: "done_due_at",
    Status.VERIFYING: "verify_due_at",
}
ALLOWANCE = {
    "own_due_at": ("own", "logged_at"),
    "answer_due_at": ("answer", "assigned_at"),
    "decide_due_at": ("decide", "proposed_at"),
    "done_due_at": ("act", "decided_at"),
}
CADENCE_DAYS = {"day": 1, "week": 7, "month": 31, "quarter": 92}
UNTRIAGED = 3  # the severity whose times hold until somebody sets one


def week_of(person: User | None) -> tuple[Workweek, ZoneInfo]:
    """Return a person's working week and zone; the company's where there is no person."""
    calendar = Calendar.objects.first()
    days = calendar.working_days if calendar else "12345"
    holidays = Holiday.objects.standing().values_list("on", flat=True) if calendar else []
    away = Leave.objects.standing().filter(person=person)
    leave = list(away.values_list("from_on", "until_on")) if person else []
    zone = person.time_zone if person else calendar.time_zone if calendar else "UTC"
    return Workweek.from_iso(days, holidays=holidays, leave=leave), ZoneInfo(zone)


def allowed_days(item: Contradiction, due_field: str) -> int:
    """Return the working days an item's severity allows for a due time."""
    allowance, _ = ALLOWANCE[due_field]
    days: int = getattr(settings.TIEOUT.due_days[f"S{item.severity or UNTRIAGED}"], allowance)
    return days


def wind(item: Contradiction, at: datetime) -> None:
    """Set the due time of the state an item is in; one that is running is never lengthened."""
    due_field = DUE_FIELD.get(Status(item.status))
    if due_field and getattr(item, due_field) is None:
        verifying = due_field == "verify_due_at"
        due = _second_reading_due(item, at) if verifying else _first_due(item, due_field)
        setattr(item, due_field, due)
    item.due_at = getattr(item, due_field) if due_field else None


def rate(item: Contradiction, severity: int, at: datetime, status: str = "") -> None:
    """Set a severity; raised, its shorter times run from now on at most, and lowered nothing does.

    What was in time before is late no sooner than a fresh item of that severity would be. The
    `status` is the one it moves to by the same act.
    """
    is_raised = severity < (item.severity or UNTRIAGED)
    item.severity = severity
    if not is_raised:
        return
    now = DUE_FIELD.get(Status(status or item.status))
    for due_field in ALLOWANCE:
        running, fresh = getattr(item, due_field), _first_due(item, due_field, at)
        if running is not None and fresh < running:
            setattr(item, due_field, fresh)
            item.tightened_at = at if due_field == now else item.tightened_at
    item.due_at = getattr(item, now) if now else None


def answer_anew(item: Contradiction, at: datetime) -> None:
    """Start the time to answer at a moment; one that runs already stays where it ends sooner.

    So does the time to find an owner: whoever declines afterwards gains none.
    """
    is_running = item.status in (Status.ASSIGNED, Status.INVESTIGATING)
    running, owned_by = item.answer_due_at if is_running else None, item.own_due_at
    unwind(item)
    item.assigned_at, item.own_due_at = at, owned_by
    fresh = _first_due(item, "answer_due_at")
    item.answer_due_at = min(running, fresh) if running else fresh


def unwind(item: Contradiction) -> None:
    """Forget due times that no longer run, so that a reopened item gets its own."""
    for due_field in (*ALLOWANCE, "verify_due_at"):
        setattr(item, due_field, None)


def stop_pause(item: Contradiction, at: datetime) -> Pause | None:
    """End the running pause and move the due time by what it took; the caller records both."""
    running = item.pauses.filter(cycle=item.cycle, ended_at__isnull=True).first()
    item.paused_until = item.paused_for = None
    if running is None:
        return None
    # The clocks of two servers may differ by more than the pause lasted.
    running.ended_at = max(at, running.started_at)
    due_field = DUE_FIELD.get(Status(item.status))
    if item.due_at and due_field:
        week, zone = week_of(item.owner)
        # The worker may come by later than on the day after.
        over_at = end_of_day(running.until_on, zone) + timedelta(seconds=1)
        stood = working_days_between(running.started_at, min(at, over_at), zone, week)
        stood = max(0, min(stood, settings.TIEOUT.pause_max_working_days))
        item.due_at = add_working_days(item.due_at, stood, zone, week) if stood else item.due_at
        setattr(item, due_field, item.due_at)
    return running


def _first_due(item: Contradiction, due_field: str, since: datetime | None = None) -> datetime:
    _, start_field = ALLOWANCE[due_field]
    start = since or getattr(item, start_field) or item.logged_at
    person = item.decider if due_field == "decide_due_at" else item.owner
    week, zone = week_of(person)
    return add_working_days(start, allowed_days(item, due_field), zone, week)


def _second_reading_due(item: Contradiction, at: datetime) -> datetime:
    """Return when enough readings after `at` are due, by the slowest cadence of its KPIs."""
    cadences = item.positions.filter(kpi__isnull=False).values_list("kpi__cadence", flat=True)
    slowest = max((CADENCE_DAYS[cadence] for cadence in cadences), default=31)
    return at + timedelta(days=slowest * settings.TIEOUT.verify_periods)
