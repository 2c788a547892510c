"""The agenda of a review, worked out from what is true now, in the order it is gone through.

The customer's view, what is due, what to decide, acceptances that end, meanings to ratify, beliefs
retired. A part with nothing in it is empty. All of it is frozen and can be written as JSON.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from django.conf import settings

from accounts.models import LedgerEntry, User
from accounts.workdays import local_day
from governance.dispute.marks import Glyph
from governance.models import AgendaItem, Contradiction, Deferral, Review
from governance.register.rows import glyph_of, sentence_of
from governance.reviews.candidates import candidates, horizon, is_without_answer
from governance.reviews.customer_view import Split, split
from governance.reviews.due_back import (
    Belief,
    Due,
    Expiring,
    Meaning,
    beliefs,
    due_back,
    expiring,
    meanings,
    seen_items,
)
from governance.reviews.readiness import Lack, lacks
from metrics.figures import money

Status = Contradiction.Status
CUSTOMER_MINUTES, DISCUSSION_MINUTES = 2, 3
DECISION_MINUTES = {1: 6}
DECISION_MINUTES_ELSE = 4
CALLED = "Called for this"
UNPROPOSED = (Status.LOGGED, Status.ASSIGNED, Status.INVESTIGATING)


@dataclass(frozen=True, kw_only=True)
class PutOff:
    """An item that a review put off once: until when, at what cost, by whom."""

    code: str
    sentence: str
    until: date
    cost: str
    by: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One item to be taken up. Of a confidential one, others read its number, age and time."""

    code: str
    is_hidden: bool
    title: str = ""
    sentence: tuple[tuple[str, bool], ...] = ()  # the title, with its figures marked
    glyph: Glyph | None = None
    severity: int | None = None
    status: str = ""
    purpose: str  # decision or discussion
    why: tuple[str, ...] = ()  # escalated to whom, no answer, pinned, put off before
    is_pinned: bool
    is_changed: bool
    owner: str = ""
    decider: str = ""
    recommendation: str = ""
    exposure: str = ""
    customer_days: int
    put_off: PutOff | None = None
    lacks: tuple[Lack, ...] = ()
    minutes: int
    begins_after: int  # minutes from the start of the meeting
    is_at_risk: bool  # would end after the meeting does


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """All that a review goes through."""

    review: str
    body: str
    quarter: str
    period_start: date
    period_end: date
    as_of: datetime
    minutes: int
    slot: int
    is_healthy: bool
    customer_view: Split | None
    due: tuple[Due, ...]
    decisions: tuple[Entry, ...]
    left: tuple[Entry, ...]
    more_left: int
    put_off: tuple[PutOff, ...]
    expiring: tuple[Expiring, ...]
    meanings: tuple[Meaning, ...]
    beliefs: tuple[Belief, ...]

    @property
    def unready(self) -> tuple[Entry, ...]:
        """What is to be decided and lacks something."""
        return tuple(entry for entry in self.decisions if entry.lacks)

    @property
    def is_over(self) -> bool:
        """Whether it takes longer than the meeting lasts."""
        return self.minutes > self.slot


def agenda_of(
    review: Review, reader: User | None, at: datetime, *, since: datetime | None = None
) -> Agenda:
    """Return the agenda as one person reads it, or as everybody invited may (no reader).

    Items that something happened to after `since`, the moment of a pre-read, are marked.
    """
    found, day, today = candidates(review, at), horizon(review, at), local_day(at, review.zone)
    seen = _seen([*found.taken, *found.left, *(row.contradiction for row in found.put_off)], reader)
    # What an extraordinary review is called for is all it is about.
    is_whole = review.item_id is None
    view = split() if is_whole else None
    due = due_back(reader, today, day, began(review) or at) if is_whole else ()
    ends = expiring(reader, review) if is_whole else ()
    means = meanings() if is_whole else ()
    write = Writer(review, at, seen, _changed(found.taken, since))
    before = (CUSTOMER_MINUTES if view else 0) + (DISCUSSION_MINUTES if due else 0)
    decisions = write.entries(found.taken, before)
    after = sum(DISCUSSION_MINUTES for part in (ends, means) if part)
    needed = before + sum(entry.minutes for entry in decisions) + after
    is_calm = not any(item.escalation_level for item in found.taken)
    least = settings.TIEOUT.review_healthy_minutes if is_whole else 0
    return Agenda(
        review=review.label,
        body=review.body.name,
        quarter=review.quarter,
        period_start=review.period_start,
        period_end=review.period_end,
        as_of=at,
        minutes=max(needed, least),
        slot=review.minutes,
        is_healthy=is_calm and needed <= least,
        customer_view=view,
        due=due,
        decisions=decisions,
        left=write.entries(found.left, needed),
        more_left=found.more,
        put_off=tuple(_put_off(row) for row in found.put_off if row.contradiction_id in seen),
        expiring=ends,
        meanings=means,
        beliefs=beliefs(reader, review, at) if is_whole else (),
    )


def began(review: Review) -> datetime | None:
    """Return when the meeting began; what it decides itself is not due in it."""
    moments = review.history.filter(status=Review.Status.IN_PROGRESS).order_by("history_date")
    first: datetime | None = moments.values_list("history_date", flat=True).first()
    return first


def as_data(agenda: Agenda) -> dict[str, Any]:
    """Return an agenda as plain data that JSON can hold."""
    return as_plain(agenda)


