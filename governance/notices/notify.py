"""From a promised notice to what each person hears, when, and by which way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from accounts.models import Delegation, User
from accounts.workdays import local_day
from governance.actions.chats import tell_chats
from governance.actions.endpoints import tell_endpoints
from governance.actions.notices import put_in_inboxes
from governance.clocks.faces import Faces
from governance.models import Contradiction, FollowUp, MailSettings, Notification, Outbox
from governance.notices.events import Event, Urgency, event
from governance.notices.hours import Hours, morning, next_open, not_before
from governance.notices.sides import heads_to_ask
from governance.promises.outbox import promise

# Whom it goes to is worked out here: an act names no sides.
ASK_SIDES = "ask_sides"
DIGEST_KINDS = (Urgency.DIGEST, Urgency.INBOX)
Names = tuple[str, ...]  # of the events that one person hears of by one act


@dataclass
class Notice:
    """One act to tell of: the item or what else it is about, and who did it."""

    item: Contradiction | None
    by: int | None
    at: datetime
    about: str = ""
    path: str = ""
    mark: str = ""  # tells apart what happens to one thing several times a day
    follow_ups: tuple[FollowUp, ...] = ()

    @property
    def subject(self) -> str:
        """What makes two notices of a day the same: the item, or what they are about."""
        return (self.item.code if self.item else self.path or self.about[:60]) + self.mark

    def named_to(self, person: int, name: str) -> Sequence[FollowUp | None]:
        """Return the follow-ups a person hears of, each by itself: their own, or all."""
        if not event(name).is_of_follow_up:
            return (None,)
        own = [one for one in self.follow_ups if one.owner_id == person]
        return own or self.follow_ups or (None,)


def notify(row: Outbox, _: datetime) -> None:
    """Put a notice into the inbox of everybody who hears of it, and promise the mails it asks for.

    Runs in one transaction with the mark that the promise is kept: each inbox has it once.
    """
    told = row.payload
    key = told.get("item")
    item = Contradiction.objects.select_related("owner", "decider").get(pk=key) if key else None
    words = {"about": told.get("about", ""), "path": told.get("path", "")}
    notice = Notice(
        item,
        told.get("by"),
        row.created_at,
        **words,
        mark=told.get("mark", ""),
        follow_ups=tuple(FollowUp.objects.filter(pk__in=told.get("follow_ups", ()))),
    )
    meant = _in_order(told)
    heard = _by_person(notice, meant)
    for name in meant:
        if event(name).stewards and not name.endswith("+"):
            know = [notice.by or 0, *told.get("know", [])]
            stewards = User.objects.stewards().exclude(pk__in=know)
            heard = {person.pk: (f"{name}*",) for person in stewards} | heard
    _tell_each(notice, heard)
    if told.get("is_confidential"):
        return
    said = {"item": key, "follow_ups": told.get("follow_ups", [])} if item else words
    acts = [name for name in meant if not name.endswith("+")]
    tell_endpoints(row, acts, said)
    tell_chats(row, acts, said, heard)


def _in_order(told: dict[str, Any]) -> dict[str, list[int]]:
    """Return who hears of which event, the act itself first; PostgreSQL sorts the keys of JSON."""
    return {name: told["heard"][name] for name in told.get("events", told["heard"])}


def _by_person(notice: Notice, heard: dict[str, list[int]]) -> dict[int, Names]:
    """Return what each person hears: what an act asks of them in place of what it merely tells.

    What somebody promised is told beside whatever else it says to them.
    """
    found: dict[int, Names] = {}
    for name in sorted(heard, key=lambda name: not name.endswith("+")):
        for pk in map(int, heard[name]):
            promised = [one for one in found.get(pk, ()) if event(one).is_of_follow_up]
            found[pk] = (*promised, name)
    if ASK_SIDES in heard and notice.item:
        asked = [pk for pk in heads_to_ask(notice.item) if pk != notice.by]
        found = dict.fromkeys(asked, (ASK_SIDES,)) | found
    return found


def _tell_each(notice: Notice, heard: dict[int, Names]) -> None:
    """Write the rows; `assign*` is how a steward hears of what is asked of somebody else."""
    lenders = _stand_ins(notice, heard)
    heard = {pk: _asked(heard[lender.pk]) for pk, lender in lenders.items()} | heard
    people = list(User.objects.active().filter(pk__in=heard).select_related("mail_settings"))
    timing = Timing(people, notice)
    rows = []
    for person in people:
        lender = lenders.get(person.pk)
        for name in heard[person.pk]:
            for named in notice.named_to((lender or person).pk, name):
                row = timing.row_for(person, name, named)
                row.on_behalf_of = lender
                rows.append(row)
    put_in_inboxes(rows)
    timing.promise_mails(rows)


def _asked(names: Names) -> Names:
    """Return those of the events that ask something of whom they are told."""
    return tuple(name for name in names if event(name).urgency == Urgency.ASKED)


def _stand_ins(notice: Notice, heard: dict[int, Names]) -> dict[int, User]:
    """Return who stands in for somebody that is asked about an item, each with for whom."""
    if notice.item is None:
        return {}
    asked = [pk for pk, names in heard.items() if _asked(names)]
    lent = Delegation.objects.on(notice.at.date()).filter(person__in=asked)
    rows = lent.exclude(to__in=heard).exclude(to=notice.by or 0).select_related("person")
    return {row.to_id: row.person for row in rows}


class Timing:
    """When each of a set of people hears of one notice, by their hours and wishes."""

    def __init__(self, people: Iterable[User], notice: Notice) -> None:
        self.notice = notice
        self.faces = Faces(people, notice.at)

    def row_for(self, person: User, name: str, named: FollowUp | None) -> Notification:
        """Return the notification of one person, with the moment its mail is due, if any."""
        what = event(name)
        urgency = what.urgency
        wishes = wishes_of(person)
        if urgency == Urgency.TOLD and wishes.outcomes == MailSettings.Outcomes.DIGEST:
            urgency = Urgency.DIGEST
        day = local_day(self.notice.at, self.faces.zone_of(person))
        due = None if urgency in DIGEST_KINDS else self._due(person, wishes, what, urgency)
        subject = self.notice.subject + (f"/{named.pk}" if named else "")
        return Notification(
            key=f"{name}:{subject}:{person.pk}:{day}"[:200],
            person=person,
            event=name,
            item=self.notice.item,
            follow_up=named,
            about=self.notice.about[:200],
            path=self.notice.path,
            by_id=self.notice.by,
            at=self.notice.at,
            mail_due_at=due,
            unless_read=urgency == Urgency.REPLY,
            in_digest=urgency == Urgency.DIGEST,
        )

    def _due(self, person: User, wishes: MailSettings, what: Event, urgency: Urgency) -> datetime:
        at, item = self.notice.at, self.notice.item
        if what.passes_at_s1 and wishes.urgent_passes and item and item.severity == 1:
            return at
        zone, week = self.faces.zone_of(person), self.faces.week_of(person)
        if urgency == Urgency.REPLY:
            at += timedelta(minutes=settings.TIEOUT.reply_mail_minutes)
        elif wishes.accountable == MailSettings.Accountable.MORNING:
            return morning(at, zone, week, wishes.digest_at)
        hours, hour = hours_of(wishes), wishes.digest_at
        opens = next_open(at, zone, week, hours)
        waits = what.in_morning and hours.is_open(hour)
        return not_before(opens, zone, hour) if waits else opens

    def promise_mails(self, rows: list[Notification]) -> None:
        """Promise a look at what is due by mail; those who are told the same moment share one."""
        for row in rows:
            if row.mail_due_at:
                promise_post(row.person_id, row.mail_due_at, self.notice.at)


def promise_post(person: int, due_at: datetime, at: datetime) -> None:
    """Promise to send one person's mail that is due at a moment."""
    payload: dict[str, Any] = {"person": person}
    promise("post", key=f"{person}:{due_at.isoformat()}", payload=payload, at=at, due_at=due_at)


def wishes_of(person: User) -> MailSettings:
    """Return when a person wants mail; who never said so gets it as is usual."""
    kept: MailSettings | None = getattr(person, "mail_settings", None)
    return kept or MailSettings(person=person)


def hours_of(wishes: MailSettings) -> Hours:
    """Return the hours outside a person's quiet ones."""
    return Hours(opens=wishes.quiet_until, closes=wishes.quiet_from)
