from typing import Any

import pytest
from django.urls import reverse

from governance.actions.comments import comment
from governance.actions.evidence import add_evidence
from governance.api.urls import READABLE
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    assigned,
    closed,
    decided,
    investigating,
    logged,
    note,
    proposed,
)
from tests.governance.api.client import Answer, Caller, address, codes, fields

ITEMS = "/api/v1/contradictions/"
LIST_QUERIES = 6
DETAIL_QUERIES = 24


def ids(answer: Answer) -> list[str]:
    return [row["id"] for row in answer.json()["results"]]


def many(company: Company, count: int) -> list[Contradiction]:
    return [logged(company) for _ in range(count)]


def test_the_list_is_light_and_newest_first(company: Company) -> None:
    many(company, 2)

    row, _ = Caller(company.viewer).get(ITEMS).json()["results"]

    assert row["id"] == "C-002"
    assert row["gap"] == "\N{MINUS SIGN}647"
    assert row["gap_ratio"] == "0.24"
    assert row["raiser"]["name"] == "RevOps lead"
    assert row["customer_days"] > 0
    assert "positions" not in row


def test_an_item_says_the_same_in_a_list_alone_and_in_an_answer(company: Company) -> None:
    caller, item = Caller(company.steward), proposed(company)
    answer = caller.does("change_severity", item, {"severity": 1, "reason": "On the board pack."})

    listed = caller.get(ITEMS).json()["results"][0]
    alone = caller.item(item).json()

    assert listed == answer.json()
    assert listed == {name: alone[name] for name in listed}
    assert listed["owner"]["name"] == "Head of Marketing"


def test_an_item_lists_only_its_own_parts(company: Company) -> None:
    bare, full = logged(company), decided(company)
    comment(item=full, body="Seen", actor=company.steward, at=clock.tick())

    parts = Caller(company.steward).item(bare).json()

    assert len(parts["positions"]) == 2
    assert (parts["comments"], parts["decisions"], parts["diagnosis"]) == ([], [], [])


@pytest.mark.parametrize("word", ["logged_at", "severity", "exposure", "due_at", "number"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_hold_every_row_once_in_any_order(company: Company, word: str, sign: str) -> None:
    for number, item in enumerate(many(company, 5)):
        if number % 2:
            item.exposure, item.exposure_currency = 1000 * number, "EUR"
            Caller(company.steward).does("describe", item, {"exposure": str(1000 * number)})
    caller = Caller(company.viewer)
    whole = ids(caller.get(ITEMS, ordering=f"{sign}{word}"))

    found, url = [], f"{ITEMS}?ordering={sign}{word}&page_size=2"
    while url:
        page = caller.get(url).json()
        found += [row["id"] for row in page["results"]]
        back, url = page["previous"], page["next"]

    assert found == whole
    assert len(set(found)) == 5
    assert ids(caller.get(back)) == found[2:4]


def test_rows_without_a_value_come_last_both_ways(company: Company) -> None:
    plain, dear = many(company, 2)
    Caller(company.steward).does("describe", dear, {"exposure": "5"})

    for order in ("exposure", "-exposure"):
        assert ids(Caller(company.viewer).get(ITEMS, ordering=order)) == [dear.code, plain.code]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"ordering": "title"}, "ordering"),
        ({"cursor": "made-up"}, "cursor"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "9999"}, "page_size"),
        ({"severity": "S9"}, "severity"),
        ({"owner": "x"}, "owner"),
        ({"logged_after": "yesterday"}, "logged_after"),
        ({"serach": "mql", "page_size": "1"}, "serach"),
    ],
)
def test_a_wrong_query_names_its_field(company: Company, query: dict[str, str], field: str) -> None:
    answer = Caller(company.viewer).get(ITEMS, **query)

    assert answer.status_code == 400
    assert fields(answer) == {field}


def test_a_cursor_of_another_order_is_refused(company: Company) -> None:
    many(company, 3)
    caller = Caller(company.viewer)
    url = caller.get(ITEMS, page_size=1).json()["next"]

    assert caller.get(f"{url}&ordering=due_at").status_code == 400


def test_items_are_narrowed_and_searched(company: Company) -> None:
    first, second = logged(company), investigating(company)
    caller = Caller(company.viewer)

    assert ids(caller.get(ITEMS, status="logged")) == [first.code]
    assert ids(caller.get(ITEMS, owner=company.marketing_head.pk)) == [second.code]
    assert ids(caller.get(ITEMS, owned="false")) == [first.code]
    assert ids(caller.get(ITEMS, q=second.code)) == [second.code]
    assert ids(caller.get(ITEMS, domain="company")) == [second.code, first.code]
    assert ids(caller.get(ITEMS, open="false")) == []


