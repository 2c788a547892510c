"""How the first ninety days go, over HTTP: what the page says."""

from governance.actions.start import skip_step
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.governance.api.client import Caller

URL = "/api/v1/start/"


def test_names_each_step_and_what_is_missing(company: Company) -> None:
    item = logged(company)
    skip_step(step="poll", reason="Asked last year", actor=company.steward, at=clock.tick())

    told = Caller(company.steward).get(URL).json()

    steps = {one["step"]: one for phase in told["phases"] for one in phase["steps"]}
    assert len(steps) == 12
    assert told["days"] == 90
    assert told["done"] == sum(one["state"] == "done" for one in steps.values())
    assert steps["contradictions"]["missing"] == [f"{item.code} has no owner."]
    assert steps["contradictions"]["state"] == "open"
    assert steps["functions"] | {"why": ""} == {
        "step": "functions",
        "says": "Name the functions and their heads",
        "why": "",
        "who": "An administrator",
        "state": "done",
        "missing": [],
        "more": 0,
        "skipped": None,
    }
    assert steps["poll"]["state"] == "skipped"
    assert steps["poll"]["skipped"]["reason"] == "Asked last year"
    assert told["left"] is None


def test_says_who_left_it(company: Company) -> None:
    skip_step(step="all", reason="We know", actor=company.administrator, at=clock.tick())

    left = Caller(company.administrator).get(URL).json()["left"]
    assert (left["by"]["name"], left["reason"]) == (str(company.administrator), "We know")


def test_is_for_those_who_keep_it(company: Company) -> None:
    for person in (company.viewer, company.outsider, company.auditor, company.decider):
        refused = Caller(person).get(URL)
        assert refused.status_code == 403
        assert "steward" in refused.content.decode()
