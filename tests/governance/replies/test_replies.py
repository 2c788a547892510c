"""A reply says something on one item, as whom the mail had gone to, and does nothing else."""

import base64
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import time_machine
from django.core import mail as outgoing
from django.db import DataError, OperationalError
from django.test import Client, override_settings

from accounts.models import LedgerEntry, User
from governance.actions.mail_links import revoke_links
from governance.actions.replies import MOST_A_DAY
from governance.models import Comment, Contradiction, MailLink, Notification, ReceivedReply
from governance.models.mail_links import link_of
from governance.replies import mailbox
from governance.replies.mailbox import MOST_BYTES, take_in_raw
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating
from tests.factories.replying import ADDRESS, QUOTED, TYPED, address_of, letter, reply_link
from tests.factories.telling import keep_until, mails_to

SECRET = "a-secret-of-more-than-thirty-two-letters"


def take(mail: EmailMessage | bytes) -> str:
    return take_in_raw(mail if isinstance(mail, bytes) else mail.as_bytes(), clock.tick())


def said() -> list[tuple[str, str]]:
    return [(row.by.name, row.body) for row in Comment.objects.order_by("pk")]


def told_why(person: User) -> list[str]:
    """Return the mails that say a reply is not on record."""
    sent = mails_to(person, hours=1)
    return [str(one.body) for one in sent if "not on record" in one.subject]


def told_what(person: User) -> list[str]:
    """Return the mails that say what a reply put on record."""
    sent = mails_to(person, hours=1)
    return [str(one.body) for one in sent if "reply is on record" in one.subject]


@pytest.fixture
def item(company: Company) -> Contradiction:
    return investigating(company)


class TestRecording:
    def test_what_was_typed_becomes_a_comment_of_the_person(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)

        assert take(letter(link)) == "recorded"
        assert said() == [("Head of Marketing", "Yes, 847 is ours.")]
        item.refresh_from_db()
        assert item.status == "investigating", "a reply moves nothing"
        assert LedgerEntry.objects.get(chain=item.chain, verb="comment").way == "mail"

    def test_a_mail_that_comes_twice_is_taken_in_once(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)

        assert [take(letter(link)), take(letter(link))] == ["recorded", "repeated"]
        assert len(said()) == 1

    def test_a_second_reply_to_the_same_mail_is_heard_too(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)
        take(letter(link))

        assert take(letter(link, "And 200 is theirs.\n", Message_ID="<2@x>")) == "recorded"
        assert len(said()) == 2

    def test_files_and_pictures_are_left_aside(self, company: Company, item: Contradiction) -> None:
        mail = letter(reply_link(company.marketing_head, item))
        mail.add_attachment(b"MZ", maintype="application", subtype="exe", filename="run.exe")

        assert take(mail) == "recorded"
        assert said() == [("Head of Marketing", "Yes, 847 is ours.")]
        (told,) = told_what(company.marketing_head)
        assert "1 file came with it and was not kept" in told

    def test_the_person_is_mailed_what_was_recorded_once(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)
        take(letter(link))
        take(letter(link))

        (told,) = told_what(company.marketing_head)
        assert TYPED.strip() in told
        assert f"/c/{item.code}/" in told
        assert "file" not in told
        (sent,) = [one for one in outgoing.outbox if "on record" in one.subject]
        assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
        assert not sent.reply_to, "nothing that answers it comes back in"


