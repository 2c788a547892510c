"""Sorts of decision over HTTP."""

import pytest

from governance.models import DecisionType
from tests.factories.governance import Company
from tests.governance.api.client import Caller, fields

URL = "/api/v1/decision-types/"


@pytest.mark.parametrize("who", ["steward", "administrator"])
def test_one_is_added_once(company: Company, who: str) -> None:
    caller, key = Caller(getattr(company, who)), {"Idempotency-Key": "one"}
    for _ in range(2):
        answer = caller.post(URL, {"name": "Change an incentive"}, headers=key)

    assert (answer.status_code, answer.json()["slug"]) == (201, "change-an-incentive")
    found = caller.get(f"{URL}change-an-incentive/").json()
    assert found == answer.json()
    again = caller.post(URL, {"name": "Change an incentive"})
    assert again.status_code == 400
    assert DecisionType.objects.filter(slug="change-an-incentive").count() == 1


def test_a_name_without_letters_needs_a_slug(company: Company) -> None:
    caller = Caller(company.steward)
    answer = caller.post(URL, {"name": "変更"})

    assert (answer.status_code, fields(answer)) == (400, {"slug"})
    assert caller.post(URL, {"name": "変更", "slug": "change"}).status_code == 201


@pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "executive", "decider"])
def test_others_are_told_who_may(company: Company, who: str) -> None:
    answer = Caller(getattr(company, who)).post(URL, {"name": "Mine"})

    assert answer.status_code == 403
    assert not DecisionType.objects.filter(name="Mine").exists()
