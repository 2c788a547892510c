from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from metrics.models import KPIDefinition
from tests.factories.governance import Company, decided, item_in, logged
from tests.factories.metrics import KPIFactory, Recorded
from tests.governance.views.reading_pages import secret

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(company: Company, client: Client) -> Client:
    client.force_login(company.steward)
    return client


def groups(client: Client, query: str) -> dict[str, list[dict[str, str]]]:
    page = client.get("/search/", {"q": query, "fragment": "results"})
    assert page.status_code == 200
    return {group["name"]: group["results"] for group in page.context["groups"]}


def test_asks_a_stranger_to_sign_in(client: Client) -> None:
    assert client.get("/search/?q=mql")["Location"].startswith("/accounts/login/")


def test_an_id_leads_straight_to_its_item(company: Company, steward: Client) -> None:
    item = logged(company)

    assert steward.get(f"/search/?q={item.code}")["Location"] == f"/c/{item.code}/"
    assert groups(steward, item.code)["Items"][0]["url"] == f"/c/{item.code}/"


def test_a_decision_is_found_by_its_id(company: Company, steward: Client) -> None:
    decision = decided(company).current_decision
    assert decision is not None

    assert steward.get(f"/search/?q={decision.code}")["Location"] == f"/d/{decision.code}/"
    assert groups(steward, decision.code)["Decisions"][0]["note"] == decision.code


def test_a_metric_answers_with_its_agreed_meaning(company: Company, steward: Client) -> None:
    kpi = KPIFactory(name="MQL", function=company.marketing, domain=company.leads)
    meaning = Recorded._create(
        KPIDefinition,
        kpi=kpi,
        number=3,
        status="approved",
        meaning="Score over 60",
        formula="count",
        effective_from=date(2026, 1, 1),
        author=company.marketing_head,
        approver=company.steward,
    )
    type(kpi).objects.filter(pk=kpi.pk).update(current_definition=meaning)

    (found,) = groups(steward, "mql")["Metrics"]

    assert found["detail"] == "v3: Score over 60"
    assert found["note"] == "Marketing"


def test_groups_pages_people_and_commands(company: Company, steward: Client) -> None:
    assert [row["label"] for row in groups(steward, "reg")["Go to"]] == ["Register"]
    assert groups(steward, "head of s")["People"][0]["label"] == "Head of Sales"
    assert groups(steward, "log")["Commands"][0]["url"] == "/register/new/"


def test_a_reader_is_not_offered_to_log(company: Company) -> None:
    client = Client()
    client.force_login(company.viewer)

    assert "Commands" not in groups(client, "log contra")


def test_nothing_typed_offers_pages_and_ones_own(company: Company, steward: Client) -> None:
    item = logged(company)

    found = groups(steward, "")

    assert found["Your items"][0]["note"].startswith(item.code)
    assert "Register" in [row["label"] for row in found["Go to"]]


def test_nothing_found_says_what_works(company: Company, steward: Client) -> None:
    assert "Nothing matches “zzz”." in steward.get("/search/?q=zzz").content.decode()
    part = steward.get("/search/?q=zzz&fragment=results").content.decode()
    assert "Nothing matches “zzz”." in part


def test_the_page_works_without_script(company: Company, steward: Client) -> None:
    item = logged(company)

    text = steward.get("/search/?q=market").content.decode()

    assert "<!doctype html>" in text
    assert f'href="/c/{item.code}/"' in text


@pytest.mark.parametrize("query", ["555", "C-001", "Marketing", "mql", ""])
def test_an_outsider_finds_nothing_confidential(company: Company, query: str) -> None:
    item = secret(company)
    client = Client()
    client.force_login(company.outsider)

    for rows in groups(client, query).values():
        assert not [row for row in rows if item.code in f"{row['note']} {row['url']}"]
    assert client.get("/search/", {"q": query}).status_code == 200


@pytest.mark.parametrize("query", ["\x00", "'", '"', "%", "a" * 5000, "((", "🙂"])
def test_bears_anything_typed(company: Company, steward: Client, query: str) -> None:
    logged(company)

    groups(steward, query)


def test_asks_eight_questions_at_any_size(company: Company, steward: Client) -> None:
    steward.get("/search/?q=mql&fragment=results")
    for value in range(4):
        item_in("decided", company, values=(900 + value, 300))

    with CaptureQueriesContext(connection) as asked:
        groups(steward, "m")

    assert len(asked) <= 8, [query["sql"][:100] for query in asked]
