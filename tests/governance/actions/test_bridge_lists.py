"""A bridge out of two lists: taken, bridged by a worker, stopped, and forgotten."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from governance.actions import bridge_runs
from governance.actions.bridge_jobs import cancel_run, preview_bridge
from governance.actions.bridges import add_line, change_line, sign, submit, withdraw_line
from governance.bridging.walks import steps_of, walk_of
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import Bridge, BridgeJob, BridgeLine, BridgeRun
from governance.promises import outbox
from governance.refusals import IllegalMove, NotEntitled
from governance.tasks import drain, tend
from tests.factories.bridge_lists import LEADS, Listed, csv_of, given, rules, work
from tests.factories.clock import clock
from tests.factories.governance import Company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def steps(bridge: Bridge) -> dict[str, Decimal]:
    return {line.step: line.amount for line in steps_of(bridge)}


def told(listed: Listed) -> str:
    return "\n".join(event.sentence for event in timeline(Trail(listed.item)))


class TestUpload:
    def test_suggests_the_key_and_the_dates(self, listed: Listed) -> None:
        job = listed.upload()

        assert job.rules["left"]["key"] == [{"column": "id", "normaliser": "exact"}]
        assert job.rules["right"]["key"] == [{"column": "lead", "normaliser": "exact"}]
        sorts = {one["name"]: one["sort"] for one in job.guesses["left"]}
        assert sorts["asked"] == "day"

    def test_never_stores_the_columns_kept_out(self, listed: Listed, tmp_path: Path) -> None:
        job = listed.upload(left=given(LEADS, "leads.csv", ("email",)))

        assert job.lists["left"]["columns"] == ["id", "origin", "asked"]
        assert job.lists["left"]["left_out"] == ["email"]
        stored = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
        assert b"example" not in stored
        assert b"fair" in stored

    def test_keeps_the_hash_of_what_was_given(self, listed: Listed) -> None:
        whole = listed.upload().lists["left"]["sha256"]
        part = listed.upload(left=given(LEADS, "leads.csv", ("email",))).lists["left"]["sha256"]

        assert whole == part

    def test_changes_nothing_of_the_item(self, listed: Listed) -> None:
        before = listed.item.version

        listed.upload()

        listed.item.refresh_from_db()
        assert (listed.item.version, Bridge.objects.count()) == (before, 0)

    def test_refuses_the_outsider(self, listed: Listed) -> None:
        with pytest.raises(NotEntitled, match="draw up a bridge"):
            listed.upload(actor=listed.company.outsider)

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b"", "has no header"),
            (b"PK\x03\x04" + b"\0" * 200, "a workbook or another zip archive"),
            (b"id,email\n1,a\0b\n", "NUL byte"),
            (",".join(f"c{n}" for n in range(1_000_000)).encode() + b"\n", "columns"),
            ("id,name\n1,Zoë\n".encode() + "2,Åse\n".encode("cp1252"), "two encodings"),
            (b'id,email\n1,"open\n', "quote"),
            (b"id,id\n1,2\n", "two columns named id"),
        ],
        ids=["empty", "zip", "nul", "million-columns", "two-encodings", "quote", "twins"],
    )
    def test_says_what_keeps_a_file_from_being_read(
        self, listed: Listed, tmp_path: Path, data: bytes, said: str
    ) -> None:
        with pytest.raises(ValidationError, match=said) as error:
            listed.upload(left=given(data, "odd.csv"))

        assert "left" in error.value.message_dict
        assert "odd.csv" in str(error.value)
        assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
        assert not BridgeJob.objects.exists()

    def test_names_a_column_that_is_to_stay_out_and_is_not_there(self, listed: Listed) -> None:
        with pytest.raises(ValidationError, match=r"leads.csv has no column mail"):
            listed.upload(left=given(LEADS, "leads.csv", ("mail",)))

    def test_takes_no_path_from_a_name(self, listed: Listed, tmp_path: Path) -> None:
        job = listed.upload(left=given(LEADS, "../../../etc/passwd"))

        assert job.path_of("left").name == "passwd"
        assert tmp_path in job.path_of("left").parents


class TestPreview:
    def test_counts_the_keys_that_match(self, listed: Listed) -> None:
        found = preview_bridge(
            job=listed.upload(), rules=rules(), actor=listed.owner, at=clock.tick()
        )

        assert found is not None
        assert (found.both, found.left, found.right) == (2, 2, 1)


class TestRun:
    def test_fills_a_bridge_that_adds_up(self, listed: Listed) -> None:
        bridge = listed.built()

        assert steps(bridge) == {"left-absent": -2, "right-absent": 1, "left-key": -1}
        assert walk_of(bridge, steps_of(bridge)).unexplained == 0
        run = bridge.runs.get()
        assert run.facts["left"]["sha256"] == run.left_sha256
        assert (run.left_name, run.facts["matched"]) == ("leads.csv", 2)
        assert list(findings(listed.item.chain)) == []

    def test_shows_what_was_stated_beyond_the_list(self, company: Company) -> None:
        listed = Listed(company)
        shorter = LEADS.replace(b"4,dia@d.example,fair,2026-02-02\n", b"")

        bridge = work(listed.run(listed.upload(left=given(shorter, "leads.csv"))))

        assert walk_of(bridge, steps_of(bridge)).unexplained == -1

    def test_stands_beside_lines_made_by_hand_and_takes_its_own_place_again(
        self, listed: Listed
    ) -> None:
        bridge = listed.built()
        told = {"label": "typo", "actor": listed.owner, "cause": 4}
        add_line(bridge=bridge, amount=Decimal(-1), at=clock.tick(), **told)

        again = listed.built()

        assert again == bridge
        assert sorted(steps(again)) == ["", "left-absent", "left-key", "right-absent"]
        assert BridgeRun.objects.count() == 2

    def test_is_told_in_the_history(self, listed: Listed) -> None:
        listed.built()

        assert "computed a bridge from two lists: three steps over 4 rows" in told(listed)

    def test_cannot_be_changed_by_hand(self, listed: Listed) -> None:
        line = listed.built().lines.first()
        assert line is not None
        facts = {"cause": 1, "label": "x", "amount": Decimal(1)}

        with pytest.raises(IllegalMove, match="computed"):
            change_line(line=line, actor=listed.owner, at=clock.tick(), **facts)
        with pytest.raises(IllegalMove, match="computed"):
            withdraw_line(line=line, actor=listed.owner, at=clock.tick())

    def test_is_signed_and_frozen_with_its_inputs(self, listed: Listed) -> None:
        bridge = listed.built()
        submit(bridge=bridge, actor=listed.owner, at=clock.tick())

        sign(bridge=bridge, actor=listed.company.sales_head, at=clock.tick())

        for model in (BridgeLine, BridgeRun):
            with pytest.raises(DatabaseError), transaction.atomic():
                model.objects.update(**({"label": "x"} if model is BridgeLine else {"notes": "x"}))

    def test_supersedes_the_signed_one(self, listed: Listed) -> None:
        first = listed.built()
        submit(bridge=first, actor=listed.owner, at=clock.tick())
        sign(bridge=first, actor=listed.company.sales_head, at=clock.tick())

        second = listed.built()

        assert second.supersedes == first

    def test_refuses_the_outsider_and_rules_that_say_too_little(self, listed: Listed) -> None:
        job = listed.upload()

        with pytest.raises(NotEntitled):
            listed.run(job, actor=listed.company.outsider)
        with pytest.raises(ValidationError, match="at least one key"):
            listed.run(job, rules={"left": {}, "right": {}})
        with pytest.raises(ValidationError, match="1 to 730 days"):
            listed.run(job, keep_days=0)

    def test_says_why_it_stopped_and_changes_nothing(self, listed: Listed) -> None:
        job = listed.run(rules=rules(right="nobody"))
        with time_machine.travel(clock.tick(), tick=False):
            drain()

        job.refresh_from_db()
        assert job.step == "stopped"
        assert "deals.csv has no column nobody" in job.trouble
        assert not Bridge.objects.exists()
        assert work(listed.run(job)).lines.exists()

    def test_keeps_more_decimals_than_a_figure_shows(self, company: Company) -> None:
        left = csv_of("id,paid", ["1,0.123456789", "2,1.5"])
        listed = Listed(company, left, csv_of("lead,paid", ["2,1.5"]))
        amounts = {"left_rules": {"amount": "paid"}, "right_rules": {"amount": "paid"}}

        bridge = listed.built(rules=rules(**amounts))

        assert steps(bridge) == {"left-absent": Decimal("-0.123456789")}
        assert list(findings(listed.item.chain)) == []

    def test_refuses_amounts_of_more_digits_than_a_figure_has(self, company: Company) -> None:
        left = csv_of("id,paid", ["1,1234567890.123456789", "2,1.5"])
        listed = Listed(company, left, csv_of("lead,paid", ["2,1.5"]))
        amounts = {"left_rules": {"amount": "paid"}, "right_rules": {"amount": "paid"}}
        job = listed.run(rules=rules(**amounts))
        with time_machine.travel(clock.tick(), tick=False):
            drain()

        job.refresh_from_db()
        assert "more than 15 digits" in job.trouble


class TestStop:
    def test_changes_nothing_of_the_item(self, listed: Listed) -> None:
        job = listed.run()

        cancel_run(job=job, actor=listed.owner, at=clock.tick())
        with time_machine.travel(clock.tick(), tick=False):
            drain()

        job.refresh_from_db()
        assert (job.step, job.trouble) == ("stopped", "Somebody stopped it.")
        assert not Bridge.objects.exists()

    def test_starts_again_after_a_kill_with_no_half_result(self, listed: Listed) -> None:
        job = listed.run()
        # A worker that is killed leaves a lease behind, and a folder that no record names.
        with time_machine.travel(clock.tick(), tick=False):
            row = outbox.claim(clock.moment)
        assert row is not None
        assert not Bridge.objects.exists()

        bridge = work(job)

        assert len(steps(bridge)) == 3
        assert BridgeRun.objects.count() == 1

    def test_two_workers_make_one_bridge(self, listed: Listed) -> None:
        from governance.promises.bridges import build

        job = listed.run()
        row = outbox.Outbox.objects.get(kind="bridge_job")
        with time_machine.travel(clock.tick(), tick=False):
            finishes = [build(row, clock.moment), build(row, clock.moment)]
            for finish in finishes:
                with transaction.atomic():
                    finish()

        job.refresh_from_db()
        assert (job.step, BridgeRun.objects.count()) == ("done", 1)


class TestRows:
    def test_a_download_is_in_the_history(self, listed: Listed) -> None:
        line = listed.built().lines.get(step="left-absent")

        bridge_runs.download_rows(line=line, kind="csv", actor=listed.owner, at=clock.tick())

        assert "downloaded 2 rows as CSV" in "\n".join(
            e.sentence for e in timeline(Trail(listed.item))
        )

    def test_are_nothing_for_the_outsider(self, listed: Listed) -> None:
        line = listed.built().lines.get(step="left-absent")

        with pytest.raises(NotEntitled, match="a part in"):
            bridge_runs.download_rows(
                line=line, kind="csv", actor=listed.company.outsider, at=clock.tick()
            )

    def test_go_on_their_day_and_steps_and_hashes_stay(
        self, listed: Listed, django_capture_on_commit_callbacks: Any
    ) -> None:
        bridge = listed.built(keep_days=3)
        rows = bridge.runs.get().kept
        assert rows.folder.exists()

        with (
            time_machine.travel(clock.moment + timedelta(days=5), tick=False),
            django_capture_on_commit_callbacks(execute=True),
        ):
            tend()

        assert not rows.folder.exists()
        assert len(steps(bridge)) == 3
        assert bridge.runs.get().left_sha256
        with pytest.raises(IllegalMove, match="deleted"):
            bridge_runs.rows_path(bridge.lines.first())

    def test_lists_go_after_a_week(self, listed: Listed) -> None:
        job = listed.upload()

        with time_machine.travel(clock.moment + timedelta(days=8), tick=False):
            tend()

        assert not job.folder.exists()
        assert not BridgeJob.objects.exists()


MAIL = {"left_rules": {"key": [{"column": "mail", "normaliser": "email"}]}}
OTHER = {"right_rules": {"key": [{"column": "mail", "normaliser": "email"}]}}


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (
            b"mail\nAnn@A.example\nben+news@b.example\n",
            b"mail\nann@a.EXAMPLE\nBEN@b.example\ncem@c.example\n",
            {"right-absent": 1},
        ),
        (b"mail\na@a.example\na@a.example\n", b"mail\na@a.example\n", {"left-duplicates": -1}),
        (b"mail,n\n,1\n \t,2\na@a.example,3\n", b"mail\na@a.example\n", {"left-key": -2}),
        (b"mail\n", b"mail\na@a.example\n", {"right-absent": 1}),
        ("mail;n\nzoë@a.example;1\n".encode("utf-16"), "mail\nZOË@a.example\n".encode(), {}),
        ("mail\nzoë@a.example\n".encode("cp1252"), "mail\nzoë@a.example\n".encode(), {}),
    ],
    ids=["mixed-case", "duplicates", "empty-keys", "header-only", "utf-16", "windows"],
)
def test_odd_lists_have_a_right_answer(
    company: Company, left: bytes, right: bytes, expected: dict[str, int]
) -> None:
    listed = Listed(company)
    job = listed.upload(left=given(left, "left.csv"), right=given(right, "right.csv"))

    bridge = work(listed.run(job, rules=rules(**MAIL, **OTHER)))

    assert steps(bridge) == expected
