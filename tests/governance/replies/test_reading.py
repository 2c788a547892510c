"""What was typed above the quote, and what a machine sent."""

from email.message import EmailMessage

import pytest

from governance.replies.reading import read_mail

TOKEN = "12-abcdefghijklmnopqrstuvwx"


def raw(text: str, **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Anna <Anna@Example.com>", f"reply+{TOKEN}@tieout.example"
    mail["Message-ID"] = "<1@mail.example>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


@pytest.mark.parametrize(
    "quote",
    [
        "\nOn Tue, Dec 1, 2026 at 9:00 AM Tieout <t@example.com> wrote:\n> C-014 is yours\n> 847\n",
        "\nAm 01.12.2026 um 09:00 schrieb Tieout <t@example.com>:\n> C-014 is yours\n",
        "\nLe 1 déc. 2026 à 09:00, Tieout <t@example.com> a écrit :\n> C-014 is yours\n",
        "\n________________________________\nFrom: Tieout <t@example.com>\nSent: Tuesday\n"
        "To: Anna\nSubject: C-014\n\nC-014 is yours\n",
        "\n-- \nAnna Smith\nHead of Marketing\n",
        "",
    ],
)
def test_only_what_was_typed_is_kept(quote: str) -> None:
    assert read_mail(raw(f"It is 200.\n\nThanks for asking: 847 is the score.\n{quote}")).text == (
        "It is 200.\n\nThanks for asking: 847 is the score."
    )


def test_an_answer_below_the_quote_is_kept() -> None:
    text = (
        "On Tue, Dec 1, 2026 at 9:00 AM Tieout <t@x.com> wrote:\n> C-014 is yours\n\nIt is 200.\n"
    )

    assert read_mail(raw(text)).text == "It is 200."


def test_answers_between_quoted_lines_are_kept() -> None:
    assert read_mail(raw("> Which?\nThe first.\n> Why?\nIt is counted.\n")).text == (
        "The first.\nIt is counted."
    )


def test_a_mail_of_html_alone_is_read_without_what_it_quotes() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "anna@example.com", f"reply+{TOKEN}@tieout.example"
    mail.set_content(
        "<html><body><p>It is <b>200</b>.</p><script>alert(1)</script>"
        "<div class='gmail_quote'>On Tuesday<blockquote>847</blockquote></div></body></html>",
        subtype="html",
    )

    assert read_mail(mail.as_bytes()).text == "It is 200."


def test_the_address_is_found_in_either_case_and_in_what_servers_noted() -> None:
    shouted = raw("x", To=f"REPLY+{TOKEN.upper()}@TIEOUT.EXAMPLE")
    noted = raw("x", To="undisclosed:;", Delivered_To=f"reply+{TOKEN}@tieout.example")

    assert read_mail(shouted).tokens == read_mail(noted).tokens == (TOKEN,)
    assert read_mail(noted).sender == "anna@example.com"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<list.example.com>"},
        {"From": "MAILER-DAEMON@example.com"},
        {"From": ""},
        {"Message_ID": "<outbox-7@tieout>"},
        {"X_Mail_Autoreply": "1"},
        {"X_Failed_Recipients": "a@example.com"},
        {"Precedence": "auto_reply"},
        {"Subject": "Automatic reply: C-014 is yours"},
        {"Subject": "Out of Office: C-014"},
        {"Subject": "Automatische Antwort: C-014"},
        {"Subject": "Réponse automatique : C-014"},
        {"Subject": "Undeliverable: C-014"},
        {"Subject": "Delivery Status Notification (Failure)"},
        {"Subject": "Read: C-014"},
    ],
)
def test_what_a_machine_sent_is_told_apart(headers: dict[str, str]) -> None:
    assert read_mail(raw("I am away.", **headers)).is_automatic


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no", "Precedence": "normal"},
        {"Subject": "Re: C-014: Out of office hours are counted twice"},
        {"Subject": "AW: Automatic reply rate differs"},
        {"Return_Path": "<anna@example.com>"},
    ],
)
def test_what_a_person_sent_is_no_machines(headers: dict[str, str]) -> None:
    assert not read_mail(raw("Yes.", **headers)).is_automatic


def test_of_a_mail_that_is_too_large_the_head_is_read() -> None:
    mail = read_mail(raw("Yes.\n" * 9), is_too_large=True)

    assert (mail.tokens, mail.sender, mail.text) == ((TOKEN,), "anna@example.com", "")
    assert mail.is_too_large


def test_a_report_of_failed_delivery_is_a_machines() -> None:
    text = (
        b"From: x@example.com\r\nTo: reply+" + TOKEN.encode() + b"@t.example\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\n\r\nIt failed.\r\n--b--\r\n"
    )

    assert read_mail(text).is_automatic
