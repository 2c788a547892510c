"""The ledger as a page: acts, newest first, narrowed by item, person, verb and day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from accounts.canonical import canonical
from accounts.models import LedgerEntry, User
from governance.history.telling import SENTENCES
from governance.history.timeline import SAME_MOMENT
from governance.history.trail import table_of
from governance.history.triggers import governed
from governance.history.words import hidden_chains, item_of
from governance.lifecycle import LIFECYCLE
from governance.models.decisions import in_place_of
from metrics.csv_writing import Cell

PER_PAGE = 60
HASH_SHOWN = 12
HEADER = (
    *("Chain", "Entry", "Moment (UTC)", "Actor", "Actor key", "Verb", "Table", "Row"),
    *("Payload", "Previous hash", "Hash", "On behalf of", "On behalf of key", "Way"),
)
VERBS = sorted({*(move.verb for move in LIFECYCLE), *SENTENCES})


@dataclass(frozen=True)
class Asked:
    """What a reader wants to see of the ledger; empty means everything."""

    chain: str = ""
    person: User | None = None
    verb: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int = 0


@dataclass(frozen=True)
class Recorded:
    """One act: who did what when, the rows it wrote and where they stand in the chain."""

    at: datetime
    actor: str
    verb: str
    chain: str
    is_item: bool
    rows: str
    entries: str
    hash: str


def entries(asked: Asked, reader: User) -> QuerySet[LedgerEntry]:
    """Return the entries asked for, newest first, without what the reader may not see."""
    found = LedgerEntry.objects.select_related("actor", "on_behalf_of").order_by("-at", "-id")
    if hidden := hidden_chains(reader):
        found = found.exclude(chain__in=hidden)
    if asked.chain:
        found = found.filter(chain=asked.chain)
    if asked.person:
        found = found.filter(Q(actor=asked.person) | Q(on_behalf_of=asked.person))
    if asked.verb:
        found = found.filter(verb=asked.verb)
    if asked.since:
        found = found.filter(at__gte=asked.since)
    if asked.until:
        found = found.filter(at__lt=asked.until)
    return _from(found, asked.before)


def _from(found: QuerySet[LedgerEntry], before: int) -> QuerySet[LedgerEntry]:
    """Continue below an entry; the ledger may be long, so nothing is counted or skipped."""
    last = LedgerEntry.objects.filter(pk=before).values_list("at", flat=True).first()
    if last is None:
        return found
    return found.filter(at__lte=last).exclude(Q(at=last, id__gte=before))


def page(asked: Asked, reader: User) -> tuple[list[Recorded], int]:
    """Return the acts of one page, and the entry the next page continues below (0: none)."""
    rows = list(entries(asked, reader).defer("payload")[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    more = shown[-1].pk if len(rows) > PER_PAGE else 0
    return [_recorded(group) for group in _together(shown)], more


def _together(rows: Sequence[LedgerEntry]) -> Iterator[list[LedgerEntry]]:
    group: list[LedgerEntry] = []
    for row in rows:
        if group and not _same_act(group[-1], row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _same_act(one: LedgerEntry, two: LedgerEntry) -> bool:
    first, second = ((row.chain, row.verb, row.actor_id, row.on_behalf_of_id) for row in (one, two))
    return first == second and abs(one.at - two.at) < SAME_MOMENT


def _recorded(group: Sequence[LedgerEntry]) -> Recorded:
    last, first = group[0], group[-1]
    numbers = f"{first.seq}" if first.seq == last.seq else f"{first.seq} to {last.seq}"
    kinds = dict.fromkeys(_kind(row.table_name) for row in reversed(group))
    return Recorded(
        at=last.at,
        actor=in_place_of(last.actor, last.on_behalf_of) + (", by mail" if last.way else ""),
        verb=last.verb.replace("_", " "),
        chain=last.chain,
        is_item=last.chain.startswith("C-"),
        rows=", ".join(kinds),
        entries=numbers,
        hash=last.hash[:HASH_SHOWN],
    )


def _kind(table: str) -> str:
    """Name what a row is."""
    return KINDS.get(table) or table


KINDS = {table_of(model): str(model._meta.verbose_name) for model in governed()}


def csv_rows(found: QuerySet[LedgerEntry]) -> Iterator[Sequence[Cell]]:
    """Yield the cells of each entry, whole, so that its hash can be worked out again."""
    for row in found.iterator(chunk_size=500):
        yield csv_row(row)


def csv_row(row: LedgerEntry) -> Sequence[Cell]:
    """Return the cells of one entry."""
    return (
        *(row.chain, row.seq, canonical("t", row.at), row.actor.name, row.actor_id, row.verb),
        *(row.table_name, row.row_id, row.payload, row.previous_hash, row.hash),
        *(row.on_behalf_of.name if row.on_behalf_of else None, row.on_behalf_of_id),
        row.way,
    )


def day_span(since: Any, until: Any, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    """Return where two days begin and end in a reader's zone, both days included."""
    first = datetime.combine(since, datetime.min.time(), zone) if since else None
    if not until:
        return first, None
    return first, datetime.combine(until + timedelta(days=1), datetime.min.time(), zone)


def is_known(chain: str, reader: User) -> bool:
    """Say whether a chain exists for a reader: one they may not see does not."""
    return chain not in hidden_chains(reader) and (
        item_of(chain) is not None or LedgerEntry.objects.filter(chain=chain).exists()
    )
