import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.actions import contradictions as items
from governance.actions.positions import Statement
from governance.models import Contradiction
from governance.policies import may_see
from metrics.figures import MINUS
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, item_in, logged
from tests.factories.metrics import DomainFactory
from tests.factories.reviews import opened
from tests.governance.views.reading_pages import HTMX, codes, secret

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


class TestFilters:
    @pytest.fixture
    def pair(self, company: Company) -> tuple[Contradiction, Contradiction]:
        elsewhere = DomainFactory(name="Billing")
        mild = items.log(
            statements=[Statement(label="A", claim="Up"), Statement(label="B", claim="Down")],
            domain=elsewhere,
            kind="rights",
            actor=company.steward,
            at=clock.tick(),
        )
        grave = assigned(company, exposure=Decimal(2_000_000), exposure_currency="EUR")
        return grave, mild

    @pytest.mark.parametrize(
        "query",
        [
            "severity=1",
            "severity=1&severity=2",
            "status=assigned",
            "kind=definition",
            "owner={owner}",
            "decider={decider}",
            "domain=company",
            "domain=leads",
            "function=marketing",
            "period_after=2026-06-30",
            "exposure_min=100000",
            "overdue=true",
            "q=mql",
        ],
    )
    def test_narrows_to_the_one(
        self, company: Company, steward: Client, pair: Any, query: str
    ) -> None:
        grave, mild = pair
        Contradiction.objects.filter(pk=mild.pk).update(due_at=None)
        asked = query.format(owner=company.marketing_head.pk, decider=company.decider.pk)

        page = steward.get(f"/register/?{asked}")

        assert codes(page) == [grave.code]
        assert page.context["chips"]

    def test_a_chip_takes_its_filter_off_and_keeps_the_rest(self, steward: Client) -> None:
        page = steward.get("/register/?view=overdue&severity=1&severity=2&kind=number")

        chips = {chip["name"]: chip for chip in page.context["chips"]}

        assert chips["Severity"]["value"] == "S1, S2"
        assert chips["Severity"]["remove_url"] == "/register/?view=overdue&kind=number"

    def test_nothing_found_says_so_and_offers_to_clear(self, steward: Client, pair: Any) -> None:
        page = steward.get("/register/?severity=4").content.decode()

        assert "No item matches these filters." in page
        assert 'href="/register/"' in page

    def test_a_filter_that_cannot_be_read_is_named(self, steward: Client, pair: Any) -> None:
        page = steward.get("/register/?severity=9&kind=rights")

        assert codes(page) == [pair[1].code]
        assert "One filter could not be read" in page.content.decode()

    @pytest.mark.parametrize(
        "name",
        [
            "q",
            "domain",
            "function",
            "owner",
            "view",
            "sort",
            "page",
            "exposure_min",
            "period_after",
            "severity",
        ],
    )
    def test_bears_anything_in_the_address(self, steward: Client, name: str) -> None:
        for value in ("\x00", "9" * 400, "-1", "💥", "'"):
            assert steward.get("/register/", {name: value}).status_code == 200
            assert steward.get("/register/items.csv", {name: value}).status_code == 200

    def test_the_filters_are_a_page_and_a_fragment(self, steward: Client) -> None:
        page = steward.get("/register/filters/?severity=1").content.decode()
        part = steward.get("/register/filters/?severity=1", headers=HTMX).content.decode()

        assert "<!doctype html>" in page
        assert part.lstrip().startswith("<form")
        assert 'value="1" id="id_severity_0" checked' in part.replace(" aria-describedby", "")

    def test_a_sort_orders(self, company: Company, steward: Client, pair: Any) -> None:
        grave, mild = pair

        assert codes(steward.get("/register/")) == [grave.code, mild.code]
        assert codes(steward.get("/register/?sort=newest")) == [grave.code, mild.code]
        assert codes(steward.get("/register/?sort=exposure")) == [grave.code, mild.code]
        assert codes(steward.get("/register/?sort=gap")) == [grave.code, mild.code]
        assert codes(steward.get("/register/?sort=due"))
        assert codes(steward.get("/register/?sort=customer"))[0] == grave.code