class TestRefusing:
    def test_machines_that_answer_each_other_come_to_an_end(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)
        became = [
            take_in_raw(
                letter(link, "Away.", Message_ID=f"<{number}@x>").as_bytes(), clock.tick(0.1)
            )
            for number in range(MOST_A_DAY + 3)
        ]

        assert became == ["recorded"] * MOST_A_DAY + ["refused"] * 3
        (why,) = told_why(company.marketing_head)
        assert "in one day are the most" in why

    def test_of_a_mail_that_is_too_large_the_person_hears(
        self, company: Company, item: Contradiction
    ) -> None:
        mail = letter(reply_link(company.marketing_head, item)).as_bytes()

        assert take(mail + b"x" * MOST_BYTES) == "refused"
        assert said() == []
        assert "too large" in told_why(company.marketing_head)[0]

    def test_files_alone_say_nothing(self, company: Company, item: Contradiction) -> None:
        mail = letter(reply_link(company.marketing_head, item), QUOTED)
        mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="proof.pdf")

        assert take(mail) == "refused"
        assert "Files are not taken in by mail" in told_why(company.marketing_head)[0]

    def test_another_sender_changes_nothing_and_the_person_is_told_once(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)

        for number in range(3):
            mail = letter(link, From="thief@example.com", Message_ID=f"<{number}@x>")
            assert take(mail) == "refused"
        assert said() == []
        (why,) = told_why(company.marketing_head)
        assert "another address" in why
        assert all("thief@example.com" not in one.to for one in outgoing.outbox)

    @pytest.mark.parametrize(
        ("end", "why"),
        [
            (lambda link, _: MailLink.objects.filter(pk=link.pk).update(
                expires_at=clock.moment - timedelta(hours=1)
            ), "over"),
            (lambda link, _: revoke_links(actor=link.person, at=clock.tick()), "revoked"),
        ],
    )  # fmt: skip
    def test_a_link_that_ended_takes_no_reply(
        self,
        company: Company,
        item: Contradiction,
        end: Callable[[MailLink, Company], object],
        why: str,
    ) -> None:
        link = reply_link(company.marketing_head, item)
        end(link, company)

        assert take(letter(link)) == "refused"
        assert said() == []
        assert why in told_why(company.marketing_head)[0]

    def test_who_may_no_longer_read_the_item_is_told_nothing_of_it(self, company: Company) -> None:
        item = investigating(company)
        link = reply_link(company.viewer, item)
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)

        assert take(letter(link)) == "refused"
        assert said() == []
        assert item.sentence not in told_why(company.viewer)[0]

    def test_who_left_is_not_written_to(self, company: Company, item: Contradiction) -> None:
        link = reply_link(company.marketing_head, item)
        User.objects.filter(pk=company.marketing_head.pk).update(is_active=False)

        assert take(letter(link)) == "refused"
        assert told_why(company.marketing_head) == []

    @pytest.mark.parametrize("text", [QUOTED, "", "x" * 5001])
    def test_nothing_typed_or_too_much_is_refused_with_the_reason(
        self, company: Company, item: Contradiction, text: str
    ) -> None:
        link = reply_link(company.marketing_head, item)

        assert take(letter(link, text)) == "refused"
        assert said() == []
        assert told_why(company.marketing_head)

    def test_who_may_not_comment_on_the_page_may_not_by_mail(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.viewer, item)

        assert take(letter(link)) == "refused"
        assert said() == []
        assert "may comment on" in told_why(company.viewer)[0]

    def test_an_absence_note_is_dropped_without_a_word(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)

        assert take(letter(link, "Away.", Auto_Submitted="auto-replied")) == "automatic"
        assert said() == []
        assert told_why(company.marketing_head) == []
        assert ReceivedReply.objects.get().outcome == "automatic"

    def test_a_changed_token_opens_nothing(self, company: Company, item: Contradiction) -> None:
        link = reply_link(company.marketing_head, item)
        for changed in (
            f"{link.pk + 1}-{link.reply_token.partition('-')[2]}",
            link.reply_token[:-1] + ("a" if link.reply_token[-1] != "a" else "b"),
        ):
            to = f"reply+{changed}@tieout.example"
            assert take(letter(link, To=to)) == "unknown"
        assert not ReceivedReply.objects.exists()

    def test_the_address_for_replies_opens_no_page(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)

        assert link_of(link.token) is None
        assert Client().get(f"/a/{link.token}/").status_code == 404

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"\x00\x00\x00",
            b"no mail at all",
            b"To: reply+1-aaaaaaaaaaaaaaaaaaaaaaaa@x\r\n\r\n",
            b"From: =?utf-8?q?=FF?= <a@b>\r\nTo: =?unknown?b?!!?=\r\n\r\nx",
            b"Content-Type: text/plain; charset=nowhere\r\n\r\n\xff\xfe\x00",
            b"Content-Type: multipart/mixed; boundary=\r\n\r\n--\r\n",
            b"Content-Transfer-Encoding: base64\r\n\r\n%%%%",
            b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 5000,
            b"Content-Type: text/html\r\n\r\n<" + b"<div>" * 20_000,
            b"X: y\r\n" * 20_000 + b"\r\n",
            b"x" * (2 * 1024 * 1024 + 1),
        ],
    )
    def test_hostile_mail_does_no_harm(self, company: Company, raw: bytes) -> None:
        assert take(raw) == ("unknown" if raw else "gone")

    def test_odd_bytes_of_the_head_are_no_reason_to_refuse(
        self, company: Company, item: Contradiction
    ) -> None:
        link = reply_link(company.marketing_head, item)
        raw = letter(link, Message_ID="<odd@x>").as_bytes()

        assert take(raw.replace(b"<odd@x>", b"<o\x00d\xffd@x>")) == "recorded"
        kept = ReceivedReply.objects.get()
        kept.full_clean()
        assert "\x00" not in kept.message_id

    def test_one_that_cannot_be_taken_in_is_put_aside_and_told_once_a_day(
        self, company: Company, item: Contradiction, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = reply_link(company.marketing_head, item)

        def breaks(**_: Any) -> str:
            raise DataError("invalid byte sequence")

        monkeypatch.setattr(mailbox, "take_in_reply", breaks)
        for number in range(3):
            mail = letter(link, Message_ID=f"<{number}@x>").as_bytes()
            assert take_in_raw(mail, clock.tick(0.1)) == "aside"

        assert take(b"To: reply@tieout.example\r\n\r\nx") == "unknown"
        (told,) = mails_to(company.administrator, hours=24)
        assert "A reply by mail could not be taken in" in str(told.body)
        assert Notification.objects.filter(event="reply_aside").count() == 1

    def test_one_that_came_while_the_database_was_down_is_not_put_aside(
        self, company: Company, item: Contradiction, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def is_down(**_: Any) -> str:
            raise OperationalError("server closed the connection")

        monkeypatch.setattr(mailbox, "take_in_reply", is_down)

        with pytest.raises(OperationalError):
            take(letter(reply_link(company.marketing_head, item)))

    @pytest.mark.parametrize("text", [
        "Yes\x00.", "Yes \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "٣٤",
        "<script>alert(1)</script>", "=cmd|' /C calc'!A0", "a\u2028b", "\u202eevil",
    ])  # fmt: skip
    def test_odd_words_are_kept_as_words(
        self, company: Company, item: Contradiction, text: str
    ) -> None:
        link = reply_link(company.marketing_head, item)
        plain = text.replace("\x00", "")
        mail = letter(link, plain + "\n").as_bytes()

        assert take(mail) == "recorded"
        (one,) = said()
        page = Client()
        page.force_login(company.marketing_head)
        shown = page.get(f"/c/{item.code}/").content.decode()
        assert "<script>alert(1)" not in shown
        assert one[0] == "Head of Marketing"


class TestMails:
    @override_settings(TIEOUT_REPLY_ADDRESS=ADDRESS)
    def test_a_mail_about_an_open_item_can_be_replied_to(self, company: Company) -> None:
        item = assigned(company)
        keep_until(clock.moment + timedelta(hours=1))
        (sent,) = mails_to(company.marketing_head, hours=24)[:1]
        link = MailLink.objects.get(purpose="reply", item=item, person=company.marketing_head)

        assert sent.reply_to == [address_of(link)]
        assert len(address_of(link).partition("@")[0]) <= 64
        assert "reply to this mail" in str(sent.body)
        assert take(letter(link, To=sent.reply_to[0])) == "recorded"

    def test_without_an_address_set_up_no_mail_promises_it(self, company: Company) -> None:
        assigned(company)
        (sent,) = mails_to(company.marketing_head, hours=24)[:1]

        assert not sent.reply_to
        assert "reply to this mail" not in str(sent.body)


class TestProvider:
    def post(self, client: Client, body: Any, secret: str = SECRET, **more: Any) -> Any:
        more.setdefault("content_type", "message/rfc822")
        headers = {"Authorization": f"Bearer {secret}"}
        return client.post("/inbound/mail/", body, headers=headers, **more)

    @pytest.fixture(autouse=True)
    def _set_up(self, settings: Any, item: Contradiction) -> Iterator[None]:
        settings.TIEOUT_REPLY_SECRET = SECRET
        with time_machine.travel(clock.moment + timedelta(hours=9), tick=False):
            yield

    def test_takes_in_the_raw_mail_in_every_shape(
        self, company: Company, item: Contradiction, client: Client
    ) -> None:
        link = reply_link(company.marketing_head, item)
        raws = [letter(link, Message_ID=f"<{n}@x>").as_string() for n in range(4)]
        basic = base64.b64encode(f"provider:{SECRET}".encode()).decode()

        answers = [
            self.post(client, raws[0].encode()),
            client.post(
                "/inbound/mail/",
                {"body-mime": raws[1]},
                headers={"Authorization": f"Basic {basic}"},
            ),
            self.post(client, {"RawEmail": raws[2]}, content_type="application/json"),
            self.post(client, {"email": raws[3]}, content_type="application/json"),
        ]

        assert [one.json() for one in answers] == [{"outcome": "recorded"}] * 4
        assert said() == [("Head of Marketing", TYPED.strip())] * 4

    def test_refuses_who_does_not_know_the_secret(
        self, company: Company, item: Contradiction, client: Client
    ) -> None:
        mail = letter(reply_link(company.marketing_head, item)).as_bytes()
        client.force_login(company.administrator)

        assert self.post(client, mail, secret="wrong").status_code == 401
        assert client.post("/inbound/mail/", mail, content_type="message/rfc822").status_code == 401
        bad = {"Authorization": "Basic %%%"}
        assert (
            client.post("/inbound/mail/", mail, content_type="x/y", headers=bad).status_code == 401
        )
        assert said() == []

    def test_is_not_there_where_no_secret_is_set(self, client: Client, settings: Any) -> None:
        settings.TIEOUT_REPLY_SECRET = ""

        assert self.post(client, b"x", secret="").status_code == 404

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"RawEmail": 7}', b"[" * 100_000])
    def test_says_what_to_send_where_there_is_no_mail(
        self, company: Company, client: Client, body: bytes
    ) -> None:
        answer = self.post(client, body, content_type="application/json")

        assert answer.status_code == 400
        assert "message/rfc822" in answer.json()["detail"]

    def test_a_mail_that_is_too_large_is_refused_and_told(
        self, company: Company, item: Contradiction, client: Client
    ) -> None:
        mail = letter(reply_link(company.marketing_head, item)).as_bytes()
        answer = self.post(client, mail + b"x" * (3 * MOST_BYTES))

        assert answer.json() == {"outcome": "refused"}
        assert said() == []

    def test_a_get_is_refused(self, client: Client) -> None:
        assert client.get("/inbound/mail/").status_code == 405
