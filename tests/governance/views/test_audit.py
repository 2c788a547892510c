"""The ledger as pages: who did what when, whether it ties out, and what was taken out."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client

from accounts.models import LedgerEntry, User
from governance.actions import comments
from governance.history.anchors import write_anchor
from governance.pages.ledger import PER_PAGE
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, decided, logged, note
from tests.governance.history.test_verification import behind_the_back
from tests.governance.views.visiting import visit

pytestmark = pytest.mark.django_db


def acts(page: Any) -> list[tuple[str, str, str]]:
    assert page.status_code == 200
    return [(act.actor, act.verb, act.chain) for act in page.context["recorded"]]


def text(page: Any) -> str:
    content: str = page.content.decode()
    return content


@pytest.fixture
def anchors(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Keep anchors in a folder, as a deployment does."""
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": f"{FileSystemStorage.__module__}.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }
    yield
    assert default_storage


class TestLedger:
    def test_asks_a_stranger_to_sign_in(self) -> None:
        for path in ("/audit/", "/audit/entries.csv", "/audit/erasure/"):
            assert Client().get(path).status_code == 302

    def test_lists_acts_newest_first_for_everybody(self, company: Company) -> None:
        item = assigned(company)

        for who in ("viewer", "outsider", "auditor", "administrator"):
            page = visit(getattr(company, who), "/audit/")
            assert acts(page)[:2] == [
                ("RevOps lead", "assign", item.code),
                ("RevOps lead", "log", item.code),
            ]

    def test_tells_the_rows_of_one_act_as_one(self, company: Company) -> None:
        item = decided(company)

        page = visit(company.viewer, f"/audit/?item={item.code}&verb=decide")

        (act,) = page.context["recorded"]
        assert act.rows.startswith("decision, ")
        assert "contradiction" in act.rows
        first, last = (int(number) for number in act.entries.split(" to "))
        assert last == LedgerEntry.objects.filter(chain=item.code).latest("seq").seq
        assert first < last

    def test_is_narrowed_by_item_person_verb_and_day(self, company: Company) -> None:
        item, other = assigned(company), logged(company)
        clock.tick(24 * 3)
        comments.comment(item=item, body="Seen", actor=company.outsider, at=clock.tick())
        day = clock.moment.date()

        def found(query: str) -> set[tuple[str, str, str]]:
            return set(acts(visit(company.viewer, f"/audit/?{query}")))

        said_so = ("Outsider", "comment", item.code)
        assert {chain for *_, chain in found(f"item={item.code.lower()}")} == {item.code}
        assert {chain for *_, chain in found("item=c-2")} == {other.code}
        assert found(f"person={company.outsider.pk}") == {said_so}
        assert found("verb=comment") == {said_so}
        assert found(f"since={day}&until={day}") == {said_so}
        assert said_so not in found(f"until={day - timedelta(days=1)}")
        assert found(f"since={day + timedelta(days=1)}") == set()
        assert ("RevOps lead", "name function", "") not in found("verb=name function")
        assert found("verb=name function")

    def test_a_filter_that_cannot_be_read_says_so(self, company: Company) -> None:
        page = visit(company.viewer, "/audit/?since=yesterday")

        assert "There is a problem" in text(page)
        assert acts(page)

    def test_hides_what_is_confidential(self, company: Company) -> None:
        hidden = logged(company, is_confidential=True)

        for query in ("", f"?item={hidden.code}", f"?item={hidden.code}&check=1"):
            page = visit(company.outsider, f"/audit/{query}")
            assert all(chain != hidden.code for *_, chain in acts(page))
            assert page.context["status"] is None
        assert "There is no such item" in text(page)
        assert acts(visit(company.auditor, f"/audit/?item={hidden.code}"))

    def test_goes_on_below_the_last_entry_without_gap_or_repeat(self, company: Company) -> None:
        item = assigned(company)
        for _ in range(PER_PAGE):
            note(item, company.steward)
        seen: list[Any] = []
        url = "/audit/"
        while url:
            page = visit(company.viewer, url)
            seen += page.context["recorded"]
            url = page.context["more_url"]

        whole = LedgerEntry.objects.count()
        counted = 0
        for act in seen:
            first, _, last = act.entries.partition(" to ")
            counted += int(last or first) - int(first) + 1
        assert counted == whole
        assert [act.at for act in seen] == sorted((act.at for act in seen), reverse=True)

    @pytest.mark.parametrize("before", ["x", "-1", "999999999", "²", "1" * 30])
    def test_a_strange_place_to_go_on_from_is_the_beginning(
        self, company: Company, before: str
    ) -> None:
        assert acts(visit(company.viewer, f"/audit/?before={before}"))

    def test_costs_the_same_at_any_length(
        self, company: Company, django_assert_max_num_queries: Any
    ) -> None:
        item = assigned(company)
        for _ in range(50):
            note(item, company.steward)
        client = Client()
        client.force_login(company.auditor)

        with django_assert_max_num_queries(8):
            client.get("/audit/")


