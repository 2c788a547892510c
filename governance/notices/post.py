"""Sending what was promised to one person by mail: what is due, and the digest.

Each first claims its notices in a short transaction, then sends, and only then is marked sent: a
repeat after a kill finds its claim, and carries the same Message-ID.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from accounts.models import User
from governance.actions.notices import claim_digest, claim_mail, note_sent
from governance.models import Delivery, Notification, Outbox
from governance.notices.digest import Digest
from governance.notices.letters import letter
from governance.notices.matters import asks_in_vain

Finish = Callable[[], object]
SHOWN = ("item__owner", "item__decider", "follow_up", "by", "on_behalf_of")


def send_post(row: Outbox, at: datetime) -> Finish:
    """Send what is due to one person by mail, and return what marks it sent."""
    person = User.objects.get(pk=row.payload["person"])
    with transaction.atomic():
        delivery = claim_mail(row, person, at, without=_in_vain(person, at))
    if delivery is None or not person.is_active:
        return _nothing
    notices = delivery.notifications.select_related(*SHOWN)
    return _send(delivery, letter(delivery, list(notices.order_by("at", "pk")), at), at)


def _in_vain(person: User, at: datetime) -> list[int]:
    """Return what asks for something that was answered meanwhile: the inbox is enough for it."""
    waiting = Notification.objects.to_mail(at).filter(person=person).select_related(*SHOWN)
    return [one.pk for one in waiting if asks_in_vain(one, at)]


def send_digest(row: Outbox, at: datetime) -> Finish:
    """Send one person's digest, unless there is nothing to say, and return what marks it sent."""
    person = User.objects.get(pk=row.payload["person"])
    digest = Digest(person, at, is_weekly=row.payload["is_weekly"])
    with transaction.atomic():
        delivery = claim_digest(row, person, at, has_more=bool(digest.must))
    if delivery is None or not person.is_active:
        return _nothing
    return _send(delivery, digest.written(delivery), at)


def _send(delivery: Delivery, written: EmailMultiAlternatives, at: datetime) -> Finish:
    written.send()
    return partial(note_sent, delivery, str(written.subject), at)


def _nothing() -> None:
    return None
