"""What a worker makes of two lists: a bridge whose computed lines stand beside those made by hand.

Everything a run leaves behind appears in one transaction: the bridge, its lines, and the name of
the folder of their rows. A folder that no record names is nobody's, and is swept.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from governance.actions.bridge_jobs import locked, tell_asker
from governance.actions.bridges import AUTHORS, WHILE, ends_of, last_between, refuse_unlike
from governance.actions.moving import Motion, change, lock
from governance.bridging.lists import name_of, origin_of, reading_of
from governance.bridging.rules import SIDES
from governance.bridging.steps import label_of
from governance.models import Bridge, BridgeJob, BridgeLine, BridgeRows, BridgeRun, RowsDownload
from governance.policies import sees_restricted
from governance.refusals import IllegalMove, NotEntitled
from metrics import bridge as engine

Step = BridgeJob.Step
DRAWING: dict[str, Any] = {"who": AUTHORS, "what": "draw up a bridge of", "states": WHILE}
MOST_DIGITS = 15


def put_in_place(
    *, job: BridgeJob, found: engine.Bridge, rows: str, actor: User, at: datetime
) -> None:
    """Fill the bridge between two figures with what their lists came to, in one transaction."""
    _refuse_too_exact(found)
    with change("run_bridge", job.contradiction, actor=actor, at=at, **DRAWING) as motion:
        kept = _at_work(job)
        if kept is None or kept.step == Step.STOPPING:
            raise IllegalMove("Somebody stopped it.")
        bridge = _bridge_of(motion, kept)
        run = motion.act.record(_run_of(bridge, kept, found, actor, motion.act.at))
        until = at.date() + timedelta(days=kept.keep_days)
        motion.act.record(BridgeRows(run=run, name=rows, kept_until=until))
        for old in bridge.lines.filter(run__isnull=False, is_withdrawn=False):
            old.is_withdrawn = True
            motion.act.record(old)
        for line in _lines_of(bridge, run, found):
            motion.act.record(line)
        kept.step, kept.bridge, kept.doing, kept.share = Step.DONE, bridge, "", None
        kept.save(update_fields=["step", "bridge", "doing", "share"])
        tell_asker(job=kept, event="bridge_done", at=at)


def stop(*, job: BridgeJob, trouble: str, at: datetime) -> None:
    """Say why a worker stopped, to whoever asked for it too; nothing of the item was changed.

    Where a person stopped it, that person knows, and the asker was told by then.
    """
    with transaction.atomic():
        if kept := _at_work(job):
            if kept.step != Step.STOPPING:
                tell_asker(job=kept, event="bridge_stopped", at=at)
            kept.step, kept.trouble, kept.doing, kept.share = Step.STOPPED, trouble, "", None
            kept.save(update_fields=["step", "trouble", "doing", "share"])


def say_how_far(*, job: BridgeJob, doing: str, share: float | None) -> None:
    """Note what a worker does, for whoever looks at the page of the lists."""
    BridgeJob.objects.filter(pk=job.pk, step=Step.QUEUED).update(doing=doing[:200], share=share)


def download_rows(*, line: BridgeLine, kind: str, actor: User, at: datetime) -> RowsDownload:
    """Take the rows of a computed step out of the house; history says who did, and when."""
    if kind not in RowsDownload.Kind.values:
        raise ValidationError({"kind": "Choose CSV or Parquet."})
    with transaction.atomic():
        item = lock(line.bridge.contradiction)
        if not sees_restricted(item, actor, at.date()):
            raise NotEntitled(f"Only those with a part in {item.code} may read its rows.")
        rows_path(line)
        act = Act(actor=actor, at=at, verb="download_bridge_rows")
        return act.record(RowsDownload(line=line, kind=kind, by=actor, at=at))


def keep_rows_until(*, bridge: Bridge, days: int, actor: User, at: datetime) -> BridgeRows:
    """Choose for how many days from now the rows of a bridge are kept."""
    most = settings.TIEOUT.bridge_rows_max_days
    if not 0 <= days <= most:
        raise ValidationError({"days": f"Choose 0 to {most} days."})
    item = bridge.contradiction
    told = {**DRAWING, "states": None}
    with change("keep_bridge_rows", item, actor=actor, at=at, **told) as motion:
        rows = BridgeRows.objects.filter(run__bridge=bridge).order_by("-run__at").first()
        if rows is None or rows.deleted_at:
            raise IllegalMove("The rows of this bridge are deleted, or there never were any.")
        rows.kept_until = at.date() + timedelta(days=days)
        return motion.act.record(rows)


def forget_rows(*, rows: BridgeRows, actor: User, at: datetime) -> BridgeRows:
    """Delete the rows behind the steps of a run; the steps and the hashes of its lists stay."""
    if not (actor.is_system or actor.is_administrator):
        raise NotEntitled("Rows are deleted on the day that was chosen for them.")
    with transaction.atomic():
        lock(rows.run.bridge.contradiction)
        kept = BridgeRows.objects.get(pk=rows.pk)
        if kept.deleted_at is None:
            kept.deleted_at = at
            reason = "Their last day is over" if actor.is_system else ""
            Act(actor=actor, at=at, verb="forget_bridge_rows", reason=reason).record(kept)
            transaction.on_commit(partial(shutil.rmtree, kept.folder, ignore_errors=True))
    return kept


def rows_path(line: BridgeLine) -> Path:
    """Return the file of the rows of a computed step; refuses what has none any more."""
    kept = BridgeRows.objects.filter(run=line.run_id).first() if line.run_id else None
    if kept is None:
        raise IllegalMove(f"“{line.label}” was drawn by hand: no rows are behind it.")
    path = kept.folder / f"{line.step}.parquet"
    if kept.deleted_at or not path.exists():
        raise IllegalMove("The rows of this bridge are deleted; its steps and hashes stay.")
    return path


def _at_work(job: BridgeJob) -> BridgeJob | None:
    """Read a job under its lock; a second worker finds that nothing is left to do."""
    kept = locked(job)
    return kept if kept.is_at_work and kept.asked_at == job.asked_at else None


def _bridge_of(motion: Motion, job: BridgeJob) -> Bridge:
    """Return the draft between the two figures, begun where there is none."""
    refuse_unlike(motion.item, job.start, job.end)
    last = last_between(motion.item, job.start, job.end)
    is_new = last is None or last.status == Bridge.Status.SIGNED
    if last and (is_new or ends_of(last) != {job.start_id, job.end_id}):
        is_new = True
    if is_new or last is None:
        made = Bridge(
            contradiction=motion.item,
            start=job.start,
            end=job.end,
            by=motion.act.actor,
            at=motion.act.at,
            supersedes=last,
        )
        return motion.act.record(made)
    if last.start_id != job.start_id:
        how = f"A bridge from {job.end.label} to {job.start.label} was begun meanwhile."
        raise IllegalMove(f"{how} Give the lists the other way round.")
    if last.status == Bridge.Status.SUBMITTED:
        last.status = Bridge.Status.DRAFT
        motion.act.record(last)
    return last


def _run_of(
    bridge: Bridge, job: BridgeJob, found: engine.Bridge, by: User, at: datetime
) -> BridgeRun:
    facts = json.loads(json.dumps(found.as_facts(), default=str))
    read = [told for side in SIDES if (told := reading_of(job.lists[side]))]
    notes = [*read, *facts.pop("notes")]
    for side in SIDES:
        given = job.lists[side]
        # What was kept may be the list without some columns; what is on record is what was given.
        facts[side] |= {
            "sha256": given["sha256"],
            "bytes": given["size"],
            "kind": given["kind"],
            "encoding": given["encoding"],
            "delimiter": given["delimiter"],
            "left_out": given["left_out"],
            **origin_of(given),
        }
        del facts[side]["name"]
    return BridgeRun(
        bridge=bridge,
        left_name=name_of(job.lists["left"]),
        right_name=name_of(job.lists["right"]),
        left_sha256=job.lists["left"]["sha256"],
        right_sha256=job.lists["right"]["sha256"],
        notes="\n".join(notes),
        facts=facts,
        by=by,
        at=at,
    )


def _lines_of(bridge: Bridge, run: BridgeRun, found: engine.Bridge) -> Iterator[BridgeLine]:
    for step in found.steps:
        yield BridgeLine(
            bridge=bridge,
            run=run,
            step=f"{step.side}-{step.cause}",
            cause=step.cause.diagnosis,
            label=label_of(f"{step.side}-{step.cause}", bridge.start.label, bridge.end.label),
            amount=step.amount,
            rows=step.rows,
        )


def _refuse_too_exact(found: engine.Bridge) -> None:
    """Refuse amounts of more digits than a figure has here, rather than round them."""
    for step in found.steps:
        if len(step.amount.normalize().as_tuple().digits) > MOST_DIGITS:
            how = f"“{step.cause}” comes to {step.amount:f}, more than {MOST_DIGITS} digits"
            raise ValidationError(f"{how}, which no figure here has. Round the amounts.")
