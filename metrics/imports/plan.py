"""What importing a file would change, row by row, before anything is changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from django.conf import settings

from metrics.imports.columns import Formats, mapping_problems, suggest_formats, suggest_mapping
from metrics.imports.rows import MAY_BE_LEFT_OUT, Draft, RowReader
from metrics.models import Measurement
from metrics.reading import Limits, Problem, ReadingError, Table, read_table

Key = tuple[object, ...]
RESULT_HEADER = ("row", "kpi", "period", "value", "result", "field", "what is wrong", "how to fix")


class Verdict(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CORRECTION = "correction"
    SAME = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of the file and what it comes to."""

    draft: Draft
    verdict: Verdict
    problems: tuple[Problem, ...] = ()

    @property
    def adds(self) -> bool:
        """Whether the row would be a new reading."""
        return self.verdict in (Verdict.NEW, Verdict.CORRECTION)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole file: what stands in its way, and its lines in their order."""

    lines: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    header: tuple[str, ...] = ()
    mapping: Mapping[str, str] | None = None
    formats: Formats | None = None

    def count(self, *verdicts: Verdict) -> int:
        """Count the lines that come to any of these."""
        return sum(line.verdict in verdicts for line in self.lines)

    @cached_property
    def added(self) -> int:
        """How many readings the file holds that are not here yet, corrections included."""
        return self.count(Verdict.NEW, Verdict.CORRECTION)

    @cached_property
    def corrected(self) -> int:
        """How many of them supersede a reading."""
        return self.count(Verdict.CORRECTION)

    @cached_property
    def same(self) -> int:
        """How many rows are here already."""
        return self.count(Verdict.SAME)

    @cached_property
    def rejected(self) -> int:
        """How many rows cannot be taken."""
        return self.count(Verdict.REFUSED)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many rows came to what."""
        return {
            "added": self.added,
            "corrected": self.corrected,
            "same": self.same,
            "rejected": self.rejected,
        }

    @cached_property
    def row_problems(self) -> tuple[Problem, ...]:
        """Every problem of every row, in the order of the file."""
        return tuple(problem for line in self.lines for problem in line.problems)

    def may_run(self, *, good_rows_only: bool) -> bool:
        """Say whether the import can go ahead."""
        return not self.problems and (good_rows_only or not self.rejected)

    def result_rows(self) -> Iterator[tuple[str | int, ...]]:
        """Yield what the result file says, under `RESULT_HEADER`; a row per problem."""
        for problem in self.problems:
            yield ("", "", "", "", Verdict.REFUSED, problem.field, problem.wrong, problem.fix)
        for line in self.lines:
            draft = line.draft
            row = (draft.number, draft.kpi, draft.period, draft.value, line.verdict.value)
            for problem in line.problems:
                yield (*row, problem.field, problem.wrong, problem.fix)
            if not line.problems:
                yield (*row, "", "", "")


def plan_import(
    data: bytes,
    *,
    at: datetime,
    mapping: Mapping[str, str] | None = None,
    formats: Formats | Mapping[str, str] | None = None,
) -> Plan:
    """Read a file and hold each row against what is here.

    Without a mapping it is suggested; of the formats, those that are not told are, and asked
    about where several would do.
    """
    try:
        table = open_table(data, formats)
        chosen = suggest_mapping(table.header) if mapping is None else dict(mapping)
        problems = tuple(mapping_problems(chosen, table.header))
        if not isinstance(formats, Formats):
            suggested = suggest_formats(table, chosen, formats)
            formats, problems = suggested.formats, problems or suggested.questions
    except ReadingError as error:
        return Plan(problems=(error.problem,))
    plan = Plan(
        problems=problems,
        notes=table.notes,
        header=table.header,
        mapping=chosen,
        formats=formats,
    )
    if problems:
        return plan
    return replace(plan, lines=tuple(_lines(table, chosen, formats, at)))


def open_table(data: bytes, formats: Formats | Mapping[str, str] | None = None) -> Table:
    """Take a file apart within the company's limits."""
    told = formats if isinstance(formats, Formats) else Formats.from_text(formats or {})
    return read_table(
        data,
        encoding=told.encoding,
        delimiter=told.delimiter,
        limits=Limits(size=settings.TIEOUT.import_max_bytes, rows=settings.TIEOUT.import_max_rows),
    )


