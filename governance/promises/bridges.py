"""Two lists that a worker sets side by side, while nothing is locked and anybody may stop it."""

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

import duckdb
import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from governance.actions.bridge_given import work_folder
from governance.actions.bridge_jobs import promise_key
from governance.actions.bridge_runs import put_in_place, say_how_far, stop
from governance.bridging.rules import SIDES, side_of
from governance.models import BridgeJob, BridgeRows, Outbox
from governance.models.bridge_jobs import FOLDER
from governance.promises.outbox import hold
from governance.refusals import Refusal
from metrics import bridge as engine

log = structlog.get_logger(__name__)
# How often a worker says how far it is, and asks whether somebody wants it to stop.
SECONDS = 1.0
STOPPED = "Somebody stopped it."
GIVEN_UP = "Every worker that tried ended before it was done. Start it again, or use smaller lists."
OUR_FAULT = "The lists could not be set side by side. This is a fault of ours: please report it."


def build(row: Outbox, _: datetime) -> Callable[[], None]:
    """Set two lists side by side, and return what is left to do under the lock."""
    jobs = BridgeJob.objects.select_related("start", "end", "contradiction", "person")
    job = jobs.filter(pk=row.payload["job"]).first()
    if job is None or not job.is_at_work:
        return lambda: None
    name = str(uuid4())
    try:
        found = set_side_by_side(job, rows=name, running=_running(job, row))
    except engine.Cancelled:
        return partial(_stop, job, STOPPED)
    except engine.BridgeError as error:
        return partial(_stop, job, str(error))
    except duckdb.Error as error:
        log.exception("bridge_failed", job=str(job.key), error=str(error))
        return partial(_stop, job, OUR_FAULT)
    return partial(_finish, job, found, name)


def set_side_by_side(job: BridgeJob, *, rows: str, running: engine.Running) -> engine.Bridge:
    """Walk from list to list by the rules of a job, and keep the rows of each step in a folder."""
    stated = {"left": job.start.value, "right": job.end.value}
    left, right = (side_of(job.rules[side], job.path_of(side), stated[side]) for side in SIDES)
    kept = engine.Rows(BridgeRows(name=rows).folder, "parquet")
    return engine.bridge(left, right, rows=kept, running=running, work=work_folder())


def _finish(job: BridgeJob, found: engine.Bridge, name: str) -> None:
    """Put it in place now: the item may have moved on while the lists were read."""
    try:
        with transaction.atomic():
            put_in_place(job=job, found=found, rows=name, actor=job.person, at=timezone.now())
    except (Refusal, ValidationError) as refused:
        shutil.rmtree(BridgeRows(name=name).folder, ignore_errors=True)
        said = refused.messages if isinstance(refused, ValidationError) else [str(refused)]
        _stop(job, " ".join(said))


def _stop(job: BridgeJob, trouble: str) -> None:
    stop(job=job, trouble=trouble, at=timezone.now())


def give_up(row: Outbox, at: datetime) -> None:
    """Stop what took every worker down that tried, so that its page and whoever asked know."""
    job = BridgeJob.objects.filter(pk=row.payload["job"]).first()
    if job and row.key == f"{row.kind}:{promise_key(job)}":
        stop(job=job, trouble=GIVEN_UP, at=at)


def _running(job: BridgeJob, row: Outbox) -> engine.Running:
    """Say how far it is, keep the promise leased, and stop when somebody asks, once a second."""
    pulse = _Pulse(job, row)
    return engine.Running(
        progress=pulse.say,
        is_cancelled=pulse.is_cancelled,
        memory_mb=settings.TIEOUT.bridge_memory_mb,
    )


class _Pulse:
    """What a worker tells the database while it works, no more than once a second."""

    def __init__(self, job: BridgeJob, row: Outbox) -> None:
        self.job, self.row = job, row
        self.last_beat, self.last_said, self.doing, self.is_stopped = 0.0, 0.0, "", False

    def say(self, doing: str, share: float | None) -> None:
        """Say what is done now: each step at once, how far it is now and then."""
        now = time.monotonic()
        if doing != self.doing or now - self.last_said > SECONDS:
            self.doing, self.last_said = doing, now
            say_how_far(job=self.job, doing=doing, share=share)

    def is_cancelled(self) -> bool:
        """Ask whether to stop; whoever asks is alive, and so keeps the promise to itself."""
        now = time.monotonic()
        if now - self.last_beat > SECONDS:
            self.last_beat = now
            hold(self.row, timezone.now())
            working = BridgeJob.objects.filter(pk=self.job.pk, step=BridgeJob.Step.QUEUED)
            self.is_stopped = not working.exists()
        return self.is_stopped


def sweep(*, at: datetime) -> None:
    """Delete what killed workers left behind: folders that no record names, a day later."""
    kept = set(BridgeRows.objects.values_list("name", flat=True))
    root = Path(settings.MEDIA_ROOT) / FOLDER
    yesterday = (at - timedelta(days=1)).timestamp()
    for place in ("work", "rows"):
        for folder in (root / place).glob("*"):
            if _is_older(folder, yesterday) and (place == "work" or folder.name not in kept):
                shutil.rmtree(folder, ignore_errors=True)


def _is_older(folder: Path, moment: float) -> bool:
    """Say whether nothing was put into a folder since; one that is gone meanwhile needs nothing."""
    try:
        return folder.stat().st_mtime < moment
    except FileNotFoundError:
        return False
