"""Large files go to a worker: step by step, safe to leave, safe to kill, and only once."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from accounts.models import LedgerEntry, User
from governance.actions import people as staff
from governance.actions.import_jobs import ask_worker, read_ahead
from governance.actions.lists import keep_list
from governance.history.verification import findings
from governance.lists import BY_SLUG
from governance.models import Notification, Outbox
from governance.promises import outbox
from governance.refusals import IllegalMove, NotEntitled
from metrics.actions.uploads import choose_columns, keep_upload
from metrics.models import KPI, Measurement, MeasurementImport, PendingImport
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory, reading
from tests.factories.telling import keep_notices
from tests.governance.api.client import Caller
from tests.governance.views.visiting import text, visit

HEADER = "kpi,period,value,as_of"
ROWS = [f"mqls,2026-0{month},{month}00,2026-09-01" for month in range(1, 6)]
BAD = "mqls,2026-06,many,2026-09-01"
GOOD_FILE = "\n".join([HEADER, *ROWS]).encode()
MIXED_FILE = "\n".join([HEADER, *ROWS, BAD]).encode()


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a handful of rows be a large file."""
    rules = replace(settings.TIEOUT, import_now_rows=3, list_now_rows=2)
    monkeypatch.setattr(settings, "TIEOUT", rules)


@pytest.fixture
def kpi(company: Company) -> KPI:
    facts = {"domain": company.leads, "system": SystemFactory(name="CRM", slug="crm")}
    return KPIFactory(slug="mqls", name="MQL", function=company.marketing, **facts)


def kept(company: Company, data: bytes = GOOD_FILE) -> PendingImport:
    return keep_upload(data=data, file_name="2026.csv", actor=company.steward, at=clock.tick())


def asked(company: Company, data: bytes = GOOD_FILE, rows: str = "all") -> PendingImport:
    return ask_worker(
        pending=kept(company, data), rows=rows, actor=company.steward, at=clock.tick()
    )


def work(steps: int = 9) -> None:
    """Let a worker keep its promises about files, at most so many."""
    at = clock.tick()
    Outbox.objects.exclude(kind="import_job").delete()
    for _ in range(steps):
        if row := outbox.claim(at):
            outbox.keep(row, at)


def killed_while_keeping(row: Any, at: Any) -> None:
    """Do all of the work, and never reach the commit."""
    with transaction.atomic():
        outbox.keep(row, at)
        raise KeyboardInterrupt


def fresh(pending: PendingImport) -> PendingImport:
    return PendingImport.objects.get(pk=pending.pk)