def as_plain(record: Any) -> dict[str, Any]:
    """Return a frozen dataclass, and those in it, as plain data that JSON can hold."""
    written: dict[str, Any] = _plain(asdict(record))
    return written


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def _seen(items: Sequence[Contradiction], reader: User | None) -> set[int]:
    """Return which of these items the reader may read."""
    hidden = [item.pk for item in items if item.is_confidential]
    open_to_all = {item.pk for item in items} - set(hidden)
    if not hidden or reader is None:
        return open_to_all
    return open_to_all | set(seen_items(reader).filter(pk__in=hidden).values_list("pk", flat=True))


def _changed(items: Sequence[Contradiction], since: datetime | None) -> set[str]:
    """Return the chains of items to which something happened since a moment."""
    if since is None:
        return set()
    written = LedgerEntry.objects.filter(chain__in=[item.chain for item in items], at__gt=since)
    return set(written.order_by().values_list("chain", flat=True).distinct())


def _put_off(row: Deferral) -> PutOff:
    item = row.contradiction
    return PutOff(
        code=item.code, sentence=item.sentence, until=row.until_on, cost=row.cost, by=str(row.by)
    )


class Writer:
    """Words the items of one agenda; what several need is read once."""

    def __init__(self, review: Review, at: datetime, seen: set[int], changed: set[str]) -> None:
        self.review, self.at, self.seen, self.changed = review, at, seen, changed
        pinned = AgendaItem.objects.filter(review=review, is_pinned=True)
        self.carried: dict[int, AgendaItem] = {}
        self.pinned = set(pinned.values_list("contradiction", flat=True))

    def entries(self, items: Sequence[Contradiction], before: int) -> tuple[Entry, ...]:
        """Word items, each with the minute at which its turn comes."""
        if not items:
            return ()
        missing = lacks([item for item in items if item.pk in self.seen], self.at)
        earlier, self.carried = self._earlier(items), self._carried(items)
        times = [_minutes(item) for item in items]
        starts = accumulate(times, initial=before)
        return tuple(
            self._entry(item, missing.get(item.pk, ()), earlier.get(item.pk), start)
            for item, start in zip(items, starts, strict=False)
        )

    def _earlier(self, items: Sequence[Contradiction]) -> dict[int, Deferral]:
        """Return what was put off before, in the cycle that runs."""
        cycles = {item.pk: item.cycle for item in items}
        rows = Deferral.objects.filter(contradiction__in=cycles)
        found = rows.select_related("contradiction", "by")
        current = [row for row in found if row.cycle == cycles[row.contradiction_id]]
        return {row.contradiction_id: row for row in current}

    def _carried(self, items: Sequence[Contradiction]) -> dict[int, AgendaItem]:
        """Return what the last meeting of the body left undecided, with why."""
        closed = Review.objects.filter(body=self.review.body_id, status=Review.Status.CLOSED)
        last = closed.filter(starts_at__lt=self.review.starts_at).order_by("-starts_at").first()
        left = AgendaItem.objects.filter(review=last, contradiction__in=items)
        rows = left.exclude(carried_because="").select_related("review") if last else ()
        return {row.contradiction_id: row for row in rows}

    def _entry(
        self, item: Contradiction, lacks: tuple[Lack, ...], earlier: Deferral | None, start: int
    ) -> Entry:
        minutes, is_hidden = _minutes(item), item.pk not in self.seen
        facts: dict[str, Any] = {} if is_hidden else self._facts(item, lacks, earlier)
        return Entry(
            code=item.code,
            is_hidden=is_hidden,
            purpose=_purpose(item),
            is_pinned=item.pk in self.pinned,
            is_changed=item.chain in self.changed,
            customer_days=item.customer_days(self.at.date()),
            minutes=minutes,
            begins_after=start,
            is_at_risk=start + minutes > self.review.minutes,
            **facts,
        )

    def _facts(
        self, item: Contradiction, lacks: tuple[Lack, ...], earlier: Deferral | None
    ) -> dict[str, Any]:
        exposure = item.exposure
        is_proposed = item.status == Status.PROPOSED
        return {
            "title": item.sentence,
            "sentence": tuple((part.text, part.is_figure) for part in sentence_of(item)),
            "glyph": glyph_of(item),
            "severity": item.severity,
            "status": item.status,
            "why": tuple(self._why(item, earlier)),
            "owner": str(item.owner or ""),
            "decider": str(item.decider or ""),
            "recommendation": str(item.recommended) if item.recommended and is_proposed else "",
            "exposure": money(exposure, item.exposure_currency) if exposure is not None else "",
            "put_off": _put_off(earlier) if earlier else None,
            "lacks": lacks,
        }

    def _why(self, item: Contradiction, earlier: Deferral | None) -> list[str]:
        said = [CALLED] if item.pk == self.review.item_id else []
        if is_without_answer(item, self.at):
            said.append("No answer")
        if item.escalation_level and item.is_open:
            said.append(f"Escalated to {item.escalated_to}" if item.escalated_to else "Escalated")
        if item.reopenings:
            said.append("Reopened" if item.reopenings == 1 else f"Reopened {item.reopenings} times")
        if left := self.carried.get(item.pk):
            said.append(f"Carried from {left.review.label}: {left.carried_because}")
        if earlier:
            said.append(f"Put off once, until {earlier.until_on}")
        return said


def _purpose(item: Contradiction) -> str:
    return "discussion" if item.status in UNPROPOSED else "decision"


def _minutes(item: Contradiction) -> int:
    """Return how long an item is given: the worst are given longest, talk about others less."""
    if _purpose(item) == "discussion":
        return DISCUSSION_MINUTES
    return DECISION_MINUTES.get(item.severity or 0, DECISION_MINUTES_ELSE)
