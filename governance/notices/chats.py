"""What a chat is told: what happened, the sentence, who has it until when, and a plain link.

What comes within some minutes is told together, by item. Worded before the first try and the same
each time after. Of a confidential item a chat learns what anybody may know: that it exists and
moved.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.http import urlencode

from accounts.models import User
from governance.actions.deliveries import TEST, gather, keep_words, note_end, note_try
from governance.models import Chat, ChatAddress, Contradiction, Delivery, FollowUp, Outbox
from governance.notices.events import event, words_for_all
from governance.notices.lines import LOOKED_AT, absolute, look_on
from governance.notices.locked import unlock
from governance.notices.speaking import NotTold, say
from metrics.figures import deadline, weekday

Finish = Callable[[], object]
LONGEST_SENTENCE = 400
# Of so many things at once each is told; of the others, how many there are.
MOST_PARTS = 10
# Keeps words that people typed from calling somebody in a chat, or from drawing a link there.
CALLS = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
        "@": "@\N{WORD JOINER}",
        "]": "]\N{WORD JOINER}",
    }
)


def tell_chat(row: Outbox, at: datetime) -> Finish:
    """Say one message, and return what notes that it was taken."""
    delivery = Delivery.objects.select_related("chat__function").get(outbox=row)
    chat = delivery.chat
    assert chat is not None
    kept = ChatAddress.objects.filter(chat=chat).first()
    if kept is None or not chat.is_active:
        return partial(note_end, delivery, "Not sent: the chat has ended.", at, is_sent=False)
    if delivery.sent_at:
        # Another worker, whose lease had ended, was not dead but slow, and is done.
        return _nothing
    words = delivery.body or _gathered(delivery, chat, at)
    if not words:
        return _nothing
    title, _, body = words.partition("\n")
    try:
        say(unlock(kept.sealed), title, body)
    except NotTold as refusal:
        note_try(delivery, str(refusal))
        raise
    return partial(note_end, delivery, "Taken.", at, is_sent=True)


def _nothing() -> None:
    return None


def _gathered(delivery: Delivery, chat: Chat, at: datetime) -> str:
    """Word all that waits for a chat, and keep the words; nothing where another tells it."""
    with transaction.atomic():
        every = gather(delivery, at)
        if not every:
            return ""
        return keep_words(delivery, delivery.body or _worded(every, chat))


def _worded(every: Sequence[Delivery], chat: Chat) -> str:
    """Return the message: what happened in its first line, and a link last; of many, by item."""
    (first, *_) = every
    if first.subject == TEST:
        by = User.objects.get(pk=first.outbox.payload["by"])
        hears = f"This chat is told what concerns {chat.function}. {by} sent this to try it."
        return "\n".join(["A test from Tieout", hears, absolute("/")])
    alike: dict[object, list[Delivery]] = {}
    for one in every:
        told = one.outbox.payload
        alike.setdefault(told.get("item") or (told["about"], told["path"]), []).append(one)
    parts = ["\n".join(_part(rows, chat)) for rows in list(alike.values())[:MOST_PARTS]]
    if len(alike) == 1:
        return parts[0]
    more = len(alike) - len(parts)
    rest = [f"And {more} more: {absolute('/')}"] if more else []
    heading = parts[0].partition("\n")[0]
    return "\n\n".join([f"{heading}, and {len(alike) - 1} more\n{parts[0]}", *parts[1:], *rest])


def _part(rows: Sequence[Delivery], chat: Chat) -> list[str]:
    """Tell what happened to one thing, in the order it did, with its standing and its link."""
    told, names = rows[0].outbox.payload, [one.subject for one in rows]
    says = ", ".join(dict.fromkeys(words_for_all(name) for name in names))
    key = told.get("item")
    if not key:
        return [f"{_plain(told['about'])} {says}", absolute(told["path"])]
    item = Contradiction.objects.select_related("owner", "decider").get(pk=key)
    since = urlencode({"since": f"{rows[-1].created_at:%Y-%m-%dT%H:%M:%S.%fZ}"})
    link = absolute(f"/c/{item.code}/?{since}")
    about = [] if item.is_confidential else [_plain(item.sentence), *_days(item, rows, chat)]
    return [f"{item.code} {says}", *about, f"Read or answer it: {link}"]


def _days(item: Contradiction, rows: Sequence[Delivery], chat: Chat) -> Iterator[str]:
    """Say who has an item, and which days are near; its own only if what happened is about that."""
    names = {one.subject for one in rows}
    yield _standing(item, chat, is_due=not all(event(name).has_own_day for name in names))
    if names.intersection(LOOKED_AT) and (day := look_on(item)):
        yield _plain(f"To be looked at again on {weekday(day)}")
    yield from _promised(rows)


def _standing(item: Contradiction, chat: Chat, *, is_due: bool) -> str:
    """Say who has an item, who decides, and by when, in the zone of whoever has it."""
    said = [f"S{item.severity}"] if item.severity else []
    said += [f"owner {item.owner}" if item.owner else "no owner yet"]
    said += [f"decider {item.decider}"] if item.decider else ["no decider"]
    if item.due_at and is_due:
        head = item.owner or chat.function.head
        zone = ZoneInfo(head.time_zone if head else "UTC")
        said.append(f"due {deadline(item.due_at, zone)}")
    return ", ".join(_plain(one) for one in said)


def _promised(rows: Sequence[Delivery]) -> Iterator[str]:
    """Name the follow-ups that were told of, each with who promised it and for which day."""
    keys = {key for one in rows for key in one.outbox.payload.get("follow_ups", ())}
    for one in FollowUp.objects.filter(pk__in=keys).select_related("owner"):
        so_far = "" if one.status == one.Status.OPEN else f", {one.get_status_display().lower()}"
        yield _plain(f"“{one.title}”, {one.owner}, for {weekday(one.due_on)}{so_far}")


def _plain(words: str) -> str:
    """Return words on one line that call nobody and draw nothing, whatever was typed."""
    return " ".join(words.split())[:LONGEST_SENTENCE].translate(CALLS)
