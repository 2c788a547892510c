"""Telling people in tests: what was promised is kept, hour by hour, as a worker would."""

from datetime import UTC, datetime, timedelta

from django.core import mail
from django.core.mail import EmailMultiAlternatives

from accounts.models import User
from governance.actions.mail_links import make_link
from governance.models import Contradiction, Delivery, MailLink, Outbox
from governance.promises import outbox
from governance.tasks import drain
from tests.factories.clock import clock


def told() -> list[tuple[str, int]]:
    """Return what is promised to be told, as event and person, in order."""
    rows = Outbox.objects.filter(kind="notice").order_by("pk")
    heard = [pair for row in rows for pair in row.payload["heard"].items()]
    return [(event, person) for event, people in heard for person in people]


def keep_until(at: datetime) -> None:
    """Keep every promise that falls due until a moment, each when it is due."""
    while True:
        waiting = Outbox.objects.filter(done_at__isnull=True, failed_at__isnull=True)
        row = waiting.filter(due_at__lte=at).order_by("due_at", "pk").first()
        if row is None:
            return
        outbox.keep(row, row.due_at)


def keep_late(at: datetime) -> None:
    """Keep every promise at one moment, as a worker does that slept until then."""
    clock.moment = at
    waiting = Outbox.objects.filter(done_at__isnull=True, failed_at__isnull=True, due_at__lte=at)
    while row := waiting.order_by("due_at", "pk").first():
        outbox.keep(row, at)


def keep_notices() -> None:
    """Work out who is told of what, and send nothing yet."""
    for row in Outbox.objects.filter(kind="notice", done_at__isnull=True):
        outbox.keep(row, datetime.now(UTC))


def try_again(kind: str) -> None:
    """Try at once what waits for its next try."""
    Outbox.objects.filter(kind=kind, done_at__isnull=True).update(
        due_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    drain()


def mails_to(person: User, *, hours: float = 0) -> list[EmailMultiAlternatives]:
    """Return the mails a person has got, some hours from now."""
    keep_until(clock.moment + timedelta(hours=hours))
    sent = [one for one in mail.outbox if isinstance(one, EmailMultiAlternatives)]
    return [one for one in sent if one.to == [person.email]]


def link_for(person: User, item: Contradiction, purpose: str, row: int = 0) -> MailLink:
    """Make the link of a mail to a person, as the mail about an item would."""
    at = clock.tick()
    key = f"link:{person.pk}:{purpose}:{at.isoformat()}"
    sent = Outbox.objects.create(
        kind="post", key=key, created_at=at, due_at=at, done_at=at, payload={}
    )
    delivery = Delivery.objects.create(
        outbox=sent, channel="mail", person=person, created_at=at, sent_at=at
    )
    return make_link(delivery, purpose, item, at, row)
