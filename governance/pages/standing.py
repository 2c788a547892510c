"""Beside what waits: numbers in dispute, and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.text import Truncator

from accounts.models import LedgerEntry, User
from governance.dispute.wording import quoted
from governance.history.telling import NOTED
from governance.history.trail import WORDS, texts
from governance.models import AgreerAnswer, Contradiction, Option, Position
from governance.pages.addresses import item_url
from governance.rights.matrix import Matrix, Matter
from metrics.models import KPI

MOST_CHANGES = 5
LONGEST = 140  # characters of what somebody wrote
WORDED = ("number", "title", "wording")
# The words of an act: a reason, or what was written. Those of evidence may be restricted.
SAID: dict[type[Model], str] = {
    Contradiction: "history_change_reason",
    **{model: WORDS[model] for model in (*NOTED, AgreerAnswer, Option)},
}
MOST_ITEMS = 200
MOST_NAMES = 5
DONE = {
    "log": "logged",
    "assign": "named the owner of",
    "reassign": "handed on",
    "take_up": "took up",
    "decline": "declined",
    "dismiss": "dismissed",
    "reinstate": "took back the dismissal of",
    "resolve": "resolved",
    "propose": "put options forward on",
    "send_back": "sent back",
    "decide": "decided",
    "accept_until": "accepted for now",
    "renew": "renewed the acceptance of",
    "settle": "settled",
    "expire": "let the acceptance end of",
    "start_verifying": "began to verify",
    "verify": "closed",
    "fail": "found outside tolerance",
    "reconsider": "will reconsider",
    "reopen": "reopened",
    "escalate": "escalated",
    "force": "forced the reconciliation of",
    "add_position": "added a side to",
    "revise_position": "revised a side of",
    "answer": "answered for a side of",
    "claim": "claimed",
    "change_severity": "changed the severity of",
    "add_evidence": "added evidence to",
    "add_option": "added an option to",
    "agree": "agreed on",
    "object_to": "objected on",
    "comment": "commented on",
    "pause": "paused",
    "resume": "resumed",
}


@dataclass(frozen=True)
class Disputed:
    """The KPIs a person answers for, and which of them an open item disputes."""

    names: Sequence[str]
    count: int
    total: int

    @property
    def others(self) -> int:
        """How many are not named."""
        return self.count - len(self.names)


def disputed(person: User, matrix: Matrix, kpis: Sequence[KPI]) -> Disputed | None:
    """Return the person's numbers in dispute; None for who answers for none."""
    mine = [kpi for kpi in kpis if matrix.owner(Matter(kpis=(kpi,))).person == person]
    if not mine:
        return None
    standing = Position.objects.filter(kpi__in=mine, superseded_by__isnull=True)
    open_items = Contradiction.objects.open().visible_to(person)
    keys = set(standing.filter(contradiction__in=open_items).values_list("kpi", flat=True))
    names = list(dict.fromkeys(kpi.name for kpi in mine if kpi.pk in keys))
    return Disputed(names[:MOST_NAMES], sum(kpi.pk in keys for kpi in mine), len(mine))


@dataclass(frozen=True)
class Change:
    """Somebody did something to an item."""

    at: datetime
    actor: User
    sentence: str
    url: str


def changes(person: User, since: datetime) -> list[Change]:
    """Return what others did lately to the person's open items; to an auditor, to all."""
    items = {item.code: item for item in _followed(person)}
    entries = LedgerEntry.objects.filter(chain__in=items, at__gte=since, verb__in=DONE)
    entries = entries.exclude(actor=person).select_related("actor").annotate(words=texts(SAID))
    acts: dict[tuple[str, str, datetime], list[Any]] = {}
    for entry in entries.defer("payload").order_by("-at", "-pk")[: MOST_CHANGES * 8]:
        acts.setdefault((entry.chain, entry.verb, entry.at.replace(microsecond=0)), []).append(
            entry
        )
    newest = list(acts.values())[:MOST_CHANGES]
    return [_change(rows[::-1], items[rows[0].chain]) for rows in newest]


def _change(entries: Sequence[Any], item: Contradiction) -> Change:
    """Tell one act, with the words given with it; without any, with what the item says."""
    first = entries[0]
    said = next((one.words for one in entries if one.words and one.words != _plain(one.verb)), "")
    about = quoted(Truncator(said).chars(LONGEST)) if said else item.sentence.rstrip(".")
    sentence = f"{DONE[first.verb]} {item.code}{':' if said else '.'} {about}."
    return Change(first.at, first.actor, sentence, item_url(item))


def _plain(verb: str) -> str:
    return verb.replace("_", " ")


def _followed(person: User) -> QuerySet[Contradiction]:
    """Return the newest items a person follows; an auditor follows those that ended too."""
    seen = Contradiction.objects.visible_to(person).only(*WORDED).order_by("-number")
    if not person.is_auditor:
        seen = seen.open().filter(Q(owner=person) | Q(decider=person) | Q(raiser=person))
    return seen[:MOST_ITEMS]


def last_friday(at: datetime) -> datetime:
    """Return the moment since when changes are news: the last working day's morning."""
    back = {0: 3, 6: 2}.get(at.weekday(), 1)
    return (at - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
