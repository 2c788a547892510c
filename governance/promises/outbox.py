"""Promises of work: written with what causes them, kept by whichever worker comes by.

The broker only wakes a worker. A row is claimed by lease, and done in the same transaction as
its effect in our database; a stale lease is swept by beat. Effects outside (mail) may repeat if
killed between effect and commit, and then carry the same id.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from governance.models import Outbox

log = structlog.get_logger(__name__)

HANDLERS = {
    "notice": "governance.notices.notify.notify",
    "fresh_link": "governance.promises.mails.send_fresh_link",
    "invitation_mail": "governance.promises.mails.send_invitation",
    "definition_in_force": "governance.promises.coming_into_force.point_at_definition",
    "reply_recorded": "governance.promises.mails.send_reply_recorded",
    "reply_refused": "governance.promises.mails.send_reply_refused",
    "right_in_force": "governance.promises.coming_into_force.rule_on_the_day",
}
# Work with a long part that only reads: that part is done first, while nothing is locked.
STAGED = {
    "bridge_job": "governance.promises.bridges.build",
    "import_job": "governance.promises.imports.work_on_file",
    "print": "governance.packs.printing.print_pre_read",
    "post": "governance.notices.post.send_post",
    "digest": "governance.notices.post.send_digest",
    "webhook": "governance.notices.webhooks.send_webhook",
    "chat": "governance.notices.chats.tell_chat",
}
# Work that somebody waits for: what to do once it is given up.
GIVEN_UP = {
    "bridge_job": "governance.promises.bridges.give_up",
    "import_job": "governance.promises.imports.give_up_file",
}
MAX_ATTEMPTS = 8


def promise(
    kind: str, *, key: str, payload: dict[str, Any], at: datetime, due_at: datetime | None = None
) -> None:
    """Write down work to do after this transaction, once per key, and wake a worker."""
    row = Outbox(
        key=f"{kind}:{key}", kind=kind, payload=payload, created_at=at, due_at=due_at or at
    )
    Outbox.objects.bulk_create([row], ignore_conflicts=True)
    # One act may promise ten mails; one wake-up is enough, and each costs a trip to the broker.
    waiting: list[Any] = connection.run_on_commit
    if not any(wake in hook for hook in waiting):
        transaction.on_commit(wake)


def wake() -> None:
    """Ask a worker to look at the outbox; a dead broker only delays until the next sweep."""
    try:
        current_app.send_task("governance.tasks.drain")
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", error=str(error))


def claim(at: datetime) -> Outbox | None:
    """Lease the next waiting promise, or return None when nothing waits.

    What was tried to the end and still waits took its worker down each time: it is given up.
    """
    lease = at + timedelta(seconds=settings.TIEOUT.outbox_lease_seconds)
    for row in Outbox.objects.waiting(at)[:5]:
        if row.attempts >= MAX_ATTEMPTS:
            put_off(row, at, row.last_error or "Every worker that tried ended before it was done.")
            continue
        unchanged = Outbox.objects.filter(
            pk=row.pk, leased_until=row.leased_until, done_at__isnull=True
        )
        if unchanged.update(leased_until=lease, attempts=row.attempts + 1):
            row.refresh_from_db()
            return row
    return None


def hold(row: Outbox, at: datetime) -> None:
    """Lease a promise for longer, by the worker that has it and is still at it."""
    lease = at + timedelta(seconds=settings.TIEOUT.outbox_lease_seconds)
    Outbox.objects.filter(pk=row.pk, done_at__isnull=True).update(leased_until=lease)


def keep(row: Outbox, at: datetime) -> None:
    """Carry out one leased promise and mark it done in the same transaction."""
    if row.kind in STAGED:
        finish = import_string(STAGED[row.kind])(row, at)
    else:
        finish = partial(import_string(HANDLERS[row.kind]), row, at)
    with transaction.atomic():
        finish()
        Outbox.objects.filter(pk=row.pk).update(done_at=at, leased_until=None, last_error="")


def let_past_be(before: datetime) -> int:
    """Mark what a told history promised as kept: nobody is mailed about a past that is a sample.

    What is printed tells nobody, and is made all the same: it is due from now on, since no worker
    could have known of it before.
    """
    waiting = Outbox.objects.filter(done_at__isnull=True)
    waiting.filter(kind="print", due_at__lt=before).update(due_at=before)
    told = Q(due_at__lt=before) | Q(kind="post")
    return waiting.filter(told).exclude(kind="print").update(done_at=F("due_at"))


def put_off(row: Outbox, at: datetime, error: str) -> None:
    """Try a failed promise again later, twice as late each time; give up loudly after eight."""
    wait = timedelta(seconds=30 * 2**row.attempts)
    given_up = at if row.attempts >= MAX_ATTEMPTS else None
    with transaction.atomic():
        Outbox.objects.filter(pk=row.pk).update(
            leased_until=None, due_at=at + wait, last_error=error[:2000], failed_at=given_up
        )
        if given_up and row.kind in GIVEN_UP:
            import_string(GIVEN_UP[row.kind])(row, at)