def _lines(
    table: Table, mapping: Mapping[str, str], formats: Formats, at: datetime
) -> Iterator[Line]:
    reader = RowReader(mapping, formats, at)
    drafts = [reader.read(row) for row in table.rows]
    drafts += [Draft(number=one.row or 0, problems=(one,)) for one in table.problems]
    drafts.sort(key=lambda draft: draft.number)
    twins = _twins(drafts)
    torn = {key for key, group in twins.items() if _disagrees(group)}
    chains = _chains(draft.reading for draft in drafts if draft.reading)
    for draft in drafts:
        found = draft.problems or tuple(_twin_problem(draft, twins, torn))
        if draft.reading is None or found:
            yield Line(draft=draft, verdict=Verdict.REFUSED, problems=found)
        elif twins[_key(draft.reading)][0] is not draft:
            yield Line(draft=draft, verdict=Verdict.SAME)
        else:
            yield _held_against(draft, chains.get(_key(draft.reading), []))


def _key(row: Measurement) -> Key:
    """Return what makes two rows readings of the same thing."""
    return (row.kpi_id, row.segment, row.system_id, row.period_start, row.period_end)


def _content(row: Measurement, told: Collection[str] = MAY_BE_LEFT_OUT) -> Key:
    """Return what a row says, of what may be left out only what it was told."""
    beside = {"definition": row.definition_id, "grade": row.grade, "sample_size": row.sample_size}
    kept = tuple(value for name, value in beside.items() if name in told)
    return (row.value, row.numerator, row.denominator, *kept)


def _twins(drafts: Sequence[Draft]) -> dict[Key, list[Draft]]:
    """Group the rows of the file that give the same reading."""
    grouped: dict[Key, list[Draft]] = defaultdict(list)
    for draft in drafts:
        if draft.reading:
            grouped[_key(draft.reading)].append(draft)
    return grouped


def _disagrees(group: Sequence[Draft]) -> bool:
    rows = [one.reading for one in group if one.reading]
    return len({(row.as_of, *_content(row)) for row in rows}) > 1


def _twin_problem(
    draft: Draft, twins: Mapping[Key, list[Draft]], torn: Collection[Key]
) -> Iterator[Problem]:
    """Refuse every row of a group that disagrees with itself: which is meant is not for us."""
    if draft.reading and (key := _key(draft.reading)) in torn:
        group = twins[key]
        others = ", ".join(str(other.number) for other in group[:5] if other is not draft)
        wrong = f"gives another reading of the same period than row {others}"
        problem = Problem(value=draft.value, wrong=wrong, fix="Keep one of them")
        yield problem.at(draft.number, "value")


def _chains(readings: Iterable[Measurement]) -> dict[Key, list[Measurement]]:
    """Return what is here of the same things, the reading that stands last."""
    wanted = list(readings)
    if not wanted:
        return {}
    stored = Measurement.objects.filter(
        kpi__in={row.kpi_id for row in wanted},
        period_start__gte=min(row.period_start for row in wanted),
        period_end__lte=max(row.period_end for row in wanted),
    ).select_related("definition__kpi")
    chains: dict[Key, list[Measurement]] = defaultdict(list)
    keys = {_key(row) for row in wanted}
    superseded = set()
    for row in stored.order_by("pk"):
        if _key(row) in keys:
            chains[_key(row)].append(row)
            superseded.add(row.supersedes_id)
    for chain in chains.values():
        chain.sort(key=lambda row: row.pk not in superseded)
    return chains


def _held_against(draft: Draft, chain: Sequence[Measurement]) -> Line:
    """Compare one row with the readings here: new, unchanged, a correction, or too late."""
    reading = draft.reading
    assert reading is not None
    if not chain:
        return Line(draft=draft, verdict=Verdict.NEW)
    latest, content = chain[-1], _content(reading, draft.told)
    if content == _content(latest, draft.told) or any(
        row.as_of == reading.as_of and content == _content(row, draft.told) for row in chain
    ):
        return Line(draft=draft, verdict=Verdict.SAME)
    if reading.as_of > latest.as_of:
        reading.supersedes = latest
        for name in MAY_BE_LEFT_OUT:
            if name not in draft.told:
                setattr(reading, name, getattr(latest, name))
        return Line(draft=draft, verdict=Verdict.CORRECTION)
    here = "not measurable" if latest.value is None else f"{latest.value.normalize():f}"
    problem = Problem(
        value=reading.as_of.isoformat(),
        wrong=f"is not later than the reading it would correct, {here} as of {latest.as_of}",
        fix="Give a correction the later day on which it was read",
    )
    refused = replace(draft, reading=None)
    return Line(
        draft=refused, verdict=Verdict.REFUSED, problems=(problem.at(draft.number, "as_of"),)
    )
