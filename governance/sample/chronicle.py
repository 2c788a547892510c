"""What happens to the company beside its cases: readings come in, meanings and rights change."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

from accounts.actions.calendars import add_leave
from accounts.models import User
from governance.actions.rights import end
from governance.sample.almanac import after_month, after_quarter, in_workdays, workdays_ago
from governance.sample.directory import FOLDER, Directory, rows_of
from governance.sample.founding import define
from governance.sample.script import Case, Named, Step, step
from governance.sample.words import person
from metrics.actions.measurements import import_file

FIRST_QUARTER, FIRST_MONTH = -7, -11
WORKDAYS_UNTIL_READ = 1
WORKDAYS_UNTIL_IMPORTED = 3
HEADER = ("kpi", "period_start", "period_end", "value", "as_of", "grade", "sample_size")


def chronicle() -> Case:
    """Return the company's own life as one script."""
    return Case("company", [*_readings(), *_public_readings(), *_meanings(), *_changes()])


class Incomplete(Exception):
    """A file of the sample was not imported whole."""


def _readings() -> Iterator[Step]:
    """Import a file for each quarter and each month, once its readings are in."""
    for number in range(FIRST_QUARTER, 1):
        when = after_quarter(number, WORKDAYS_UNTIL_IMPORTED, "08:30")
        yield step(when, "revops-lead", import_readings, source="quarters", number=number)
    for number in range(FIRST_MONTH, 1):
        when = after_month(number, WORKDAYS_UNTIL_IMPORTED, "08:45")
        yield step(when, "revops-lead", import_readings, source="months", number=number)


def import_readings(
    *, directory: Directory, source: str, number: int, actor: User, at: datetime
) -> None:
    """Import one column of a file of readings as the file a steward would upload."""
    almanac = directory.almanac
    period = almanac.quarter(number) if source == "quarters" else almanac.month(number)
    as_of = after_quarter(number, WORKDAYS_UNTIL_READ) if source == "quarters" else None
    read_on = (as_of or after_month(number, WORKDAYS_UNTIL_READ)).find(almanac)
    rows = (
        {
            "kpi": row["kpi"],
            "period_start": period.start,
            "period_end": period.end,
            "value": row[str(number)],
            "as_of": read_on,
            "grade": row.get("grade"),
            "sample_size": row.get("sample_size"),
        }
        for row in rows_of(f"company/{source}.csv")
        if row[str(number)]
    )
    text = StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    name = f"readings-{period.end:%Y-%m}-{source}.csv"
    _import(text.getvalue().encode(), name, actor, at)


def _public_readings() -> Iterator[Step]:
    """Import the figures that others published, file by file."""
    for place, path in enumerate(sorted((FOLDER / "olist").glob("*.csv"))):
        when = after_quarter(-4, 12, "09:00").later(place)
        yield step(when, "revops-lead", import_public, path=path)


def import_public(*, path: Path, actor: User, at: datetime) -> None:
    """Import one file as it is."""
    _import(path.read_bytes(), path.name, actor, at)


def _import(file: bytes, name: str, actor: User, at: datetime) -> None:
    outcome = import_file(file=file, file_name=name, actor=actor, at=at)
    if not outcome.was_run:
        raise Incomplete(f"{name}: {list(outcome.plan.result_rows())}")


def _meanings() -> Iterator[Step]:
    """Give a KPI its later meanings on the first day of a quarter."""
    for row in rows_of("company/definitions.csv"):
        if row["from"]:
            when = after_quarter(int(row["from"]) - 1, 1, "10:00")
            yield step(when, "revops-lead", define, row=row)
    yield step(workdays_ago(3, "11:20"), "revops-lead", define, row=_fourth_mql())


def _fourth_mql() -> Named:
    """Mention the meaning of an MQL that waits to be judged."""
    last = [row for row in rows_of("company/definitions.csv") if row["kpi"] == "mql-marketing"][-1]
    changed = {
        "meaning": "A person whose score passed 60, in an account with a named budget holder.",
        "formula": "Count of people with a score over 60 and a named budget holder.",
        "exclusions": "Competitors and students, accounts without a budget holder",
        "approver": "",
    }
    return Named(lambda _: last | changed)


def _changes() -> Iterator[Step]:
    """Leave availability without a decider, and a person on leave."""
    held = Named(lambda scene: scene.directory.rights["decides", "domain:availability"])
    why = "Availability moves from Operations to Product; nobody is named for it yet"
    ended = workdays_ago(35, "15:00")
    yield step(ended, "revops-lead", end, right=held, until=ended, reason=why)
    yield step(
        workdays_ago(4, "09:30"),
        "crm-manager",
        add_leave,
        person=person("crm-manager"),
        from_on=workdays_ago(2),
        until_on=in_workdays(2),
    )
