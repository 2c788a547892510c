from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from governance.actions import contradictions as items
from governance.actions import evidence
from governance.actions.clocks import pause
from governance.actions.positions import Statement
from metrics.figures import MINUS
from tests.factories.clock import clock
from tests.factories.governance import Company, accepted, assigned, closed, item_in, logged
from tests.factories.metrics import DomainFactory
from tests.governance.views.reading_pages import HTMX, codes, red_for_the_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(company: Company, client: Client) -> Client:
    client.force_login(company.steward)
    return client


@pytest.fixture
def outsider(company: Company) -> Client:
    client = Client()
    client.force_login(company.outsider)
    return client


class TestPage:
    def test_asks_a_stranger_to_sign_in(self, client: Client) -> None:
        assert client.get("/register/").status_code == 302

    def test_says_what_disagrees_by_how_much_and_who_decides(
        self, company: Company, steward: Client
    ) -> None:
        assigned(company, exposure=Decimal(420_000), exposure_currency="EUR")

        page = steward.get("/register/")
        text = page.content.decode()

        assert "Marketing counts <b>847</b> MQLs; Sales finds <b>200</b>." in text
        assert f"{MINUS}647" in text
        assert "Decides: CRO" in text
        assert "Head of Marketing" in text
        assert ">420<" in text
        assert 'aria-label="Marketing on target, Sales off target; customer not measured"' in text

    def test_opens_with_a_sentence_worked_out_from_the_items(
        self, company: Company, steward: Client
    ) -> None:
        red_for_the_customer(company)
        logged(company)
        nobody = DomainFactory(name="Unowned")
        items.log(
            statements=[
                Statement(label="Board", claim="Up"),
                Statement(label="Bank", claim="Down"),
            ],
            domain=nobody,
            actor=company.steward,
            at=clock.tick(),
        )

        said = "".join(part.text for part in steward.get("/register/").context["message"])

        assert said == (
            "In 1 of 3 open contradictions the customer is red while every function is green. "
            "1 has no decider."
        )

    def test_first_use_offers_the_first_log(self, steward: Client) -> None:
        assert "No contradiction has been logged yet." in steward.get("/register/").content.decode()

    def test_shows_twenty_at_a_time(self, company: Company, steward: Client) -> None:
        for value in range(22):
            logged(company, (900 + value, 200))

        assert len(codes(steward.get("/register/"))) == 20
        assert len(codes(steward.get("/register/?page=2"))) == 2

    def test_a_paused_item_says_for_whom(self, company: Company, steward: Client) -> None:
        item = item_in("investigating", company)
        until = (clock.moment + timedelta(days=2)).date()
        pause(
            item=item,
            waiting_on=company.sales_head,
            until_on=until,
            reason="Export",
            actor=company.marketing_head,
            at=clock.tick(),
        )

        assert "Paused for Head of Sales" in steward.get("/register/").content.decode()


class TestFragment:
    def test_gives_htmx_the_rows_alone(self, company: Company, steward: Client) -> None:
        logged(company)

        part = steward.get("/register/?view=mine&q=", headers=HTMX)

        assert part.content.decode().lstrip().startswith('<div id="rows">')
        assert part["HX-Push-Url"] == "/register/?view=mine"
        assert "HX-Request" in part["Vary"]

    def test_gives_a_browser_the_whole_page_at_the_same_address(self, steward: Client) -> None:
        page = steward.get("/register/?view=mine")

        assert "<!doctype html>" in page.content.decode()
        assert "HX-Request" in page["Vary"]

    def test_gives_a_way_back_in_history_the_whole_page(self, steward: Client) -> None:
        headers = HTMX | {"HX-History-Restore-Request": "true"}

        assert "<!doctype html>" in steward.get("/register/", headers=headers).content.decode()

    def test_takes_blanks_out_of_the_address(self, steward: Client) -> None:
        answer = steward.get("/register/?view=mine&q=&owner=")

        assert answer["Location"] == "/register/?view=mine"


class TestViews:
    def test_mine_is_what_i_own_and_what_waits_for_my_decision(self, company: Company) -> None:
        owned = assigned(company)
        waiting = item_in("proposed", company)
        client = Client()

        client.force_login(company.marketing_head)
        assert codes(client.get("/register/?view=mine")) == [owned.code, waiting.code]
        client.force_login(company.decider)
        assert codes(client.get("/register/?view=mine")) == [waiting.code]

    def test_needs_decider(self, company: Company, steward: Client) -> None:
        logged(company)
        orphan = items.log(
            statements=[Statement(label="A", claim="Up"), Statement(label="B", claim="Down")],
            actor=company.steward,
            at=clock.tick(),
        )

        assert codes(steward.get("/register/?view=no-decider")) == [orphan.code]

    def test_customer_red_functions_green(self, company: Company, steward: Client) -> None:
        logged(company)
        split = red_for_the_customer(company)

        assert codes(steward.get("/register/?view=split")) == [split.code]

    def test_acceptances_expiring(
        self, company: Company, steward: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = accepted(company)
        assert item.accepted_until is not None
        near = datetime.combine(item.accepted_until, datetime.min.time(), UTC) - timedelta(days=29)

        monkeypatch.setattr(timezone, "now", lambda: near - timedelta(days=2))
        steward.force_login(company.steward)
        assert codes(steward.get("/register/?view=expiring")) == []
        monkeypatch.setattr(timezone, "now", lambda: near)
        steward.force_login(company.steward)
        assert codes(steward.get("/register/?view=expiring")) == [item.code]

    def test_evidence_grows_stale_and_is_renewed(
        self, company: Company, steward: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = logged(company)
        late = datetime(2026, 11, 10, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: late)
        assert codes(steward.get("/register/?view=stale")) == [item.code]

        evidence.add_evidence(
            item=item, title="Log", text="Seen", as_of=late.date(), actor=company.steward, at=late
        )

        assert codes(steward.get("/register/?view=stale")) == []

    def test_overdue(
        self, company: Company, steward: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = assigned(company)
        assert item.due_at is not None
        late = item.due_at + timedelta(days=2)
        monkeypatch.setattr(timezone, "now", lambda: late)

        page = steward.get("/register/?view=overdue")

        assert codes(page) == [item.code]
        assert "Overdue by" in page.content.decode()

    def test_closed_holds_what_has_ended(self, company: Company, steward: Client) -> None:
        ended = closed(company)
        dropped = item_in("dismissed", company)

        assert codes(steward.get("/register/?view=closed")) == [dropped.code, ended.code]
        assert codes(steward.get("/register/")) == []

    def test_every_tab_counts_what_it_shows(self, company: Company, steward: Client) -> None:
        assigned(company)
        red_for_the_customer(company)
        accepted(company)

        for tab in steward.get("/register/").context["tabs"]:
            if tab["note"] is not None:
                assert len(codes(steward.get(tab["url"]))) == tab["note"], tab["label"]
