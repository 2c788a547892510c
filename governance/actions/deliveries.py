"""What becomes of a message to another system: promised, worded, tried, received, sent again."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.policies import require_administrator
from accounts.recording import Act
from governance.models import Chat, Delivery, Outbox, Repeat
from governance.promises.outbox import promise, wake
from governance.refusals import IllegalMove

TEST = "test"
MOST_AT_ONCE = 500


def deliver(
    channel: str,
    to: Mapping[str, models.Model],
    *,
    key: str,
    subject: str,
    told: dict[str, Any],
    at: datetime,
    due_at: datetime | None = None,
) -> Delivery:
    """Promise one receiver a message, once per key; `told` is what it will be worded from."""
    ((kind, receiver),) = to.items()
    named = f"{receiver.pk}:{key}"[:190]
    promise(channel, key=named, payload={kind: receiver.pk, **told}, at=at, due_at=due_at)
    promised = Outbox.objects.get(key=f"{channel}:{named}")
    facts = {**to, "channel": channel, "subject": subject, "created_at": at}
    made, _ = Delivery.objects.get_or_create(outbox=promised, defaults=facts)
    return made


def gather(delivery: Delivery, at: datetime) -> list[Delivery]:
    """Take what else waits for the same chat into one message; return all it tells, in order.

    Runs in the transaction that keeps the words: after a kill either both are there or neither,
    and what was taken is promised by the one that tells it. What has words of its own may be on
    its way; what a worker holds is left to it; nothing is returned of one that is told by another.
    """
    assert delivery.chat_id is not None
    Chat.objects.select_for_update().get(pk=delivery.chat_id)
    delivery.refresh_from_db()
    if delivery.told_with_id or delivery.sent_at:
        return []
    if delivery.subject != TEST and not delivery.body:
        keys = [row.pk for row in _waiting_beside(delivery, at)]
        Delivery.objects.filter(outbox__in=keys).update(told_with=delivery)
        Outbox.objects.filter(pk__in=keys).update(done_at=at, leased_until=None)
    return list(_told_by(delivery).select_related("outbox").order_by("created_at", "pk"))


def _waiting_beside(delivery: Delivery, at: datetime) -> Iterable[Outbox]:
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
    waiting = Outbox.objects.filter(free, kind="chat", done_at__isnull=True, failed_at__isnull=True)
    untold = waiting.filter(
        delivery__chat=delivery.chat_id,
        delivery__body="",
        delivery__told_with__isnull=True,
        delivery__tells_too__isnull=True,
    )
    others = untold.exclude(delivery=delivery).exclude(delivery__subject=TEST)
    return others.select_for_update(of=("self",)).order_by("due_at", "pk")[:MOST_AT_ONCE]


def keep_words(delivery: Delivery, words: str) -> str:
    """Keep what a message says before its first try; a repeat says the same, byte for byte."""
    Delivery.objects.filter(pk=delivery.pk, body="").update(body=words)
    delivery.refresh_from_db(fields=["body"])
    return delivery.body


def forget_words() -> None:
    """Forget what messages under way say, because words of it may have been erased.

    What is tried again is worded anew.
    """
    Delivery.objects.exclude(body="").update(body="")


def note_try(delivery: Delivery, answered: str) -> None:
    """Note what a try met that did not end it."""
    Delivery.objects.filter(pk=delivery.pk).update(answered=answered[:500])


def note_end(delivery: Delivery, answered: str, at: datetime, *, is_sent: bool) -> None:
    """Note that a message was received, or is let go; its words are kept no longer."""
    sent_at = at if is_sent else None
    facts = {"answered": answered[:500], "sent_at": sent_at, "body": ""}
    _told_by(delivery).update(**facts)


def _told_by(delivery: Delivery) -> QuerySet[Delivery]:
    """Return a message and those it tells too."""
    return Delivery.objects.filter(Q(pk=delivery.pk) | Q(told_with=delivery))


def send_again(*, delivery: Delivery, actor: User, at: datetime) -> Delivery:
    """Send what was sent or given up once more, under the same id; one under way is left alone.

    What was received is worded anew, by what may be said of it now. What was told with another is
    sent again with that.
    """
    require_administrator(actor, "send a delivery again")
    delivery = delivery.told_with or delivery
    ended = Outbox.objects.filter(pk=delivery.outbox_id).exclude(
        done_at__isnull=True, failed_at__isnull=True
    )
    with transaction.atomic():
        if not ended.update(
            done_at=None, failed_at=None, attempts=0, last_error="", due_at=at, leased_until=None
        ):
            raise IllegalMove("It is under way already.")
        _told_by(delivery).update(sent_at=None)
        Act(actor=actor, at=at, verb="send_again").record(
            Repeat(delivery=delivery, by=actor, at=at)
        )
        transaction.on_commit(wake)
    delivery.refresh_from_db()
    return delivery
