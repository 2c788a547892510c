"""Who is away, and who stands in for whom, as one reader may know it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from accounts.models import Delegation, Leave, User
from governance.models import Contradiction
from governance.waiting import falls_due


@dataclass(frozen=True)
class Away:
    """Days away, and who stands in on some of them."""

    leave: Leave
    is_now: bool
    stand_ins: list[str]
    due: list[Contradiction]
    naming_url: str


@dataclass(frozen=True)
class Lent:
    """Rights lent for some days."""

    delegation: Delegation
    is_now: bool
    may_end: bool


class Absences:
    """Days away and delegations that are not over: one's own, or, to a keeper, everybody's.

    Of one person alone, where one is named.
    """

    def __init__(self, reader: User, today: date, of: User | None = None) -> None:
        self.reader, self.today, self.of = reader, today, of
        self.keeps = reader.is_steward or reader.is_administrator
        self.delegations = self._delegations()
        self.away = [self._away(row) for row in self._leaves()]

    def _leaves(self) -> list[Leave]:
        coming = Leave.objects.standing().filter(until_on__gte=self.today, person__is_active=True)
        if not self.keeps:
            coming = coming.filter(person=self.reader)
        if self.of:
            coming = coming.filter(person=self.of)
        return list(coming.select_related("person").order_by("from_on", "person__name"))

    def _delegations(self) -> list[Delegation]:
        coming = Delegation.objects.standing().filter(until_on__gte=self.today)
        if not self.keeps:
            coming = coming.filter(Q(person=self.reader) | Q(to=self.reader))
        if self.of:
            coming = coming.filter(Q(person=self.of) | Q(to=self.of))
        return list(coming.select_related("person", "to"))

    def _away(self, row: Leave) -> Away:
        names = [
            str(one.to)
            for one in self.delegations
            if one.person_id == row.person_id
            and one.from_on <= row.until_on
            and row.from_on <= one.until_on
        ]
        asked = not names and row.person_id in (self.reader.pk, getattr(self.of, "pk", None))
        due = falls_due(row.person, max(row.from_on, self.today), row.until_on) if asked else []
        return Away(row, row.from_on <= self.today, names, due, self._naming_url(row, names))

    def _naming_url(self, row: Leave, names: list[str]) -> str:
        """Return where somebody is named for days in which nobody stands in."""
        may = self.keeps or row.person_id == self.reader.pk
        if names or not may:
            return ""
        first = max(row.from_on, self.today)
        return f"{reverse('stand_in')}?person={row.person_id}&from={first}&until={row.until_on}"

    @property
    def lent(self) -> list[Lent]:
        """The delegations, with what the reader may do about each."""
        return [
            Lent(one, one.from_on <= self.today, self.keeps or one.person_id == self.reader.pk)
            for one in self.delegations
        ]

    @property
    def message(self) -> str:
        """Say what holds today, in one sentence."""
        now = [one for one in self.delegations if one.from_on <= self.today]
        lenders = [str(one.person) for one in now if one.to_id == self.reader.pk]
        if lenders:
            return f"You stand in for {' and '.join(lenders)} today."
        mine = next((one for one in now if one.person_id == self.reader.pk), None)
        if mine:
            return f"{mine.to} stands in for you until {mine.until_on}."
        if self.away:
            count = len(self.away)
            noun = "absence is" if count == 1 else "absences are"
            return f"{count} {noun} on record from today on."
        return "Nobody is away from today on, as far as is known here."
