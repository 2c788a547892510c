"""Files on their way in: kept between the steps of an import, so that no error loses one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from accounts.refusals import IllegalMove
from metrics.actions.measurements import Outcome, Prepared, import_file, prepare
from metrics.csv_writing import csv_text
from metrics.imports import Formats, suggest_formats, suggest_mapping
from metrics.imports.plan import RESULT_HEADER, Plan, open_table
from metrics.models import PendingImport
from metrics.models.uploads import Step
from metrics.policies import require_steward
from metrics.reading import ReadingError


def is_large(data: bytes, formats: Formats | None = None) -> bool:
    """Say whether a file holds more rows than somebody should wait for."""
    try:
        table = open_table(data, formats)
    except ReadingError:
        return False
    return len(table.rows) + len(table.problems) > settings.TIEOUT.import_now_rows


def keep_upload(*, data: bytes, file_name: str, actor: User, at: datetime) -> PendingImport:
    """Keep a file that can be read, with the columns and formats it suggests.

    Files of anybody that have expired are forgotten on the way.
    """
    require_steward(actor, "import readings")
    forget_expired(at)
    try:
        table = open_table(data)
    except ReadingError as error:
        raise ValidationError({"file": str(error)}) from error
    if not table.rows and not table.problems:
        how = "The file has column names and no rows. Put the readings below them."
        raise ValidationError({"file": how})
    mapping = suggest_mapping(table.header)
    pending = PendingImport(
        person=actor,
        file_name=PurePath(file_name).name[:200] or "measurements.csv",
        rows=len(table.rows) + len(table.problems),
        mapping=mapping,
        formats=suggest_formats(table, mapping).formats.as_json(),
        created_at=at,
        expires_at=expiry(at),
    )
    pending.file.save(f"{pending.key}.csv", ContentFile(data), save=False)
    pending.save()
    return pending


def choose_columns(
    *,
    pending: PendingImport,
    mapping: Mapping[str, str],
    formats: Mapping[str, str | None],
    actor: User,
    at: datetime,
) -> PendingImport:
    """Keep which column holds what, and how its cells are written."""
    require_steward(actor, "import readings")
    with transaction.atomic():
        kept = PendingImport.objects.select_for_update(of=("self",)).get(pk=pending.pk)
        if kept.is_at_work:
            raise IllegalMove(f"A worker reads {kept.file_name} already. Wait for what it finds.")
        kept.mapping, kept.formats = dict(mapping), dict(formats)
        kept.expires_at, kept.step = expiry(at), Step.NONE
        kept.save(update_fields=["mapping", "formats", "expires_at", "step"])
    return kept


def check_pending(*, pending: PendingImport, actor: User, at: datetime) -> Plan:
    """Say what importing a kept file would change, and change nothing."""
    return _run(pending, actor, at, dry_run=True).plan


def prepare_pending(*, pending: PendingImport, at: datetime) -> Prepared:
    """Read a kept file ahead of its import, while nothing is locked."""
    formats = {name: value or "" for name, value in pending.formats.items()}
    read = {"file": pending.content(), "mapping": pending.mapping, "formats": formats}
    return prepare(**read, actor=pending.person, at=at)


def import_pending(
    *,
    pending: PendingImport,
    actor: User,
    at: datetime,
    good_rows_only: bool = False,
    prepared: Prepared | None = None,
) -> Outcome:
    """Import a kept file once, and keep what became of each row."""
    with transaction.atomic():
        kept = PendingImport.objects.select_for_update(of=("self",)).get(pk=pending.pk)
        if kept.imported_at:
            raise IllegalMove(f"{kept.file_name} was imported already.")
        outcome = _run(kept, actor, at, good_rows_only=good_rows_only, prepared=prepared)
        if outcome.was_run:
            plan = outcome.plan
            kept.imported_at, kept.record, kept.counts = at, outcome.record, plan.counts
            text = csv_text(RESULT_HEADER, plan.result_rows())
            kept.result.save(f"{kept.key}-result.csv", ContentFile(text.encode()), save=False)
            kept.save()
    return outcome


def _run(
    pending: PendingImport,
    actor: User,
    at: datetime,
    *,
    good_rows_only: bool = False,
    dry_run: bool = False,
    prepared: Prepared | None = None,
) -> Outcome:
    return import_file(
        file=pending.content(),
        file_name=pending.file_name,
        mapping=pending.mapping,
        formats={name: value or "" for name, value in pending.formats.items()},
        good_rows_only=good_rows_only,
        dry_run=dry_run,
        prepared=prepared,
        actor=actor,
        at=at,
    )


def expiry(at: datetime) -> datetime:
    """Return until when a file that is uploaded now is kept."""
    return at + timedelta(days=settings.TIEOUT.import_kept_days)


def forget_expired(at: datetime) -> None:
    """Forget files of anybody that have expired."""
    for old in PendingImport.objects.filter(expires_at__lte=at):
        for file in (old.file, old.result):
            if file:
                transaction.on_commit(partial(file.delete, save=False))
        old.delete()