@pytest.mark.usefixtures("kpi")
class TestReadings:
    def test_are_read_and_then_imported_in_two_steps(self, company: Company) -> None:
        pending = asked(company)
        assert (pending.step, Measurement.objects.count()) == ("queued", 0)

        work(steps=1)
        read = fresh(pending)
        assert (read.step, read.counts["added"], Measurement.objects.count()) == ("writing", 5, 0)
        work(steps=1)

        done = fresh(pending)
        assert done.imported_at is not None
        assert Measurement.objects.count() == done.counts["added"] == 5
        assert done.result.read().count(b"\n") == 6
        assert done.record is not None
        assert done.record.by == company.steward
        entries = LedgerEntry.objects.filter(table_name="metrics_measurementimport")
        assert entries.count() == 1
        assert list(findings()) == []

    def test_the_same_file_again_changes_nothing(self, company: Company) -> None:
        asked(company)
        work()
        again = asked(company)

        work()

        assert fresh(again).counts == {"added": 0, "corrected": 0, "same": 5, "rejected": 0}
        assert Measurement.objects.count() == 5
        assert MeasurementImport.objects.count() == 1

    def test_one_bad_row_stops_all_rows_and_says_which(self, company: Company) -> None:
        pending = asked(company, MIXED_FILE)

        work()

        read = fresh(pending)
        assert (read.step, read.imported_at) == ("checked", None)
        assert (read.counts["added"], read.counts["rejected"]) == (5, 1)
        assert b"many" in read.result.read()
        assert not Measurement.objects.exists()

    def test_good_rows_go_without_the_others_by_choice(self, company: Company) -> None:
        pending = asked(company, MIXED_FILE)
        work()
        ask_worker(pending=pending, rows="good", actor=company.steward, at=clock.tick())

        work()

        assert fresh(pending).imported_at is not None
        assert Measurement.objects.count() == 5

    def test_a_check_imports_nothing(self, company: Company) -> None:
        pending = asked(company, rows="check")

        work()

        assert (fresh(pending).step, Measurement.objects.count()) == ("checked", 0)

    def test_what_changed_while_it_was_read_is_read_again(
        self, company: Company, kpi: KPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pending = asked(company)
        work(steps=1)

        def read_too_early(**facts: Any) -> Any:
            found = read_ahead(**facts)
            reading(kpi, 100, (date(2026, 1, 1), date(2026, 1, 31)))
            return found

        monkeypatch.setattr("governance.promises.imports.read_ahead", read_too_early)
        work(steps=1)

        assert fresh(pending).counts == {"added": 4, "corrected": 0, "same": 1, "rejected": 0}
        assert Measurement.objects.count() == 5

    def test_a_worker_killed_before_its_commit_leaves_all_to_the_next(
        self, company: Company
    ) -> None:
        pending = asked(company)
        work(steps=1)
        at = clock.tick()
        row = outbox.claim(at)
        with pytest.raises(KeyboardInterrupt):
            killed_while_keeping(row, at)
        assert not Measurement.objects.exists()

        work()

        assert Measurement.objects.count() == 5
        assert fresh(pending).imported_at is not None
        assert list(findings()) == []

    def test_a_second_worker_with_the_same_promise_adds_nothing(self, company: Company) -> None:
        asked(company)
        rows = list(Outbox.objects.filter(kind="import_job"))
        work()
        rows += list(Outbox.objects.filter(kind="import_job"))

        for row in rows:
            outbox.keep(row, clock.tick())

        assert Measurement.objects.count() == 5
        assert MeasurementImport.objects.count() == 1

    def test_is_asked_for_once_and_keeps_its_columns_meanwhile(self, company: Company) -> None:
        pending = asked(company)
        facts = {"actor": company.steward, "at": clock.tick()}

        with pytest.raises(IllegalMove, match="with a worker already"):
            ask_worker(pending=pending, rows="all", **facts)
        with pytest.raises(IllegalMove, match=r"reads 2026\.csv already"):
            choose_columns(pending=pending, mapping={}, formats={}, **facts)
        work()
        with pytest.raises(IllegalMove, match="imported already"):
            ask_worker(pending=pending, rows="all", **facts)

    def test_nobody_asks_for_somebody_else_or_for_something_else(self, company: Company) -> None:
        pending = kept(company)

        with pytest.raises(NotEntitled):
            ask_worker(pending=pending, rows="all", actor=company.administrator, at=clock.tick())
        with pytest.raises(ValidationError):
            ask_worker(pending=pending, rows="some", actor=company.steward, at=clock.tick())

    def test_stops_where_who_asked_may_no_longer_import(self, company: Company) -> None:
        pending = asked(company)
        staff.change_person(
            person=company.steward,
            role=User.Role.VIEWER,
            reason="Moved on",
            actor=company.administrator,
            at=clock.tick(),
        )

        work()

        stopped = fresh(pending)
        assert stopped.step == "stopped"
        assert "Only a steward" in stopped.trouble
        assert not Measurement.objects.exists()

    def test_whoever_sent_it_is_told_when_every_worker_died(self, company: Company) -> None:
        pending = asked(company)
        for _ in range(outbox.MAX_ATTEMPTS):
            assert outbox.claim(clock.tick()) is not None
            Outbox.objects.filter(kind="import_job").update(leased_until=None)
        assert outbox.claim(clock.tick()) is None
        keep_notices()

        stopped = fresh(pending)
        assert stopped.step == "stopped"
        told = Notification.objects.get(event="import_stopped")
        assert (told.person, told.path) == (
            company.steward,
            f"/measurements/import/{pending.key}/job/",
        )
        page = text(visit(company.steward, told.path))
        assert "Every worker that tried ended before it was done. Split the file" in page
        assert not Measurement.objects.exists()

        ask_worker(pending=pending, rows="all", actor=company.steward, at=clock.tick())
        work()
        assert Measurement.objects.count() == 5


class TestLists:
    def test_go_the_same_way(self, company: Company) -> None:
        data = b"name\nDemand\nSupply\nService\n"
        facts = {"actor": company.administrator, "at": clock.tick()}
        pending = keep_list(
            kind=BY_SLUG["domains"], data=data, file_name="d.csv", invites=False, **facts
        )
        assert pending.is_large
        ask_worker(pending=pending, rows="all", **facts)
        before = company.root.__class__.objects.count()

        work(steps=1)
        assert fresh(pending).step == "writing"
        assert company.root.__class__.objects.count() == before
        work()

        assert company.root.__class__.objects.count() == before + 3
        assert fresh(pending).counts["new"] == 3
        assert list(findings()) == []


@pytest.mark.usefixtures("kpi")
class TestPages:
    def upload(self, company: Company, data: bytes = GOOD_FILE) -> str:
        file = SimpleUploadedFile("2026.csv", data)
        visit(company.steward, "/measurements/import/", {"file": file})
        return f"/measurements/import/{PendingImport.objects.latest('pk').key}/"

    def test_a_large_file_is_followed_on_its_page(self, company: Company) -> None:
        at = self.upload(company)
        assert visit(company.steward, f"{at}check/")["Location"] == f"{at}job/"
        assert "a worker reads them" in text(visit(company.steward, f"{at}job/"))

        visit(company.steward, f"{at}job/", {"rows": "all"})

        waiting = visit(company.steward, f"{at}job/")
        assert "You may leave this page" in text(waiting)
        assert waiting["Refresh"] == "3"
        work(steps=1)
        assert "is being written" in text(visit(company.steward, f"{at}job/"))
        assert "Being imported" in text(visit(company.steward, "/measurements/import/"))
        work()
        assert visit(company.steward, f"{at}job/")["Location"] == f"{at}result/"
        assert "5</b> readings are here now" in text(visit(company.steward, f"{at}result/"))
        assert visit(company.steward, f"{at}result.csv").status_code == 200

    def test_what_stands_in_the_way_is_named_and_can_be_downloaded(self, company: Company) -> None:
        at = self.upload(company, MIXED_FILE)
        visit(company.steward, f"{at}job/", {"rows": "all"})

        work()

        page = text(visit(company.steward, f"{at}job/"))
        assert "rows can be imported, <b>1</b> cannot be taken yet; nothing was yet." in page
        assert f"{at}result.csv" in page
        assert 'value="good"' in page
        assert 'value="all"' not in page

    def test_posting_past_the_page_leads_to_it(self, company: Company) -> None:
        at = self.upload(company)

        assert visit(company.steward, f"{at}run/", {"rows": "all"})["Location"] == f"{at}job/"
        assert visit(company.steward, f"{at}job/", {"rows": "nonsense"}).status_code == 200
        assert not Outbox.objects.filter(kind="import_job").exists()

    def test_is_there_for_nobody_else(self, company: Company) -> None:
        at = self.upload(company)
        other = User.objects.get(pk=company.auditor.pk)

        assert visit(other, f"{at}job/").status_code == 403
        assert visit(None, f"{at}job/").status_code == 302

    def test_a_small_file_is_imported_at_once(self, company: Company) -> None:
        at = self.upload(company, "\n".join([HEADER, *ROWS[:2]]).encode())

        assert visit(company.steward, f"{at}check/").status_code == 200
        visit(company.steward, f"{at}run/", {"rows": "all"})

        assert Measurement.objects.count() == 2
        assert not Outbox.objects.filter(kind="import_job").exists()


@pytest.mark.usefixtures("kpi")
class TestApi:
    URL = "/api/v1/measurements/import/"

    def send(self, company: Company, data: bytes = GOOD_FILE, **more: Any) -> Any:
        body = {"file": SimpleUploadedFile("2026.csv", data), **more}
        return Caller(company.steward).post(self.URL, body, format="multipart")

    def test_answers_where_it_can_be_followed(self, company: Company) -> None:
        answer = self.send(company)
        assert answer.status_code == 202
        assert answer.json()["state"] == "queued"
        caller = Caller(company.steward)

        work()

        told = caller.get(answer["Location"]).json()
        assert (told["state"], told["counts"]["added"]) == ("done", 5)
        result = caller.get(told["result"])
        assert b"2026-01" in b"".join(result.streaming_content)
        assert Caller(company.auditor).get(answer["Location"]).status_code == 404
        assert Caller(company.auditor).get(told["result"]).status_code == 404

    def test_a_dry_run_only_checks(self, company: Company) -> None:
        answer = self.send(company, dry_run="true")

        work()

        assert Caller(company.steward).get(answer["Location"]).json()["state"] == "checked"
        assert not Measurement.objects.exists()

    def test_a_repeated_request_is_one_job(self, company: Company) -> None:
        caller = Caller(company.steward)
        answers = [
            caller.post(
                self.URL,
                {"file": SimpleUploadedFile("2026.csv", GOOD_FILE)},
                format="multipart",
                headers={"Idempotency-Key": "one"},
            )
            for _ in range(2)
        ]

        assert [answer.status_code for answer in answers] == [202, 202]
        assert answers[0]["Location"] == answers[1]["Location"]
        assert PendingImport.objects.count() == 1

    def test_what_cannot_be_read_is_said_at_the_end(self, company: Company) -> None:
        answer = self.send(company, GOOD_FILE.replace(b"kpi", b"metric no column"))

        work()

        told = Caller(company.steward).get(answer["Location"]).json()
        assert told["state"] == "checked"
        assert told["trouble"]

    def test_small_files_are_answered_at_once(self, company: Company) -> None:
        answer = self.send(company, "\n".join([HEADER, *ROWS[:2]]).encode())

        assert (answer.status_code, answer.json()["added"]) == (200, 2)


def test_a_file_can_be_left_and_found_again(client: Client, company: Company, kpi: KPI) -> None:
    pending = asked(company)
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(company.steward)

        page = client.get("/measurements/import/").content.decode()

    assert f"/measurements/import/{pending.key}/check/" in page
    assert "Waits for a worker" in page
