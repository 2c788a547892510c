"""What left the house: each message with its receiver, its state and what the last try met."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from governance.models import Delivery, Repeat


def _either(**of_its_promise: object) -> Q:
    """Say something of the promise of a message, or of that of the one which tells it too."""
    told_with = {f"told_with__{name}": value for name, value in of_its_promise.items()}
    return Q(told_with__isnull=True, **of_its_promise) | Q(told_with__isnull=False, **told_with)


STATES = {
    "waiting": _either(outbox__done_at__isnull=True, outbox__failed_at__isnull=True),
    "sent": _either(outbox__done_at__isnull=False, sent_at__isnull=False),
    "failed": _either(outbox__failed_at__isnull=False),
}
WORDS = {"waiting": "Waiting", "sent": "Sent", "failed": "Given up", "let go": "Let go"}


@dataclass(frozen=True)
class Row:
    """One message as a row of the log."""

    pk: int
    channel: str
    receiver: str
    subject: str
    created_at: datetime
    state: str
    word: str
    met: str
    tries: int
    next_at: datetime | None
    repeats: list[Repeat]


def deliveries(state: str) -> QuerySet[Delivery]:
    """Return messages, newest first, of one state or all."""
    related = ("outbox", "told_with__outbox", "person", "endpoint", "chat")
    found = Delivery.objects.select_related(*related)
    found = found.prefetch_related("repeats__by")
    return found.filter(STATES[state]) if state in STATES else found


def rows(found: Iterable[Delivery]) -> list[Row]:
    """Word messages as rows of the log."""
    return [_row(one) for one in found]


def _row(one: Delivery) -> Row:
    promise, state = teller_of(one).outbox, state_of(one)
    return Row(
        pk=one.pk,
        channel=one.get_channel_display(),
        receiver=str(one.receiver),
        subject=one.subject if one.person_id else one.subject.replace("_", " ").capitalize(),
        created_at=one.created_at,
        state=state,
        word=WORDS[state],
        met=promise.last_error or one.answered,
        tries=promise.attempts,
        next_at=promise.due_at if state == "waiting" else None,
        repeats=list(one.repeats.all()),
    )


def teller_of(one: Delivery) -> Delivery:
    """Return the message that is sent: it, or the one it is told with."""
    return one.told_with or one


def state_of(one: Delivery) -> str:
    """Say how far a message is: waiting, sent, failed, or let go because nobody listens."""
    one = teller_of(one)
    if one.outbox.failed_at:
        return "failed"
    if one.outbox.done_at is None:
        return "waiting"
    return "sent" if one.sent_at else "let go"
