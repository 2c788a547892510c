"""Chats of functions: kept by administrators, told through the outbox, their addresses locked."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Function, User
from accounts.policies import require_administrator
from accounts.recording import Act
from governance.actions.deliveries import TEST, deliver
from governance.actions.endpoints import refuse_unknown
from governance.models import Chat, ChatAddress, Delivery, Outbox, Position
from governance.notices.events import is_usual
from governance.notices.locked import lock
from governance.notices.speaking import NotTold, service_of
from governance.refusals import IllegalMove

# What is shown of an address, and from which length on that gives nothing away.
HINT, LONG_ENOUGH = 4, 20


def set_chat(
    *,
    chat: Chat | None = None,
    function: Function | None = None,
    name: str | None = None,
    address: str = "",
    events: Sequence[str] | None = None,
    actor: User,
    at: datetime,
    reason: str = "",
) -> Chat:
    """Add a chat of a function, or change one, where what is left out stays as it is.

    A new one needs function, name and address. Where no events are named it is told what people
    are mailed about. The address is kept locked, in a place without history.
    """
    require_administrator(actor, "keep chats")
    refuse_unknown(events or ())
    address = address.strip()
    service = _service(address, is_new=chat is None)
    with transaction.atomic():
        kept = _locked(chat) if chat else Chat()
        kept.function = kept.function if function is None else function
        kept.name = kept.name if name is None else name
        kept.events = kept.events if events is None else list(events)
        _refuse_a_second(kept)
        if address:
            kept.service = service
            kept.ending = address[-HINT:] if len(address) >= LONG_ENOUGH else ""
            kept.generation += 1 if chat else 0
        verb = "change_chat" if chat else "add_chat"
        Act(actor=actor, at=at, verb=verb, reason=reason).record(kept)
        if address:
            ChatAddress.objects.update_or_create(chat=kept, defaults={"sealed": lock(address)})
    return kept


def _service(address: str, *, is_new: bool) -> str:
    """Return the service of an address; refuse what leads to none, or where nothing may go."""
    if not address:
        if is_new:
            raise ValidationError({"address": "Paste the address of the chat."})
        return ""
    try:
        service, why = service_of(address)
    except NotTold as error:
        raise ValidationError({"address": str(error)}) from error
    if why:
        raise ValidationError({"address": why})
    return service[:80]


def _locked(chat: Chat) -> Chat:
    kept = Chat.objects.select_for_update().get(pk=chat.pk)
    if not kept.is_active:
        raise IllegalMove("This chat has ended, and its address is gone. Add another.")
    return kept


def _refuse_a_second(chat: Chat) -> None:
    if Chat.objects.listening().filter(name=chat.name).exclude(pk=chat.pk).exists():
        raise ValidationError({"name": f"There is a chat called {chat.name} already."})


def end_chat(*, chat: Chat, actor: User, at: datetime, reason: str = "") -> Chat:
    """Tell a chat no more, and forget its address; what waits for it is let go."""
    require_administrator(actor, "keep chats")
    with transaction.atomic():
        kept = _locked(chat)
        kept.is_active = False
        Act(actor=actor, at=at, verb="end_chat", reason=reason).record(kept)
        ChatAddress.objects.filter(chat=kept).delete()
    return kept


def try_chat(*, chat: Chat, actor: User, at: datetime) -> Delivery:
    """Promise a chat a message that is a test and says so."""
    require_administrator(actor, "keep chats")
    with transaction.atomic():
        key, told = f"test:{at.isoformat()}", {"by": actor.pk}
        return _promise(_locked(chat), key, TEST, told, at, due_at=at)


def tell_chats(
    row: Outbox, acts: Sequence[str], told: dict[str, Any], people: Iterable[int]
) -> None:
    """Promise the chats of the functions an act concerns a message of it, once each.

    It waits some minutes, so that what comes in a burst is told together.
    These are the functions with a side in the item, and those of whoever is told of the act.
    """
    chats = list(Chat.objects.listening())
    if not chats:
        return
    due_at = row.created_at + timedelta(minutes=settings.TIEOUT.chat_merge_minutes)
    sides = Position.objects.filter(contradiction=told.get("item"), superseded_by__isnull=True)
    concerned = {
        *sides.values_list("function", flat=True),
        *User.objects.filter(pk__in=list(people)).values_list("function", flat=True),
    }
    for chat in chats:
        event = next((name for name in acts if _wants(chat, name)), "")
        if event and chat.function_id in concerned:
            _promise(chat, row.key, event, told, row.created_at, due_at=due_at)


def _wants(chat: Chat, event: str) -> bool:
    return event in chat.events if chat.events else is_usual(event)


def _promise(
    chat: Chat, key: str, event: str, told: dict[str, Any], at: datetime, due_at: datetime
) -> Delivery:
    return deliver("chat", {"chat": chat}, key=key, subject=event, told=told, at=at, due_at=due_at)
