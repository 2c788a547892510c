"""Notes and evidence on steps, how long rows stay, a share as a reading, and a second run."""

import io
import os
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from governance.actions.bridge_readings import record_share
from governance.actions.bridge_runs import forget_rows, keep_rows_until, rows_path
from governance.actions.bridge_steps import note_step, show_for_step
from governance.actions.bridges import sign, submit
from governance.actions.erasure import redact
from governance.actions.evidence import add_evidence
from governance.history.bundle import write_bundle
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import BridgeLine, BridgeRows, BridgeRun, StepNote
from governance.promises.bridges import sweep
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.bridge_lists import Listed, rules
from tests.factories.clock import clock
from tests.factories.metrics import KPIFactory
from tests.governance.views.visiting import text, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def line(listed: Listed) -> BridgeLine:
    return listed.built().lines.get(step="left-absent")


def signed(listed: Listed, line: BridgeLine) -> None:
    submit(bridge=line.bridge, actor=listed.owner, at=clock.tick())
    sign(bridge=line.bridge, actor=listed.company.sales_head, at=clock.tick())


class TestNotes:
    def test_are_kept_and_told(self, listed: Listed, line: BridgeLine) -> None:
        note_step(
            line=line, text=" Called once. ", actor=listed.company.sales_head, at=clock.tick()
        )

        event = timeline(Trail(listed.item))[0]
        assert event.sentence.endswith("a bridge line: In Marketing, not in Sales at all.")
        assert event.note == "Called once."
        where = f"/c/{listed.item.code}/bridge/{line.bridge_id}/steps/{line.pk}/notes/"
        assert "Called once." in text(visit(listed.company.viewer, where))
        assert list(findings(listed.item.chain)) == []

    def test_are_for_those_who_take_part(self, listed: Listed, line: BridgeLine) -> None:
        with pytest.raises(NotEntitled):
            note_step(line=line, text="x", actor=listed.company.viewer, at=clock.tick())
        with pytest.raises(ValidationError):
            note_step(line=line, text=" ", actor=listed.owner, at=clock.tick())

    def test_end_with_the_signature(self, listed: Listed, line: BridgeLine) -> None:
        signed(listed, line)

        with pytest.raises(IllegalMove, match="signed"):
            note_step(line=line, text="x", actor=listed.owner, at=clock.tick())
        late = StepNote(line=line, text="x", by=listed.owner, at=clock.tick())
        with pytest.raises(DatabaseError, match="signed bridge"), transaction.atomic():
            late.save()


class TestEvidence:
    def test_is_named_for_a_computed_step(self, listed: Listed, line: BridgeLine) -> None:
        told = {"actor": listed.owner, "at": clock.tick()}
        shown = add_evidence(item=listed.item, title="Sync log", text="Seen.", **told)

        kept = show_for_step(line=line, evidence=shown, actor=listed.owner, at=clock.tick())

        assert (kept.evidence, kept.amount) == (shown, line.amount)
        with pytest.raises(NotEntitled):
            show_for_step(line=line, evidence=shown, actor=listed.company.outsider, at=clock.tick())


@pytest.mark.parametrize(
    "changed",
    ['"amount" = -1', '"cause" = 4', '"rows" = 5', '"run_id" = NULL', "\"step\" = 'left-key'"],
)
def test_the_database_keeps_a_computed_step(line: BridgeLine, changed: str) -> None:
    from django.db import connection

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE governance_bridgeline SET {changed} WHERE id = {line.pk}")


