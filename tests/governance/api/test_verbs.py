import pytest

from governance.api.verbs import BY_NAME, VERBS
from governance.history.verification import findings
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction
from tests.factories.governance import STATES, Company, item_in, logged
from tests.factories.undoing import undone
from tests.governance.actions.moves import person
from tests.governance.api.cases import CASES, MOVES, PEOPLE, WRONG_STATE
from tests.governance.api.client import Caller, codes, tag

WRONG = [
    *WRONG_STATE.items(),
    *((v, state) for v in MOVES for state in STATES if state not in LIFECYCLE[v].sources),
]
# An option has to exist before it can be named.
NAMES_AN_OPTION = {"decide", "accept_until", "change_option", "withdraw_option"}


def test_every_verb_is_tried() -> None:
    assert {verb.name for verb in VERBS} == set(CASES)
    assert {move.verb for move in LIFECYCLE} - {"expire"} <= set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_right_person_does_it(company: Company, name: str) -> None:
    case, verb = CASES[name], BY_NAME[name]
    item = case.ready(company)
    before = Contradiction.objects.get(pk=item.pk)

    answer = Caller(person(company, case.right)).does(name, item, case.body(company, item))

    assert answer.status_code == (201 if verb.adds else 200), answer.json()
    item.refresh_from_db()
    if verb.moves_version:
        assert item.version == before.version + 1
        assert answer["ETag"] == tag(item)
    else:
        assert item.version == before.version
        assert "ETag" not in answer
    if name in MOVES:
        assert answer.json()["status"] == item.status == LIFECYCLE[name].reaches(before.status)
    assert list(findings(item.code)) == []


@pytest.mark.parametrize("name", CASES)
def test_wrong_people_are_told_who_may_and_nothing_changes(company: Company, name: str) -> None:
    case = CASES[name]
    item = case.ready(company)
    before = Contradiction.objects.get(pk=item.pk)
    entries = Caller(company.auditor)
    recorded = entries.get(f"/api/v1/contradictions/{item.code}/ledger/").json()["results"]

    for word in set(PEOPLE) - case.entitled:
        answer = Caller(person(company, word)).does(name, item, case.body(company, item))

        assert answer.status_code == 403, (word, answer.json())
        assert codes(answer) == {"not_entitled"}
    item.refresh_from_db()
    assert (item.version, item.status) == (before.version, before.status)
    assert entries.get(f"/api/v1/contradictions/{item.code}/ledger/").json()["results"] == recorded


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.also])
def test_others_entitled_may_as_well(company: Company, name: str) -> None:
    case = CASES[name]
    for word in case.also - {case.right}:
        item = case.ready(company)

        answer = Caller(person(company, word)).does(name, item, case.body(company, item))

        assert answer.status_code in (200, 201), (word, answer.json())


@pytest.mark.parametrize("state", STATES)
def test_wrong_state_is_a_conflict(company: Company, state: str, subtests: pytest.Subtests) -> None:
    item = item_in(state, company)
    wrong = [name for name, other in WRONG if other == state]

    assert wrong
    for name in wrong:
        case = CASES[name]
        with subtests.test(name), undone():
            body = {} if name == "propose" else case.body(company, item)

            answer = Caller(person(company, case.right)).does(name, item, body)

            # Who is entitled can depend on the state: nobody owns an item that is only logged.
            allowed = {403, 409, 400} if name in NAMES_AN_OPTION else {403, 409}
            assert answer.status_code in allowed, answer.json()
            item.refresh_from_db()
            assert item.status == state


def test_anonymous_is_asked_to_sign_in_whatever_the_verb(company: Company) -> None:
    item = logged(company)
    for name in CASES:
        answer = Caller(None).does(name, item)

        assert answer.status_code == 401
        assert codes(answer) == {"not_authenticated"}


def test_unseen_item_does_not_exist_whatever_the_verb(company: Company) -> None:
    item = logged(company, is_confidential=True)
    for name in CASES:
        answer = Caller(company.viewer).does(name, item)

        assert answer.status_code == 404
        assert answer.json()["errors"][0]["detail"] == "Not found."