class TestConfidential:
    def test_an_outsider_learns_number_and_age_alone(
        self, company: Company, outsider: Client
    ) -> None:
        item = secret(company)

        page = outsider.get("/register/")
        text = page.content.decode()

        assert codes(page) == []
        assert item.code in text
        assert "555" not in text
        assert page.context["tabs"][0]["note"] == 0

    @pytest.mark.parametrize(
        "query", ["q=555", "q=C-001", "severity=3", "view=overdue", "kind=definition"]
    )
    def test_no_filter_tells_an_outsider_more(
        self, company: Company, outsider: Client, query: str
    ) -> None:
        secret(company)

        page = outsider.get(f"/register/?{query}")

        assert codes(page) == []
        assert page.context["page"].paginator.count == 0
        assert page.context["hidden"] == []

    def test_peek_and_file_keep_it_too(self, company: Company, outsider: Client) -> None:
        item = secret(company)

        assert outsider.get(f"/register/peek/{item.number}/").status_code == 404
        assert item.code not in b"".join(outsider.get("/register/items.csv")).decode()

    def test_sides_stewards_and_auditors_read_it(self, company: Company) -> None:
        item = secret(company)
        client = Client()
        for person in (
            company.steward,
            company.auditor,
            company.decider,
            company.sales_head,
            company.marketing_head,
        ):
            client.force_login(person)
            assert codes(client.get("/register/")) == [item.code], person

    def test_the_list_and_the_item_agree_on_who_sees(self, company: Company) -> None:
        item = secret(company)
        people = [
            value for value in vars(company).values() if isinstance(value, type(company.steward))
        ]
        for person in [*people, PersonFactory(function=company.sales)]:
            listed = Contradiction.objects.visible_to(person).filter(pk=item.pk).exists()
            assert listed == may_see(item, person), person


class TestCsv:
    def rows(self, client: Client, query: str = "") -> list[dict[str, str]]:
        answer = client.get(f"/register/items.csv{query}")
        text = b"".join(answer).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def test_holds_this_very_view(self, company: Company, steward: Client) -> None:
        item = assigned(company, exposure=Decimal(420_000), exposure_currency="EUR")
        logged(company)

        (row,) = self.rows(steward, "?status=assigned")

        assert row["Item"] == item.code
        assert row["Exposure"] == "420000.00"
        assert row["Owner"] == "Head of Marketing"
        assert row["Gap"] == f"{MINUS}647"

    def test_neutralises_formulas(self, company: Company, steward: Client) -> None:
        item = logged(company)
        items.describe(item=item, wording='=HYPERLINK("x")', actor=company.steward, at=clock.tick())

        assert self.rows(steward)[0]["What disagrees"] == '\'=HYPERLINK("x")'

    def test_is_for_people_who_signed_in(self, client: Client) -> None:
        assert client.get("/register/items.csv").status_code == 302


class TestPeek:
    def test_previews_one_item(self, company: Company, steward: Client) -> None:
        item = logged(company, question="Which count plans capacity?")

        text = steward.get(f"/register/peek/{item.number}/").content.decode()

        assert "Which count plans capacity?" in text
        assert "No owner yet" in text


class TestCost:
    @pytest.mark.parametrize("query", ["", "?view=review", "?severity=3&q=mql", "?view=closed"])
    @pytest.mark.parametrize("who", ["steward", "outsider"])
    def test_asks_eight_questions_at_any_size(self, company: Company, query: str, who: str) -> None:
        client = Client()
        client.force_login(getattr(company, who))
        opened(company)
        client.get("/register/")
        for value in range(12):
            item_in("assigned", company, values=(900 + value, 200))
            secret(company)

        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(f"/register/{query}").status_code == 200

        assert len(asked) <= 8, [query["sql"][:120] for query in asked]
