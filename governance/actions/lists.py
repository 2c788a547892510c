"""Importing a list: every row by the actions a person would use, tried out first, then for good."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.recording import OutOfOrder
from governance.actions import list_rows
from governance.actions.issue_rows import issue
from governance.actions.list_rows import RowAction, Told, Unreadable, Verdict
from governance.lists import BY_SLUG, Cells, Kind
from governance.lists.columns import column_notes, column_problems, find_columns
from governance.refusals import IllegalMove, Refusal
from metrics.actions.uploads import expiry, forget_expired
from metrics.csv_writing import csv_text
from metrics.models import PendingImport
from metrics.reading import Limits, Problem, ReadingError, Row, Table, read_table

ROW_ACTIONS: dict[str, RowAction] = {
    "people": list_rows.person,
    "functions": list_rows.function,
    "domains": list_rows.domain,
    "systems": list_rows.system,
    "kpis": list_rows.kpi,
    "rights": list_rows.right,
    "issues": issue,
}
RESULT_HEADER = ("row", "key", "result", "field", "found", "what is wrong", "how to fix")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a list and what it came to."""

    number: int
    key: str
    verdict: Verdict
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a whole list came to, or would."""

    kind: Kind
    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    was_run: bool = False

    def count(self, verdict: Verdict) -> int:
        """Count the rows that came to this."""
        return sum(line.verdict is verdict for line in self.lines)

    @property
    def adds(self) -> int:
        """How many rows would change something."""
        return self.count(Verdict.NEW) + self.count(Verdict.CHANGED)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows came to what."""
        return {verdict.name.lower(): self.count(verdict) for verdict in Verdict}

    @cached_property
    def row_problems(self) -> tuple[Problem, ...]:
        """Every problem of every row, in the order of the file."""
        return tuple(problem for line in self.lines for problem in line.problems)

    def result_rows(self) -> Iterator[tuple[str | int, ...]]:
        """Yield what the result file says, under `RESULT_HEADER`; a row per problem."""
        for one in self.problems:
            yield ("", "", Verdict.REFUSED.value, one.field, one.value, one.wrong, one.fix)
        for line in self.lines:
            row = (line.number, line.key, line.verdict.value)
            for one in line.problems:
                yield (*row, one.field, one.value, one.wrong, one.fix)
            if not line.problems:
                yield (*row, "", "", "", "")


def open_list(data: bytes) -> Table:
    """Take a file apart within the company's limits."""
    tieout = settings.TIEOUT
    limits = Limits(size=tieout.import_max_bytes, rows=tieout.list_max_rows)
    return read_table(data, limits=limits)


def import_list(
    *,
    kind: Kind,
    file: bytes,
    actor: User,
    at: datetime,
    file_name: str = "list.csv",
    good_rows_only: bool = False,
    dry_run: bool = False,
    invites: bool = False,
) -> Outcome:
    """Import a list, all rows or by choice the good ones; or try it out and take it all back.

    A dry run does the same work and is rolled back, so it cannot promise what does not happen.
    Never raises for what a file holds: the outcome carries every problem.
    """
    kind.require(actor)
    try:
        table = open_list(file)
    except ReadingError as error:
        return Outcome(kind=kind, problems=(error.problem,))
    problems = tuple(column_problems(kind, table.header))
    notes = (*table.notes, *column_notes(kind, table.header))
    if problems:
        return Outcome(kind=kind, problems=problems, notes=notes)
    told = Told(actor=actor, at=at, file_name=PurePath(file_name).name, invites=invites)
    with transaction.atomic():
        # All rows before the verdict: rows further down may name what rows above have added.
        lines = tuple(_lines(kind, table, told))
        is_spoilt = any(line.verdict is Verdict.REFUSED for line in lines)
        runs = not dry_run and (good_rows_only or not is_spoilt)
        if not runs:
            transaction.set_rollback(True)
    return Outcome(kind=kind, lines=lines, notes=notes, was_run=runs)