class TestRows:
    def test_stay_as_long_as_is_chosen(self, listed: Listed, line: BridgeLine) -> None:
        rows = keep_rows_until(bridge=line.bridge, days=5, actor=listed.owner, at=clock.tick())

        assert (rows.kept_until - clock.moment.date()).days == 5
        for days in (-1, 10_000):
            with pytest.raises(ValidationError):
                keep_rows_until(bridge=line.bridge, days=days, actor=listed.owner, at=clock.tick())
        with pytest.raises(NotEntitled):
            keep_rows_until(
                bridge=line.bridge, days=5, actor=listed.company.outsider, at=clock.tick()
            )

    def test_go_at_once_where_an_administrator_says_so(
        self, listed: Listed, line: BridgeLine, django_capture_on_commit_callbacks: Any
    ) -> None:
        rows = BridgeRows.objects.get()
        with pytest.raises(NotEntitled):
            forget_rows(rows=rows, actor=listed.owner, at=clock.tick())

        with django_capture_on_commit_callbacks(execute=True):
            forget_rows(rows=rows, actor=listed.company.administrator, at=clock.tick())

        assert not rows.folder.exists()
        with pytest.raises(IllegalMove, match="deleted"):
            rows_path(line)
        with pytest.raises(DatabaseError, match="stay deleted"), transaction.atomic():
            BridgeRows.objects.update(deleted_at=None)


class TestShare:
    def test_becomes_a_reading(self, listed: Listed, line: BridgeLine) -> None:
        company = listed.company
        kpi = KPIFactory.create(
            function=company.marketing, domain=company.leads, unit="percent", name="Absent"
        )
        days = {"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 31)}

        made = record_share(
            bridge=line.bridge,
            kpi=kpi,
            share="absent",
            **days,
            actor=company.steward,
            at=clock.tick(),
        )

        assert (made.numerator, made.denominator) == (Decimal(2), Decimal(5))

    def test_needs_a_rate(self, listed: Listed, line: BridgeLine) -> None:
        days = {"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 31)}
        with pytest.raises(ValidationError, match="no rate"):
            record_share(
                bridge=line.bridge,
                kpi=listed.start.kpi,
                share="absent",
                **days,
                actor=listed.owner,
                at=clock.tick(),
            )


def test_a_second_run_starts_from_the_rules_of_the_first(listed: Listed) -> None:
    chosen = rules(left_rules={"counts": "key", "first_by": "-asked"})
    listed.built(rules=chosen)

    job = listed.upload()

    left = job.rules["left"]
    assert (left["counts"], left["first_by"]) == ("key", "-asked")
    assert left["key"] == [{"column": "id", "normaliser": "exact"}]


def test_steps_are_shown_over_time(listed: Listed) -> None:
    listed.built()
    page = f"/c/{listed.item.code}/bridge/"
    assert "Each step over time" not in text(visit(listed.owner, page))

    listed.built()

    assert "Each step over time" in text(visit(listed.owner, page))
    assert BridgeRun.objects.count() == 2


def test_names_of_files_can_be_redacted_and_hashes_stay(listed: Listed, line: BridgeLine) -> None:
    run = BridgeRun.objects.get()
    told = {"reason": "It names a person.", "at": clock.tick()}

    redact(record=run, field="left_name", actor=listed.company.administrator, **told)

    kept = BridgeRun.objects.get()
    assert (kept.left_name, kept.left_sha256) == ("[redacted]", run.left_sha256)
    assert list(findings(listed.item.chain)) == []
    with pytest.raises(ValidationError, match="No words"):
        redact(record=run, field="left_sha256", actor=listed.company.administrator, **told)


def test_a_bundle_holds_steps_and_no_rows(listed: Listed, line: BridgeLine) -> None:
    target = io.BytesIO()

    write_bundle(listed.item, listed.company.auditor, clock.tick(), target)

    with zipfile.ZipFile(target) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert b"In Marketing, not in Sales at all" in everything
    assert b"cem@c.example" not in everything


def test_folders_of_killed_workers_are_swept_and_others_stay(
    listed: Listed, line: BridgeLine, settings: Any
) -> None:
    rows = BridgeRows.objects.get().folder
    left = rows.parent / "left-by-a-killed-worker"
    left.mkdir()
    long_ago = (clock.moment - timedelta(days=3)).timestamp()
    for folder in (rows, left):
        os.utime(folder, (long_ago, long_ago))

    sweep(at=clock.moment)

    assert (rows.exists(), left.exists()) == (True, False)
