"""Endpoints of other systems: kept by administrators, told through the outbox, told again."""

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
from governance.actions.deliveries import deliver
from governance.models import Delivery, Endpoint, Outbox
from governance.notices.events import EVENTS
from governance.notices.reach import LEADS_INSIDE, OutOfReach, ascii_name, is_plainly_inside


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
    if why := _unfit_address(url):
        raise ValidationError({"url": why})
    refuse_unknown(events)


def refuse_unknown(events: Sequence[str]) -> None:
    """Refuse names that no event has."""
    if unknown := set(events) - set(EVENTS):
        how = f"There is no such event: {', '.join(sorted(unknown))}."
        raise ValidationError({"events": how})


def _unfit_address(url: str) -> str:
    """Say why messages cannot go to an address; the name in it is looked up when they do."""
    parts, inside_is_fine = urlsplit(url), settings.TIEOUT.webhook_to_private
    host = parts.hostname or ""
    if parts.scheme != "https" and not inside_is_fine:
        return "Enter an address that begins with https://."
    if parts.username is not None or parts.password is not None:
        return "Leave the name and password out of the address: messages are signed instead."
    try:
        ascii_name(host)
    except OutOfReach as refusal:
        return str(refusal)
    return LEADS_INSIDE if is_plainly_inside(host) and not inside_is_fine else ""


def change_endpoint(
    *,
    endpoint: Endpoint,
    name: str | None = None,
    url: str | None = None,
    events: Sequence[str] | None = None,
    actor: User,
    at: datetime,
    reason: str = "",
) -> Endpoint:
    """Change where an endpoint is, or what it is told of; what is left out stays as it is."""
    with _changing("change_endpoint", endpoint, actor, at, reason) as kept:
        kept.name = kept.name if name is None else name
        kept.url = kept.url if url is None else url
        kept.events = kept.events if events is None else list(events)
        _refuse_unfit(kept.url, kept.events)
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


def tell_endpoints(row: Outbox, acts: Sequence[str], told: dict[str, Any]) -> None:
    """Promise each listening endpoint one message of an act, by the first event it asked for."""
    for endpoint in Endpoint.objects.listening():
        event = next(filter(endpoint.wants, acts), "")
        if event:
            _deliver(endpoint, row.key, event, told, row.created_at)


def _deliver(
    endpoint: Endpoint, key: str, event: str, told: dict[str, Any], at: datetime
) -> Delivery:
    return deliver("webhook", {"endpoint": endpoint}, key=key, subject=event, told=told, at=at)


def try_endpoint(*, endpoint: Endpoint, actor: User, at: datetime) -> Delivery:
    """Promise an endpoint a message that is a test and says so."""
    require_administrator(actor, "keep endpoints")
    with transaction.atomic():
        return _deliver(endpoint, f"test:{at.isoformat()}", "test", {}, at)
