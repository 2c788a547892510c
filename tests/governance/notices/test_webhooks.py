"""Webhooks over real HTTP: signed, repeated with one id, given up loudly, sent again."""

import json
import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from standardwebhooks.webhooks import Webhook

from accounts.models import LedgerEntry
from accounts.refusals import NotEntitled
from governance.actions.comments import comment
from governance.actions.contradictions import take_up
from governance.actions.deliveries import send_again
from governance.actions.endpoints import add_endpoint, rotate_secret, switch_endpoint
from governance.actions.erasure import redact
from governance.actions.positions import Statement, revise_position
from governance.models import Contradiction, Delivery, Endpoint, Outbox
from governance.notices.webhooks import send_webhook
from governance.refusals import IllegalMove
from governance.tasks import drain
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.outside import Receiver
from tests.factories.telling import keep_notices, try_again
from tests.site import ROOT

URL = "/settings/endpoints/"


@pytest.fixture
def endpoint(company: Company, receiver: tuple[Receiver, str]) -> Endpoint:
    return add_endpoint(
        name="Warehouse",
        url=receiver[1],
        events=["assign"],
        actor=company.administrator,
        at=clock.tick(),
    )


def tell(company: Company, **facts: Any) -> None:
    assigned(company, **facts)
    drain()


def promise() -> Outbox:
    return Outbox.objects.get(kind="webhook")


