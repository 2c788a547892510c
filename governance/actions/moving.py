"""The one way an item changes: lock it, ask who may, check the move, record it."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import WAY, Act
from governance.checks import checks
from governance.clocks.due import stop_pause, wind
from governance.dossier import Dossier
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction, FollowUp
from governance.policies import may_see, permit, require
from governance.promises.outbox import promise
from governance.refusals import AlreadyOpen, IllegalMove, Stale, Unmet
from governance.rights.lending import principals
from governance.rights.ruling import rule_on


@dataclass
class Motion:
    """An item under lock and the act that changes it."""

    item: Contradiction
    act: Act
    # What is promised or ended by it: each is told by itself.
    follow_ups: list[FollowUp] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = self.act.at

    @property
    def dossier(self) -> Dossier:
        """All that is known of the item, read under the lock."""
        return Dossier(self.item)

    def is_by(self, keys: Collection[int | None]) -> bool:
        """Say whether it is one of these who acts, or who stands in for one and then acts so.

        For the first of them, where it is several they stand in for.
        """
        act = self.act
        if act.actor.pk in keys:
            act.on_behalf_of = None
            return True
        # What comes by mail, without a sign-in, uses no lent right.
        lent = [] if WAY.get() else principals(act.actor, act.at.date())
        lenders = {one.pk: one for one in lent}
        lender = next((lenders[key] for key in keys if key in lenders), None)
        act.on_behalf_of = lender or act.on_behalf_of
        return lender is not None


@contextmanager
def move(
    verb: str,
    item: Contradiction,
    *,
    actor: User,
    at: datetime,
    reason: str = "",
    version: int | None = None,
) -> Iterator[Motion]:
    """Make one move of the lifecycle; what the block changes on `item` is recorded with it.

    Raises Stale, IllegalMove, NotEntitled or Unmet, and then nothing was changed.
    """
    with transaction.atomic():
        locked = lock(item, version)
        if locked.status == Contradiction.Status.PROPOSED and "decider" in LIFECYCLE[verb].who:
            # A right may have ended since it was proposed; whoever decides today is asked.
            rule_on(locked, at)
        lender = permit(verb, locked, actor, at)
        act = Act(actor=actor, at=at, verb=verb, reason=reason, on_behalf_of=lender)
        motion = Motion(locked, act)
        reached = LIFECYCLE[verb].reaches(locked.status)
        if reached != locked.status:
            # Before the block: it may begin a new cycle, and the pause is one of the old.
            _end_pause(motion)
        yield motion
        unmet = [check for check in checks(verb, motion.dossier) if not check.ok]
        if unmet:
            raise Unmet(unmet)
        locked.status = reached
        wind(locked, motion.act.at)
        keep(motion)


def _end_pause(motion: Motion) -> None:
    stopped = stop_pause(motion.item, motion.act.at) if motion.item.paused_until else None
    if stopped:
        motion.act.record(stopped)


@contextmanager
def change(
    verb: str,
    item: Contradiction,
    *,
    actor: User,
    at: datetime,
    who: tuple[str, ...],
    what: str,
    states: tuple[str, ...] | None = None,
    reason: str = "",
    version: int | None = None,
) -> Iterator[Motion]:
    """Change facts of an item without moving it; `states` are those in which it is legal."""
    with add(
        verb,
        item,
        actor=actor,
        at=at,
        who=who,
        what=what,
        states=states,
        reason=reason,
        version=version,
    ) as motion:
        yield motion
        keep(motion)


@contextmanager
def add(
    verb: str,
    item: Contradiction,
    *,
    actor: User,
    at: datetime,
    who: tuple[str, ...],
    what: str,
    states: tuple[str, ...] | None = None,
    reason: str = "",
    version: int | None = None,
) -> Iterator[Motion]:
    """Add a row under an item; the item itself, and so its version, stays as it is."""
    with transaction.atomic():
        locked = lock(item, version)
        lender = require(locked, actor, at, who, f"{what} {locked.code}")
        if states is not None and locked.status not in states:
            raise IllegalMove(
                f"{locked.code} is {locked.get_status_display().lower()}; "
                f"one can no longer {what} it, or not yet."
            )
        act = Act(actor=actor, at=at, verb=verb, reason=reason, on_behalf_of=lender)
        yield Motion(locked, act)


def lock(item: Contradiction, version: int | None = None) -> Contradiction:
    """Read an item again under a row lock, refusing a version that is no longer the latest.

    Whom it names is read when somebody asks; most acts ask for one of them or nobody.
    """
    locked = Contradiction.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if version is not None and locked.version != version:
        raise Stale(locked)
    return locked


def keep(motion: Motion) -> None:
    """Record the item under its next version."""
    motion.item.version += 1
    motion.act.record(motion.item)


def tell(motion: Motion, *people: User | None, **others: Iterable[User | None]) -> None:
    """Promise to tell people of the act after the commit; who acted knows.

    One row, whoever hears of it: a worker works out the rest. Whoever hears of something else by
    the same act is named under that event. The moment tells acts apart: what only adds a row
    leaves the version of the item as it is.
    """
    item, act = motion.item, motion.act
    heard = {event: _keys(told, act.actor) for event, told in {act.verb: people, **others}.items()}
    first = next((pk for told in heard.values() for pk in told), 0)
    payload = {"item": item.pk, "heard": heard, "events": list(heard), "by": act.actor.pk}
    if motion.follow_ups:
        payload["follow_ups"] = [row.pk for row in motion.follow_ups]
    promise(
        "notice",
        key=f"{item.code}:{act.verb}:{motion.began.isoformat()}:{first}",
        payload=payload,
        at=act.at,
    )


def _keys(people: Iterable[User | None], actor: User) -> list[int]:
    named = [person.pk for person in people if person and not person.is_system]
    return [pk for pk in dict.fromkeys(named) if pk != actor.pk]


def raisers(item: Contradiction) -> list[User]:
    """Return who hears the outcome: whoever raised the item, or a duplicate of it."""
    found, twins = [item.raiser], [item]
    while twins:
        same = Contradiction.objects.filter(duplicate_of__in=twins).select_related("raiser")
        twins = list(same)
        found += [twin.raiser for twin in twins]
    return list(dict.fromkeys(found))


def needs(text: str, field: str, how: str) -> None:
    """Refuse an empty text, saying how to fill the field."""
    if not text.strip():
        raise ValidationError({field: how})


def refuse_other_open(item: Contradiction) -> None:
    """Refuse to have an item open while another open one has its fingerprint, and name it."""
    twin = Contradiction.objects.on_same_figures(item.fingerprint).exclude(pk=item.pk)
    if twin.exists():
        raise AlreadyOpen(twin.get())


def refuse_outsiders(item: Contradiction, field: str, *people: User) -> None:
    """Refuse to ask something under a confidential item of somebody who may not read it."""
    if outsiders := [str(person) for person in people if not may_see(item, person)]:
        how = f"{item.code} is confidential and {', '.join(outsiders)} may not read it."
        raise ValidationError({field: f"{how} Name somebody of its sides, or open it to all."})
