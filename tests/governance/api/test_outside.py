"""Endpoints, chats and deliveries over HTTP."""

from typing import Any

import pytest

from accounts.models import User
from governance.actions.endpoints import add_endpoint, try_endpoint
from governance.models import Chat, ChatAddress, Delivery, Endpoint, IdempotencyKey
from governance.promises import outbox
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.api.client import Caller, codes, fields
from tests.governance.leftovers import stands_in

URL = "/api/v1/"
TOKEN = "JHMHI8qBe7bk2ZwO5U711o3dV"
CHAT = {"name": "#sales", "function": "sales", "address": f"discord://4174216298/{TOKEN}_js"}
ENDPOINT = {"name": "Lake", "url": "https://hooks.example.com/t", "events": ["decide"]}


@pytest.fixture
def keeper(company: Company) -> Caller:
    return Caller(company.administrator)


@pytest.fixture
def sent(company: Company) -> Delivery:
    told = {"actor": company.administrator, "at": clock.tick()}
    made = add_endpoint(name="Lake", url="https://hooks.example.com/t", **told)
    return try_endpoint(endpoint=made, actor=company.administrator, at=clock.tick())


def test_an_endpoint_is_added_with_its_secret_said_once(keeper: Caller) -> None:
    answer = keeper.post(f"{URL}endpoints/", ENDPOINT)
    made = Endpoint.objects.get()

    assert (answer.status_code, answer.json()["secret"]) == (201, made.secret)
    assert stands_in(made.secret) == []
    (listed,) = keeper.get(f"{URL}endpoints/").json()["results"]
    assert listed == keeper.get(f"{URL}endpoints/{made.pk}/").json()
    assert "secret" not in listed
    again = keeper.post(f"{URL}endpoints/", ENDPOINT)
    assert 400 <= again.status_code < 500
    assert Endpoint.objects.count() == 1
    ended = keeper.post(f"{URL}endpoints/{made.pk}/end/", {"reason": "Gone"})
    assert (ended.status_code, ended.json()["is_active"]) == (200, False)
    assert made.history.latest().history_change_reason == "Gone"


def test_a_chat_is_added_and_ended_and_its_address_never_said(keeper: Caller) -> None:
    key = {"Idempotency-Key": "one"}
    answer = keeper.post(f"{URL}chats/", CHAT, headers=key)
    again = keeper.post(f"{URL}chats/", CHAT, headers=key)
    made = Chat.objects.get()

    assert (answer.status_code, answer.json()) == (201, again.json())
    assert (answer.json()["service"], answer.json()["ending"]) == ("Discord", "V_js")
    said = answer.content + keeper.get(f"{URL}chats/").content
    said += keeper.get(f"{URL}chats/{made.pk}/").content
    assert TOKEN.encode() not in said
    assert IdempotencyKey.objects.exists()
    assert stands_in(TOKEN) == []
    assert keeper.post(f"{URL}chats/{made.pk}/end/").json()["is_active"] is False
    assert not ChatAddress.objects.exists()
    over = keeper.post(f"{URL}chats/{made.pk}/end/")
    assert (over.status_code, codes(over)) == (409, {"illegal_move"})


@pytest.mark.parametrize(
    ("noun", "body", "field"),
    [
        ("endpoints", {**ENDPOINT, "url": "http://example.com/"}, "url"),
        ("endpoints", {**ENDPOINT, "url": "https://10.0.0.1/"}, "url"),
        ("endpoints", {**ENDPOINT, "url": "nonsense"}, "url"),
        ("endpoints", {**ENDPOINT, "events": ["nonsense"]}, "events"),
        ("endpoints", {"url": "https://example.com/"}, "name"),
        ("chats", {**CHAT, "address": "nonsense"}, "address"),
        ("chats", {**CHAT, "address": "jsons://127.0.0.1/x"}, "address"),
        ("chats", {**CHAT, "function": "nowhere"}, "function"),
        ("chats", {**CHAT, "events": ["nonsense"]}, "events"),
        ("chats", {"name": "#x", "function": "sales"}, "address"),
    ],
)
def test_bad_input_is_refused_at_its_field(
    keeper: Caller, noun: str, body: dict[str, Any], field: str
) -> None:
    answer = keeper.post(f"{URL}{noun}/", body)

    assert answer.status_code == 400
    assert fields(answer) == {field}
    assert not Chat.objects.exists()
    assert not Endpoint.objects.exists()


def test_deliveries_are_narrowed_and_sent_again_once_they_ended(
    keeper: Caller, sent: Delivery, company: Company
) -> None:
    address = f"{URL}deliveries/"
    (row,) = keeper.get(f"{address}?state=waiting&channel=webhook").json()["results"]
    assert (row["subject"], row["endpoint"], row["tries"]) == ("test", sent.endpoint_id, 0)
    assert row["next_try_at"]
    assert keeper.get(f"{address}?state=failed").json()["results"] == []
    assert keeper.get(f"{address}?state=nonsense").status_code == 400
    early = keeper.post(f"{address}{sent.pk}/send-again/")
    assert (early.status_code, codes(early)) == (409, {"illegal_move"})
    for _ in range(outbox.MAX_ATTEMPTS):
        sent.outbox.attempts += 1
        outbox.put_off(sent.outbox, clock.tick(), "It answered 500.")
    (row,) = keeper.get(f"{address}?state=failed").json()["results"]
    assert row["met"] == "It answered 500."

    again = keeper.post(f"{address}{sent.pk}/send-again/").json()
    assert (again["state"], again["repeats"][0]["by"]["id"]) == (
        "waiting",
        company.administrator.pk,
    )


@pytest.mark.parametrize("who", ["viewer", "outsider", "steward", "auditor", "executive"])
def test_others_are_told_who_may_and_learn_nothing(
    company: Company, sent: Delivery, who: str
) -> None:
    person: User = getattr(company, who)
    caller = Caller(person)
    key = sent.endpoint_id
    for path in (
        "endpoints/",
        f"endpoints/{key}/",
        "chats/",
        "deliveries/",
        f"deliveries/{sent.pk}/",
    ):
        answer = caller.get(f"{URL}{path}")
        assert answer.status_code == 403
        assert b"Only an administrator" in answer.content
        assert b"example.com" not in answer.content
    for path, body in (
        ("endpoints/", ENDPOINT),
        (f"endpoints/{key}/end/", {}),
        ("chats/", CHAT),
        (f"deliveries/{sent.pk}/send-again/", {}),
    ):
        assert caller.post(f"{URL}{path}", body).status_code == 403
    assert Endpoint.objects.get().is_active
