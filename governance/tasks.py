"""What workers do: keep promises from the outbox, and what falls due with time."""

from collections.abc import Callable
from imaplib import IMAP4
from smtplib import SMTPException
from typing import Any

import structlog
from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone
from imap_tools import ImapToolsError

from accounts.actions.people import system_actor
from accounts.actions.tokens import forget_ended
from accounts.recording import OutOfOrder
from governance.actions.bridge_jobs import forget_lists
from governance.actions.bridge_runs import forget_rows
from governance.actions.clocks import pause_is_over, resume
from governance.actions.housekeeping import forget_answers
from governance.actions.outcomes import expire
from governance.actions.polls import close_poll
from governance.actions.pre_reads import publish_pre_read
from governance.actions.silence import falls_due, remind_of_days, take
from governance.history.anchors import write_anchor
from governance.models import BridgeRows, Contradiction, OwnershipPoll
from governance.notices.digest import promise_digests
from governance.packs.due import due as pre_reads_due
from governance.promises import outbox
from governance.promises.bridges import sweep
from governance.refusals import Refusal
from governance.replies.mailbox import fetch_replies

log = structlog.get_logger(__name__)
EXPECTED = (OSError, SMTPException, DatabaseError, Refusal, OutOfOrder, KeyError)


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
    """Do what falls due with time: pauses and acceptances end, silence climbs, digests leave."""
    now = timezone.now()
    system = system_actor(now)
    told = {"actor": system, "at": now}
    # East of Greenwich the day that ends a pause is over before it is here.
    for item in Contradiction.objects.filter(paused_until__lte=now.date()):
        if pause_is_over(item, now):
            _fall_due(resume, item.code, item=item, reason="The pause is over", **told)
    for item in Contradiction.objects.filter(status="accepted", accepted_until__lt=now.date()):
        _fall_due(expire, item.code, item=item, **told)
    for poll in OwnershipPoll.objects.over(now.date()):
        _fall_due(close_poll, poll.chain, poll=poll, reason="Its last day is over", **told)
    for item, step in falls_due(now):
        _fall_due(take, item.code, item=item, step=step, **told)
    for rows in BridgeRows.objects.due(now.date()):
        _fall_due(forget_rows, rows.name, rows=rows, **told)
    for review in pre_reads_due(now):
        _fall_due(publish_pre_read, str(review), review=review, **told)
    remind_of_days(at=now)
    promise_digests(now)
    forget_answers(at=now)
    forget_lists(at=now)
    sweep(at=now)
    forget_ended(at=now)


def _fall_due(act: Callable[..., Any], name: str, **told: Any) -> None:
    """Do what falls due to one record; what stands in its way does not hold up the others."""
    try:
        act(**told)
    except (Refusal, OutOfOrder) as refusal:
        log.warning("not_done_when_due", item=name, act=act.__name__, reason=str(refusal))


@shared_task
def read_replies() -> int:
    """Take in what came back by mail; return how many, 0 where no mailbox is set up."""
    if not settings.TIEOUT_REPLY_MAILBOX:
        return 0
    try:
        return fetch_replies(timezone.now())
    except (OSError, ImapToolsError, IMAP4.error) as error:
        log.warning("mailbox_unreachable", error=str(error))
        return 0


@shared_task
def anchor_ledger() -> str:
    """Write today's anchor; return where it is."""
    return write_anchor(timezone.now())