def _lines(kind: Kind, table: Table, told: Told) -> Iterator[Line]:
    columns, action = find_columns(kind, table.header), ROW_ACTIONS[kind.slug]
    key = kind.columns[0].name
    unread = {one.row or 0: one for one in table.problems}
    rows = {row.number: row for row in table.rows}
    for number in sorted({*unread, *rows}):
        if number in unread:
            problems = (unread[number],)
            yield Line(number=number, key="", verdict=Verdict.REFUSED, problems=problems)
            continue
        row = rows[number]
        verdict, found = _tried(action, Cells(row, columns), told, row)
        named = row.cells[columns[key]].strip()
        yield Line(number=number, key=named, verdict=verdict, problems=found)


def _tried(
    action: RowAction, cells: Cells, told: Told, row: Row
) -> tuple[Verdict, tuple[Problem, ...]]:
    """Do what a row says, or take it back whole with every reason it cannot be done."""
    try:
        with transaction.atomic():
            return action(cells, told), ()
    except Unreadable:
        found = tuple(cells.problems)
    except ValidationError as error:
        found = tuple(one.at(row.number, one.field) for one in _problems(error))
    except (Refusal, OutOfOrder) as refusal:
        found = (_told(str(refusal)).at(row.number, ""),)
    except IntegrityError:
        wrong = "clashes with a record that is here"
        found = (Problem(wrong=wrong, fix="Compare it with what is on record").at(row.number, ""),)
    return Verdict.REFUSED, found


def _problems(error: ValidationError) -> Iterator[Problem]:
    if not hasattr(error, "error_dict"):
        yield from (_told(message) for message in error.messages)
        return
    for field, messages in error.message_dict.items():
        name = "" if field == "__all__" else field
        yield from (replace(_told(message), field=name) for message in messages)


def _told(message: str) -> Problem:
    """Split a refusal into what is wrong and what to do: its sentences, first and rest."""
    wrong, _, fix = message.strip().removesuffix(".").partition(". ")
    return Problem(wrong=wrong, fix=fix or "Correct the row")


def keep_list(
    *, kind: Kind, data: bytes, file_name: str, invites: bool, actor: User, at: datetime
) -> PendingImport:
    """Keep a list between its check and its import; what has expired is forgotten on the way."""
    kind.require(actor)
    forget_expired(at)
    try:
        table = open_list(data)
    except ReadingError as error:
        raise ValidationError({"file": str(error)}) from error
    pending = PendingImport(
        kind=kind.slug,
        rows=len(table.rows) + len(table.problems),
        person=actor,
        file_name=PurePath(file_name).name[:200] or "list.csv",
        formats={"invites": invites},
        created_at=at,
        expires_at=expiry(at),
    )
    pending.file.save(f"{pending.key}.csv", ContentFile(data), save=False)
    pending.save()
    return pending


def check_kept(*, pending: PendingImport, actor: User, at: datetime) -> Outcome:
    """Say what importing a kept list would do, and do nothing."""
    return _run(pending, actor, at, dry_run=True)


def import_kept(
    *, pending: PendingImport, actor: User, at: datetime, good_rows_only: bool = False
) -> Outcome:
    """Import a kept list once, and keep what became of each row."""
    with transaction.atomic():
        kept = PendingImport.objects.select_for_update(of=("self",)).get(pk=pending.pk)
        if kept.imported_at:
            raise IllegalMove(f"{kept.file_name} was imported already.")
        outcome = _run(kept, actor, at, good_rows_only=good_rows_only)
        if outcome.was_run:
            kept.imported_at, kept.counts = at, outcome.counts
            text = csv_text(RESULT_HEADER, outcome.result_rows())
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
) -> Outcome:
    return import_list(
        kind=BY_SLUG[pending.kind],
        file=pending.content(),
        file_name=pending.file_name,
        good_rows_only=good_rows_only,
        dry_run=dry_run,
        invites=bool(pending.formats.get("invites")),
        actor=actor,
        at=at,
    )
