"""One timeline of an item: what each person did, in sentences a leader can read.

Entries of the ledger that were written by one act are told as one event. The state an act reached
is said after it. Works as of a moment, since the trail does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import models

from accounts.models import User
from governance.history.changes import Change, differences
from governance.history.telling import SENTENCES, note_of
from governance.history.trail import Entry, Trail, table_of
from governance.models import Contradiction, Evidence
from governance.models.decisions import in_place_of

# Rows of one act bear the same moment, but for a microsecond where one row was kept twice.
SAME_MOMENT = timedelta(milliseconds=1)
# Small steps of one piece of work, told together when one person took them in one go.
IN_ONE_GO = ("answer_step", "add_bridge_line", "change_bridge_line", "withdraw_bridge_line")
ONE_GO = timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One act: when, who, what, and the words given with it."""

    at: datetime
    actor: User
    verb: str
    sentence: str
    note: str = ""
    on_behalf_of: User | None = None
    way: str | None = None

    @property
    def who(self) -> str:
        """Who did it, in whose place, and whether by mail."""
        return in_place_of(self.actor, self.on_behalf_of) + (", by mail" if self.way else "")


class Act:
    """The entries of one act, with the item before and after it."""

    def __init__(self, trail: Trail, entries: Sequence[Entry], before: Any) -> None:
        self.trail, self.entries, self.before = trail, entries, before

    @property
    def verb(self) -> str:
        """What was done."""
        return self.entries[0].verb

    @property
    def item(self) -> Contradiction:
        """The item it was done to."""
        return self.trail.item

    @cached_property
    def after(self) -> Any:
        """The item's version the act left; the one before where it changed none."""
        own = self.of(Contradiction)
        return self.trail.versions.get(own[-1].row_id) if own else self.before

    def of(self, model: type[models.Model]) -> list[Entry]:
        """Return the rows of one kind that the act wrote."""
        table = table_of(model)
        return [entry for entry in self.entries if entry.table == table]

    def first(self, model: type[models.Model]) -> Entry:
        """Return the first row of one kind that the act wrote."""
        return self.of(model)[0]

    def person(self, key: int) -> str:
        """Name somebody."""
        return str(self.trail.people[key]) if key in self.trail.people else "nobody"

    def so_far(self, model: type[models.Model]) -> list[Entry]:
        """Return the rows of one kind that were recorded before this act."""
        return [e for e in self.trail.of(model) if e.seq < self.entries[0].seq]

    def any(self, model: type[models.Model], key: int) -> Entry:
        """Return some entry of a row that an entry of this act points to."""
        return next(entry for entry in self.trail.of(model) if entry.key() == key)

    def name(self, field: str, key: int) -> str:
        """Name what a key of the item stands for, as far as it is known here."""
        if field in ("owner_id", "decider_id"):
            return self.person(key)
        return (
            str(getattr(self.item, field.removesuffix("_id"))) if self._is_now(field, key) else ""
        )

    def _is_now(self, field: str, key: int) -> bool:
        return bool(getattr(self.item, field) == key)

    @cached_property
    def changes(self) -> list[Change]:
        """Which facts of the item changed, besides its state."""
        if self.before is None or self.after is None:
            return []
        found = differences(self.before, self.after, self.name)
        return [change for change in found if change[0] != "State"]

    @property
    def moved(self) -> str:
        """Say which state was left and which was reached, or nothing."""
        if self.before is None or self.before.status == self.after.status:
            return ""
        words = Contradiction.Status
        left, reached = words(self.before.status).label, words(self.after.status).label
        return f" State: {left.lower()} to {reached.lower()}."


def timeline(trail: Trail, *, sees_restricted: bool = False) -> list[Event]:
    """Return what happened, newest first; restricted evidence is named by its number alone."""
    return [_event(act, sees_restricted=sees_restricted) for act in acts(trail)][::-1]


def acts(trail: Trail) -> Iterator[Act]:
    """Yield the acts on an item, oldest first."""
    before = None
    for entries in _together(trail.entries):
        act = Act(trail, entries, before)
        before = act.after
        yield act


def _together(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    group: list[Entry] = []
    for entry in entries:
        if group and not _same_act(group[-1], entry):
            yield group
            group = []
        group.append(entry)
    if group:
        yield group


def _same_act(one: Entry, two: Entry) -> bool:
    same = (one.verb, *one.hands) == (two.verb, *two.hands)
    return same and abs(two.at - one.at) < (ONE_GO if one.verb in IN_ONE_GO else SAME_MOMENT)


def _event(act: Act, *, sees_restricted: bool) -> Event:
    first = act.entries[0]
    hidden = not sees_restricted and any(e.get("is_restricted") == "1" for e in act.of(Evidence))
    tell = SENTENCES.get(act.verb)
    said = f"{tell(act)}." if tell else f"recorded: {act.verb.replace('_', ' ')}."
    if hidden:
        numbers = ", ".join(f"E-{entry.get('number')}" for entry in act.of(Evidence))
        said = f"added {numbers}, which only those concerned may read."
    note = "" if hidden else note_of(act)
    people = act.trail.people
    actor, lender = people[first.actor_id], people.get(first.on_behalf_of_id or 0)
    return Event(act.entries[-1].at, actor, act.verb, said + act.moved, note, lender, first.way)
