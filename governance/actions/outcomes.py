"""After the decision: proving it, failing it, settling or ending an acceptance, reopening."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.cycles import start_cycle
from governance.actions.evidence import exhibit
from governance.actions.moving import Motion, move, raisers, refuse_other_open, tell
from governance.checks import Check
from governance.dispute.readings import Reading, later_readings, run_inside
from governance.models import Contradiction, Verification
from governance.refusals import IllegalMove, NotEntitled, Unmet


def resolve(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Fix a mild item without a decision, when every side agreed and the fix is proven."""
    with move("resolve", item, actor=actor, at=at, version=version) as motion:
        motion.item.decided_at = at
        tell(motion, motion.item.raiser, motion.item.decider)
    return motion.item


def start_verifying(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Say the promises are kept; from now on only readings count."""
    with move("start_verifying", item, actor=actor, at=at, version=version) as motion:
        tell(motion, motion.item.decider, motion.item.raiser)
    return motion.item


def verify(
    *,
    item: Contradiction,
    actor: User,
    at: datetime,
    waiver: str = "",
    version: int | None = None,
) -> Contradiction:
    """Close on readings inside tolerance for enough periods, or on the decider's waiver."""
    with move("verify", item, actor=actor, at=at, reason=waiver, version=version) as motion:
        one = motion.item
        readings = later_readings(one, motion.dossier.positions)
        if waiver.strip():
            _refuse_other_waivers(motion)
            _note(motion, Verification.Result.WAIVED, readings, waiver)
        else:
            _refuse_unproven(one, readings)
            _note(motion, Verification.Result.INSIDE, readings)
        one.ended_at = at
        tell(motion, *raisers(one), one.owner, one.decider)
    return motion.item


def waivers(item: Contradiction) -> set[int | None]:
    """Return who may close without readings: who decides now, and who did."""
    decision = item.current_decision
    return {item.decider_id, *((decision.by_id, decision.on_behalf_of_id) if decision else ())}


def _refuse_other_waivers(motion: Motion) -> None:
    if not motion.is_by(waivers(motion.item)):
        decider = motion.item.decider or "nobody yet"
        raise NotEntitled(f"Only the decider ({decider}) may waive readings.")


def _refuse_unproven(item: Contradiction, readings: list[Reading]) -> None:
    needed, inside = settings.TIEOUT.verify_periods, run_inside(readings)
    if inside < needed:
        who = f"the decider ({item.decider})" if item.decider else "whoever decides"
        found = f"{inside} of {needed} later periods inside tolerance"
        how = f"record the next readings of every side, or ask {who} for a waiver"
        raise Unmet([Check(f"{found}: {how}", ok=False)])


def _note(motion: Motion, result: str, readings: list[Reading], note: str = "") -> None:
    kept = [
        {
            "period": f"{reading.period_start}..{reading.period_end}",
            "gap": reading.gap,
            "inside": reading.is_inside,
            "measurements": list(reading.measurements),
        }
        for reading in readings
    ]
    motion.act.record(
        Verification(
            contradiction=motion.item,
            cycle=motion.item.cycle,
            result=result,
            periods=run_inside(readings),
            readings=kept,
            note=note,
            by=motion.act.actor,
            at=motion.act.at,
        )
    )


def fail(
    *,
    item: Contradiction,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Say the readings do not prove it; the decision stands and its promises return."""
    with move("fail", item, actor=actor, at=at, reason=reason, version=version) as motion:
        if not reason.strip():
            raise ValidationError({"reason": "Say what the readings show."})
        readings = later_readings(motion.item, motion.dossier.positions)
        _note(motion, Verification.Result.OUTSIDE, readings, reason)
        motion.item.verify_due_at = None
        tell(motion, motion.item.owner, motion.item.decider)
    return motion.item


def settle(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Leave an acceptance early because the gap is inside tolerance now."""
    with move("settle", item, actor=actor, at=at, version=version) as motion:
        if not run_inside(later_readings(motion.item, motion.dossier.positions)):
            why = "the latest reading of every side is to lie inside tolerance"
            raise Unmet([Check(why, ok=False)])
        motion.item.accepted_until = None
        tell(motion, motion.item.decider)
    return motion.item


def expire(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """End an acceptance whose date has come; the item is investigated again, in a new cycle."""
    with move("expire", item, actor=actor, at=at, version=version) as motion:
        until = motion.item.accepted_until
        if until is None or at.date() <= until:
            raise IllegalMove(f"{item.code} is accepted until {until}.")
        motion.act.reason = f"The acceptance ended on {until}"
        start_cycle(motion)
        tell(motion, motion.item.owner, motion.item.decider)
    return motion.item


def reopen(
    *,
    item: Contradiction,
    reason: str,
    actor: User,
    at: datetime,
    evidence_title: str = "",
    evidence_url: str = "",
    evidence_text: str = "",
    version: int | None = None,
) -> Contradiction:
    """Take a closed item up again because a side shows that it differs once more."""
    with move("reopen", item, actor=actor, at=at, reason=reason, version=version) as motion:
        if not reason.strip():
            raise ValidationError({"reason": "Say what shows that it is back."})
        refuse_other_open(motion.item)
        shown = exhibit(
            motion,
            title=evidence_title or "Why it is back",
            url=evidence_url,
            text=evidence_text or ("" if evidence_url else reason),
        )
        motion.act.record(shown)
        motion.item.reopenings += 1
        motion.item.ended_at = None
        start_cycle(motion)
        tell(motion, motion.item.owner, motion.item.decider)
    return motion.item
