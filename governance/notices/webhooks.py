"""Sending webhooks: signed after the Standard Webhooks specification, repeated with one id.

What an endpoint answers decides: 2xx is received, 410 ends it, anything else is tried again by
the outbox, later each time.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from ipaddress import ip_address
from socket import getaddrinfo
from urllib.parse import urlsplit

import requests
from django.conf import settings
from standardwebhooks.webhooks import Webhook

from accounts.actions.people import system_actor
from governance.actions.endpoints import note_answer, switch_endpoint
from governance.models import Delivery, Endpoint, Outbox

Finish = Callable[[], object]
LONGEST_ANSWER = 300
RECEIVED = range(200, 300)


class NotReceived(OSError):
    """An endpoint that could not be reached, or did not take a message."""


def send_webhook(row: Outbox, at: datetime) -> Finish:
    """Send one message, and return what notes that it was received."""
    delivery = Delivery.objects.select_related("endpoint").get(outbox=row)
    endpoint = delivery.endpoint
    assert endpoint is not None
    if not endpoint.is_active:
        return partial(note_answer, delivery, "Not sent: the endpoint is off.", at, is_sent=False)
    status, text = _post(endpoint, delivery, at)
    if status == HTTPStatus.GONE:
        return partial(_switch_off, endpoint, delivery, at)
    if status not in RECEIVED:
        note_answer(delivery, f"{status} {text}", at, is_sent=False)
        raise NotReceived(f"{endpoint} answered {status}.")
    return partial(note_answer, delivery, f"{status} {text}", at, is_sent=True)


def _post(endpoint: Endpoint, delivery: Delivery, at: datetime) -> tuple[int, str]:
    _refuse_private(endpoint.url)
    message = f"outbox-{delivery.outbox_id}"
    signature = Webhook(endpoint.secret).sign(msg_id=message, timestamp=at, data=delivery.body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tieout",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }
    answer = requests.post(
        endpoint.url,
        data=delivery.body.encode(),
        headers=headers,
        timeout=settings.TIEOUT.webhook_seconds,
        allow_redirects=False,
        stream=True,
    )
    with answer:
        text = next(answer.iter_content(LONGEST_ANSWER), b"")
    return answer.status_code, text.decode(errors="replace")


def _refuse_private(url: str) -> None:
    """Refuse an address inside the network: a webhook is chosen by people, and could ask there."""
    if settings.TIEOUT.webhook_to_private:
        return
    parts = urlsplit(url)
    found = getaddrinfo(parts.hostname, parts.port or 443)
    if not all(ip_address(str(one[4][0])).is_global for one in found):
        raise NotReceived("The address leads into a private network, where webhooks do not go.")


def _switch_off(endpoint: Endpoint, delivery: Delivery, at: datetime) -> None:
    note_answer(delivery, "410 Gone: the endpoint is switched off.", at, is_sent=False)
    why, system = "It answered that it is gone", system_actor(at)
    switch_endpoint(endpoint=endpoint, is_active=False, actor=system, at=at, reason=why)
