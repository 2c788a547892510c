"""Looking at a decision again, over HTTP."""

import pytest

from tests.factories.governance import Company, decided
from tests.governance.api.client import Caller

pytestmark = pytest.mark.django_db
URL = "/api/v1/decisions/D-001/revisit/"


def test_what_came_of_a_decision_is_recorded(company: Company) -> None:
    decided(company)
    sent = {"actual": "It came true.", "outcome": "kept", "next_on": "2099-01-05"}
    made = Caller(company.decider).post(URL, sent)

    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["decision"], told["dissent"], told["next_on"]) == ("D-001", "none", "2099-01-05")
    assert told["expected"].startswith("Service: faster")


def test_bad_input_is_refused_and_outsiders_too(company: Company) -> None:
    decided(company)
    good = {"actual": "x", "outcome": "kept"}
    for sent in (
        {},
        {"actual": "x", "outcome": "yes"},
        {"actual": "x", "outcome": "kept", "next_on": "0001-01-01"},
    ):
        assert Caller(company.decider).post(URL, sent).status_code == 400
    assert Caller(company.outsider).post(URL, good).status_code == 403
    assert Caller(company.decider).post(URL.replace("001", "009"), good).status_code == 404
