"""Pausing the working clock, and climbing the ladder; the customer clock never stops."""

from datetime import date, datetime

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.workdays import add_working_days, end_of_day, local_day
from governance.actions.moving import Motion, change, move, refuse_outsiders, tell
from governance.clocks.due import DUE_FIELD, stop_pause, week_of
from governance.clocks.ladder import TOP, ladder_of
from governance.models import Contradiction, Escalation, Pause
from governance.policies import is_severe
from governance.refusals import IllegalMove, NotEntitled

RUNNING = tuple(status.value for status in DUE_FIELD)


def escalate(
    *, item: Contradiction, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Take an item one rung up: function head, then arbiter, then executive."""
    with move("escalate", item, actor=actor, at=at, reason=reason, version=version) as motion:
        if not reason.strip():
            raise ValidationError({"reason": "Say what the next person up should know."})
        if actor.is_system and not motion.item.is_overdue(at):
            raise NotEntitled(f"Only people may escalate {motion.item.code}; it is not overdue.")
        climb(motion, reason)
    return motion.item


def climb(motion: Motion, reason: str) -> None:
    """Write the next rung somebody stands on under the act under way; the top rung refuses."""
    item = motion.item
    if item.escalation_level >= TOP:
        raise IllegalMove(f"{item.code} is with the executive already; there is no rung above.")
    ladder = ladder_of(item, motion.act.at)
    item.escalated_to, item.escalation_level = ladder.above(item, item.escalation_level + 1)
    motion.act.record(
        Escalation(
            contradiction=item,
            cycle=item.cycle,
            level=item.escalation_level,
            to=item.escalated_to,
            reason=reason,
            by=motion.act.actor,
            at=motion.act.at,
        )
    )
    answers = [item.decider] if is_severe(item) else []
    told = {"went_up": ladder.silent(item), "escalate+": answers}
    tell(motion, **told, escalate=[item.escalated_to])


def pause(
    *,
    item: Contradiction,
    waiting_on: User,
    until_on: date,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Stop the working clock while a named person is waited for; once per cycle, for few days."""
    with change(
        "pause",
        item,
        actor=actor,
        at=at,
        who=("owner", "arbiter"),
        what="pause",
        states=RUNNING,
        reason=reason,
        version=version,
    ) as motion:
        _refuse_another_pause(motion.item)
        _refuse_long_pause(motion.item, until_on, at)
        if not reason.strip():
            raise ValidationError({"reason": "Say what you wait for."})
        refuse_outsiders(motion.item, "waiting_on", waiting_on)
        motion.act.record(
            Pause(
                contradiction=motion.item,
                cycle=motion.item.cycle,
                waiting_on=waiting_on,
                reason=reason,
                started_at=at,
                until_on=until_on,
                by=actor,
            )
        )
        motion.item.paused_until, motion.item.paused_for = until_on, waiting_on
        tell(motion, waiting_on)
    return motion.item


def _refuse_another_pause(item: Contradiction) -> None:
    if item.paused_until is not None:
        raise IllegalMove(f"{item.code} is paused until {item.paused_until}.")
    most = settings.TIEOUT.pauses_per_cycle
    if item.pauses.filter(cycle=item.cycle).count() >= most:
        often = "once" if most == 1 else f"{most} times"
        raise IllegalMove(
            f"{item.code} was paused in this cycle already; a clock pauses {often} a cycle."
        )


def _refuse_long_pause(item: Contradiction, until_on: date, at: datetime) -> None:
    most = settings.TIEOUT.pause_max_working_days
    week, zone = week_of(item.owner)
    last = local_day(add_working_days(at, most, zone, week), zone)
    if not local_day(at, zone) <= until_on <= last:
        raise ValidationError(
            {"until_on": f"Choose a day up to {last}: a clock pauses for {most} working days."}
        )


def resume(
    *, item: Contradiction, actor: User, at: datetime, reason: str = "", version: int | None = None
) -> Contradiction:
    """Let the working clock run on; the due time moves by the working days it stood still."""
    with change(
        "resume",
        item,
        actor=actor,
        at=at,
        who=("owner", "arbiter", "steward", "system"),
        what="resume",
        states=RUNNING,
        reason=reason,
        version=version,
    ) as motion:
        if motion.item.paused_until is None:
            raise IllegalMove(f"The working clock of {motion.item.code} is running.")
        stopped = stop_pause(motion.item, at)
        if stopped:
            motion.act.record(stopped)
    return motion.item


def pause_is_over(item: Contradiction, at: datetime) -> bool:
    """Say whether a pause ran past its date, as its owner lives it, so that the clock resumes."""
    _, zone = week_of(item.owner)
    return item.paused_until is not None and local_day(at, zone) > item.paused_until


def move_due(
    *,
    item: Contradiction,
    due_on: date,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Let the arbiter set another day until which the present state may last, for a reason."""
    with change(
        "move_due",
        item,
        actor=actor,
        at=at,
        who=("arbiter",),
        what="move the due time of",
        states=RUNNING,
        reason=reason,
        version=version,
    ) as motion:
        one, (_, zone) = motion.item, week_of(motion.item.owner)
        if not reason.strip():
            raise ValidationError({"reason": "Say why it may take until then."})
        if one.paused_until is not None:
            raise IllegalMove(f"The clock of {one.code} stands still. Let it run on first.")
        if due_on < local_day(at, zone):
            raise ValidationError({"due_on": "Choose today or a later day."})
        due_at = end_of_day(due_on, zone)
        if one.due_at and due_at < one.due_at:
            one.tightened_at = at
        one.due_at = due_at
        setattr(one, DUE_FIELD[Contradiction.Status(one.status)], one.due_at)
        tell(motion, one.owner, one.decider)
    return one
