"""What somebody did in another's place says so, in every record and where the verb answers."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from governance.actions import definitions, options
from governance.models import Contradiction, RetiredBelief
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    assigned,
    decided,
    investigating,
    proposed,
    ready_to_propose,
)
from tests.factories.lending import lend
from tests.governance.api.cases import CASES
from tests.governance.api.client import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy(company: Company) -> User:
    """Return somebody who stands in for the owner, the decider and the one who may force."""
    person = PersonFactory.create(name="Deputy", role=User.Role.VIEWER)
    for lender in (company.marketing_head, company.decider, company.force_holder):
        lend(lender, person)
    return person


def brief(person: User) -> dict[str, Any]:
    return {"id": person.pk, "name": person.name}


def read(company: Company, item: Contradiction) -> dict[str, Any]:
    answer = Caller(company.viewer).get(f"/api/v1/contradictions/{item.code}/").json()
    assert isinstance(answer, dict)
    return answer


def does(deputy: User, verb: str, item: Contradiction, **body: Any) -> Any:
    answer = Caller(deputy).does(verb, item, body)
    assert answer.status_code in (200, 201), answer.content
    return answer.json()


def test_records_under_an_item_name_both(company: Company, deputy: User) -> None:
    item, owner = investigating(company), brief(company.marketing_head)
    step = does(deputy, "answer_step", item, step=1, finding="clear")
    said = does(deputy, "comment", item, body="Looked at")

    assert (step["by"], step["on_behalf_of"]) == (brief(deputy), owner)
    # A comment is anybody's who takes part, so it is said in nobody's place.
    assert (said["by"], said["on_behalf_of"]) == (brief(deputy), None)
    whole = read(company, item)
    assert [row["on_behalf_of"] for row in whole["diagnosis"]] == [owner]
    listed = Caller(company.viewer).get(f"/api/v1/diagnosis/?contradiction={item.code}").json()
    assert listed["results"][0]["on_behalf_of"] == owner


def test_what_is_ones_own_names_nobody_else(company: Company) -> None:
    whole = read(company, decided(company))

    for part in ("positions", "options", "decisions", "follow_ups", "diagnosis"):
        assert whole[part]
        assert {row["on_behalf_of"] is None for row in whole[part]} == {True}


def test_an_option_keeps_who_put_it_there_when_it_is_changed(
    company: Company, deputy: User
) -> None:
    item = ready_to_propose(company)
    does(deputy, "change_option", item, option="A", summary="Other words")

    assert [row["on_behalf_of"] for row in read(company, item)["options"]] == [None, None]


def test_a_decision_and_a_kept_promise(company: Company, deputy: User) -> None:
    item = proposed(company)
    does(deputy, "decide", item, **CASES["decide"].body(company, item))
    row = item.follow_ups.get()
    does(deputy, "complete_follow_up", item, follow_up=row.pk, text="Done")

    whole = read(company, item)

    assert whole["decisions"][0]["on_behalf_of"] == brief(company.decider)
    assert whole["follow_ups"][0]["on_behalf_of"] == brief(row.owner)


def test_an_answer_to_agree(company: Company, deputy: User) -> None:
    item = ready_to_propose(company)
    options.ask_agreers(
        item=item, people=[company.arbiter], actor=company.marketing_head, at=clock.tick()
    )
    other = PersonFactory.create(name="Other")
    lend(company.arbiter, other)
    does(other, "agree", item)

    row = read(company, item)["agreers"][0]

    assert (row["answered_by"], row["on_behalf_of"]) == (brief(other), brief(company.arbiter))


def test_a_forced_reconciliation_and_the_ledger_of_every_move(
    company: Company, deputy: User
) -> None:
    item = assigned(company)
    does(deputy, "take_up", item)
    does(deputy, "force", item, **CASES["force"].body(company, item))

    assert read(company, item)["retired_beliefs"][0]["on_behalf_of"] == brief(company.force_holder)
    path = f"/api/v1/contradictions/{item.code}/ledger/"
    found = Caller(company.auditor).get(path).json()["results"]
    behalf = {row["verb"]: row["on_behalf_of"] for row in found}
    assert behalf["take_up"] == brief(company.marketing_head)
    assert behalf["force"] == brief(company.force_holder)
    assert behalf["log"] is None
    assert RetiredBelief.objects.get().by == deputy


def test_a_judged_meaning(company: Company, deputy: User) -> None:
    kpi = company.kpi_pair()[0]
    draft = definitions.propose(
        kpi=kpi, meaning="People.", formula="Count.", actor=company.steward, at=clock.tick()
    )
    definitions.approve(definition=draft, actor=deputy, at=clock.tick())

    row = Caller(company.viewer).get(f"/api/v1/definitions/{draft.pk}/").json()

    assert row["approver"] == brief(deputy)
    assert row["on_behalf_of"]["id"] in (company.marketing_head.pk, company.decider.pk)


def test_a_list_asks_for_it_in_its_own_query(company: Company, deputy: User) -> None:
    item, caller = investigating(company), Caller(company.viewer)
    cost = []
    for _ in range(2):
        for _ in range(3):
            does(deputy, "comment", item, body="Looked at")
        with CaptureQueriesContext(connection) as queries:
            assert caller.get("/api/v1/comments/").status_code == 200
        cost.append(len(queries))

    assert cost[0] == cost[1]


def test_the_schema_describes_it(company: Company) -> None:
    schema = Caller(company.viewer).get("/api/v1/schema/?format=json").json()

    for name in ("Option", "Answer", "Decision", "FollowUp", "Comment", "Ledger", "Definition"):
        found = schema["components"]["schemas"][f"{name}Record"]["properties"]["on_behalf_of"]
        assert "InPlaceOf" in str(found) or "PersonBrief" in str(found)
        assert "null" in str(found)
