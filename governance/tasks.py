"""What workers do: keep promises from the outbox, and what falls due with time."""

from datetime import datetime, timedelta
from smtplib import SMTPException

import structlog
from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.actions.people import system_actor
from governance import outbox
from governance.actions.clocks import pause_is_over, resume
from governance.actions.outcomes import expire
from governance.anchors import write_anchor
from governance.models import Contradiction, IdempotencyKey
from governance.refusals import Refusal

log = structlog.get_logger(__name__)
EXPECTED = (OSError, SMTPException, DatabaseError, Refusal, KeyError)


def wake() -> None:
    """Ask a worker to look at the outbox; a dead broker only delays until the next sweep."""
    try:
        drain.delay()
    except OperationalError as error:
        log.warning("broker_unreachable", error=str(error))


@shared_task
def drain() -> int:
    """Keep every waiting promise; return how many were kept."""
    kept = 0
    while row := outbox.claim(timezone.now()):
        try:
            outbox.keep(row, timezone.now())
            kept += 1
        except EXPECTED as error:
            log.warning("promise_put_off", kind=row.kind, key=row.key, error=str(error))
            outbox.put_off(row, timezone.now(), str(error))
    return kept


@shared_task
def tend() -> None:
    """Do what falls due with time: resume pauses that are over, end acceptances, tidy up."""
    now = timezone.now()
    system = system_actor(now)
    for item in Contradiction.objects.filter(paused_until__lt=now.date()):
        if pause_is_over(item, now):
            resume(item=item, actor=system, at=now, reason="The pause is over")
    for item in Contradiction.objects.filter(status="accepted", accepted_until__lt=now.date()):
        expire(item=item, actor=system, at=now)
    _forget_old_answers(now)


@shared_task
def anchor_ledger() -> str:
    """Write today's anchor; return where it is."""
    return write_anchor(timezone.now())


def _forget_old_answers(now: datetime) -> None:
    oldest = now - timedelta(hours=settings.TIEOUT.idempotency_hours)
    IdempotencyKey.objects.filter(created_at__lt=oldest).delete()
