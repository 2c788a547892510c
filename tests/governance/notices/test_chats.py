"""Chats of functions: real apprise, in its own process, against a real receiver."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import LedgerEntry
from accounts.refusals import NotEntitled
from governance.actions.chats import end_chat, set_chat, try_chat
from governance.actions.contradictions import take_up
from governance.actions.deliveries import send_again
from governance.models import Chat, ChatAddress, Contradiction, Delivery, Outbox
from governance.notices.apprised import found
from governance.notices.chats import _plain, tell_chat
from governance.notices.events import EVENTS, words_for_all
from governance.notices.locked import unlock
from governance.notices.speaking import NotTold, say, service_of
from governance.promises import outbox
from governance.refusals import IllegalMove
from governance.tasks import drain
from tests.factories.accounts import FunctionFactory
from tests.factories.chats import chat_of
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, decided
from tests.factories.outside import Receiver
from tests.factories.telling import keep_notices, try_again
from tests.governance.leftovers import stands_in

URL = "/settings/chats/"
SECRET = "k9XqT3vLm0a7Zw5c"


def address_of(receiver: tuple[Receiver, str]) -> str:
    return f"json://{receiver[1].removeprefix('http://').removesuffix('/hook')}/{SECRET}"


def add(company: Company, receiver: tuple[Receiver, str], address: str = "", **more: Any) -> Chat:
    return chat_of(company, address or address_of(receiver), **more)


@pytest.fixture
def chat(company: Company, receiver: tuple[Receiver, str]) -> Chat:
    return add(company, receiver)


def said(receiver: tuple[Receiver, str]) -> list[tuple[str, str]]:
    """Return title and text of what a chat was told."""
    found = [json.loads(body) for _, body in receiver[0].got]
    return [(one["title"], one["message"].replace("\u2060", "")) for one in found]


def promise() -> Outbox:
    return Outbox.objects.get(kind="chat")


class TestTelling:
    def test_says_what_happened_with_a_plain_link(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        drain()

        ((title, text),) = said(receiver)
        sentence, standing, link = text.split("\n")
        assert title == "C-001 has an owner"
        assert "847" in sentence
        assert standing.startswith("S3, owner Head of Marketing, decider CRO, due Wed 21 Oct")
        assert "/c/C-001/?since=" in link
        kept = Delivery.objects.get(chat=chat)
        assert (kept.sent_at is not None, kept.body, kept.answered) == (True, "", "Taken.")

    def test_tells_each_chat_of_an_act_once(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        add(company, receiver, name="#sales", function=company.sales)
        decided(company)
        drain()

        told = Outbox.objects.filter(kind="chat").values_list("key", flat=True)
        acts = Outbox.objects.filter(kind="notice").values_list("key", flat=True)
        wanted = {f"chat:{one.pk}:{act}" for one in Chat.objects.all() for act in acts}
        assert set(told) < wanted
        assert len(told) == len(set(told)) == len(receiver[0].got) > 2
        for row in Outbox.objects.filter(kind="notice"):
            outbox.keep(row, datetime.now(UTC))
        assert Outbox.objects.filter(kind="chat").count() == len(receiver[0].got)

    def test_a_function_without_a_part_in_it_hears_nothing(
        self, company: Company, receiver: tuple[Receiver, str]
    ) -> None:
        other = FunctionFactory.create(name="Finance", slug="finance", letter="F")
        add(company, receiver, name="#other", function=other)
        assigned(company)
        drain()

        assert receiver[0].got == []

    def test_only_what_was_chosen_is_told_where_something_was(
        self, company: Company, receiver: tuple[Receiver, str]
    ) -> None:
        add(company, receiver, events=["take_up"])
        item = assigned(company)
        take_up(item=item, actor=company.marketing_head, at=clock.tick())
        drain()

        assert [title for title, _ in said(receiver)] == ["C-001 was taken up"]

    def test_of_a_confidential_item_only_that_it_moved(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company, is_confidential=True)
        drain()

        ((title, text),) = said(receiver)
        assert title == "C-001 has an owner"
        assert text.startswith("Read or answer it: ")
        assert "\n" not in text

    def test_what_became_confidential_before_the_first_try_is_not_said(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        keep_notices()
        Contradiction.objects.update(is_confidential=True)
        drain()

        assert "847" not in said(receiver)[0][1]

    def test_typed_words_call_nobody_and_draw_no_link(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        item = assigned(company)
        words = "<!channel> @here [see](http://x.example)\nand more"
        Contradiction.objects.filter(pk=item.pk).update(wording=words)
        drain()

        text = json.loads(receiver[0].got[0][1])["message"]
        for call in ("<!channel>", "@here", "[see]("):
            assert call not in text
        assert "\u2039!channel\u203a " in text.split("\n")[0]

    @pytest.mark.parametrize("name", sorted(EVENTS))
    def test_nobody_is_spoken_to_in_the_words_of_a_chat(self, name: str) -> None:
        assert not {"you", "your", "yours"} & set(words_for_all(name).split())

    @pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")
    def test_slack_calls_nobody_either(self, receiver: tuple[Receiver, str]) -> None:
        receiver[0].says = b"ok"
        service = found("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#general")
        service.webhook_url = receiver[1].removesuffix("/hook")
        assert service.notify(title="C-001", body=_plain("<!channel> <@U6TTX1F9R> @here"))

        text = json.loads(receiver[0].got[0][1])["attachments"][0]["text"]
        assert not [call for call in ("<!", "<@", "@here") if call in text]

    def test_the_link_shows_what_was_answered_since_and_by_whom(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str], client: Client
    ) -> None:
        clock.moment += timedelta(microseconds=123_456)
        item = assigned(company)
        drain()
        path = said(receiver)[0][1].split("Read or answer it: ")[1].split(":8000")[-1]
        path = path[path.index("/c/") :]
        client.force_login(company.sales_head)
        assert "Nobody has acted since you were told" in client.get(path).content.decode()
        take_up(item=item, actor=company.marketing_head, at=clock.tick())

        page = client.get(path).content.decode()
        since = page[page.index('id="since"') : page.index("</section>", page.index('id="since"'))]
        assert "1 act since you were told" in since
        assert "Head of Marketing" in since
        assert "took the item up" in since
        for changed in ("yesterday", "2026-99-99T00:00:00Z", "2026-10-07T11:00:00", ""):
            assert 'id="since"' not in client.get(f"/c/C-001/?since={changed}").content.decode()


class TestTrying:
    def test_a_failing_service_is_tried_again_with_the_same_words(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [500, 429]
        item = assigned(company)
        drain()
        assert promise().done_at is None
        assert promise().due_at > datetime.now(UTC)
        assert "error=500" in Delivery.objects.get(chat=chat).answered
        take_up(item=item, actor=company.marketing_head, at=clock.tick())
        try_again("chat")
        try_again("chat")

        bodies = {body for _, body in receiver[0].got}
        assert (len(receiver[0].got), len(bodies)) == (3, 1)
        assert promise().done_at is not None

    def test_given_up_loudly_and_sent_again_by_somebody_on_record(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [500] * 8
        assigned(company)
        drain()
        for _ in range(8):
            try_again("chat")
        assert promise().failed_at is not None
        kept = Delivery.objects.get(chat=chat)
        with pytest.raises(NotEntitled):
            send_again(delivery=kept, actor=company.marketing_head, at=datetime.now(UTC))
        send_again(delivery=kept, actor=company.administrator, at=datetime.now(UTC))
        drain()

        kept.refresh_from_db()
        assert kept.sent_at is not None
        assert LedgerEntry.objects.get(chain=f"delivery:{kept.pk}").verb == "send_again"

    def test_a_redirect_is_not_followed_whatever_the_address_asks(
        self, company: Company, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [307]
        add(company, receiver, address=f"{address_of(receiver)}?redirect=yes")
        assigned(company)
        drain()

        assert len(receiver[0].got) == 1
        assert "error=307" in promise().last_error

    def test_a_slow_worker_that_comes_after_another_says_nothing(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        drain()
        tell_chat(promise(), datetime.now(UTC))()

        assert len(receiver[0].got) == 1

    def test_what_waits_for_a_chat_that_ended_is_let_go(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        keep_notices()
        end_chat(chat=chat, actor=company.administrator, at=clock.tick())
        drain()

        assert receiver[0].got == []
        assert promise().done_at is not None

    def test_a_test_says_that_it_is_one_and_whose(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        try_chat(chat=chat, actor=company.administrator, at=clock.tick())
        drain()

        ((title, text),) = said(receiver)
        assert title == "A test from Tieout"
        assert "what concerns Marketing. Administrator sent this" in text


class TestApart:
    """The process that speaks, and what it must not do."""

    def test_a_place_inside_is_refused_when_it_is_typed_and_when_it_is_reached(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str], settings: Any
    ) -> None:
        settings.TIEOUT = replace(settings.TIEOUT, webhook_to_private=False)
        for address in ("jsons://127.0.0.1/x", "jsons://10.1.1.1/x", "jsons://localhost/x"):
            with pytest.raises(ValidationError, match="private network"):
                set_chat(
                    function=company.sales,
                    name="#x",
                    address=address,
                    actor=company.administrator,
                    at=clock.tick(),
                )
        # Not known for one before it is looked up, as a name would be that changes meanwhile.
        assert service_of("jsons://0x7f000001/x") == ("JSON", "")
        with pytest.raises(NotTold, match="private network"):
            say("jsons://0x7f000001/x", "a", "b")
        assert receiver[0].got == []

    @pytest.mark.parametrize(
        ("address", "how"),
        [
            ("nonsense", "no address of a chat"),
            ("https://example.com/hook", "no address of a chat"),
            ("syslog://", "no address of a chat"),
            ("file:///etc/passwd", "no address of a chat"),
            ("json://example.com/x", "begin the address with jsons://"),
            ("mailto://a:b@example.com", "begin the address with mailtos://"),
            ("x" * 5000, "no address of a chat"),
        ],
    )
    def test_what_is_no_safe_address_is_refused_with_how_to_mend_it(
        self, address: str, how: str
    ) -> None:
        assert how in service_of(address)[1]

    @pytest.mark.parametrize(
        ("address", "service"),
        [
            (
                "https://hooks.slack.com/services/T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
                "Slack",
            ),
            (
                "https://prod-22.westus.logic.azure.com:443/workflows/0123456789abcdef0123456789abcdef"
                "/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun"
                "&sv=1.0&sig=abcdefghijklmnopqrstuvwxyz0123456789ABCDEF",
                "Power Automate / Workflows (for MSTeams)",
            ),
            ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "Discord"),
        ],
    )
    def test_an_address_as_its_service_writes_it_is_known(self, address: str, service: str) -> None:
        assert service_of(address) == (service, "")

    def test_a_service_that_hangs_is_cut_off(self, settings: Any, monkeypatch: Any) -> None:
        settings.TIEOUT = replace(settings.TIEOUT, webhook_seconds=0)
        monkeypatch.setattr("governance.notices.speaking.STARTING_SECONDS", 0.01)

        with pytest.raises(NotTold, match="longer than"):
            say("jsons://example.com/x", "a", "b")


class TestKeeping:
    def test_is_for_administrators(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str], client: Client
    ) -> None:
        for person in (company.steward, company.marketing_head, company.auditor):
            told = {"actor": person, "at": clock.tick()}
            with pytest.raises(NotEntitled, match="Only an administrator"):
                set_chat(chat=chat, function=company.sales, name="#mine", **told)
            for act in (end_chat, try_chat):
                with pytest.raises(NotEntitled):
                    act(chat=chat, **told)
            client.force_login(person)
            assert client.get(URL).status_code == 403
        assert Chat.objects.get() == chat

    def test_the_address_shows_nowhere_once_it_is_kept(
        self,
        company: Company,
        receiver: tuple[Receiver, str],
        client: Client,
        caplog: Any,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        receiver[0].answers = [500]
        client.force_login(company.administrator)
        sent = {"name": "#m", "function": company.marketing.pk, "address": address_of(receiver)}
        answer = client.post(f"{URL}add/", sent, follow=True)
        kept = Chat.objects.get()
        assigned(company)
        drain()

        assert receiver[0].paths == [f"/{SECRET}"]
        assert stands_in(SECRET) == []
        assert SECRET not in caplog.text
        for page in (URL, f"{URL}{kept.pk}/", "/settings/endpoints/deliveries/", "/audit/"):
            shown = client.get(page)
            assert shown.status_code == 200
            assert SECRET not in shown.content.decode()
        assert SECRET not in answer.content.decode()
        assert "JSON, ends in Zw5c" in client.get(URL).content.decode()
        assert unlock(kept.address.sealed) == address_of(receiver)

    def test_another_address_replaces_the_one_before_without_a_trace(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str], client: Client
    ) -> None:
        before = ChatAddress.objects.get(chat=chat).sealed
        client.force_login(company.administrator)
        same = {"name": "#new", "function": company.sales.pk}
        client.post(f"{URL}{chat.pk}/", same)
        assert ChatAddress.objects.get(chat=chat).sealed == before
        client.post(f"{URL}{chat.pk}/", {**same, "address": f"{address_of(receiver)}/2nd"})

        chat.refresh_from_db()
        assert (chat.name, chat.function, chat.generation) == ("#new", company.sales, 2)
        assert chat.ending == "/2nd"
        assert stands_in(before) == []
        assert chat.history.latest().history_user == company.administrator

    def test_an_ended_chat_has_no_address_and_does_not_come_back(
        self, company: Company, chat: Chat, client: Client, receiver: tuple[Receiver, str]
    ) -> None:
        client.force_login(company.administrator)
        client.post(f"{URL}{chat.pk}/end/")

        assert not ChatAddress.objects.exists()
        assert "is told no more" in client.get(f"{URL}{chat.pk}/").content.decode()
        with pytest.raises(IllegalMove, match="Add another"):
            try_chat(chat=chat, actor=company.administrator, at=clock.tick())
        assert client.post(f"{URL}{chat.pk}/test/").status_code == 409
        assert add(company, receiver).pk != chat.pk

    def test_two_chats_of_one_name_are_refused(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str]
    ) -> None:
        with pytest.raises(ValidationError, match="called #marketing already"):
            add(company, receiver)
        with pytest.raises(IntegrityError), transaction.atomic():
            Chat.objects.bulk_create([Chat(name="#marketing", function=company.sales)])

    def test_bad_input_is_answered_beside_its_field_and_kept(
        self, company: Company, client: Client
    ) -> None:
        client.force_login(company.administrator)
        answer = client.post(f"{URL}add/", {"name": "#m", "address": "slack"})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Choose the function" in page
        assert 'value="#m"' in page
        empty = client.post(f"{URL}add/", {"name": "#m", "function": company.sales.pk})
        assert "Paste the address of the chat." in empty.content.decode()

    def test_a_key_that_is_gone_is_said_and_an_earlier_one_still_reads(
        self, company: Company, chat: Chat, receiver: tuple[Receiver, str], settings: Any
    ) -> None:
        was = settings.SECRET_KEY
        settings.SECRET_KEY = "another" * 10
        assigned(company)
        drain()
        assert "enter the address again" in promise().last_error
        settings.SECRET_KEY_FALLBACKS = [was]
        try_again("chat")

        assert len(receiver[0].got) == 1
