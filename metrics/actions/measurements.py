"""Recording readings: by hand one at a time, corrected by a row of its own, or a whole file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import Calendar, User
from accounts.recording import Act
from accounts.refusals import IllegalMove
from accounts.turns import take_turns
from metrics.imports import Formats, Line, Plan, plan_import, rows_sha256
from metrics.locks import lock_kpi
from metrics.models import KPI, KPIDefinition, Measurement, MeasurementImport, SourceSystem
from metrics.policies import require_contributor, require_steward
from metrics.reading import Problem
from metrics.reading_rules import settle

QUEUE = "measurements"
BATCH = 1000


def record_reading(
    *,
    kpi: KPI,
    period_start: date,
    period_end: date,
    as_of: date,
    actor: User,
    at: datetime,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    segment: str = "",
    system: SourceSystem | None = None,
    definition: KPIDefinition | None = None,
    grade: str = Measurement.Grade.MEASURED,
    sample_size: int | None = None,
    reason: str = "",
) -> Measurement:
    """Record one reading; without a definition it is that in force on the day of reading.

    Raises ValidationError by field, also where the period has a reading: that one is corrected.
    """
    require_contributor(actor, "record a reading")
    with transaction.atomic():
        take_turns(QUEUE)
        kept = lock_kpi(kpi)
        reading = Measurement(
            kpi=kept,
            period_start=period_start,
            period_end=period_end,
            as_of=as_of,
            value=value,
            numerator=numerator,
            denominator=denominator,
            segment=segment,
            system=system or kept.system,
            definition=definition or kept.definitions.in_force_on(as_of),
            grade=grade,
            sample_size=sample_size,
            reason=reason,
            recorded_by=actor,
            recorded_at=at,
        )
        _refuse(settle(reading, at))
        _refuse_second(reading)
        return Act(actor=actor, at=at, verb="record_reading", reason=reason).record(reading)


def correct_reading(
    *,
    reading: Measurement,
    as_of: date,
    reason: str,
    actor: User,
    at: datetime,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    definition: KPIDefinition | None = None,
    grade: str = "",
    sample_size: int | None = None,
) -> Measurement:
    """Supersede a reading by a later one of the same period; the old row stays as it is."""
    require_contributor(actor, "correct a reading")
    if not reason.strip():
        raise ValidationError({"reason": "Say what was wrong; both readings stay visible."})
    with transaction.atomic():
        take_turns(QUEUE)
        kpi = lock_kpi(reading.kpi)
        if Measurement.objects.filter(supersedes=reading).exists():
            raise IllegalMove("This reading is corrected already. Correct the one that stands.")
        later = Measurement(
            kpi=kpi,
            period_start=reading.period_start,
            period_end=reading.period_end,
            as_of=as_of,
            value=value,
            numerator=numerator,
            denominator=denominator,
            segment=reading.segment,
            system=reading.system,
            definition=definition or reading.definition,
            grade=grade or reading.grade,
            sample_size=sample_size,
            supersedes=reading,
            reason=reason,
            recorded_by=actor,
            recorded_at=at,
        )
        _refuse([*settle(later, at), *_too_early(later, reading)])
        return Act(actor=actor, at=at, verb="correct_reading", reason=reason).record(later)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a file: the plan that was made, and the import it led to, if any."""

    plan: Plan
    record: MeasurementImport | None = None
    was_run: bool = False


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A plan made before anything was locked, and what stood on record when it was made."""

    plan: Plan
    known: tuple[int, ...]
    rows: list[Measurement]
    sha256: str


def prepare(
    *,
    file: bytes,
    actor: User,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    formats: Formats | Mapping[str, str] | None = None,
) -> Prepared:
    """Read a file ahead of its import, so that others can write meanwhile."""
    known = _known()
    plan = plan_import(file, mapping=mapping, formats=formats, at=at)
    return _prepared(plan, actor, at, known)


def _prepared(plan: Plan, actor: User, at: datetime, known: tuple[int, ...] = ()) -> Prepared:
    """Stamp what a plan would add, and take the hash its one ledger entry vouches for."""
    rows = [_stamped(line, actor, at) for line in plan.lines if line.adds and line.draft.reading]
    return Prepared(plan=plan, known=known, rows=rows, sha256=rows_sha256(rows))


def _known() -> tuple[int, ...]:
    """Return the last key of everything a plan rests on; it moves with every change."""
    tracked: tuple[Any, ...] = (KPI, KPIDefinition, SourceSystem, Calendar)
    rows = [Measurement.objects, *(model.history for model in tracked)]
    return tuple(found.aggregate(last=Max("pk"))["last"] or 0 for found in rows)


def import_file(
    *,
    file: bytes,
    actor: User,
    at: datetime,
    file_name: str = "measurements.csv",
    mapping: Mapping[str, str] | None = None,
    formats: Formats | Mapping[str, str] | None = None,
    good_rows_only: bool = False,
    dry_run: bool = False,
    prepared: Prepared | None = None,
) -> Outcome:
    """Import a CSV file of readings, all rows or by choice the good ones; or only say what would.

    Never raises for what a file holds: the plan carries every problem. Nothing is written where
    all rows are here already.
    """
    require_steward(actor, "import readings")
    if dry_run:
        return Outcome(plan=plan_import(file, mapping=mapping, formats=formats, at=at))
    with transaction.atomic():
        take_turns(QUEUE)
        if prepared is None or prepared.known != _known():
            plan = plan_import(file, mapping=mapping, formats=formats, at=at)
            prepared = _prepared(plan, actor, at)
        plan = prepared.plan
        if not plan.may_run(good_rows_only=good_rows_only):
            return Outcome(plan=plan)
        record = _store(prepared, file, file_name, actor, at) if plan.added else None
    return Outcome(plan=plan, record=record, was_run=True)


def _store(
    prepared: Prepared, file: bytes, file_name: str, actor: User, at: datetime
) -> MeasurementImport:
    """Write the import, its one ledger entry, and its rows."""
    plan, rows = prepared.plan, prepared.rows
    record = MeasurementImport(
        file_name=PurePath(file_name).name[:200] or "measurements.csv",
        sha256=sha256(file).hexdigest(),
        rows_sha256=prepared.sha256,
        mapping={
            "columns": dict(plan.mapping or {}),
            "formats": plan.formats.as_json() if plan.formats else {},
        },
        rows_added=plan.added,
        rows_same=plan.same,
        rows_rejected=plan.rejected,
        by=actor,
        at=at,
    )
    Act(actor=actor, at=at, verb="import_readings").record(record)
    for row in rows:
        row.source = record
    Measurement.objects.bulk_create(rows, batch_size=BATCH)
    return record


def _stamped(line: Line, actor: User, at: datetime) -> Measurement:
    reading = line.draft.reading
    assert reading is not None
    reading.recorded_by, reading.recorded_at = actor, at
    return reading


def _refuse(problems: list[Problem]) -> None:
    """Raise what is wrong by field, in the words a file would be refused with."""
    if problems:
        found: dict[str, list[str]] = {}
        for one in problems:
            text = Problem(wrong=one.wrong, fix=one.fix, value=one.value).text
            found.setdefault(one.field, []).append(text)
        raise ValidationError(found)


def _refuse_second(reading: Measurement) -> None:
    """Name the reading that is here; a second value of the same thing is a correction."""
    same = Measurement.objects.current().filter(
        kpi=reading.kpi,
        segment=reading.segment,
        system=reading.system,
        period_start=reading.period_start,
        period_end=reading.period_end,
    )
    if here := same.first():
        how = f"This period was read as {here.value} on {here.as_of}. Correct that reading instead."
        raise ValidationError({"period": how})


def _too_early(later: Measurement, reading: Measurement) -> list[Problem]:
    if later.as_of >= reading.as_of:
        return []
    wrong = f"{later.as_of} lies before the reading it corrects, {reading.as_of}"
    return [Problem(field="as_of", wrong=wrong, fix="Enter the day of the corrected figure")]
