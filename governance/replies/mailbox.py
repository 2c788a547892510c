"""Fetching replies from a mailbox by IMAP: what was taken in is marked as read."""

from datetime import datetime
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags

from governance.actions.replies import take_in_reply, tell_of_aside
from governance.replies.reading import may_answer_us, read_mail

log = structlog.get_logger(__name__)
AT_ONCE = 100
SECONDS = 20
MOST_BYTES = 2 * 1024 * 1024
SEEN, FLAGGED = MailMessageFlags.SEEN, MailMessageFlags.FLAGGED
ASIDE, GONE = "aside", "gone"
# It is the database that fails here, not the mail: that one is found again a minute later.
DOWN = (OperationalError, InterfaceError)
MOST_MISSED = 3


def fetch_replies(at: datetime) -> int:
    """Take in the unread mails of the mailbox that INBOUND_IMAP_URL names; return how many.

    A mail is marked read once it is on record: a worker that ends between the two finds it again,
    and by its Message-ID that it was taken in. One that cannot be taken in is marked read and
    flagged, and holds up no other. Raises OSError or ImapToolsError.
    """
    taken = missed = 0
    where = urlsplit(settings.TIEOUT_REPLY_MAILBOX)
    with _open(where.scheme, where.hostname or "", where.port) as box:
        user, password = unquote(where.username or ""), unquote(where.password or "")
        box.login(user, password, initial_folder=unquote(where.path.strip("/")) or "INBOX")
        waiting = box.uids(AND(seen=False))[:AT_ONCE]
        for uid in waiting:
            try:
                outcome = take_in_raw(_raw(box, uid), at)
            except DOWN as error:
                log.warning("reply_waits", error=str(error))
                missed += 1
                if missed == MOST_MISSED:
                    break
                continue
            marks = (SEEN, FLAGGED) if outcome == ASIDE else (SEEN,)
            box.flag(uid, marks, value=True)
            taken += 1
    return taken


def _raw(box: BaseMailBox, uid: str) -> bytes:
    """Return a mail as it came, its first bytes where it is large; nothing for one that is gone."""
    _, found = box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    parts = [part[1] for part in found if isinstance(part, tuple)]
    return bytes(parts[0]) if parts else b""


def take_in_raw(raw: bytes, at: datetime) -> str:
    """Read a mail and take it in; return what became of it.

    Of more than MOST_BYTES the first are enough: it is refused, and the person is told. `aside` is
    one that answers us and cannot be taken in: administrators are told. Raises one of DOWN.
    """
    if not raw:
        return GONE
    try:
        outcome = take_in_reply(mail=read_mail(raw, is_too_large=len(raw) > MOST_BYTES), at=at)
    except DOWN:
        raise
    except Exception as error:  # noqa: BLE001 - whatever one mail brings about, the next is read
        outcome = _aside(raw, error, at)
    log.info("reply_came", outcome=outcome, size=len(raw))
    return outcome


def _aside(raw: bytes, error: Exception, at: datetime) -> str:
    """Tell of a mail that cannot be taken in, unless it is none to us."""
    if not may_answer_us(raw):
        return "unknown"
    log.error("reply_put_aside", error=repr(error), size=len(raw), exc_info=error)
    tell_of_aside(at=at)
    return ASIDE


def _open(scheme: str, host: str, port: int | None) -> BaseMailBox:
    if scheme == "imap":
        return MailBoxUnencrypted(host, port or 143, timeout=SECONDS)
    return MailBox(host, port or 993, timeout=SECONDS)
