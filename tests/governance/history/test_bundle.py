"""The evidence bundle: one file that can be read and checked without Tieout."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.canonical import GENESIS
from accounts.models import LedgerEntry, User
from governance.actions import comments
from governance.actions.erasure import redact
from governance.actions.evidence import add_evidence
from governance.history.anchors import BadAnchor, compare, read_anchor
from governance.history.bundle import write_bundle
from governance.models import Contradiction, Evidence
from tests.factories.clock import clock
from tests.factories.governance import STATES, Company, assigned, decided, item_in, logged
from tests.governance.history.test_verification import behind_the_back

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(company: Company) -> Contradiction:
    """Return a decided item with a file, a restricted file, a formula and a note."""
    made = decided(company)
    show(company, made, "plan.csv", b"month,leads\n")
    show(company, made, "../../etc/pay roll.csv", b"name,pay\n", is_restricted=True)
    comments.comment(item=made, body="=1+1", actor=company.outsider, at=clock.tick())
    return made


def show(company: Company, item: Contradiction, name: str, content: bytes, **more: Any) -> Evidence:
    file = ContentFile(content, name="upload.csv")
    file.name = name
    facts = {"actor": company.steward, "at": clock.tick(), **more}
    return add_evidence(item=item, title=f"File {name}", file=file, **facts)


def exported(item: Contradiction, reader: User, at: datetime | None = None) -> zipfile.ZipFile:
    target = io.BytesIO()
    fresh = Contradiction.objects.get(pk=item.pk)
    write_bundle(fresh, reader, at or clock.tick(), target)
    return zipfile.ZipFile(target)


def read(bundle: zipfile.ZipFile, name: str) -> str:
    folder = bundle.namelist()[0].split("/")[0]
    return bundle.read(f"{folder}/{name}").decode("utf-8-sig")


def table(bundle: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(read(bundle, name), newline="")))


class TestContents:
    def test_holds_page_tables_files_hashes_and_anchor(
        self, company: Company, item: Contradiction
    ) -> None:
        bundle = exported(item, company.auditor)
        names = {name.split("/", 1)[1] for name in bundle.namelist()}

        assert bundle.testzip() is None
        assert {
            *("index.html", "positions.csv", "evidence.csv", "timeline.csv", "ledger.csv"),
            *("anchor.json", "SHA256SUMS"),
        } <= names
        files = sorted(name for name in names if name.startswith("evidence/"))
        assert len(files) == 2
        assert files[0].endswith("-plan.csv")
        assert all(".." not in name and name.count("/") == 1 for name in files)

    def test_every_hash_is_that_of_its_file(self, company: Company, item: Contradiction) -> None:
        bundle = exported(item, company.auditor)
        lines = [line.split("  ", 1) for line in read(bundle, "SHA256SUMS").splitlines()]

        listed = {f"{item.code}/{name}" for _, name in lines}
        assert listed == {*bundle.namelist()} - {f"{item.code}/SHA256SUMS"}
        for digest, name in lines:
            content = bundle.read(f"{item.code}/{name}")
            assert hashlib.sha256(content).hexdigest() == digest

    def test_the_ledger_in_it_can_be_recomputed_by_anybody(
        self, company: Company, item: Contradiction
    ) -> None:
        bundle = exported(item, company.auditor)
        previous = GENESIS
        rows = table(bundle, "ledger.csv")

        for row in rows:
            named = {
                "actor_id": row["Actor key"],
                "at": row["Moment (UTC)"],
                "chain": row["Chain"],
                "payload": row["Payload"],
                "row_id": row["Row"],
                "seq": row["Entry"],
                "table_name": row["Table"],
                "verb": row["Verb"],
            }
            text = "\n".join([previous, *(f"{name}={named[name]}" for name in sorted(named))])
            assert row["Previous hash"] == previous
            previous = hashlib.sha256(text.encode()).hexdigest()
            assert row["Hash"] == previous

        assert len(rows) == LedgerEntry.objects.filter(chain=item.code).count()
        anchored = json.loads(read(bundle, "anchor.json"))
        assert anchored["chains"] == {item.code: [len(rows), previous]}

    def test_its_anchor_finds_a_ledger_cut_short_later(
        self, company: Company, item: Contradiction, tmp_path: Path
    ) -> None:
        path = tmp_path / "anchor.json"
        path.write_text(read(exported(item, company.auditor), "anchor.json"))
        assert list(compare(read_anchor(path))) == []

        last = LedgerEntry.objects.filter(chain=item.code).latest("seq").seq
        behind_the_back(
            f"DELETE FROM accounts_ledgerentry WHERE chain = '{item.code}' AND seq = {last}"
        )

        assert ["cut off" in finding.text for finding in compare(read_anchor(path))] == [True]
        path.write_text(path.read_text().replace(f"{last},", f"{last - 1},"))
        with pytest.raises(BadAnchor, match="not signed"):
            read_anchor(path)

    @pytest.mark.parametrize("status", STATES)
    def test_reads_in_every_state(self, company: Company, status: str) -> None:
        made = item_in(status, company)
        page = read(exported(made, company.auditor), "index.html")

        assert "847" in page
        assert made.get_status_display() in page
        assert "Ties out." in page
        assert "<style>" in page
        assert "http-equiv" in page
        assert "src=" not in page

    def test_says_so_where_the_history_does_not_tie_out(
        self, company: Company, item: Contradiction
    ) -> None:
        behind_the_back("UPDATE governance_position SET label = 'Edited'")

        page = read(exported(item, company.auditor), "index.html")

        assert "Does not tie out" in page
        assert "“label” was edited" in page

    def test_tells_the_timeline_and_neutralises_formulas(
        self, company: Company, item: Contradiction
    ) -> None:
        rows = table(exported(item, company.auditor), "timeline.csv")

        assert [row["Verb"] for row in rows][-1] == "log"
        assert any(row["In their words"] == "'=1+1" for row in rows)

    def test_lists_positions_that_were_superseded(self, company: Company) -> None:
        rows = table(exported(logged(company), company.auditor), "positions.csv")

        assert [(row["Side"], row["Value"], row["Stands"]) for row in rows] == [
            ("Marketing", "847.0000", "yes"),
            ("Sales", "200.0000", "yes"),
        ]

    def test_a_page_cannot_be_broken_by_what_somebody_typed(self, company: Company) -> None:
        made = assigned(company)
        comments.comment(
            item=made, body="<script>alert(1)</script>", actor=company.outsider, at=clock.tick()
        )

        page = read(exported(made, company.auditor), "index.html")

        assert "<script" not in page
        assert "&lt;script&gt;" in page


class TestFiles:
    def test_restricted_files_only_for_those_who_may_see(
        self, company: Company, item: Contradiction
    ) -> None:
        bundle = exported(item, company.executive)

        assert not any("roll" in name for name in bundle.namelist())
        assert any("plan" in name for name in bundle.namelist())
        for name in ("index.html", "evidence.csv", "timeline.csv"):
            assert "roll" not in read(bundle, name)
        assert "restricted, left out" in read(bundle, "evidence.csv")

    def test_a_file_swapped_in_the_store_is_named(
        self, company: Company, item: Contradiction
    ) -> None:
        shown = Evidence.objects.get(file_name="plan.csv")
        shown.file.storage.delete(str(shown.file.name))
        shown.file.storage.save(str(shown.file.name), ContentFile(b"other"))

        rows = table(exported(item, company.auditor), "evidence.csv")

        told = {row["File"]: row["In this bundle"] for row in rows if row["File"]}
        assert told["plan.csv"] == "included, but not the file that was added"
        assert told["pay roll.csv"] == "included"

    def test_a_file_gone_from_the_store_is_no_error(
        self, company: Company, item: Contradiction
    ) -> None:
        shown = Evidence.objects.get(file_name="plan.csv")
        shown.file.storage.delete(str(shown.file.name))

        assert "Missing from the store" in read(exported(item, company.auditor), "index.html")

    def test_a_file_taken_out_of_the_record_is_named_so(
        self, company: Company, item: Contradiction
    ) -> None:
        shown = Evidence.objects.get(file_name="plan.csv")
        redact(
            record=shown,
            field="file_name",
            reason="Asked for",
            actor=company.administrator,
            at=clock.tick(),
        )

        page = read(exported(item, company.auditor), "index.html")

        assert "Taken out of the record" in page
        assert shown.sha256 in page


class TestDownload:
    def get(self, person: User | None, item: Contradiction) -> Any:
        client = Client()
        with time_machine.travel(clock.tick(), tick=False):
            if person:
                client.force_login(person)
            answer = client.get(f"/c/{item.code}/bundle.zip")
        self.content = b"".join(answer)
        return answer

    @pytest.mark.parametrize("who", ["auditor", "steward", "decider", "marketing_head"])
    def test_for_auditor_steward_decider_and_owner(
        self, company: Company, item: Contradiction, who: str
    ) -> None:
        answer = self.get(getattr(company, who), item)

        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/zip"
        assert f'filename="{item.code}-' in answer["Content-Disposition"]
        assert zipfile.ZipFile(io.BytesIO(self.content)).testzip() is None

    @pytest.mark.parametrize(
        "who", ["sales_head", "outsider", "viewer", "administrator", "executive", "arbiter"]
    )
    def test_others_are_told_who_may(self, company: Company, item: Contradiction, who: str) -> None:
        answer = self.get(getattr(company, who), item)

        assert answer.status_code == 403
        assert "Only an auditor or a steward or the decider (CRO)" in self.content.decode()

    def test_what_one_may_not_see_is_not_there(self, company: Company) -> None:
        hidden = logged(company, is_confidential=True)

        assert self.get(company.outsider, hidden).status_code == 404
        assert self.get(company.administrator, hidden).status_code == 404
        assert self.get(company.auditor, hidden).status_code == 200

    def test_a_stranger_signs_in_first(self, item: Contradiction) -> None:
        assert self.get(None, item).status_code == 302

    def test_is_logged_and_changes_nothing(
        self, company: Company, item: Contradiction, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO", logger="governance.views.bundles")
        before = LedgerEntry.objects.count()

        self.get(company.auditor, item)

        assert LedgerEntry.objects.count() == before
        assert any("bundle_exported" in record.getMessage() for record in caplog.records)


class TestCommand:
    def test_writes_everything_unless_told_for_whom(
        self, item: Contradiction, company: Company, tmp_path: Path
    ) -> None:
        whole, part = tmp_path / "whole.zip", tmp_path / "part.zip"

        call_command("export_bundle", item.code, str(whole))
        call_command("export_bundle", item.code, str(part), email=company.executive.email)

        assert any("roll" in name for name in zipfile.ZipFile(whole).namelist())
        assert not any("roll" in name for name in zipfile.ZipFile(part).namelist())

    def test_refuses_what_is_not_there_and_to_overwrite(
        self, item: Contradiction, company: Company, tmp_path: Path
    ) -> None:
        taken = tmp_path / "taken.zip"
        taken.write_bytes(b"keep me")
        hidden = logged(company, is_confidential=True)

        with pytest.raises(CommandError, match="exists"):
            call_command("export_bundle", item.code, str(taken))
        with pytest.raises(CommandError, match="no item C-999"):
            call_command("export_bundle", "C-999", str(tmp_path / "a.zip"))
        told = {"email": company.outsider.email}
        with pytest.raises(CommandError, match="no item"):
            call_command("export_bundle", hidden.code, str(tmp_path / "b.zip"), **told)
        with pytest.raises(CommandError, match="no folder"):
            call_command("export_bundle", item.code, str(tmp_path / "none" / "c.zip"))
        assert taken.read_bytes() == b"keep me"
