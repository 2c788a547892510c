"""What silence brings about by itself: reminders, the next rung, and days that come round."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef

from accounts.models import User
from governance.actions.bridges import AUTHORS, WHILE
from governance.actions.clocks import escalate
from governance.actions.reviews import call_review
from governance.bridging.repeating import lists_path, ran_since, repeats_due, who_repeats
from governance.clocks.ladder import Ladder, Step, to_watch
from governance.models import Contradiction, Decision, FollowUp, Outbox
from governance.policies import is_severe
from governance.promises.outbox import promise

Due = tuple[Contradiction, Step]
AT_ONCE = 500
ONE_DAY = timedelta(days=1)
# A worker that was down for longer than this says nothing of what was due before.
MISSED_AT_MOST = timedelta(days=14)


def falls_due(at: datetime) -> Iterator[Due]:
    """Yield each item with the one step that its silence has reached and that is not taken yet.

    Of steps that all came while nobody looked, the last alone: a late worker sends no flood. The
    next rung counts from the last one climbed, so each run climbs one at most.
    """
    items = list(to_watch())
    ladder = Ladder([person for item in items for person in (item.owner, item.decider)], at)
    reached = [(item, _reached(ladder.steps(item, names_rungs=False), at)) for item in items]
    due = [(item, step) for item, step in reached if step]
    taken = _taken(_key(item, step) for item, step in due)
    yield from ((item, step) for item, step in due if _key(item, step) not in taken)


def _reached(steps: list[Step], at: datetime) -> Step | None:
    """Return the last step whose time has come: a rung that nobody climbed goes before words."""
    come = [step for step in steps if step.at <= at]
    rungs = [step for step in come if step.name == "escalate" and not step.is_done]
    climbed = max((one.at for one in come if one.name == "escalate" and one.is_done), default=None)
    words = [one for one in come if one.name != "escalate" and (not climbed or one.at > climbed)]
    return rungs[0] if rungs else words[-1] if words else None


def _taken(keys: Iterable[str]) -> set[str]:
    """Return those of the keys that were promised before."""
    found: set[str] = set()
    every = [f"notice:{key}" for key in keys]
    for start in range(0, len(every), AT_ONCE):
        rows = Outbox.objects.filter(key__in=every[start : start + AT_ONCE])
        found.update(key.removeprefix("notice:") for key in rows.values_list("key", flat=True))
    return found


def _key(item: Contradiction, step: Step) -> str:
    """Name a step of one due time: another due time brings its own."""
    due = item.due_at.isoformat() if item.due_at else ""
    return f"{item.code}:{step.name}:{due}"


def take(*, item: Contradiction, step: Step, actor: User, at: datetime) -> None:
    """Take one step of silence: a rung is climbed, a review is called, anything else is told."""
    if step.name == "escalate":
        due = f"{item.due_at:%Y-%m-%d}" if item.due_at else "its due time"
        escalate(item=item, reason=f"Nobody answered by {due}", actor=actor, at=at)
    else:
        is_late = step.name == "overdue" and is_severe(item)
        told = (item.decider,) if is_late else ()
        name = step.name
        to: tuple[User | None, ...] = step.to
        if name == "review_proposed" and call_review(item=item, actor=actor, at=at):
            name, to = "urgent_review", (*to, *_concerned(item))
        remind(Reminder(_key(item, step), name, item, to, told), at)


def _concerned(item: Contradiction) -> tuple[User | None, ...]:
    return item.owner, item.decider, item.escalated_to


@dataclass(frozen=True)
class Reminder:
    """A notice of an event that nobody caused; the key makes it one, however often it is found."""

    key: str
    event: str
    item: Contradiction
    to: tuple[User | None, ...]
    told: tuple[User | None, ...] = ()  # who answers for the outcome
    follow_up: FollowUp | None = None
    path: str = ""  # where it is done, if not on the page of the item


def remind(reminder: Reminder, at: datetime) -> None:
    """Promise a reminder."""
    heard = {reminder.event: _keys(reminder.to), f"{reminder.event}+": _keys(reminder.told)}
    payload: dict[str, Any] = {"item": reminder.item.pk, "heard": heard, "by": None}
    if reminder.follow_up:
        payload["follow_ups"] = [reminder.follow_up.pk]
    if reminder.path:
        payload["path"] = reminder.path
    promise("notice", key=reminder.key, payload=payload, at=at)


def _keys(people: Iterable[User | None]) -> list[int]:
    named = [person.pk for person in people if person and not person.is_system]
    return list(dict.fromkeys(named))


def remind_of_days(*, at: datetime) -> None:
    """Remind of follow-ups, revisits and acceptances whose day is near or past, once each."""
    today = at.date()
    found = [*_follow_ups(today), *_revisits(today), *_acceptances(today), *_repeats(at)]
    taken = _taken(one.key for one in found)
    for one in found:
        if one.key not in taken:
            remind(one, at)


def _follow_ups(today: date) -> Iterator[Reminder]:
    near = FollowUp.objects.filter(status=FollowUp.Status.OPEN, due_on__lte=today + ONE_DAY)
    for row in near.select_related("contradiction__decider", "owner"):
        is_late = row.due_on < today
        key = f"follow_up:{row.pk}:{row.due_on}:{'late' if is_late else 'near'}"
        event = "follow_up_late" if is_late else "follow_up_due"
        item = row.contradiction
        yield Reminder(key, event, item, (row.owner,), (item.decider,), row)


def _revisits(today: date) -> Iterator[Reminder]:
    current = Contradiction.objects.filter(current_decision=OuterRef("pk"))
    due = Decision.objects.filter(Exists(current)).with_look()
    near = due.filter(look_on__range=(today - MISSED_AT_MOST, today))
    for made in near.select_related("by", "contradiction__owner"):
        item = made.contradiction
        # A decision that was looked at before has a day of its own for the next time.
        key = f"revisit:{made.pk}" + (f":{made.look_on}" if made.look_on != made.revisit_on else "")
        yield Reminder(key, "revisit_due", item, (made.by, item.owner))


def _acceptances(today: date) -> Iterator[Reminder]:
    soon = today + timedelta(days=settings.TIEOUT.expiry_notice_days)
    ending = Contradiction.objects.filter(status="accepted", accepted_until__lte=soon)
    for item in ending.select_related("owner", "decider"):
        key = f"{item.code}:expires:{item.accepted_until}"
        yield Reminder(key, "expires_soon", item, (item.owner, item.decider))


def _repeats(at: datetime) -> Iterator[Reminder]:
    """Remind of this month's bridges; one that was computed since the month began needs nobody.

    A month that nobody was there to remind of is over: the next reminder is of the present one.
    """
    due = {f"repeat:{row.pk}:{month:%Y-%m}": (row, month) for row, month in repeats_due(at, WHILE)}
    taken = _taken(due)
    for key, (row, month) in due.items():
        if key not in taken and not ran_since(row, month, at):
            item, to = row.bridge.contradiction, (who_repeats(row, at, AUTHORS),)
            yield Reminder(key, "repeat_due", item, to, path=lists_path(row.bridge))
