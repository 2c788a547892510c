"""Polls over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from governance.models import Contradiction, OwnershipPoll, SealedAnswer
from governance.polls.sealing import seal_of
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.polls import asked, in_conflict, leaders
from tests.governance.api.client import Caller, codes, fields

URL = "/api/v1/polls/"


def body(company: Company, **more: Any) -> dict[str, Any]:
    """Return a question."""
    return {
        "domain": "leads",
        "people": [person.pk for person in leaders(company)],
        "closes_on": str(clock.moment.date() + timedelta(days=7)),
        **more,
    }


def test_asks_answers_and_closes(company: Company) -> None:
    made = Caller(company.steward).post(URL, body(company))
    assert made.status_code == 201
    address = made["Location"]
    said = Caller(company.decider).post(
        f"{address}answer/", {"choice": "function", "function": "sales"}
    )
    assert said.status_code == 200
    told = Caller(company.viewer).get(address).json()
    assert (told["status"], told["answers"], told["message"]) == ("open", None, None)
    closed = Caller(company.steward).post(f"{address}close/", {"reason": "Today"}).json()

    assert closed["message"] == "One of five names Sales; four did not answer."
    assert [one["function"]["slug"] for one in closed["answers"]] == ["sales"]


def test_lets_anybody_recompute_a_seal(company: Company) -> None:
    poll = in_conflict(company)
    told = Caller(company.viewer).get(f"{URL}{poll.pk}/").json()
    seals = {one["person"]["id"]: one["seal"] for one in told["invitees"]}

    assert len(told["answers"]) == 5
    for one in told["answers"]:
        named = OwnershipPoll.objects.get(pk=poll.pk).invitees.get(person=one["by"]["id"])
        recomputed = seal_of(
            one["secret"],
            one["choice"],
            person=one["person"] and one["person"]["id"],
            function=named.pollanswer.function_id,
            sentence=one["sentence"],
        )
        assert recomputed == seals[one["by"]["id"]]


def test_refuses_in_sentences(company: Company) -> None:
    steward, poll = Caller(company.steward), asked(company)
    cases = (
        (body(company, stage="promise"), "about"),
        ({**body(company), "domain": "nowhere"}, "domain"),
        (body(company, closes_on="2020-01-01"), "closes_on"),
        (body(company, people=[company.decider.pk]), "people"),
    )
    for sent, field in cases:
        answer = steward.post(URL, sent)
        assert answer.status_code == 400, sent
        assert field in fields(answer)
    answer = Caller(company.decider).post(f"{URL}{poll.pk}/answer/", {"choice": "person"})
    assert (answer.status_code, fields(answer)) == (400, {"person"})


def test_one_key_answers_once(company: Company) -> None:
    poll, caller = asked(company), Caller(company.decider)
    sent, key = {"choice": "nobody"}, {"Idempotency-Key": "one"}
    first = caller.post(f"{URL}{poll.pk}/answer/", sent, headers=key)
    again = caller.post(f"{URL}{poll.pk}/answer/", sent, headers=key)

    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert SealedAnswer.objects.count() == 1


def test_logs_a_conflict_once(company: Company) -> None:
    poll, caller = in_conflict(company), Caller(company.steward)
    made = caller.post(f"{URL}{poll.pk}/log/")

    assert made.status_code == 201
    assert made.json()["kind"] == "rights"
    assert Contradiction.objects.count() == 1
    again = caller.post(f"{URL}{poll.pk}/log/")
    assert (again.status_code, codes(again)) == (409, {"illegal_move"})
    assert caller.get(f"{URL}{poll.pk}/").json()["contradiction"] == made.json()["id"]


@pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "administrator"])
def test_strangers_are_told_who_may(company: Company, who: str) -> None:
    caller, poll = Caller(getattr(company, who)), asked(company)
    for url, sent in (
        (URL, body(company)),
        (f"{URL}{poll.pk}/answer/", {"choice": "nobody"}),
        (f"{URL}{poll.pk}/close/", {}),
        (f"{URL}{poll.pk}/withdraw/", {"reason": "Mine"}),
    ):
        assert caller.post(url, sent).status_code == 403, url
    assert caller.post(f"{URL}999999/answer/", {"choice": "nobody"}).status_code == 404
