"""Whom an item waits for and who hears next, over HTTP."""

from tests.factories.governance import Company, accepted, assigned
from tests.governance.api.client import Caller

URL = "/api/v1/contradictions/"


def test_names_whom_it_waits_for_and_each_rung(company: Company) -> None:
    item = assigned(company)
    answer = Caller(company.outsider).get(f"{URL}{item.code}/ladder/")

    told = answer.json()
    assert answer.status_code == 200
    assert [one["name"] for one in told["waits_for"]] == [str(company.marketing_head)]
    names = [step["name"] for step in told["steps"]]
    assert names[:3] == ["half_gone", "due_next", "overdue"]
    above = next(step for step in told["steps"] if step["name"] == "escalate")
    assert above["to"]
    assert not above["is_done"]
    assert above["at"] > told["due_at"]


def test_what_is_accepted_waits_for_nobody(company: Company) -> None:
    told = Caller(company.outsider).get(f"{URL}{accepted(company).code}/ladder/").json()

    assert (told["waits_for"], told["steps"], told["due_at"]) == ([], [], None)


def test_a_confidential_item_has_none_for_an_outsider(company: Company) -> None:
    item = assigned(company, is_confidential=True)

    assert Caller(company.outsider).get(f"{URL}{item.code}/ladder/").status_code == 404
    assert Caller(company.marketing_head).get(f"{URL}{item.code}/ladder/").status_code == 200
