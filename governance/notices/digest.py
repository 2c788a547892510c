"""The digest: what waits for a person and what changed, summed up, in a mail of its own."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.db.models import F

from accounts.models import User
from accounts.workdays import Workweek, add_working_days, local_day
from governance.clocks.faces import Faces
from governance.models import (
    Contradiction,
    DecisionRight,
    Delivery,
    MailSettings,
    Notification,
)
from governance.notices.letters import mail
from governance.notices.lines import Line, absolute, line_of, says_on
from governance.notices.notify import hours_of, wishes_of
from governance.notices.unsubscribe import unsubscribe_path
from governance.promises.outbox import promise
from governance.waiting import answers_owed, items_waiting, promises_open
from metrics.figures import weekday

SOON_WORKING_DAYS = 5
MOST_LINES = 12
WEEKLY_LINES = 5
# From here on, the same event of many things is one line.
MANY = 4
Often = MailSettings.Digest
PLURAL = {"is": "are", "was": "were", "has": "have", "waits": "wait", "needs": "need"}


@dataclass(frozen=True)
class Must:
    """Something that waits for the person, with the day it is due."""

    name: str
    ask: str
    url: str
    due: datetime | None


class Digest:
    """One person's digest at one moment; a weekly one is for who decides, and is short."""

    def __init__(self, person: User, at: datetime, *, is_weekly: bool) -> None:
        self.person, self.at, self.is_weekly = person, at, is_weekly
        self.zone = ZoneInfo(person.time_zone)
        self.most = WEEKLY_LINES if is_weekly else MOST_LINES

    @cached_property
    def must(self) -> list[Must]:
        """What waits for the person and is overdue or due soon, the soonest first."""
        week = Faces([self.person], self.at).week_of(self.person)
        horizon = add_working_days(self.at, SOON_WORKING_DAYS, self.zone, week)
        found = [*self._items(), *self._answers(), *self._promises(horizon)]
        dated = [one for one in found if one.due and one.due <= horizon]
        return sorted(dated, key=lambda one: one.due or horizon)

    def _items(self) -> Iterable[Must]:
        today = local_day(self.at, self.zone)
        rows = items_waiting(self.person, today).filter(paused_until__isnull=True)
        for item in rows.order_by(F("due_at").asc(nulls_last=True))[: self.most + 1]:
            yield self._must(item, item.sentence, item.due_at)

    def _answers(self) -> Iterable[Must]:
        for row in answers_owed(self.person).select_related("contradiction")[: self.most + 1]:
            item = row.contradiction
            yield self._must(item, f"agree, or object with a reason: {item.sentence}", item.due_at)

    def _promises(self, horizon: datetime) -> Iterable[Must]:
        rows = promises_open(self.person).filter(due_on__lte=local_day(horizon, self.zone))
        for row in rows.select_related("contradiction").order_by("due_on")[: self.most + 1]:
            due = datetime.combine(row.due_on, datetime.max.time(), self.zone)
            yield self._must(row.contradiction, f"prove “{row.title}”", due)

    def _must(self, item: Contradiction, ask: str, due: datetime | None) -> Must:
        return Must(item.code, ask, absolute(f"/c/{item.code}/"), due)

    def written(self, delivery: Delivery) -> EmailMultiAlternatives:
        """Write the digest of a delivery."""
        rows = delivery.notifications.select_related("item", "follow_up").order_by("-at", "-pk")
        changed = list(_summed(list(rows), self.person, self.at))
        stop = absolute(unsubscribe_path(self.person))
        context = {
            "must": [self._dated(one) for one in self.must[: self.most]],
            "more_must": max(len(self.must) - self.most, 0),
            "changed": changed[: self.most],
            "more_changed": max(len(changed) - self.most, 0),
            "is_weekly": self.is_weekly,
            "home_url": absolute("/"),
            "inbox_url": absolute("/inbox/"),
            "unsubscribe_url": stop,
        }
        written = mail(delivery, self._subject(changed), "mails/digest", context)
        written.extra_headers["List-Unsubscribe"] = f"<{stop}>"
        written.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return written

    def _dated(self, one: Must) -> dict[str, Any]:
        assert one.due is not None
        local = one.due.astimezone(self.zone)
        late = one.due < self.at
        words = f"overdue since {weekday(local)}" if late else f"by {weekday(local)}"
        return {"must": one, "due": words, "is_late": late}

    def _subject(self, changed: Sequence[Line]) -> str:
        if not self.must:
            many = "1 thing" if len(changed) == 1 else f"{len(changed)} things"
            return f"{many} changed: {changed[0].heading}"
        first, waiting = self.must[0], len(self.must)
        need = "needs" if waiting == 1 else "need"
        ask = first.ask.rstrip(".")
        return f"[{waiting} {need} you] {first.name} {ask}, {self._dated(first)['due']}"


def _summed(rows: Sequence[Notification], reader: User, at: datetime) -> Iterable[Line]:
    """Word notices as lines; where one event happened to many things, as one line together."""
    alike: dict[str, list[Notification]] = defaultdict(list)
    for row in rows:
        alike[says_on(row, reader, at)].append(row)
    for says, found in alike.items():
        many = len({row.item_id or f"{row.about} {row.pk}" for row in found})
        if many < MANY:
            yield from (line_of(row, reader, at) for row in found)
        else:
            what = "items" if found[0].item_id else "things"
            yield Line(f"{many:,} {what}", _of_many(says), "", absolute("/inbox/"))


def _of_many(says: str) -> str:
    """Say of many what is said of one: is closed, are closed."""
    verb, _, rest = says.partition(" ")
    return f"{PLURAL.get(verb, verb)} {rest}"


def promise_digests(at: datetime) -> None:
    """Promise each person's digest of the day, from its hour on and while mail may arrive."""
    people = list(User.objects.active().select_related("mail_settings"))
    faces, leaders = Faces(people, at), _leaders(at)
    for person in people:
        wishes, local = wishes_of(person), at.astimezone(faces.zone_of(person))
        week, day = faces.week_of(person), local.date()
        how = _how_often(wishes, is_leader=person.pk in leaders)
        is_day = how == Often.DAILY or (how == Often.WEEKLY and day == _first_working(week, day))
        is_hour = local.time() >= wishes.digest_at and hours_of(wishes).is_open(local.time())
        if is_day and is_hour and week.is_working(day):
            payload = {"person": person.pk, "is_weekly": how == Often.WEEKLY}
            promise("digest", key=f"{person.pk}:{day}", payload=payload, at=at)


def _how_often(wishes: MailSettings, *, is_leader: bool) -> str:
    if wishes.digest != Often.USUAL:
        return wishes.digest
    return Often.WEEKLY if is_leader else Often.DAILY


def _leaders(at: datetime) -> set[int]:
    """Return who stands at the top of the matrix: a few lines on Mondays are enough for them."""
    top = (DecisionRight.Right.ARBITER, DecisionRight.Right.EXECUTIVE)
    rights = DecisionRight.objects.on(at.date()).filter(right__in=top)
    return set(rights.values_list("person", flat=True))


def _first_working(week: Workweek, day: date) -> date:
    """Return the first working day of the week that a day lies in."""
    return week.after(day - timedelta(days=day.weekday() + 1))
