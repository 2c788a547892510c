"""Mails as people and machines send them back."""

from email.message import EmailMessage

from accounts.models import User
from governance.models import Contradiction, MailLink
from tests.factories.telling import link_for

ADDRESS = "reply@tieout.example"
TYPED = "Yes, 847 is ours.\n"
QUOTED = (
    "\nOn Tue, Oct 6, 2026 at 9:00 AM Tieout <tieout@example.com> wrote:\n> C-001 is yours\n> 847\n"
)


def reply_link(person: User, item: Contradiction) -> MailLink:
    """Make the link behind the address of a mail to a person about an item."""
    return link_for(person, item, "reply")


def address_of(link: MailLink) -> str:
    """Return the address that a mail of this link is replied to."""
    return f"reply+{link.reply_token}@tieout.example"


def letter(link: MailLink, text: str = TYPED + QUOTED, **headers: str) -> EmailMessage:
    """Write a reply as a mail program does; headers by name, with `_` for `-`."""
    mail = EmailMessage()
    given = {
        "From": f"Somebody <{link.person.email}>",
        "To": f"Tieout <{address_of(link)}>",
        "Subject": "Re: C-001 is yours to answer",
        "Message-ID": "<one@mail.example>",
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    return mail