class TestSending:
    def test_a_message_is_signed_and_says_what_happened(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company)

        ((headers, body),) = receiver[0].got
        said = Webhook(endpoint.secret).verify(body, headers)
        assert said["type"] == "contradiction.assign"
        assert said["data"]["id"] == "C-001"
        assert "847" in said["data"]["sentence"]
        assert said["data"]["url"].endswith("/c/C-001/")
        assert Delivery.objects.get(endpoint=endpoint).sent_at is not None

    def test_the_example_of_the_documentation_verifies_it(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        text = (ROOT / "docs" / "operations.md").read_text()
        example: dict[str, Any] = {}
        exec(text.split("```python\n")[1].split("```")[0], example)
        tell(company)
        ((headers, body),) = receiver[0].got

        assert example["is_ours"](endpoint.secret, headers, body)
        assert not example["is_ours"](endpoint.secret, headers, body + b" ")
        assert not example["is_ours"]("whsec_AAAA", headers, body)
        old = headers | {"webhook-timestamp": "1500000000"}
        assert not example["is_ours"](endpoint.secret, old, body)

    def test_only_what_was_asked_for_is_sent(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company)

        assert [json.loads(body)["type"] for _, body in receiver[0].got] == ["contradiction.assign"]

    def test_an_act_is_told_as_itself_and_as_what_it_asks_where_that_alone_was_chosen(
        self, company: Company, receiver: tuple[Receiver, str]
    ) -> None:
        item = assigned(company)
        keep_notices()
        facts = {"url": receiver[1], "actor": company.administrator, "at": clock.tick()}
        add_endpoint(name="All", **facts)
        add_endpoint(name="Asked", events=["ask_sides"], **facts)
        side = item.positions.earliest("order")
        statement = Statement(label="Marketing", function=company.marketing, claim="More")
        told = {"reason": "Read again", "actor": company.steward, "at": clock.tick()}
        revise_position(position=side, statement=statement, **told)
        drain()

        types = {json.loads(body)["type"].partition(".")[2] for _, body in receiver[0].got}
        assert types == {"revise_position", "ask_sides"}

    def test_of_a_confidential_item_only_that_it_moved(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company, is_confidential=True)

        ((_, body),) = receiver[0].got
        assert set(json.loads(body)["data"]) == {"id", "url"}

    def test_a_failing_receiver_gets_the_same_message_again_later(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [500, 503]
        tell(company)
        assert promise().done_at is None
        assert "500" in Delivery.objects.get(endpoint=endpoint).answered
        try_again("webhook")
        try_again("webhook")

        ids = {headers["webhook-id"] for headers, _ in receiver[0].got}
        assert len(receiver[0].got) == 3
        assert len(ids) == 1
        assert len({body for _, body in receiver[0].got}) == 1
        assert promise().done_at is not None

    def test_given_up_after_every_try_and_sent_again_by_hand(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [500] * 8
        tell(company)
        for _ in range(8):
            try_again("webhook")
        assert promise().failed_at is not None

        kept = Delivery.objects.get(endpoint=endpoint)
        send_again(delivery=kept, actor=company.administrator, at=datetime.now(UTC))
        drain()

        kept.refresh_from_db()
        assert kept.sent_at is not None
        assert len({headers["webhook-id"] for headers, _ in receiver[0].got}) == 1

    def test_a_worker_killed_before_the_mark_repeats_the_message_byte_for_byte(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        keep_notices()
        send_webhook(promise(), datetime.now(UTC))
        take_up(item=Contradiction.objects.get(), actor=company.marketing_head, at=clock.tick())
        drain()

        first, again = receiver[0].got
        assert first[0]["webhook-id"] == again[0]["webhook-id"]
        assert first[1] == again[1]
        assert json.loads(again[1])["data"]["status"] == "assigned"

    def test_a_slow_worker_that_comes_after_another_sends_nothing(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company)
        send_webhook(promise(), datetime.now(UTC))()

        assert len(receiver[0].got) == 1
        assert Delivery.objects.get(endpoint=endpoint).sent_at is not None

    def test_words_are_kept_until_they_are_received_and_no_longer(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [500]
        assigned(company)
        keep_notices()
        kept = Delivery.objects.get(endpoint=endpoint)
        assert kept.body == ""
        drain()
        kept.refresh_from_db()
        assert "847" in kept.body
        with pytest.raises(IntegrityError), transaction.atomic():
            Delivery.objects.filter(pk=kept.pk).update(sent_at=datetime.now(UTC))
        try_again("webhook")

        kept.refresh_from_db()
        assert kept.sent_at is not None
        assert kept.body == ""

    def test_words_under_way_are_forgotten_when_words_are_erased(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [500]
        tell(company)
        told = {"actor": company.steward, "at": clock.tick()}
        said = comment(item=Contradiction.objects.get(), body="A name", **told)
        keeper = {"actor": company.administrator, "at": clock.tick()}
        redact(record=said, field="body", reason="Asked for", **keeper)
        assert Delivery.objects.get(endpoint=endpoint).body == ""
        try_again("webhook")

        assert len({headers["webhook-id"] for headers, _ in receiver[0].got}) == 1
        assert Delivery.objects.get(endpoint=endpoint).sent_at is not None

    def test_what_became_confidential_before_the_first_try_is_not_said(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        keep_notices()
        Contradiction.objects.update(is_confidential=True)
        drain()

        ((_, body),) = receiver[0].got
        assert set(json.loads(body)["data"]) == {"id", "url"}

    def test_a_redirect_is_not_followed(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [302]
        tell(company)

        assert len(receiver[0].got) == 1
        assert "302" in promise().last_error

    def test_who_answers_gone_is_told_no_more(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        receiver[0].answers = [410]
        tell(company)

        endpoint.refresh_from_db()
        assert not endpoint.is_active
        assert promise().done_at is not None
        assert endpoint.history.latest().history_user.is_system

    def test_nobody_there_is_tried_again(
        self, company: Company, receiver: tuple[Receiver, str]
    ) -> None:
        add_endpoint(
            name="Nobody",
            url="http://127.0.0.1:9/",
            events=["assign"],
            actor=company.administrator,
            at=clock.tick(),
        )
        tell(company)

        assert promise().done_at is None
        assert promise().attempts == 1

    def test_a_private_address_is_refused_unless_the_company_allows_it(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str], settings: Any
    ) -> None:
        settings.TIEOUT = replace(settings.TIEOUT, webhook_to_private=False)
        tell(company)

        assert receiver[0].got == []
        assert "private network" in promise().last_error

    def test_a_rotated_secret_signs_what_is_sent_from_then_on(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        before = endpoint.secret
        after = rotate_secret(endpoint=endpoint, actor=company.administrator, at=clock.tick())
        tell(company)

        ((headers, body),) = receiver[0].got
        assert after.secret != before
        assert Webhook(after.secret).verify(body, headers)

    def test_one_that_is_off_is_let_go(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        assigned(company)
        keep_notices()
        switch_endpoint(
            endpoint=endpoint, is_active=False, actor=company.administrator, at=clock.tick()
        )
        try_again("webhook")
        assert receiver[0].got == []


class TestKeeping:
    def test_is_for_administrators(self, company: Company, endpoint: Endpoint) -> None:
        for person in (company.steward, company.outsider, company.auditor):
            with pytest.raises(NotEntitled):
                rotate_secret(endpoint=endpoint, actor=person, at=clock.tick())

    def test_the_secret_is_shown_once_and_kept_nowhere(
        self, company: Company, client: Client, receiver: tuple[Receiver, str]
    ) -> None:
        client.force_login(company.administrator)
        shown = client.post(f"{URL}add/", {"name": "Lake", "url": receiver[1]}).content.decode()

        made = Endpoint.objects.get(name="Lake")
        assert made.secret in shown
        kept = [*made.history.values(), *Endpoint.objects.values()]
        assert made.secret not in str(kept)
        for page in (URL, f"{URL}{made.pk}/", "/audit/"):
            assert made.secret not in client.get(page).content.decode()

    @pytest.mark.parametrize(
        ("url", "how"),
        [
            ("http://example.com/hook", "begins with https://"),
            ("https://me:pw@example.com/hook", "Leave the name and password out"),
            ("https://localhost/hook", "private network"),
            ("https://127.0.0.1/hook", "private network"),
            ("https://169.254.169.254/latest", "private network"),
            ("https://[::ffff:10.0.0.1]/hook", "private network"),
            ("https://[fd00::1]/hook", "private network"),
        ],
    )
    def test_an_unfit_address_is_refused_with_how_to_mend_it(
        self, company: Company, client: Client, url: str, how: str
    ) -> None:
        client.force_login(company.administrator)

        answer = client.post(f"{URL}add/", {"name": "Lake", "url": url})

        assert answer.status_code == 422
        assert how in answer.content.decode()
        assert not Endpoint.objects.filter(name="Lake").exists()

    def test_an_address_in_any_script_is_kept(self, company: Company, client: Client) -> None:
        client.force_login(company.administrator)
        client.post(f"{URL}add/", {"name": "Lake", "url": "https://münchen.example/hook"})

        assert Endpoint.objects.get(name="Lake").url == "https://münchen.example/hook"

    def test_the_log_shows_what_a_try_met_and_sends_again(
        self,
        company: Company,
        endpoint: Endpoint,
        receiver: tuple[Receiver, str],
        client: Client,
    ) -> None:
        tell(company)
        client.force_login(company.administrator)
        log = client.get(f"{URL}deliveries/?state=sent").content.decode()
        assert "200 thank you" in log
        kept = Delivery.objects.get(endpoint=endpoint)

        client.post(f"{URL}deliveries/{kept.pk}/again/")
        drain()
        first, again = receiver[0].got
        assert first[0]["webhook-id"] == again[0]["webhook-id"]

    def test_sending_again_is_recorded_with_who_asked_for_it(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str], client: Client
    ) -> None:
        tell(company)
        kept = Delivery.objects.get(endpoint=endpoint)
        with pytest.raises(NotEntitled):
            send_again(delivery=kept, actor=company.steward, at=datetime.now(UTC))
        send_again(delivery=kept, actor=company.administrator, at=datetime.now(UTC))
        with pytest.raises(IllegalMove, match="under way"):
            send_again(delivery=kept, actor=company.administrator, at=datetime.now(UTC))

        (repeat,) = kept.repeats.all()
        assert repeat.by == company.administrator
        entry = LedgerEntry.objects.get(chain=f"delivery:{kept.pk}")
        assert (entry.verb, entry.actor_id) == ("send_again", company.administrator.pk)
        client.force_login(company.administrator)
        assert "sent again by Administrator" in client.get(f"{URL}deliveries/").content.decode()

    def test_what_is_sent_again_says_no_more_than_may_be_said_now(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company)
        Contradiction.objects.update(is_confidential=True)
        kept = Delivery.objects.get(endpoint=endpoint)
        send_again(delivery=kept, actor=company.administrator, at=datetime.now(UTC))
        drain()

        assert set(json.loads(receiver[0].got[1][1])["data"]) == {"id", "url"}

    def test_no_log_and_no_error_names_the_address(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str], caplog: Any
    ) -> None:
        caplog.set_level(logging.DEBUG)
        receiver[0].answers = [500]
        tell(company)

        told = caplog.text + promise().last_error + Delivery.objects.get(endpoint=endpoint).answered
        assert "promise_put_off" in told
        assert "/hook" not in told
