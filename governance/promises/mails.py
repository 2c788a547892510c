"""Mails that no notice asks for: an invitation, and a fresh link in place of one that is over."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.invitations import is_accepted, password_path, works_until
from accounts.models import User
from governance.actions.mail_links import renew_link
from governance.models import MailLink, Outbox, ReceivedReply
from governance.policies import may_see
from metrics.figures import deadline

LONGEST_SUBJECT = 150


def send_invitation(row: Outbox, at: datetime) -> None:
    """Send the link with which an invited person chooses a password; one who has one needs none."""
    person = User.objects.get(pk=row.payload["person"])
    if not person.is_active or is_accepted(person):
        return
    context = {
        "person": person,
        "link": f"{settings.TIEOUT_BASE_URL}{password_path(person)}",
        "until": deadline(works_until(at), ZoneInfo(person.time_zone)),
        "again": f"{settings.TIEOUT_BASE_URL}{reverse('account_reset_password')}",
    }
    send_to(
        row, person, "You are invited to Tieout: choose a password", "mails/invitation", context
    )


def send_fresh_link(row: Outbox, at: datetime) -> None:
    """Send the link that takes the place of one that is over, to the address that had it."""
    old = MailLink.objects.select_related("person", "item").get(pk=row.payload["link"])
    if not old.person.is_active or not may_see(old.item, old.person):
        return
    link = renew_link(link=old, at=at)
    context = {
        "item": old.item,
        "what": link.get_purpose_display(),
        "link": f"{settings.TIEOUT_BASE_URL}{reverse('mail_link', args=[link.token])}",
        "until": deadline(link.expires_at, ZoneInfo(old.person.time_zone)),
    }
    send_to(row, old.person, f"{old.item.code}: a fresh link to answer", "mails/fresh", context)


def send_reply_recorded(row: Outbox, _: datetime) -> None:
    """Tell a person what a reply put on record, so that one that was forged is noticed."""
    _send_of_reply(row, "your reply is on record", "mails/reply_recorded")


def send_reply_refused(row: Outbox, _: datetime) -> None:
    """Tell a person that what came back by mail was not put on record, and why."""
    _send_of_reply(row, "your reply is not on record", "mails/reply_refused")


def _send_of_reply(row: Outbox, says: str, template: str) -> None:
    """Send to the address the first mail went to, never to whoever sent the reply."""
    kept = ReceivedReply.objects.select_related("link__person", "link__item", "comment").get(
        pk=row.payload["reply"]
    )
    item, person = kept.link.item, kept.link.person
    if not person.is_active:
        return
    context = {
        "item": item,
        "is_seen": may_see(item, person),
        "comment": kept.comment,
        "files": row.payload.get("files", 0),
        "why": kept.why,
        "link": f"{settings.TIEOUT_BASE_URL}/c/{item.code}/",
        "settings_url": f"{settings.TIEOUT_BASE_URL}{reverse('mail_settings')}",
    }
    send_to(row, person, f"{item.code}: {says}", template, context)


def send_to(
    row: Outbox, person: User, subject: str, template: str, context: dict[str, object]
) -> None:
    """Send one mail in both parts at once; a repeat of the promise carries the same Message-ID."""
    # Typed words may hold line breaks, which no header can: the mail would never leave.
    context |= {"subject": " ".join(subject.split())[:LONGEST_SUBJECT]}
    mail = EmailMultiAlternatives(
        subject=str(context["subject"]),
        body=render_to_string(f"{template}.txt", context),
        to=[person.email],
        headers={"Message-ID": f"<outbox-{row.pk}@tieout>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    mail.send()
