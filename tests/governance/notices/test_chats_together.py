"""What comes within some minutes is one message to a chat: nothing is lost, nothing told twice."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from governance.actions.chats import try_chat
from governance.actions.contradictions import assign, change_severity, take_up
from governance.actions.deliveries import forget_words, gather, send_again
from governance.actions.options import ask_agreers
from governance.models import Chat, Contradiction, Delivery, Outbox
from governance.notices.chats import tell_chat
from governance.pages.deliveries import deliveries, state_of
from governance.promises import outbox
from tests.factories.chats import chat_of
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, logged
from tests.factories.outside import Receiver
from tests.factories.telling import keep_notices, try_again

Heard = tuple[Receiver, str]


@pytest.fixture
def chat(company: Company, receiver: Heard) -> Chat:
    return add(company, receiver)


def add(company: Company, receiver: Heard, name: str = "#marketing") -> Chat:
    return chat_of(company, f"json://{receiver[1].removeprefix('http://')}", name=name)


def said(receiver: Heard) -> list[tuple[str, str]]:
    found = [json.loads(body) for _, body in receiver[0].got]
    return [(one["title"], one["message"].replace("\u2060", "")) for one in found]


def burst(company: Company, items: int = 1) -> list[Contradiction]:
    """Let something happen to some items within a minute, and promise to tell of it."""
    made = [logged(company, (800 + n, 200)) for n in range(items)]
    for item in made:
        told = {"actor": company.steward, "at": clock.tick(0.001)}
        assign(item=item, owner=company.marketing_head, layer=2, **told)
        ask_agreers(
            item=take_up(item=item, actor=company.marketing_head, at=clock.tick(0.001)),
            people=[company.sales_head],
            actor=company.marketing_head,
            at=clock.tick(0.001),
        )
    keep_notices()
    return made


def keep(at: datetime, *, kill: bool = False) -> bool:
    """Keep the next promise to a chat; a worker that is killed has spoken, and noted nothing."""
    row = Outbox.objects.waiting(at).filter(kind="chat").first()
    if row is None:
        return False
    if kill:
        tell_chat(row, at)
    else:
        outbox.keep(row, at)
    return True


def later(minutes: float) -> datetime:
    return clock.moment + timedelta(minutes=minutes)


class TestTogether:
    def test_nothing_is_said_before_the_minutes_are_over(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        burst(company)

        assert not keep(later(1))
        assert keep(later(4))
        assert not keep(later(60))
        assert len(said(receiver)) == 1

    def test_one_item_is_told_of_in_one_line_with_all_that_happened(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        (item,) = burst(company)
        keep(later(4))

        ((title, text),) = said(receiver)
        assert title == f"{item.code} has an owner, asks who agrees"
        assert text.count(item.code) == 1
        assert text.count("Read or answer it:") == 1
        assert all(one.sent_at for one in Delivery.objects.filter(chat=chat))

    def test_several_items_are_parts_of_one_message(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        first, second, third = burst(company, items=3)
        keep(later(4))

        ((title, text),) = said(receiver)
        assert title == f"{first.code} has an owner, asks who agrees, and 2 more"
        assert [part.split(" ")[0] for part in text.split("\n\n")] == [
            first.code,
            second.code,
            third.code,
        ]
        for item in (first, second, third):
            assert f"/c/{item.code}/?since=" in text

    def test_of_very_many_the_rest_is_counted(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        burst(company, items=12)
        keep(later(4))

        ((title, text),) = said(receiver)
        assert title.endswith(", and 11 more")
        assert "And 2 more: " in text
        assert not keep(later(60))

    def test_what_comes_after_the_message_is_another(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        (item,) = burst(company)
        keep(later(4))
        clock.moment = later(5)
        ask_agreers(
            item=item, people=[company.viewer], actor=company.marketing_head, at=clock.tick(0.01)
        )
        keep_notices()
        keep(later(4))

        assert [title for title, _ in said(receiver)][1:] == [f"{item.code} asks who agrees"]

    def test_a_test_is_told_at_once_and_by_itself(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        burst(company)
        try_chat(chat=chat, actor=company.administrator, at=clock.tick(0.001))

        assert keep(later(0))
        assert [title for title, _ in said(receiver)] == ["A test from Tieout"]
        keep(later(4))
        assert len(said(receiver)) == 2

    def test_each_chat_gathers_its_own(self, company: Company, chat: Chat, receiver: Heard) -> None:
        other = add(company, receiver, "#second")
        burst(company)
        while keep(later(4)):
            pass

        assert len(said(receiver)) == 2
        for one in (chat, other):
            assert one.deliveries.filter(told_with__isnull=True).count() == 1

    def test_minutes_of_none_tell_what_there_is_at_once(
        self, company: Company, chat: Chat, receiver: Heard, settings: Any
    ) -> None:
        settings.TIEOUT = replace(settings.TIEOUT, chat_merge_minutes=0)
        burst(company)

        assert keep(later(0))


class TestFaults:
    def test_killed_after_speaking_it_says_the_same_again_and_no_more(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        (item,) = burst(company)
        keep(later(4), kill=True)
        ask_agreers(
            item=item, people=[company.viewer], actor=company.marketing_head, at=clock.tick(0.01)
        )
        keep_notices()
        while keep(later(9)):
            pass

        first, again, rest = said(receiver)
        assert first == again
        assert rest[0] == f"{item.code} asks who agrees"
        assert all(one.sent_at for one in Delivery.objects.filter(chat=chat))

    def test_killed_before_it_speaks_it_has_taken_nothing(
        self, company: Company, chat: Chat, receiver: Heard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        burst(company)
        row = Outbox.objects.waiting(later(4)).filter(kind="chat").first()
        assert row is not None
        monkeypatch.setattr("governance.notices.chats.keep_words", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            tell_chat(row, later(4))
        monkeypatch.undo()

        assert not Delivery.objects.filter(told_with__isnull=False).exists()
        keep(later(4))
        assert len(said(receiver)) == 1

    def test_what_another_worker_holds_is_left_to_it(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        burst(company)
        held, _ = Outbox.objects.filter(kind="chat").order_by("pk")
        at = later(4)
        Outbox.objects.filter(pk=held.pk).update(leased_until=at + timedelta(seconds=30))
        keep(at)

        held.refresh_from_db()
        assert held.done_at is None
        assert keep(at + timedelta(seconds=31))
        assert sorted(len(title.split(", ")) for title, _ in said(receiver)) == [1, 1]

    def test_a_slow_worker_whose_message_was_taken_says_nothing(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        burst(company)
        first, second = Outbox.objects.filter(kind="chat").order_by("pk")
        outbox.keep(first, later(4))
        tell_chat(second, later(4))()

        assert len(said(receiver)) == 1

    def test_one_that_fails_is_tried_again_with_all_it_tells(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        receiver[0].answers = [500]
        burst(company)
        try_again("chat")
        lead = Delivery.objects.get(told_with__isnull=True, chat=chat)
        (beside,) = lead.tells_too.all()
        assert {state_of(one) for one in (lead, beside)} == {"waiting"}
        assert set(deliveries("waiting").filter(chat=chat)) == {lead, beside}
        forget_words()
        try_again("chat")

        assert len({body for _, body in receiver[0].got}) == 1
        assert set(deliveries("sent").filter(chat=chat)) == {lead, beside}

    def test_sending_again_sends_the_whole_message(
        self, company: Company, chat: Chat, receiver: Heard, client: Client
    ) -> None:
        burst(company)
        keep(later(4))
        beside = Delivery.objects.get(told_with__isnull=False)
        again = send_again(delivery=beside, actor=company.administrator, at=datetime.now(UTC))
        assert again == beside.told_with
        try_again("chat")

        first, second = said(receiver)
        assert first == second
        client.force_login(company.administrator)
        page = client.get("/settings/endpoints/deliveries/").content.decode()
        assert "Let go" not in page

    def test_the_database_refuses_a_message_told_with_itself(
        self, company: Company, chat: Chat, receiver: Heard
    ) -> None:
        burst(company)
        one = Delivery.objects.filter(chat=chat).earliest("pk")

        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=one.pk).update(told_with=one)


def test_of_what_became_confidential_only_that_it_moved(
    company: Company, chat: Chat, receiver: Heard
) -> None:
    burst(company, items=2)
    Contradiction.objects.filter(number=2).update(is_confidential=True)
    keep(later(4))

    ((_, text),) = said(receiver)
    assert "800" in text
    assert "801" not in text


def test_gathering_changes_nothing_of_what_was_sent(
    company: Company, chat: Chat, receiver: Heard
) -> None:
    item = assigned(company)
    change_severity(item=item, severity=2, reason="So", actor=company.steward, at=clock.tick())
    keep_notices()
    keep(later(9))
    sent = Delivery.objects.get(chat=chat)

    with transaction.atomic():
        assert gather(sent, later(10)) == []