def test_a_list_of_fifty_costs_few_queries_whatever_its_length(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    many(company, 3)
    caller = Caller(company.sales_head)
    with django_assert_max_num_queries(LIST_QUERIES) as few:
        caller.get(ITEMS)
    many(company, 4)
    with django_assert_max_num_queries(LIST_QUERIES) as more:
        assert len(ids(caller.get(ITEMS))) == 7

    assert len(more) == len(few)


def test_detail_costs_the_same_however_much_is_under_it(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    item = decided(company)
    caller = Caller(company.sales_head)
    costs = []
    for number in range(2):
        for person in (company.steward, company.outsider):
            comment(item=item, body=f"Remark {number}", actor=person, at=clock.tick())
            note(item, person)
        with django_assert_max_num_queries(DETAIL_QUERIES) as queries:
            found = caller.item(item).json()
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert len(found["comments"]) == len(found["evidence"]) == 4


def test_lists_below_items_cost_few_queries(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    decided(company)
    caller = Caller(company.sales_head)
    for one in READABLE:
        with django_assert_max_num_queries(LIST_QUERIES):
            answer = caller.get(f"/api/v1/{one.noun}/")

        assert answer.status_code == 200, one.noun


def test_each_row_of_a_list_can_be_read_alone(company: Company) -> None:
    accepted(company)
    item = closed(company)
    note(item, company.steward)
    comment(item=item, body="Once more", actor=company.steward, at=clock.tick())
    caller = Caller(company.viewer)
    for one in READABLE:
        by_slug = one.key == "slug"
        for row in caller.get(f"/api/v1/{one.noun}/").json()["results"][:2]:
            alone = caller.get(f"/api/v1/{one.noun}/{row['slug' if by_slug else 'id']}/")
            assert alone.status_code == 200, one.noun
            assert alone.json() == row
        missing = "no-such" if by_slug else "999999"
        assert caller.get(f"/api/v1/{one.noun}/{missing}/").status_code == 404


def test_records_are_narrowed_to_an_item(company: Company) -> None:
    first, second = proposed(company), investigating(company)
    caller = Caller(company.viewer)

    rows = caller.get("/api/v1/positions/", contradiction=second.code).json()["results"]

    assert {row["contradiction"] for row in rows} == {second.code}
    assert caller.get("/api/v1/options/", contradiction=first.code).json()["results"]
    assert caller.get("/api/v1/options/", contradiction="nonsense").json()["results"] == []


def test_the_ledger_of_an_item_is_read_in_order(company: Company) -> None:
    item = investigating(company)

    rows = Caller(company.auditor).get(f"{address(item)}ledger/").json()["results"]

    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["hash"] for row in rows[:-1]] == [row["previous_hash"] for row in rows[1:]]
    assert rows[0]["verb"] == "log"
    assert "take_up" in {row["verb"] for row in rows}


def test_moves_name_what_the_state_allows(company: Company) -> None:
    found = Caller(company.viewer).item(assigned(company)).json()

    assert "take_up" in found["moves"]
    assert "decide" not in found["moves"]


# --- what is not for everybody ------------------------------------------------------------------


def test_a_confidential_item_shows_its_number_and_age_alone(company: Company) -> None:
    item = logged(company, is_confidential=True)
    open_item = logged(company)
    caller = Caller(company.viewer)

    shown = caller.get(ITEMS).json()["results"]

    assert shown[0]["id"] == open_item.code
    assert set(shown[1]) == {"id", "is_hidden", "customer_days"}
    assert shown[1]["id"] == item.code
    assert caller.item(item).status_code == 404
    assert caller.get(f"{address(item)}ledger/").status_code == 404


@pytest.mark.parametrize(
    "query", [{"status": "logged"}, {"q": "MQL"}, {"ordering": "exposure"}, {"kind": "definition"}]
)
def test_no_filter_search_or_order_tells_of_what_is_confidential(
    company: Company, query: dict[str, str]
) -> None:
    logged(company, is_confidential=True)
    seen = logged(company)

    assert ids(Caller(company.viewer).get(ITEMS, **query)) == [seen.code]


@pytest.mark.parametrize("who", ["steward", "auditor", "marketing_head", "sales_head", "decider"])
def test_its_parties_stewards_and_auditors_read_it(company: Company, who: str) -> None:
    item = logged(company, is_confidential=True)
    caller = Caller(getattr(company, who))

    assert caller.item(item).status_code == 200
    assert "sentence" in caller.get(ITEMS).json()["results"][0]


def test_nothing_under_it_is_listed(company: Company) -> None:
    item = decided(company, is_confidential=True)
    comment(item=item, body="Between us", actor=company.steward, at=clock.tick())
    note(item, company.steward)
    caller, inside = Caller(company.viewer), Caller(company.steward)

    for one in READABLE:
        rows = caller.get(f"/api/v1/{one.noun}/").json()["results"]
        assert not [row for row in rows if row.get("contradiction") == item.code], one.noun
        for row in inside.get(f"/api/v1/{one.noun}/").json()["results"]:
            if row.get("contradiction") == item.code:
                alone = caller.get(f"/api/v1/{one.noun}/{row['id']}/")
                assert alone.status_code == 404, one.noun
    assert caller.get("/api/v1/answers/").json()["results"] == []
    assert caller.get("/api/v1/dissents/").json()["results"] == []


def test_restricted_evidence_is_for_those_with_a_part(company: Company) -> None:
    item = logged(company)
    shown = add_evidence(
        item=item,
        title="Payroll",
        text="Names and bonuses",
        is_restricted=True,
        actor=company.steward,
        at=clock.tick(),
    )
    url = reverse("api:evidence-one", args=[shown.pk])

    assert Caller(company.viewer).get(url).status_code == 404
    assert Caller(company.viewer).item(item).json()["evidence"] == []
    assert Caller(company.outsider).get("/api/v1/evidence/").json()["results"] == []
    for who in (company.sales_head, company.auditor, company.decider):
        assert Caller(who).get(url).status_code == 200
        assert len(Caller(who).item(item).json()["evidence"]) == 1


def test_an_address_that_leads_nowhere_answers_in_the_same_shape(company: Company) -> None:
    answer = Caller(company.viewer).get("/api/v1/no/such/thing/")

    assert answer.status_code == 404
    assert codes(answer) == {"not_found"}
    assert Caller(None).get("/api/v1/no/such/thing/").status_code == 401


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_records_are_never_written_but_by_verbs(company: Company, method: str) -> None:
    client = Caller(company.steward).client
    item = logged(company)

    for url in (address(item), ITEMS, "/api/v1/measurements/1/", "/api/v1/kpis/kpi-0/"):
        answer = getattr(client, method)(url, {}, format="json")
        assert answer.status_code == 405
        assert answer.json()["errors"][0]["code"] == "method_not_allowed"
