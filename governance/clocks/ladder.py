"""What silence brings: reminders before a due time, then one rung after the other above it.

Worked out from what the database holds now, so that whoever acts stops it, and a worker that
slept finds the same ladder.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Prefetch

from accounts.models import User
from accounts.workdays import Workweek, add_working_days, local_day, working_days_between
from governance.clocks.due import ALLOWANCE, DUE_FIELD
from governance.clocks.faces import Faces
from governance.lifecycle import OPEN
from governance.models import Contradiction, Escalation, FollowUp
from governance.models.contradictions import ContradictionQuerySet
from governance.policies import matter_of
from governance.rights.matrix import Matrix, Right
from metrics.figures import weekday

Status = Contradiction.Status
TOP = 3
UPWARDS = ("escalate", "review_proposed")
STANDS = {1: "the function head", 2: "the arbiter", 3: "the executive"}
# The shortest time of which half is worth a word.
SHORTEST_HALVED = 4
MORNING = time(8, 0)


@dataclass(frozen=True)
class Step:
    """One thing that happens to an item if nobody acts: when, and who hears of it."""

    name: str  # half_gone, due_next, overdue, escalate or review_proposed
    at: datetime
    to: tuple[User, ...]
    stands: str = ""  # which rung that is
    is_done: bool = False

    @property
    def says(self) -> str:
        """What the step is, in words."""
        return {
            "half_gone": "Half of the time is used: a line in the digest",
            "due_next": "One working day before: a reminder",
            "overdue": "Overdue: a reminder that names the next rung",
            "escalate": f"To {self.stands or 'whoever stands above'}",
            "review_proposed": "An extraordinary review of fifteen minutes is proposed",
        }[self.name]


def to_watch() -> ContradictionQuerySet:
    """Return the open items whose working clock runs, with all that their ladder needs."""
    climbed = Escalation.objects.select_related("to").order_by("level")
    undone = FollowUp.objects.filter(status=FollowUp.Status.OPEN).select_related("owner")
    running = Contradiction.objects.filter(status__in=OPEN, due_at__isnull=False)
    people = ("owner__function__head", "decider__function__head", "raiser__function__head")
    return (
        running.exclude(status=Status.ACCEPTED)
        .filter(paused_until__isnull=True)
        .select_related("domain", "decision_type", "escalated_to", *people)
        .prefetch_related(
            Prefetch("escalations", climbed, to_attr="climbed"),
            Prefetch("follow_ups", undone, to_attr="undone"),
        )
    )


class Ladder:
    """The steps of items at one moment; the matrix and calendars are read once for all."""

    def __init__(self, people: Iterable[User | None], at: datetime) -> None:
        self.at = at
        self.faces = Faces(people, at)
        self.matrix = Matrix.on(at.date())
        self.stewards = tuple(User.objects.stewards())

    def silent(self, item: Contradiction) -> tuple[User, ...]:
        """Return whose answer an item waits for."""
        if item.status == Status.LOGGED:
            return self.stewards
        if item.status == Status.PROPOSED:
            decider = item.decider or self.matrix.decider(matter_of(item)).stand_in
            return (decider,) if decider else ()
        if item.status == Status.DECIDED:
            owners = [row.owner for row in _undone(item)]
            return tuple(dict.fromkeys(owners)) or _one(item.owner)
        return _one(item.owner)

    def steps(self, item: Contradiction, *, names_rungs: bool = True) -> list[Step]:
        """Return everything that happens to an item from its start on, in order of time.

        Who stands on each rung costs a query an item; a job that looks at thousands asks later.
        """
        if item.due_at is None:
            return []
        silent = self.silent(item)
        week, zone = self._calendar(silent[0] if silent else item.owner)
        steps = [
            *self._reminders(item, silent, week, zone),
            *self._rungs(item, week, zone, names_rungs=names_rungs),
        ]
        return sorted(steps, key=lambda step: step.at)

    def _calendar(self, person: User | None) -> tuple[Workweek, ZoneInfo]:
        return self.faces.week_of(person), self.faces.zone_of(person)

    def _reminders(
        self, item: Contradiction, silent: tuple[User, ...], week: Workweek, zone: ZoneInfo
    ) -> Iterable[Step]:
        assert item.due_at is not None
        start = _start(item)
        allowed = working_days_between(start, item.due_at, zone, week)
        marks = [("overdue", item.due_at)]
        if allowed > 1:
            marks.append(("due_next", _morning_before(item.due_at, week, zone)))
        if allowed >= SHORTEST_HALVED and item.status != Status.VERIFYING:
            marks.append(("half_gone", add_working_days(start, allowed // 2, zone, week)))
        return [Step(name, at, silent, is_done=at <= self.at) for name, at in marks]

    def _rungs(
        self, item: Contradiction, week: Workweek, zone: ZoneInfo, *, names_rungs: bool
    ) -> Iterable[Step]:
        """Yield the rungs climbed since the cycle began, and those ahead with their days."""
        assert item.due_at is not None
        climbed = [row for row in _climbed(item) if row.cycle == item.cycle]
        for row in climbed:
            yield Step("escalate", row.at, _one(row.to), STANDS[row.level], is_done=True)
        last = max([item.due_at, *(row.at for row in climbed)])
        level = item.escalation_level
        while level < TOP:
            last = self._later(last, zone, week)
            person, level = self.above(item, level + 1) if names_rungs else (None, level + 1)
            yield Step("escalate", last, _one(person), STANDS[level] if person else "")
        if item.severity == Contradiction.Severity.S1:
            yield Step("review_proposed", self._later(last, zone, week), self.stewards)

    def _later(self, at: datetime, zone: ZoneInfo, week: Workweek) -> datetime:
        return add_working_days(at, settings.TIEOUT.rung_working_days, zone, week)

    def above(self, item: Contradiction, level: int) -> tuple[User | None, int]:
        """Return whom a rung leads to, and which rung: 1 head, 2 arbiter, 3 executive.

        The head is that of whoever is silent. Where nobody stands on a rung, or only who is
        silent already, it is whoever stands above, and that rung is climbed at once.
        """
        silent = self.silent(item)
        matter, head = matter_of(item), self._head(item, silent)
        rungs = {
            1: _one(head),
            2: self.matrix.holders(Right.ARBITER, matter),
            3: self.matrix.holders(Right.EXECUTIVE, matter),
        }
        passed = {item.owner_id, *(person.pk for person in silent)}
        for height in range(level, TOP + 1):
            for person in rungs[height]:
                if person.pk not in passed:
                    return person, height
        return None, level

    def _head(self, item: Contradiction, silent: tuple[User, ...]) -> User | None:
        function = (item.owner or item.raiser).function
        if item.status == Status.PROPOSED and silent and silent[0].function:
            function = silent[0].function
        return function.head if function else None


def ladder_of(item: Contradiction, at: datetime) -> Ladder:
    """Return the ladder for one item, in the calendars of the people it names."""
    people = [item.owner, item.decider, *(row.owner for row in _undone(item))]
    return Ladder(people, at)


def next_rung(item: Contradiction, at: datetime) -> str:
    """Say what happens next if nobody answers, and on which day; nothing where no rung is left."""
    ladder = ladder_of(item, at)
    ahead = [step for step in ladder.steps(item) if not step.is_done and step.name in UPWARDS]
    if not ahead or item.paused_until is not None:
        return ""
    step, zone = ahead[0], ladder.faces.zone_of(item.owner)
    day = weekday(max(step.at, at).astimezone(zone))
    if step.name == "review_proposed":
        said = f"Without an answer an extraordinary review is proposed on {day}."
        return said if step.at > at else ""
    return f"Without an answer it goes to {step.to[0]}, {step.stands}, on {day}." if step.to else ""


def _climbed(item: Contradiction) -> list[Escalation]:
    kept: list[Escalation] | None = getattr(item, "climbed", None)
    return list(item.escalations.select_related("to")) if kept is None else kept


def _undone(item: Contradiction) -> list[FollowUp]:
    kept: list[FollowUp] | None = getattr(item, "undone", None)
    if kept is None:
        kept = list(item.follow_ups.filter(status=FollowUp.Status.OPEN).select_related("owner"))
    return kept


def _start(item: Contradiction) -> datetime:
    """Return when the time that runs began; of readings waited for, when they were asked.

    What was made shorter, by a raised severity or the arbiter, runs from then on.
    """
    due_field = DUE_FIELD[Status(item.status)]
    named = ALLOWANCE.get(due_field)
    begun = (getattr(item, named[1]) if named else item.decided_at) or item.logged_at
    return max(begun, item.tightened_at) if item.tightened_at else begun


def _morning_before(due: datetime, week: Workweek, zone: ZoneInfo) -> datetime:
    """Return the morning of the last working day before the one a time runs out on."""
    day = local_day(due, zone)
    days = (day - timedelta(days=n) for n in range(1, 366))
    before = next((one for one in days if week.is_working(one)), day)
    return datetime.combine(before, MORNING, zone)


def _one(person: User | None) -> tuple[User, ...]:
    return (person,) if person else ()
