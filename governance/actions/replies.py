"""Taking in what was replied to a mail: it says something on the item, and does nothing else."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.recording import OutOfOrder, by_mail
from governance.actions.comments import comment
from governance.actions.mail_links import refuse_dead
from governance.models import MailLink, ReceivedReply
from governance.models.mail_links import link_of_reply
from governance.promises.outbox import promise
from governance.refusals import NotEntitled, Refusal
from governance.replies.reading import IncomingMail

LONGEST = 5000
# Two machines that answer each other's notices, unmarked, would go on for ever.
MOST_A_DAY = 20
Outcome = ReceivedReply.Outcome


def take_in_reply(*, mail: IncomingMail, at: datetime) -> str:
    """Put a reply on record as a comment of whom the mail had gone to; return what became of it.

    `recorded`, `automatic` (dropped), `refused` (the person is told why), `repeated` (it came
    before) or `unknown` (it answers no mail of ours).
    """
    link = next(filter(None, map(link_of_reply, mail.tokens)), None)
    if link is None:
        return "unknown"
    with transaction.atomic():
        kept, is_new = ReceivedReply.objects.get_or_create(
            message_id=mail.message_id,
            defaults={"link": link, "received_at": at, "outcome": Outcome.AUTOMATIC},
        )
        if not is_new:
            return "repeated"
        if not mail.is_automatic:
            _put_on_record(kept, mail, at)
            kept.save(update_fields=["outcome", "why", "comment"])
    return str(kept.outcome)


def _put_on_record(kept: ReceivedReply, mail: IncomingMail, at: datetime) -> None:
    """Say it on the item, or keep why not and promise to tell the person."""
    link = kept.link
    try:
        refuse_dead(link, at)
        _refuse_another_sender(link, mail)
        _refuse_odd_length(mail)
        _refuse_too_many(link, at)
        with transaction.atomic(), by_mail():
            kept.comment = comment(item=link.item, body=mail.text, actor=link.person, at=at)
    except (Refusal, OutOfOrder, ValidationError) as refusal:
        messages = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        kept.outcome, kept.why = Outcome.REFUSED, " ".join(messages)[:200]
        key = _told_once(kept, mail, at)
        promise("reply_refused", key=key, payload={"reply": kept.pk}, at=at)
    else:
        kept.outcome = Outcome.RECORDED
        payload = {"reply": kept.pk, "files": mail.files}
        promise("reply_recorded", key=str(kept.pk), payload=payload, at=at)


def tell_of_aside(*, at: datetime) -> None:
    """Tell administrators, once a day, that replies came which could not be taken in."""
    keepers = User.objects.active().filter(role=User.Role.ADMINISTRATOR)
    told = {
        "item": None,
        "heard": {"reply_aside": list(keepers.values_list("pk", flat=True))},
        "by": None,
        "about": "A reply by mail",
        "path": reverse("deliveries"),
    }
    promise("notice", key=f"reply_aside:{at:%Y-%m-%d}", payload=told, at=at)


def _told_once(kept: ReceivedReply, mail: IncomingMail, at: datetime) -> str:
    """Name a refusal so that the person hears once of a stranger, and once a day of a flood."""
    link = kept.link
    if _is_another(link, mail):
        return f"{link.pk}:sender"
    if _said_today(link, at) >= MOST_A_DAY:
        return f"{link.item.code}:{link.person_id}:{at:%Y-%m-%d}"
    return str(kept.pk)


def _refuse_too_many(link: MailLink, at: datetime) -> None:
    if _said_today(link, at) >= MOST_A_DAY:
        raise NotEntitled(f"{MOST_A_DAY} replies on {link.item.code} in one day are the most.")


def _said_today(link: MailLink, at: datetime) -> int:
    said = ReceivedReply.objects.filter(
        link__person=link.person_id, link__item=link.item_id, outcome=Outcome.RECORDED
    )
    return said.filter(received_at__gt=at - timedelta(days=1)).count()


def _refuse_another_sender(link: MailLink, mail: IncomingMail) -> None:
    if _is_another(link, mail):
        raise NotEntitled("It came from another address than the one the mail went to.")


def _is_another(link: MailLink, mail: IncomingMail) -> bool:
    return mail.sender != link.person.email.casefold()


def _refuse_odd_length(mail: IncomingMail) -> None:
    if mail.is_too_large:
        raise ValidationError("The mail is too large. Send the words alone, without files.")
    if not mail.text:
        files = " Files are not taken in by mail." if mail.files else ""
        raise ValidationError(f"Nothing was typed above the mail it quotes.{files}")
    if len(mail.text) > LONGEST:
        raise ValidationError(f"It has {len(mail.text)} characters; {LONGEST} is the most.")
