"""From a mail sent over SMTP to a reply fetched over IMAP, with real servers on the loopback."""

import imaplib
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import DataError, OperationalError
from django.test import override_settings

from governance.actions.replies import take_in_reply
from governance.models import Comment, Contradiction
from governance.replies.reading import IncomingMail
from governance.tasks import read_replies
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating
from tests.factories.outside import mail_server
from tests.factories.replying import ADDRESS, letter, reply_link
from tests.factories.telling import keep_until
from tests.site import free_port

SECONDS = 20.0


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Run an IMAP server with one empty account."""
    made = free_port()
    command = [str(Path(sys.executable).parent / "pymap"), "--no-tls", "--host", "127.0.0.1"]
    command += ["--port", str(made), "--no-service", "sieve", "dict"]
    command += ["--demo-user", "reply", "--demo-password", "kept/secret", "--demo-data"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + SECONDS
    while not _answers(made):
        assert time.monotonic() < deadline, "the IMAP server did not start"
        time.sleep(0.1)
    yield made
    server.kill()
    server.wait()


def _answers(port: int) -> bool:
    try:
        _box(port).logout()
    except (OSError, imaplib.IMAP4.error):
        return False
    return True


def _box(port: int) -> imaplib.IMAP4:
    box = imaplib.IMAP4("127.0.0.1", port, timeout=5)
    box.login("reply", "kept/secret")
    box.select("INBOX")
    return box


def _arrives(port: int, raw: bytes) -> None:
    box = _box(port)
    box.append("INBOX", "", imaplib.Time2Internaldate(time.time()), raw)
    box.logout()


def _found(port: int, mark: str) -> int:
    box = _box(port)
    _, found = box.search(None, mark)
    box.logout()
    return len(found[0].split())


def at_now() -> Any:
    """Let the task's clock run behind the records'."""
    return time_machine.travel(clock.tick(), tick=False)


def mailbox(port: int) -> str:
    return f"imap://reply:kept%2Fsecret@127.0.0.1:{port}/INBOX"


@pytest.fixture
def item(company: Company) -> Contradiction:
    return investigating(company)


def test_what_lies_in_the_mailbox_is_taken_in_and_marked_as_read(
    company: Company, item: Contradiction, port: int
) -> None:
    mail = letter(reply_link(company.marketing_head, item))
    _arrives(port, mail.as_bytes())
    _arrives(port, mail.as_bytes())
    _arrives(port, b"no mail at all\r\n")

    with at_now(), override_settings(TIEOUT_REPLY_MAILBOX=mailbox(port)):
        assert read_replies() >= 3
        assert read_replies() == 0

    assert [row.body for row in Comment.objects.all()] == ["Yes, 847 is ours."]
    assert _found(port, "UNSEEN") == 0


def test_one_bad_mail_lies_aside_and_holds_up_no_other(
    company: Company, item: Contradiction, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    link, flagged = reply_link(company.marketing_head, item), _found(port, "FLAGGED")
    for name in ("bad", "down", "good"):
        _arrives(port, letter(link, f"{name}\n", Message_ID=f"<{name}@x>").as_bytes())

    def take_in(*, mail: IncomingMail, at: datetime) -> str:
        if mail.text == "bad":
            raise DataError("a letter that is none")
        if mail.text == "down":
            raise OperationalError("closed for a moment")
        return take_in_reply(mail=mail, at=at)

    with override_settings(TIEOUT_REPLY_MAILBOX=mailbox(port)):
        with monkeypatch.context() as broken, at_now():
            broken.setattr("governance.replies.mailbox.take_in_reply", take_in)
            assert read_replies() == 2
        assert (_found(port, "UNSEEN"), _found(port, "FLAGGED") - flagged) == (1, 1)
        with at_now():
            assert read_replies() == 1

    assert [row.body for row in Comment.objects.order_by("pk")] == ["good", "down"]
    assert _found(port, "UNSEEN") == 0


def test_a_mail_sent_by_smtp_is_answered_by_imap_and_becomes_a_comment(
    company: Company, port: int, settings: Any
) -> None:
    settings.TIEOUT_REPLY_ADDRESS = ADDRESS
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.TIEOUT_REPLY_MAILBOX = mailbox(port)
    item = assigned(company)
    with mail_server() as (server, at):
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", at, False
        keep_until(clock.moment + timedelta(hours=24))
    arrived = [message_from_bytes(raw, policy=default) for raw in server.received]
    (sent,) = [one for one in arrived if one["To"] == company.marketing_head.email]
    assert sent["Subject"].startswith(f"{item.code} is yours to answer")

    _arrives(port, _reply(sent, company.marketing_head.email).as_bytes())
    with at_now():
        assert read_replies() == 1

    said = Comment.objects.get()
    assert (said.contradiction, said.by, said.body) == (item, company.marketing_head, "We do.")


def _reply(sent: Any, sender: str) -> EmailMessage:
    """Answer a mail as a mail program does: to its Reply-To, above what it says."""
    mail = EmailMessage()
    mail["From"], mail["To"] = f"Head <{sender}>", sent["Reply-To"]
    mail["Subject"], mail["Message-ID"] = f"Re: {sent['Subject']}", "<reply@mail.example>"
    mail["In-Reply-To"] = sent["Message-ID"]
    quoted = "".join(f"> {line}\n" for line in sent.get_body(("plain",)).get_content().split("\n"))
    mail.set_content(f"We do.\n\nOn Tue, Oct 6, 2026 at 9:00 Tieout wrote:\n{quoted}")
    return mail


@pytest.mark.parametrize(
    "address", ["imap://reply:wrong@127.0.0.1:{port}/INBOX", "imaps://reply:x@127.0.0.1:{port}"]
)
def test_a_mailbox_that_refuses_costs_nothing_but_time(port: int, address: str) -> None:
    with override_settings(TIEOUT_REPLY_MAILBOX=address.format(port=port)):
        assert read_replies() == 0


def test_a_mailbox_that_is_down_costs_nothing_but_time() -> None:
    with override_settings(TIEOUT_REPLY_MAILBOX=f"imap://reply:x@127.0.0.1:{free_port()}/INBOX"):
        assert read_replies() == 0


def test_without_a_mailbox_nothing_is_fetched() -> None:
    assert read_replies() == 0