class TestChainStatus:
    def test_ties_out(self, company: Company) -> None:
        item = decided(company)
        offered = visit(company.viewer, f"/audit/?item={item.code}")
        assert offered.context["status"] is None

        page = visit(company.viewer, offered.context["check_url"])

        assert page.context["status"].ties_out
        assert "Ties out" in text(page)
        assert LedgerEntry.objects.filter(chain=item.code).latest("seq").hash in text(page)

    def test_names_what_was_changed(self, company: Company) -> None:
        item, other = decided(company), logged(company)
        behind_the_back(
            f"UPDATE governance_position SET label = 'Edited' WHERE contradiction_id = {item.pk}"
        )

        assert "“label” was edited" in text(
            visit(company.viewer, f"/audit/?item={item.code}&check=1")
        )
        assert (
            visit(company.viewer, f"/audit/?item={other.code}&check=1").context["status"].ties_out
        )

    def test_compares_with_the_latest_anchor(self, company: Company, anchors: None) -> None:
        item = assigned(company)
        write_anchor(clock.tick())
        day = clock.moment.date()
        path = f"/audit/?item={item.code}&check=1"
        status = visit(company.viewer, path).context["status"]
        assert status.ties_out
        assert status.anchor.startswith(f"{day}: entry ")

        behind_the_back(
            f"DELETE FROM accounts_ledgerentry WHERE chain = '{item.code}' AND seq = "
            f"(SELECT MAX(seq) FROM accounts_ledgerentry WHERE chain = '{item.code}')"
        )

        assert "was cut off since the anchor was made" in text(visit(company.viewer, path))
        assert f'Latest anchor <span class="nb">{day}</span>' in text(
            visit(company.viewer, "/audit/")
        )

    def test_an_anchor_that_was_edited_is_named(
        self, company: Company, anchors: None, tmp_path: Path
    ) -> None:
        item = assigned(company)
        path = Path(write_anchor(clock.tick()))
        path.write_text(path.read_text().replace('"made_at": "2026', '"made_at": "2025'))

        page = visit(company.viewer, f"/audit/?item={item.code}&check=1")

        assert "was not signed" in text(page)

    def test_an_item_the_anchor_does_not_know_yet(self, company: Company, anchors: None) -> None:
        write_anchor(clock.tick())
        item = logged(company)

        status = visit(company.viewer, f"/audit/?item={item.code}&check=1").context["status"]

        assert status.ties_out
        assert status.anchor.endswith("not yet in it")


class TestExport:
    def rows(self, page: Any) -> list[dict[str, str]]:
        content = b"".join(page.streaming_content).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(content, newline="")))

    @pytest.mark.parametrize("who", ["auditor", "steward"])
    def test_sends_whole_entries(self, company: Company, who: str) -> None:
        item = assigned(company)

        page = visit(getattr(company, who), f"/audit/entries.csv?item={item.code}")

        rows = self.rows(page)
        kept = LedgerEntry.objects.filter(chain=item.code).order_by("-at", "-id")
        assert [row["Hash"] for row in rows] == list(kept.values_list("hash", flat=True))
        assert [row["Payload"] for row in rows] == list(kept.values_list("payload", flat=True))
        assert f'filename="ledger-{item.code}-' in page["Content-Disposition"]

    def test_neutralises_formulas(self, company: Company) -> None:
        User.objects.filter(pk=company.steward.pk).update(name="=HYPERLINK(1)")
        assigned(company)

        rows = self.rows(visit(company.auditor, "/audit/entries.csv"))

        assert "'=HYPERLINK(1)" in {row["Actor"] for row in rows}
        assert "=HYPERLINK(1)" not in {row["Actor"] for row in rows}

    @pytest.mark.parametrize("who", ["viewer", "outsider", "decider", "administrator"])
    def test_refuses_others_saying_who_may(self, company: Company, who: str) -> None:
        page = visit(getattr(company, who), "/audit/entries.csv")

        assert page.status_code == 403
        assert "Only an auditor or a steward may export the ledger." in text(page)
        assert "entries.csv" not in text(visit(getattr(company, who), "/audit/"))

    def test_of_an_item_that_is_not_there_is_not_found(self, company: Company) -> None:
        assert visit(company.auditor, "/audit/entries.csv?item=C-999").status_code == 404
