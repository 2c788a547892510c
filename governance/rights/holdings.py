"""What rests on one person: all that somebody else must take over before they can leave."""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from datetime import date

from django.db.models import F, Q

from accounts.models import Function, User
from governance.lifecycle import OPEN
from governance.models import AgreerAnswer, Contradiction, DecisionRight, FollowUp, Option


@dataclass(frozen=True, kw_only=True)
class Holdings:
    """Open items, promises, requests, rights and functions of one person on one day."""

    owned: list[Contradiction] = field(default_factory=list)
    to_decide: list[Contradiction] = field(default_factory=list)
    escalated: list[Contradiction] = field(default_factory=list)
    waited_on: list[Contradiction] = field(default_factory=list)
    follow_ups: list[FollowUp] = field(default_factory=list)
    requests: list[AgreerAnswer] = field(default_factory=list)
    options: list[Option] = field(default_factory=list)
    rights: list[DecisionRight] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)

    @classmethod
    def of(cls, person: User, day: date) -> "Holdings":
        """Read what rests on a person from a day on; a right that ended is past."""
        items = Contradiction.objects.open().order_by("number")
        return cls(
            owned=list(items.filter(owner=person)),
            to_decide=list(items.filter(decider=person)),
            escalated=list(items.filter(escalated_to=person)),
            waited_on=list(items.filter(paused_for=person)),
            follow_ups=_follow_ups(person),
            requests=_requests(person),
            options=_options(person),
            rights=_rights(person, day),
            functions=list(Function.objects.filter(head=person)),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be left behind."""
        return not any(getattr(self, one.name) for one in fields(self))

    def items(self) -> list[Contradiction]:
        """Return every item that changes hands in part, by number, each once."""
        held = [*self.owned, *self.to_decide, *self.escalated, *self.waited_on]
        under = [
            *(row.contradiction for row in self.follow_ups),
            *(row.contradiction for row in self.requests),
            *(row.contradiction for row in self.options),
        ]
        return sorted({one.pk: one for one in (*held, *under)}.values(), key=lambda i: i.number)

    def roles(self) -> dict[int, list[str]]:
        """Say by item what the person is to it."""
        found: dict[int, list[str]] = defaultdict(list)
        for words, items in (
            ("owner", self.owned),
            ("decider", self.to_decide),
            ("escalated to", self.escalated),
            ("waited on", self.waited_on),
        ):
            for item in items:
                found[item.pk].append(words)
        for follow_up in self.follow_ups:
            found[follow_up.contradiction_id].append(f"follow-up due {follow_up.due_on}")
        for request in self.requests:
            found[request.contradiction_id].append("asked to agree")
        for option in self.options:
            found[option.contradiction_id].append(f"named in option {option.letter}")
        return found


def _follow_ups(person: User) -> list[FollowUp]:
    rows = FollowUp.objects.filter(owner=person, status=FollowUp.Status.OPEN)
    return list(rows.select_related("contradiction"))


def _requests(person: User) -> list[AgreerAnswer]:
    rows = AgreerAnswer.objects.filter(
        person=person,
        answer=AgreerAnswer.Answer.NONE,
        contradiction__status__in=OPEN,
        cycle=F("contradiction__cycle"),
    )
    return list(rows.select_related("contradiction"))


def _options(person: User) -> list[Option]:
    """Return options on the table that promise something in the person's name."""
    rows = Option.objects.filter(
        Q(action_owner=person) | Q(restated_by=person),
        is_withdrawn=False,
        contradiction__status__in=("investigating", "proposed"),
        cycle=F("contradiction__cycle"),
    )
    return list(rows.select_related("contradiction"))


def _rights(person: User, day: date) -> list[DecisionRight]:
    rows = DecisionRight.objects.filter(Q(until__isnull=True) | Q(until__gt=day), person=person)
    return list(rows.select_related("domain", "kpi", "decision_type").order_by("right", "pk"))
