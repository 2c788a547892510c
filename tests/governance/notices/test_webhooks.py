"""Webhooks over real HTTP: signed, repeated with one id, given up loudly, sent again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from django.test import Client
from standardwebhooks.webhooks import Webhook

from accounts.refusals import NotEntitled
from governance.actions.endpoints import add_endpoint, rotate_secret, send_again, switch_endpoint
from governance.models import Delivery, Endpoint, Outbox
from governance.promises import outbox
from governance.tasks import drain
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned

URL = "/settings/endpoints/"


class Receiver:
    """Another system: keeps what it is sent, and answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    def handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()
                self.wfile.write(b"thank you")

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler


@pytest.fixture
def receiver(settings: Any) -> Iterator[tuple[Receiver, str]]:
    settings.TIEOUT = replace(settings.TIEOUT, webhook_to_private=True, webhook_seconds=5)
    kept = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), kept.handler())
    Thread(target=server.serve_forever, daemon=True).start()
    yield kept, f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


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


def try_again() -> None:
    Outbox.objects.filter(kind="webhook", done_at__isnull=True).update(
        due_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
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

    def test_only_what_was_asked_for_is_sent(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company)

        assert [json.loads(body)["type"] for _, body in receiver[0].got] == ["contradiction.assign"]

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
        try_again()
        try_again()

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
            try_again()
        assert promise().failed_at is not None

        kept = Delivery.objects.get(endpoint=endpoint)
        send_again(delivery=kept, actor=company.administrator, at=datetime.now(UTC))
        drain()

        kept.refresh_from_db()
        assert kept.sent_at is not None
        assert len({headers["webhook-id"] for headers, _ in receiver[0].got}) == 1

    def test_a_worker_killed_before_the_mark_repeats_the_id(
        self, company: Company, endpoint: Endpoint, receiver: tuple[Receiver, str]
    ) -> None:
        tell(company)
        row = promise()
        from governance.notices.webhooks import send_webhook

        send_webhook(row, datetime.now(UTC))

        first, again = receiver[0].got
        assert first[0]["webhook-id"] == again[0]["webhook-id"]
        assert first[1] == again[1]

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
        while row := outbox.claim(datetime.now(UTC)):
            if row.kind == "notice":
                outbox.keep(row, datetime.now(UTC))
        switch_endpoint(
            endpoint=endpoint, is_active=False, actor=company.administrator, at=clock.tick()
        )
        try_again()
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

    def test_an_address_without_https_is_refused(self, company: Company, client: Client) -> None:
        client.force_login(company.administrator)

        answer = client.post(f"{URL}add/", {"name": "Lake", "url": "http://example.com/hook"})

        assert answer.status_code == 422
        assert "begins with https://" in answer.content.decode()

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
        assert len(receiver[0].got) == 2
