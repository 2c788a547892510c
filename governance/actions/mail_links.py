"""Links in mails: made with the mail, used once, renewed to the same address, revoked."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.recording import by_mail
from governance.actions.comments import comment
from governance.actions.contradictions import decline, take_up
from governance.actions.decisions import add_dissent_reason
from governance.actions.follow_ups import complete
from governance.actions.moving import needs
from governance.actions.options import agree, object_to
from governance.actions.positions import answer
from governance.models import (
    Contradiction,
    Delivery,
    Dissent,
    FollowUp,
    MailLink,
    Option,
    Position,
    PositionAnswer,
)
from governance.policies import may_see
from governance.promises.outbox import promise
from governance.refusals import IllegalMove, NotEntitled

Purpose = MailLink.Purpose
DONE_BY = {
    Purpose.TAKE_UP: "You took it up",
    Purpose.DECLINE: "You said that it is not yours",
    Purpose.ANSWER: "Your answer is on record",
    Purpose.AGREE: "You agreed",
    Purpose.OBJECT: "Your objection is on record",
    Purpose.DONE: "The follow-up is done, with your proof",
    Purpose.DISSENT: "The reason for your dissent is on record",
    Purpose.CONFIRM: "You confirmed what you say",
}


@dataclass(frozen=True)
class Reply:
    """What was typed on the page of a link."""

    text: str = ""
    url: str = ""
    seen: str = ""  # which options the page showed, of a link that agrees with them


def make_link(
    delivery: Delivery, purpose: str, item: Contradiction, at: datetime, row: int = 0
) -> MailLink:
    """Make the link of a mail; a repeat of the mail finds the one it had."""
    assert delivery.person is not None
    ends = at + timedelta(days=settings.TIEOUT.answer_link_days)
    made, _ = MailLink.objects.get_or_create(
        delivery=delivery,
        item=item,
        purpose=purpose,
        row=row,
        defaults={
            "person": delivery.person,
            "created_at": at,
            "expires_at": ends,
        },
    )
    return made


def use_link(*, link: MailLink, reply: Reply, at: datetime) -> MailLink:
    """Do the one thing a link is for, as the person it was mailed to, and note that it was used.

    Raises NotEntitled for a link that is over, revoked, used or of somebody who left; IllegalMove
    where the item has moved on.
    """
    with transaction.atomic(), by_mail():
        kept = MailLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
        refuse_dead(kept, at)
        _ACTS[Purpose(kept.purpose)](kept, reply, {"actor": kept.person, "at": at})
        kept.used_at, kept.outcome = at, DONE_BY[Purpose(kept.purpose)]
        kept.save(update_fields=["used_at", "outcome"])
    return kept


def refuse_dead(link: MailLink, at: datetime) -> None:
    """Refuse a link that opens nothing any more, saying why."""
    if not link.person.is_active or not may_see(link.item, link.person):
        raise NotEntitled("This link is no longer open to you.")
    if link.revoked_at is not None:
        raise NotEntitled("This link was revoked.")
    if link.used_at is not None:
        raise NotEntitled("This link was used already.")
    if link.is_over(at):
        raise NotEntitled("The days of this link are over.")


def seen_options(item: Contradiction) -> str:
    """Name the options of an item as they stand, so that a page can say which it showed."""
    rows = Option.objects.filter(contradiction=item, cycle=item.cycle, is_withdrawn=False).order_by(
        "letter"
    )
    return sha256(repr(list(rows.values_list())).encode()).hexdigest()[:16]


def _agree(link: MailLink, reply: Reply, act: dict[str, Any]) -> None:
    if reply.seen != seen_options(link.item):
        raise IllegalMove("The options were changed since you opened this page. Read them again.")
    agree(item=link.item, **act)


def _answer(link: MailLink, reply: Reply, act: dict[str, Any]) -> None:
    needs(reply.text, "text", "Write the answer.")
    comment(item=link.item, body=reply.text, **act)


def _done(link: MailLink, reply: Reply, act: dict[str, Any]) -> None:
    row = FollowUp.objects.select_related("contradiction").get(pk=link.row)
    if row.status != FollowUp.Status.OPEN:
        raise IllegalMove(f"“{row.title}” is {row.get_status_display().lower()} already.")
    if not (reply.url or reply.text.strip()):
        needs("", "text", "Say what shows that it is done, or give a link to it.")
    complete(follow_up=row, url=reply.url, text="" if reply.url else reply.text, **act)


def _dissent(link: MailLink, reply: Reply, act: dict[str, Any]) -> None:
    row = Dissent.objects.select_related("decision__contradiction").get(pk=link.row)
    add_dissent_reason(dissent=row, reason=reply.text, **act)


def _confirm(link: MailLink, _: Reply, act: dict[str, Any]) -> None:
    row = Position.objects.select_related("contradiction", "function").get(pk=link.row)
    if Position.objects.filter(supersedes=row).exists():
        raise IllegalMove(f"What {row.label} says was revised since the mail.")
    answer(position=row, answer=PositionAnswer.Answer.CONFIRMED, **act)


_ACTS: dict[Purpose, Callable[[MailLink, Reply, dict[str, Any]], object]] = {
    Purpose.TAKE_UP: lambda link, _, act: take_up(item=link.item, **act),
    Purpose.DECLINE: lambda link, reply, act: decline(item=link.item, reason=reply.text, **act),
    Purpose.ANSWER: _answer,
    Purpose.AGREE: _agree,
    Purpose.OBJECT: lambda link, reply, act: object_to(item=link.item, reason=reply.text, **act),
    Purpose.DONE: _done,
    Purpose.DISSENT: _dissent,
    Purpose.CONFIRM: _confirm,
}


def ask_for_fresh_link(*, link: MailLink, at: datetime) -> None:
    """Promise a fresh link to the person's own address, once for each link that is over."""
    if link.person.is_active and link.used_at is None and link.revoked_at is None:
        promise("fresh_link", key=str(link.pk), payload={"link": link.pk}, at=at)


def renew_link(*, link: MailLink, at: datetime) -> MailLink:
    """Make the link that takes the place of one that is over; a repeat finds it."""
    ends = at + timedelta(days=settings.TIEOUT.answer_link_days)
    facts = {name: getattr(link, name) for name in ("person", "item", "purpose", "row")}
    made, _ = MailLink.objects.get_or_create(
        renews=link, defaults={**facts, "created_at": at, "expires_at": ends}
    )
    return made


def revoke_links(*, actor: User, at: datetime, links: Iterable[int] | None = None) -> int:
    """Revoke links mailed to oneself that were not used, all of them if none is named.

    Returns how many there were.
    """
    mine = MailLink.objects.unused().filter(person=actor)
    if links is not None:
        mine = mine.filter(pk__in=list(links))
    return mine.update(revoked_at=at)


def end_links(person: User, at: datetime) -> int:
    """End every link of a person that was not used, for good; return how many there were."""
    return MailLink.objects.unused().filter(person=person).update(revoked_at=at)
