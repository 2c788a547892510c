"""Reading a mail that came back: what it answers, who typed what, and whether a machine sent it.

Headers that tell of machines are those of RFC 3834, and what mail programs in use add to them.
"""

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from imap_tools.message import MailMessage
from inscriptis import get_text
from lxml.html import HTMLParser, document_fromstring, tostring
from mailparser_reply import EmailReplyParser

from governance.models.mail_links import REPLY_SHAPE

LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pl", "sv", "da"]
# Where a reply is addressed to, also where a server on the way wrote it down.
ADDRESSED = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")
TOKEN = re.compile(rf"\+({REPLY_SHAPE})@", re.IGNORECASE)
HTML = HTMLParser(encoding="utf-8", recover=True)
PRECEDENCES = ("bulk", "junk", "list", "auto_reply")
MACHINES = (
    *("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply"),
    *("x-failed-recipients", "list-id"),
)
# How subjects begin where a mail program says in them alone that nobody wrote it. A person's reply
# begins with Re: and the subject of the mail.
SUBJECTS = re.compile(
    r"(auto(mat(ic|ed))?[ -]?(reply|response)|out of (the )?office|away from (the |my )?office"
    r"|automatische antwort|abwesenheit|réponse automatique|absence du bureau|respuesta automática"
    r"|fuera de la oficina|risposta automatica|fuori sede|automatisch antwoord|afwezig"
    r"|autosvar|automatiskt svar|automatisk svar|odpowiedź automatyczna|autoodpowiedź"
    r"|undeliver|mail delivery|delivery (status|failure)|returned mail|failure notice"
    r"|unzustellbar|read:|gelesen:)",
    re.IGNORECASE,
)
LONGEST_HEAD = 64 * 1024
NOBODY = ("mailer-daemon@", "postmaster@", "no-reply@", "noreply@")
QUOTES = "//blockquote | //*[contains(@class, 'gmail_quote')] | //*[@id='appendonsend']"
QUOTES += " | //*[@id='divRplyFwdMsg'] | //*[@id='divRplyFwdMsg']/following-sibling::*"
QUOTES += " | //*[@id='appendonsend']/following-sibling::*"


@dataclass(frozen=True)
class IncomingMail:
    """A mail as far as it matters here; `text` is what was typed above the quote."""

    tokens: tuple[str, ...]
    sender: str
    message_id: str
    text: str
    is_automatic: bool
    files: int = 0
    is_too_large: bool = False


def read_mail(raw: bytes, *, is_too_large: bool = False) -> IncomingMail:
    """Read a mail as it came over the wire, of one that is too large the head alone.

    The libraries raise all sorts of things on what is no mail.
    """
    mail = MailMessage.from_bytes(_head(raw) if is_too_large else raw)
    headers = {name.lower(): values for name, values in mail.headers.items()}
    addressed = " ".join(value for name in ADDRESSED for value in headers.get(name, ()))
    message_id = _storable(next(iter(headers.get("message-id", ())), "").strip())
    return IncomingMail(
        tokens=tuple(dict.fromkeys(found.lower() for found in TOKEN.findall(addressed))),
        sender=mail.from_.strip().casefold(),
        message_id=message_id[:255] or f"sha256:{sha256(raw).hexdigest()}",
        text=_typed(mail),
        is_automatic=_is_automatic(headers, mail.from_.casefold(), mail.obj.get_content_type())
        or SUBJECTS.match(mail.subject.strip()) is not None,
        files=0 if is_too_large else len(mail.attachments),
        is_too_large=is_too_large,
    )


def _head(raw: bytes) -> bytes:
    """Return the headers of a mail, and no more than a server keeps of them."""
    return re.split(rb"\r?\n\r?\n", raw[:LONGEST_HEAD], maxsplit=1)[0] + b"\r\n\r\n"


def _is_automatic(headers: dict[str, tuple[str, ...]], sender: str, kind: str) -> bool:
    """Say whether a machine sent it: an absence note, a bounce, a list, or mail of our own."""

    def first(name: str) -> str:
        return next(iter(headers.get(name, ())), "").strip().lower()

    return (
        first("auto-submitted").partition(";")[0] not in ("", "no")
        or kind in ("multipart/report", "message/delivery-status")
        or ("return-path" in headers and first("return-path") == "<>")
        or first("precedence") in PRECEDENCES
        or any(name in headers for name in MACHINES)
        or sender.startswith(NOBODY)
        or not sender
        or first("message-id").endswith("@tieout>")
    )


def _typed(mail: MailMessage) -> str:
    """Return what the writer added; a mail without a text part is read from its HTML."""
    text = mail.text if mail.text.strip() else _text_of(mail.html)
    text = _storable(text.replace("\r\n", "\n"))
    replies = EmailReplyParser(languages=LANGUAGES).read(text).replies
    # Whoever writes below the quote has the line that announces it in front.
    typed = str(replies[0].content).removeprefix(replies[0].headers) if replies else ""
    lines = [line for line in typed.split("\n") if not line.startswith(">")]
    for number, line in enumerate(lines):
        if line.rstrip() == "--":
            lines = lines[:number]
            break
    return "\n".join(line.rstrip() for line in lines).strip()


def _storable(text: str) -> str:
    """Return what a database takes: zero bytes and broken letters are letters to none."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def may_answer_us(raw: bytes) -> bool:
    """Say whether a mail, however broken, names an address of ours for replies."""
    return TOKEN.search(raw[:LONGEST_HEAD].decode("latin-1")) is not None


def _text_of(html: str) -> str:
    """Return the words of a page of HTML without what it quotes."""
    if not html.strip():
        return ""
    page: Any = document_fromstring(html.encode(), parser=HTML)
    for quoted in page.xpath(QUOTES):
        if quoted.getparent() is not None:
            quoted.drop_tree()
    return str(get_text(tostring(page, encoding="unicode")))
