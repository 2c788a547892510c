"""Files too large to wait for: asked for by a person, read and imported by a worker.

Reading and writing are two promises, so that the page of the file says which of them is under
way. Each is one transaction: a killed worker leaves nothing half done, and the next begins again.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from governance.actions.lists import RESULT_HEADER as LIST_HEADER
from governance.actions.lists import check_kept, import_kept
from governance.lists import BY_SLUG
from governance.promises.outbox import promise
from governance.refusals import IllegalMove, NotEntitled, Refusal
from metrics.actions.measurements import Prepared
from metrics.actions.uploads import (
    choose_columns,
    expiry,
    import_pending,
    keep_upload,
    prepare_pending,
)
from metrics.csv_writing import csv_text
from metrics.imports.plan import RESULT_HEADER
from metrics.models import PendingImport
from metrics.models.uploads import READINGS, Step
from metrics.policies import require_steward

CHECK, ALL, GOOD = "check", "all", "good"
ASKED = (CHECK, ALL, GOOD)
GIVEN_UP = "Every worker that tried ended before it was done. Split the file, and send the parts."


@dataclass(frozen=True)
class Trial:
    """What reading a file found: how its rows would fare, and what each of them comes to."""

    counts: dict[str, int]
    result: str
    may_run: bool
    trouble: str


def ask_worker(*, pending: PendingImport, rows: str, actor: User, at: datetime) -> PendingImport:
    """Give a kept file to a worker: to check it, or to import all rows or the good ones."""
    with transaction.atomic():
        kept = PendingImport.objects.select_for_update(of=("self",)).get(pk=pending.pk)
        _require(kept, actor)
        if kept.imported_at or kept.is_at_work:
            so_far = "imported" if kept.imported_at else "with a worker"
            raise IllegalMove(f"{kept.file_name} is {so_far} already.")
        if rows not in ASKED:
            raise ValidationError({"rows": f"Ask for one of: {', '.join(ASKED)}."})
        kept.asked, kept.step, kept.trouble = rows, Step.QUEUED, ""
        kept.counts, kept.expires_at = {}, expiry(at)
        kept.save()
        _promise(kept, at)
    return kept


def send_to_worker(
    *,
    data: bytes,
    file_name: str,
    rows: str,
    actor: User,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    formats: Mapping[str, str | None] | None = None,
) -> PendingImport:
    """Keep a file of readings and give it to a worker, which asks about formats not told."""
    with transaction.atomic():
        kept = keep_upload(data=data, file_name=file_name, actor=actor, at=at)
        columns: Mapping[str, str] = mapping or kept.mapping
        kept = choose_columns(
            pending=kept, mapping=columns, formats=formats or {}, actor=actor, at=at
        )
        return ask_worker(pending=kept, rows=rows, actor=actor, at=at)


def _require(pending: PendingImport, person: User) -> None:
    if person.pk != pending.person_id or not person.is_active:
        raise NotEntitled(f"Only {pending.person}, who sent the file, may import it.")
    if pending.kind == READINGS:
        require_steward(person, "import readings")
    else:
        BY_SLUG[pending.kind].require(person)


def _promise(pending: PendingImport, at: datetime) -> None:
    key = f"{pending.key}:{pending.step}:{at.isoformat()}"
    promise("import_job", key=key, payload={"pending": pending.pk}, at=at)


def read_ahead(*, pending: int, at: datetime) -> Prepared | None:
    """Read a file of readings before anything is locked; lists are tried out under the lock."""
    kept = PendingImport.objects.filter(pk=pending, kind=READINGS).first()
    return prepare_pending(pending=kept, at=at) if kept and kept.is_at_work else None


def carry_on(*, pending: int, at: datetime, prepared: Prepared | None = None) -> None:
    """Do the next step of a file; one that is done, or was forgotten, needs none.

    A second worker waits here for the first, and then finds nothing left to do.
    """
    files = PendingImport.objects.select_for_update(of=("self",)).select_related("person")
    kept = files.filter(pk=pending).first()
    if kept is None or not kept.is_at_work:
        return
    try:
        with transaction.atomic():
            _require(kept, kept.person)
            if kept.step == Step.QUEUED:
                _read(kept, at, prepared)
            else:
                _write(kept, at, prepared)
    except (Refusal, ValidationError) as refused:
        _stop(kept, " ".join(_sentences(refused)), at)


def give_up(*, pending: int, at: datetime) -> None:
    """Stop a file that took every worker down that tried, so that whoever sent it knows."""
    files = PendingImport.objects.select_for_update(of=("self",)).select_related("person")
    kept = files.filter(pk=pending).first()
    if kept and kept.is_at_work:
        _stop(kept, GIVEN_UP, at)


def _stop(kept: PendingImport, trouble: str, at: datetime) -> None:
    kept.step, kept.trouble = Step.STOPPED, trouble
    kept.save(update_fields=["step", "trouble"])
    _tell_of_trouble(kept, at)


def _tell_of_trouble(kept: PendingImport, at: datetime) -> None:
    """Tell who sent a file that nothing of it was imported, and where that is explained."""
    name = "import_job" if kept.kind == READINGS else "list_job"
    told = {
        "item": None,
        "heard": {"import_stopped": [kept.person_id]},
        "about": kept.file_name,
        "path": reverse(name, args=[kept.key]),
    }
    promise("notice", key=f"import:{kept.key}:{at.isoformat()}", payload=told, at=at)


def _sentences(refused: Refusal | ValidationError) -> list[str]:
    return refused.messages if isinstance(refused, ValidationError) else [str(refused)]


def _read(kept: PendingImport, at: datetime, prepared: Prepared | None) -> None:
    """Find out what importing would do; go on to it where it was asked for and may be done."""
    found = _tried(kept, at, prepared)
    kept.counts = found.counts
    kept.step = Step.WRITING if kept.asked != CHECK and found.may_run else Step.CHECKED
    if kept.step == Step.CHECKED:
        kept.trouble = found.trouble
        name = f"{kept.key}-check.csv"
        kept.result.save(name, ContentFile(found.result.encode()), save=False)
    kept.save()
    if kept.step == Step.WRITING:
        _promise(kept, at)
    elif kept.asked != CHECK:
        _tell_of_trouble(kept, at)


def _tried(kept: PendingImport, at: datetime, prepared: Prepared | None) -> Trial:
    good = kept.asked == GOOD
    if kept.kind == READINGS:
        plan = (prepared or prepare_pending(pending=kept, at=at)).plan
        text = csv_text(RESULT_HEADER, plan.result_rows())
        trouble = " ".join(problem.text for problem in plan.problems)
        return Trial(plan.counts, text, plan.may_run(good_rows_only=good), trouble)
    outcome = check_kept(pending=kept, actor=kept.person, at=at)
    text = csv_text(LIST_HEADER, outcome.result_rows())
    trouble = " ".join(problem.text for problem in outcome.problems)
    runs = not outcome.problems and (good or not outcome.counts["refused"])
    return Trial(outcome.counts, text, runs, trouble)


def _write(kept: PendingImport, at: datetime, prepared: Prepared | None) -> None:
    told: dict[str, Any] = {"pending": kept, "actor": kept.person, "at": at}
    told["good_rows_only"] = kept.asked == GOOD
    is_list = kept.kind != READINGS
    done = import_kept(**told) if is_list else import_pending(**told, prepared=prepared)
    if not done.was_run:
        raise ValidationError("Something changed since the file was read. Check it again.")
