"""Taking in what was replied to a mail: it says something on the item, and does nothing else."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.recording import OutOfOrder
from governance.actions.comments import comment
from governance.actions.mail_links import refuse_dead
from governance.models import MailLink, ReceivedReply
from governance.models.mail_links import link_of_reply
from governance.promises.outbox import promise
from governance.refusals import NotEntitled, Refusal
from governance.replies.reading import IncomingMail

LONGEST = 5000
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
        _refuse_odd_length(mail.text)
        with transaction.atomic():
            kept.comment = comment(item=link.item, body=mail.text, actor=link.person, at=at)
    except (Refusal, OutOfOrder, ValidationError) as refusal:
        messages = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        kept.outcome, kept.why = Outcome.REFUSED, " ".join(messages)[:200]
        # Whoever writes from elsewhere again and again is told of it once.
        key = f"{link.pk}:sender" if _is_another(link, mail) else str(kept.pk)
        promise("reply_refused", key=key, payload={"reply": kept.pk}, at=at)
    else:
        kept.outcome = Outcome.RECORDED


def _refuse_another_sender(link: MailLink, mail: IncomingMail) -> None:
    if _is_another(link, mail):
        raise NotEntitled("It came from another address than the one the mail went to.")


def _is_another(link: MailLink, mail: IncomingMail) -> bool:
    return mail.sender != link.person.email.casefold()


def _refuse_odd_length(text: str) -> None:
    if not text:
        raise ValidationError("Nothing was typed above the mail it quotes.")
    if len(text) > LONGEST:
        raise ValidationError(f"It has {len(text)} characters; {LONGEST} is the most.")
