"""The page of a mailed link: the item in short, one question, or what became of the link."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from governance.dossier import Dossier
from governance.history.timeline import Event, timeline
from governance.history.trail import Trail
from governance.models import Contradiction, FollowUp, MailLink, Position
from governance.policies import may_see
from governance.register.rows import sentence_of
from metrics.figures import deadline

Purpose = MailLink.Purpose
ASKED = {
    Purpose.TAKE_UP: ("Acknowledge that {code} is yours?", "Acknowledge"),
    Purpose.DECLINE: ("Say that {code} is not yours", "Send"),
    Purpose.ANSWER: ("Answer on {code}", "Send answer"),
    Purpose.AGREE: ("Agree with the options of {code}?", "I agree"),
    Purpose.OBJECT: ("Object to the options of {code}", "Send objection"),
    Purpose.DONE: ("Mark a follow-up of {code} as done", "Mark done"),
    Purpose.DISSENT: ("Why did you disagree on {code}?", "Put it on record"),
    Purpose.CONFIRM: ("Is this what you say in {code}?", "Yes, that is what we say"),
}


SINCE, MOST_LINKS = 5, 100
OPTIONS_SHOWN = (Purpose.AGREE, Purpose.OBJECT)


@dataclass(frozen=True)
class Mailed:
    """One mail whose links are open, and what each of them does."""

    item: Contradiction
    does: tuple[str, ...]
    keys: tuple[int, ...]
    created_at: datetime
    expires_at: datetime


def open_links(person: User, at: datetime) -> list[Mailed]:
    """Return the links mailed to a person that still act, by mail, the newest first."""
    rows = MailLink.objects.open(at).filter(person=person).select_related("item")
    mails: dict[object, list[MailLink]] = {}
    for row in rows.order_by("-created_at", "pk")[:MOST_LINKS]:
        mails.setdefault((row.item_id, row.delivery_id or -row.pk), []).append(row)
    return [
        Mailed(
            item=links[0].item,
            does=tuple(dict.fromkeys(one.get_purpose_display() for one in links)),
            keys=tuple(one.pk for one in links),
            created_at=links[0].created_at,
            expires_at=links[0].expires_at,
        )
        for links in mails.values()
    ]


def state_of(link: MailLink, at: datetime) -> str:
    """Say what a link is now: open, used, over, revoked, or closed to the person."""
    if not link.person.is_active or not may_see(link.item, link.person):
        return "closed"
    if link.used_at is not None:
        return "used"
    if link.revoked_at is not None:
        return "revoked"
    return "over" if link.is_over(at) else "open"


def page_of(link: MailLink, at: datetime) -> dict[str, Any]:
    """Return what the page shows; of an item that is closed to the person, nothing."""
    state = state_of(link, at)
    if state == "closed":
        return {"state": state}
    heading, button = ASKED[Purpose(link.purpose)]
    item, zone = link.item, ZoneInfo(link.person.time_zone)
    follow_up = (
        FollowUp.objects.filter(pk=link.row).first() if link.purpose == Purpose.DONE else None
    )
    position = (
        Position.objects.filter(pk=link.row).first() if link.purpose == Purpose.CONFIRM else None
    )
    return {
        "state": state,
        "link": link,
        "item": item,
        "heading": heading.format(code=item.code),
        "button": button,
        "sentence": sentence_of(item),
        "follow_up": follow_up,
        "options": Dossier(item).options if link.purpose in OPTIONS_SHOWN else [],
        "since": _since(link),
        "position": position,
        "due": deadline(item.due_at, zone) if item.due_at else "",
        "used_at": deadline(link.used_at, zone) if link.used_at else "",
    }


def _since(link: MailLink) -> list[Event]:
    """Return what happened to the item after the mail, newest first."""
    events = timeline(Trail(link.item))
    later = [one for one in events if one.at > link.created_at and one.actor != link.person]
    return sorted(later, key=lambda one: one.at, reverse=True)[:SINCE]
