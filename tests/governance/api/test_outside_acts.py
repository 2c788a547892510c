"""Changing, trying and switching endpoints and chats over HTTP."""

import pytest

from governance.actions.chats import set_chat
from governance.actions.endpoints import add_endpoint, change_endpoint
from governance.models import Chat, ChatAddress, Delivery, Endpoint, IdempotencyKey
from governance.notices.locked import unlock
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.api.client import Caller, codes, fields
from tests.governance.leftovers import stands_in

URL = "/api/v1/"
ADDRESS = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"


@pytest.fixture
def keeper(company: Company) -> Caller:
    return Caller(company.administrator)


@pytest.fixture
def endpoint(company: Company) -> Endpoint:
    told = {"actor": company.administrator, "at": clock.tick()}
    return add_endpoint(name="Lake", url="https://hooks.example.com/t", events=["decide"], **told)


@pytest.fixture
def chat(company: Company) -> Chat:
    told = {"actor": company.administrator, "at": clock.tick()}
    return set_chat(function=company.sales, name="#sales", address=ADDRESS, **told)


def test_a_change_keeps_what_somebody_else_changed_meanwhile(
    company: Company, endpoint: Endpoint, chat: Chat
) -> None:
    told = {"actor": company.administrator, "at": clock.tick()}
    change_endpoint(endpoint=Endpoint.objects.get(), name="Warehouse", **told)
    set_chat(chat=Chat.objects.get(), name="#revenue", **told)
    told["at"] = clock.tick()

    moved = change_endpoint(endpoint=endpoint, url="https://hooks.example.com/other", **told)
    narrowed = set_chat(chat=chat, events=["decide"], **told)

    assert (moved.name, moved.events) == ("Warehouse", ["decide"])
    assert (narrowed.name, narrowed.function) == ("#revenue", company.sales)


class TestEndpoints:
    def test_what_is_left_out_of_a_change_stays(self, keeper: Caller, endpoint: Endpoint) -> None:
        body = {"url": "https://hooks.example.com/other", "reason": "It moved"}
        answer = keeper.post(f"{URL}endpoints/{endpoint.pk}/change/", body)

        assert (answer.status_code, answer.json()["url"]) == (200, body["url"])
        assert (answer.json()["name"], answer.json()["events"]) == ("Lake", ["decide"])
        assert endpoint.history.latest().history_change_reason == "It moved"
        every = keeper.post(f"{URL}endpoints/{endpoint.pk}/change/", {"events": []})
        assert every.json()["events"] == []

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"url": "http://example.com/"}, "url"),
            ({"url": "https://10.0.0.1/"}, "url"),
            ({"events": ["nonsense"]}, "events"),
            ({"name": ""}, "name"),
        ],
    )
    def test_bad_input_changes_nothing(
        self, keeper: Caller, endpoint: Endpoint, body: dict[str, object], field: str
    ) -> None:
        answer = keeper.post(f"{URL}endpoints/{endpoint.pk}/change/", body)

        assert (answer.status_code, fields(answer)) == (400, {field})
        assert endpoint.history.count() == 1

    def test_another_secret_is_said_once_and_kept_nowhere(
        self, keeper: Caller, endpoint: Endpoint
    ) -> None:
        headers = {"Idempotency-Key": "one"}
        answer = keeper.post(f"{URL}endpoints/{endpoint.pk}/rotate-secret/", {}, headers=headers)

        before, endpoint = endpoint.secret, Endpoint.objects.get()
        assert answer.json()["secret"] == endpoint.secret != before
        assert not IdempotencyKey.objects.exists()
        assert stands_in(endpoint.secret) == []
        assert "secret" not in keeper.get(f"{URL}endpoints/{endpoint.pk}/").json()

    def test_one_that_ended_is_switched_on_again(self, keeper: Caller, endpoint: Endpoint) -> None:
        keeper.post(f"{URL}endpoints/{endpoint.pk}/end/", {})
        answer = keeper.post(f"{URL}endpoints/{endpoint.pk}/switch-on/", {"reason": "Back"})

        assert (answer.status_code, answer.json()["is_active"]) == (200, True)

    def test_a_test_answers_with_its_delivery_once(
        self, keeper: Caller, endpoint: Endpoint
    ) -> None:
        headers = {"Idempotency-Key": "one"}
        for _ in range(2):
            answer = keeper.post(f"{URL}endpoints/{endpoint.pk}/test/", {}, headers=headers)

        sent = Delivery.objects.get()
        assert (answer.status_code, answer.json()["id"]) == (201, sent.pk)
        assert keeper.get(f"{URL}deliveries/{sent.pk}/").json()["subject"] == "test"


class TestChats:
    def test_a_change_keeps_the_address_unless_one_is_sent(
        self, keeper: Caller, chat: Chat
    ) -> None:
        before = ChatAddress.objects.get().sealed
        answer = keeper.post(f"{URL}chats/{chat.pk}/change/", {"events": ["decide"]})
        assert (answer.status_code, answer.json()["events"]) == (200, ["decide"])
        assert answer.json()["name"] == "#sales"
        assert ChatAddress.objects.get().sealed == before

        other = ADDRESS.replace("JHM", "KHM")
        answer = keeper.post(f"{URL}chats/{chat.pk}/change/", {"address": other})
        assert unlock(ChatAddress.objects.get().sealed) == other
        assert b"KHM" not in answer.content

    def test_one_that_ended_is_not_changed(self, keeper: Caller, chat: Chat) -> None:
        keeper.post(f"{URL}chats/{chat.pk}/end/", {})
        answer = keeper.post(f"{URL}chats/{chat.pk}/change/", {"name": "#x"})

        assert (answer.status_code, codes(answer)) == (409, {"illegal_move"})

    def test_a_test_answers_with_its_delivery(self, keeper: Caller, chat: Chat) -> None:
        answer = keeper.post(f"{URL}chats/{chat.pk}/test/", {})

        assert (answer.status_code, answer.json()["chat"]) == (201, chat.pk)


@pytest.mark.parametrize("who", ["viewer", "outsider", "steward", "auditor", "executive"])
def test_others_change_nothing(company: Company, endpoint: Endpoint, chat: Chat, who: str) -> None:
    caller = Caller(getattr(company, who))
    doing = ("change", "test", "end")
    paths = [f"chats/{chat.pk}/{verb}/" for verb in doing]
    paths += [f"endpoints/{endpoint.pk}/{verb}/" for verb in (*doing, "rotate-secret", "switch-on")]

    answers = [caller.post(f"{URL}{path}", {}) for path in paths]

    assert [answer.status_code for answer in answers] == [403] * len(paths)
    assert not any(b"secret" in answer.content.lower() for answer in answers)
    assert not Delivery.objects.exists()
