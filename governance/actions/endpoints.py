"""Endpoints of other systems: kept by administrators, told through the outbox, told again."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.policies import require_administrator
from accounts.recording import Act
from governance.models import Contradiction, Delivery, Endpoint, Outbox
from governance.notices.events import EVENTS
from governance.promises.outbox import promise, wake
from governance.refusals import IllegalMove


def add_endpoint(
    *, name: str, url: str, events: Sequence[str] = (), actor: User, at: datetime
) -> Endpoint:
    """Add an address that is told of events, all of them where none is named."""
    require_administrator(actor, "keep endpoints")
    _refuse_unfit(url, events)
    with transaction.atomic():
        act = Act(actor=actor, at=at, verb="add_endpoint")
        return act.record(Endpoint(name=name, url=url, events=list(events)))


def _refuse_unfit(url: str, events: Sequence[str]) -> None:
    if urlsplit(url).scheme != "https" and not settings.TIEOUT.webhook_to_private:
        raise ValidationError({"url": "Enter an address that begins with https://."})
    if unknown := set(events) - set(EVENTS):
        how = f"There is no such event: {', '.join(sorted(unknown))}."
        raise ValidationError({"events": how})


def change_endpoint(
    *,
    endpoint: Endpoint,
    name: str,
    url: str,
    events: Sequence[str] = (),
    actor: User,
    at: datetime,
    reason: str = "",
) -> Endpoint:
    """Change where an endpoint is, or what it is told of."""
    _refuse_unfit(url, events)
    with _changing("change_endpoint", endpoint, actor, at, reason) as kept:
        kept.name, kept.url, kept.events = name, url, list(events)
    return kept


def switch_endpoint(
    *, endpoint: Endpoint, is_active: bool, actor: User, at: datetime, reason: str = ""
) -> Endpoint:
    """Tell an endpoint no more, or again; what waits for it while it is off is let go."""
    with _changing("switch_endpoint", endpoint, actor, at, reason) as kept:
        kept.is_active = is_active
    return kept


def rotate_secret(*, endpoint: Endpoint, actor: User, at: datetime, reason: str = "") -> Endpoint:
    """Give an endpoint another secret; messages from now on are signed with that alone."""
    with _changing("rotate_secret", endpoint, actor, at, reason) as kept:
        kept.generation += 1
    return kept


@contextmanager
def _changing(
    verb: str, endpoint: Endpoint, actor: User, at: datetime, reason: str
) -> Iterator[Endpoint]:
    require_administrator(actor, "keep endpoints")
    with transaction.atomic():
        kept = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
        yield kept
        Act(actor=actor, at=at, verb=verb, reason=reason).record(kept)


def tell_endpoints(
    row: Outbox, event: str, item: Contradiction | None, *, about: str, path: str
) -> None:
    """Promise each listening endpoint a message of an event, frozen as it is now."""
    wanting = [one for one in Endpoint.objects.listening() if one.wants(event)]
    if not wanting:
        return
    body = json.dumps(_message(row, event, item, about=about, path=path), ensure_ascii=False)
    for endpoint in wanting:
        _deliver(endpoint, f"{endpoint.pk}:{row.key}"[:190], event, body, row.created_at)


def _deliver(endpoint: Endpoint, key: str, event: str, body: str, at: datetime) -> Delivery:
    promise("webhook", key=key, payload={"endpoint": endpoint.pk}, at=at)
    promised = Outbox.objects.get(key=f"webhook:{key}")
    facts = {"channel": Delivery.Channel.WEBHOOK, "endpoint": endpoint, "created_at": at}
    made, _ = Delivery.objects.get_or_create(
        outbox=promised, defaults={**facts, "subject": event, "body": body}
    )
    return made


def _message(
    row: Outbox, event: str, item: Contradiction | None, *, about: str, path: str
) -> dict[str, Any]:
    """Return what is said of an event; of a confidential item its ID and address alone."""
    kind = f"contradiction.{event}" if item else event
    data: dict[str, Any] = {"about": about, "url": f"{settings.TIEOUT_BASE_URL}{path}"}
    if item:
        data = {"id": item.code, "url": f"{settings.TIEOUT_BASE_URL}/c/{item.code}/"}
    if item and not item.is_confidential:
        data |= {
            "sentence": item.sentence,
            "status": item.status,
            "severity": item.severity,
            "owner": str(item.owner) if item.owner else None,
            "decider": str(item.decider) if item.decider else None,
            "due_at": item.due_at.isoformat() if item.due_at else None,
        }
    return {"type": kind, "timestamp": row.created_at.isoformat(), "data": data}


def try_endpoint(*, endpoint: Endpoint, actor: User, at: datetime) -> Delivery:
    """Promise an endpoint a message that is a test and says so."""
    require_administrator(actor, "keep endpoints")
    said = {"type": "test", "timestamp": at.isoformat(), "data": {"url": settings.TIEOUT_BASE_URL}}
    with transaction.atomic():
        key = f"{endpoint.pk}:test:{at.isoformat()}"
        return _deliver(endpoint, key, "test", json.dumps(said), at)


def send_again(*, delivery: Delivery, actor: User, at: datetime) -> Delivery:
    """Send what was sent or given up once more, under the same id; one under way is left alone."""
    require_administrator(actor, "send a delivery again")
    ended = Outbox.objects.filter(pk=delivery.outbox_id).exclude(
        done_at__isnull=True, failed_at__isnull=True
    )
    with transaction.atomic():
        if not ended.update(
            done_at=None, failed_at=None, attempts=0, last_error="", due_at=at, leased_until=None
        ):
            raise IllegalMove("It is under way already.")
        Delivery.objects.filter(pk=delivery.pk).update(sent_at=None)
        transaction.on_commit(wake)
    delivery.refresh_from_db()
    return delivery


def note_answer(delivery: Delivery, answered: str, at: datetime, *, is_sent: bool) -> None:
    """Note what a try met, and when it was received."""
    sent_at = at if is_sent else None
    Delivery.objects.filter(pk=delivery.pk).update(answered=answered[:500], sent_at=sent_at)
