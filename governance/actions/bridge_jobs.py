"""A bridge out of two lists: they are taken, rules are chosen, a worker sets them side by side.

What is uploaded is written without the columns that are to stay out. Nothing is part of the item
until a worker is done: then the bridge, its lines and their rows appear at once or not at all.
"""

import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from governance.actions.bridge_given import Given, drawing, keep_given, said_of, work_folder
from governance.actions.bridges import last_between, refuse_unlike
from governance.actions.moving import Motion
from governance.bridging.lists import last_run
from governance.bridging.rules import SIDES, Rules, first_rules, moved_on, rules_again, side_of
from governance.models import Bridge, BridgeJob, Contradiction, Position
from governance.promises.outbox import promise
from governance.refusals import IllegalMove
from metrics.bridge import BridgeError, Cancelled, File, Overlap, Running, overlap_of
from metrics.bridge.guessing import look_at

Step = BridgeJob.Step
# How long somebody waits for suggestions, or to hear how many keys match.
PATIENCE_SECONDS = 20


@dataclass(frozen=True, kw_only=True)
class Preview:
    """How many keys both lists hold and how many only one, and what to confirm."""

    both: int
    left: int
    right: int


def upload_lists(
    *,
    item: Contradiction,
    start: Position,
    end: Position,
    left: Given,
    right: Given,
    actor: User,
    at: datetime,
    is_next_month: bool = False,
) -> BridgeJob:
    """Take the lists behind two figures, without the columns to keep out, and look them through.

    Those of the next month start from the last rules with their windows moved on by one.
    """
    with drawing(verb="upload_bridge_lists", item=item, actor=actor, at=at) as motion:
        refuse_unlike(motion.item, start, end)
        _refuse_turned(motion, start, end)
        job = BridgeJob(
            contradiction=motion.item,
            start=start,
            end=end,
            person=actor,
            created_at=at,
            expires_at=at + timedelta(days=settings.TIEOUT.import_kept_days),
            keep_days=settings.TIEOUT.bridge_rows_days,
        )
    try:
        job.lists = {
            side: keep_given(job, side, given, at)
            for side, given in zip(SIDES, (left, right), strict=True)
        }
        job.guesses = _guesses(job)
        last = last_run(item, start, end)
        again = rules_again(last, job.lists) if last else None
        if again and is_next_month:
            again = moved_on(again)
        job.rules = again or first_rules(job.guesses, job.lists, {"left": start, "right": end})
        job.save()
    finally:
        if not BridgeJob.objects.filter(key=job.key).exists():
            shutil.rmtree(job.folder, ignore_errors=True)
    return job


def preview_bridge(*, job: BridgeJob, rules: Rules, actor: User, at: datetime) -> Preview | None:
    """Say how many keys of the lists match by these rules; None where it would take too long."""
    with drawing(verb="preview_bridge", item=job.contradiction, actor=actor, at=at):
        _refuse_expired(job, at)
    sides = {side: _side(job, rules, side) for side in SIDES}
    try:
        with said_of("rules"):
            found = overlap_of(sides, running=_patient(), work=work_folder())
    except Cancelled:
        return None
    return _preview(found)


def run_bridge(
    *, job: BridgeJob, rules: Rules, actor: User, at: datetime, keep_days: int | None = None
) -> BridgeJob:
    """Give two lists and their rules to a worker, who fills the bridge between the two figures."""
    most = settings.TIEOUT.bridge_rows_max_days
    days = job.keep_days if keep_days is None else keep_days
    if not 1 <= days <= most:
        raise ValidationError({"keep_days": f"Keep the rows for 1 to {most} days."})
    for side in SIDES:
        _side(job, rules, side)
        _refuse_no_amount(job, rules, side)
    with drawing(verb="run_bridge", item=job.contradiction, actor=actor, at=at) as motion:
        kept = locked(job)
        _refuse_expired(kept, at)
        if kept.is_at_work or kept.step == Step.DONE:
            state = kept.get_step_display().lower()
            raise IllegalMove(f"These lists are {state} already.")
        refuse_unlike(motion.item, kept.start, kept.end)
        _refuse_turned(motion, kept.start, kept.end)
        kept.rules = {side: dict(rules[side]) for side in SIDES}
        kept.keep_days, kept.person, kept.asked_at = days, actor, at
        kept.step, kept.trouble, kept.doing, kept.share = Step.QUEUED, "", "", None
        kept.save()
        promise("bridge_job", key=promise_key(kept), payload={"job": kept.pk}, at=at)
    return kept


