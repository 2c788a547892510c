"""Sending webhooks: signed after the Standard Webhooks specification, repeated with one id.

What an endpoint answers decides: 2xx is received, 410 ends it, anything else is tried again by
the outbox, later each time.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

from django.conf import settings
from standardwebhooks.webhooks import Webhook

from accounts.actions.people import system_actor
from governance.actions.deliveries import keep_words, note_end, note_try
from governance.actions.endpoints import switch_endpoint
from governance.models import Contradiction, Delivery, Endpoint, FollowUp, Outbox
from governance.notices.exchange import post
from governance.notices.lines import absolute

Finish = Callable[[], object]
RECEIVED = range(200, 300)


class NotReceived(OSError):
    """An endpoint that did not take a message."""


def send_webhook(row: Outbox, at: datetime) -> Finish:
    """Send one message, and return what notes that it was received."""
    delivery = Delivery.objects.select_related("endpoint").get(outbox=row)
    endpoint = delivery.endpoint
    assert endpoint is not None
    if not endpoint.is_active:
        return partial(note_end, delivery, "Not sent: the endpoint is off.", at, is_sent=False)
    if delivery.sent_at:
        # Another worker, whose lease had ended, was not dead but slow, and is done.
        return _nothing
    body = delivery.body or keep_words(delivery, _worded(delivery, row.payload))
    status, text = _post(endpoint, delivery, body, at)
    if status == HTTPStatus.GONE:
        return partial(_switch_off, endpoint, delivery, at)
    if status not in RECEIVED:
        note_try(delivery, f"{status} {text}")
        raise NotReceived(f"{endpoint} answered {status}.")
    return partial(note_end, delivery, f"{status} {text}", at, is_sent=True)


def _post(endpoint: Endpoint, delivery: Delivery, body: str, at: datetime) -> tuple[int, str]:
    message = f"outbox-{delivery.outbox_id}"
    signature = Webhook(endpoint.secret).sign(msg_id=message, timestamp=at, data=body)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Tieout",
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signature,
    }
    policy = settings.TIEOUT
    return post(
        endpoint.url,
        body.encode(),
        headers,
        seconds=policy.webhook_seconds,
        to_private=policy.webhook_to_private,
    )


def _worded(delivery: Delivery, told: dict[str, Any]) -> str:
    """Say what happened, by what may be said of it now."""
    event, key = delivery.subject, told.get("item")
    item = Contradiction.objects.select_related("owner", "decider").get(pk=key) if key else None
    said = {
        "type": f"contradiction.{event}" if item else event,
        "timestamp": delivery.created_at.isoformat(),
        "data": {**_facts(item), **_promised(item, told)} if item else _plainly(told),
    }
    return json.dumps(said, ensure_ascii=False)


def _plainly(told: dict[str, Any]) -> dict[str, Any]:
    """Return what is said of something that is no item; a test is about nothing."""
    about = {"about": told["about"]} if "about" in told else {}
    return {**about, "url": absolute(told.get("path", ""))}


def _facts(item: Contradiction) -> dict[str, Any]:
    """Return what is said of an item; of a confidential one its ID and address alone."""
    data: dict[str, Any] = {"id": item.code, "url": absolute(f"/c/{item.code}/")}
    if item.is_confidential:
        return data
    return data | {
        "sentence": item.sentence,
        "status": item.status,
        "severity": item.severity,
        "owner": str(item.owner) if item.owner else None,
        "decider": str(item.decider) if item.decider else None,
        "due_at": item.due_at.isoformat() if item.due_at else None,
    }


def _promised(item: Contradiction, told: dict[str, Any]) -> dict[str, Any]:
    """Return the follow-ups that a message is about, which have days of their own."""
    if item.is_confidential or not told.get("follow_ups"):
        return {}
    rows = FollowUp.objects.filter(pk__in=told["follow_ups"]).select_related("owner")
    return {
        "follow_ups": [
            {
                "title": row.title,
                "owner": str(row.owner),
                "due_on": f"{row.due_on}",
                "status": row.status,
            }
            for row in rows
        ]
    }


def _nothing() -> None:
    return None


def _switch_off(endpoint: Endpoint, delivery: Delivery, at: datetime) -> None:
    note_end(delivery, "410 Gone: the endpoint is switched off.", at, is_sent=False)
    why, system = "It answered that it is gone", system_actor(at)
    switch_endpoint(endpoint=endpoint, is_active=False, actor=system, at=at, reason=why)
