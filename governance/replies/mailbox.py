"""Fetching replies from a mailbox by IMAP: what was taken in is marked as read."""

from datetime import datetime
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings
from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, MailMessageFlags

from governance.actions.replies import take_in_reply
from governance.replies.reading import UNREADABLE, read_mail

log = structlog.get_logger(__name__)
AT_ONCE = 100
SECONDS = 20
MOST_BYTES = 2 * 1024 * 1024


def fetch_replies(at: datetime) -> int:
    """Take in the unread mails of the mailbox that INBOUND_IMAP_URL names; return how many.

    A mail is marked read once it is on record: a worker that ends between the two finds it again,
    and by its Message-ID that it was taken in. Raises OSError or ImapToolsError.
    """
    where = urlsplit(settings.TIEOUT_REPLY_MAILBOX)
    with _open(where.scheme, where.hostname or "", where.port) as box:
        user, password = unquote(where.username or ""), unquote(where.password or "")
        box.login(user, password, initial_folder=unquote(where.path.strip("/")) or "INBOX")
        waiting = box.uids(AND(seen=False))[:AT_ONCE]
        for uid in waiting:
            take_in_raw(_raw(box, uid), at)
            box.flag(uid, MailMessageFlags.SEEN, value=True)
    return len(waiting)


def _raw(box: BaseMailBox, uid: str) -> bytes:
    """Return a mail as it came, its first bytes where it is large; nothing for one that is gone."""
    _, found = box.client.uid("fetch", uid, f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)")
    parts = [part[1] for part in found if isinstance(part, tuple)]
    return bytes(parts[0]) if parts else b""


def take_in_raw(raw: bytes, at: datetime) -> str:
    """Read a mail and take it in; return what became of it, `unreadable` for what is no mail.

    Of more than MOST_BYTES the first are enough: it is refused, and the person is told.
    """
    try:
        outcome = take_in_reply(mail=read_mail(raw, is_too_large=len(raw) > MOST_BYTES), at=at)
    except UNREADABLE:
        outcome = "unreadable"
    log.info("reply_came", outcome=outcome, size=len(raw))
    return outcome


def _open(scheme: str, host: str, port: int | None) -> BaseMailBox:
    if scheme == "imap":
        return MailBoxUnencrypted(host, port or 143, timeout=SECONDS)
    return MailBox(host, port or 993, timeout=SECONDS)