def cancel_run(*, job: BridgeJob, actor: User, at: datetime) -> BridgeJob:
    """Have a worker stop; nothing of the item is changed."""
    with drawing(verb="cancel_bridge_run", item=job.contradiction, actor=actor, at=at):
        kept = locked(job)
        if not kept.is_at_work:
            raise IllegalMove("No worker has these lists.")
        kept.step = Step.STOPPING
        kept.save(update_fields=["step"])
        if kept.person_id != actor.pk:
            tell_asker(job=kept, event="bridge_stopped", at=at, by=actor)
    return kept


def tell_asker(*, job: BridgeJob, event: str, at: datetime, by: User | None = None) -> None:
    """Promise to tell whoever asked for a worker how that ended, once for each asking."""
    code, ending = job.contradiction.code, promise_key(job)
    page = reverse("bridge_job", args=[code, job.key])
    if event == "bridge_done":
        page = f"{reverse('bridge', args=[code])}?sides={job.start.order}-{job.end.order}"
    told = {
        "item": job.contradiction_id,
        "heard": {event: [job.person_id]},
        "by": by.pk if by else None,
        "path": page,
        "mark": f"#{ending}",
    }
    promise("notice", key=f"bridge:{ending}", payload=told, at=at)


def locked(job: BridgeJob) -> BridgeJob:
    """Read a job again under a row lock."""
    jobs = BridgeJob.objects.select_for_update(of=("self",))
    return jobs.select_related("contradiction", "start", "end", "person").get(pk=job.pk)


def promise_key(job: BridgeJob) -> str:
    """Return what makes one asking for a worker one promise."""
    assert job.asked_at is not None
    return f"{job.key}:{job.asked_at.isoformat()}"


def _refuse_turned(motion: Motion, start: Position, end: Position) -> None:
    """Refuse to lead the other way round than the bridge that stands there and is not signed."""
    last = last_between(motion.item, start, end)
    if last and last.status != Bridge.Status.SIGNED and last.start_id == end.pk:
        how = f"The bridge that stands leads from {end.label} to {start.label}. Give them so."
        raise ValidationError({"start": how})


def _refuse_expired(job: BridgeJob, at: datetime) -> None:
    if job.expires_at <= at or not job.folder.exists():
        raise IllegalMove("These lists are deleted by now. Upload them again.")


def _refuse_no_amount(job: BridgeJob, rules: Rules, side: str) -> None:
    if job.start.unit == "money" and not rules[side].get("amount"):
        raise ValidationError({f"{side}_amount": "Both figures are amounts: choose the column."})


def _side(job: BridgeJob, rules: Rules, side: str) -> Any:
    """Return a side as the engine reads it, refusing what no rule can be."""
    stated = job.start.value if side == "left" else job.end.value
    try:
        return side_of(rules[side], job.path_of(side), stated)
    except BridgeError as error:
        raise ValidationError({f"{side}_key_1": str(error)}) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValidationError({f"{side}_key_1": "These rules cannot be read."}) from error


def _guesses(job: BridgeJob) -> dict[str, Any]:
    files = [File(path=job.path_of(side)) for side in SIDES]
    try:
        with said_of("left"):
            found = look_at(*files, running=_patient(), work=work_folder())
    except Cancelled:
        plain = {
            side: [{"name": one, "sort": "text", "tells_apart": 0, "values": []} for one in names]
            for side in SIDES
            if (names := job.lists[side]["columns"])
        }
        return {**plain, "key": None, "normaliser": "exact"}
    facts = asdict(found)
    return {**facts, "key": list(found.key) if found.key else None}


def _preview(found: Sequence[Overlap]) -> Preview:
    known: Mapping[frozenset[str], int] = {one.lists: one.known for one in found}
    return Preview(
        both=known.get(frozenset(SIDES), 0),
        left=known.get(frozenset({"left"}), 0),
        right=known.get(frozenset({"right"}), 0),
    )


def _patient() -> Running:
    """Give up once a person would have waited long enough."""
    until = time.monotonic() + PATIENCE_SECONDS
    return Running(
        memory_mb=settings.TIEOUT.bridge_memory_mb,
        is_cancelled=lambda: time.monotonic() > until,
    )


def forget_lists(*, at: datetime) -> int:
    """Delete lists whose days are over, and what was left by workers that were killed."""
    old = BridgeJob.objects.filter(expires_at__lte=at)
    gone = 0
    for job in old:
        shutil.rmtree(job.folder, ignore_errors=True)
        with transaction.atomic():
            job.delete()
        gone += 1
    return gone
