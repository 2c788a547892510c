"""What becomes of a message to another system: promised, worded, tried, received, sent again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models, transaction

from accounts.models import User
from accounts.policies import require_administrator
from accounts.recording import Act
from governance.models import Delivery, Outbox, Repeat
from governance.promises.outbox import promise, wake
from governance.refusals import IllegalMove


def deliver(
    channel: str,
    to: Mapping[str, models.Model],
    *,
    key: str,
    subject: str,
    told: dict[str, Any],
    at: datetime,
) -> Delivery:
    """Promise one receiver a message, once per key; `told` is what it will be worded from."""
    ((kind, receiver),) = to.items()
    named = f"{receiver.pk}:{key}"[:190]
    promise(channel, key=named, payload={kind: receiver.pk, **told}, at=at)
    promised = Outbox.objects.get(key=f"{channel}:{named}")
    facts = {**to, "channel": channel, "subject": subject, "created_at": at}
    made, _ = Delivery.objects.get_or_create(outbox=promised, defaults=facts)
    return made


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
    Delivery.objects.filter(pk=delivery.pk).update(**facts)


def send_again(*, delivery: Delivery, actor: User, at: datetime) -> Delivery:
    """Send what was sent or given up once more, under the same id; one under way is left alone.

    What was received is worded anew, by what may be said of it now.
    """
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
        Act(actor=actor, at=at, verb="send_again").record(
            Repeat(delivery=delivery, by=actor, at=at)
        )
        transaction.on_commit(wake)
    delivery.refresh_from_db()
    return delivery
