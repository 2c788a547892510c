"""The register's views, each a condition on open items, and what it says of all of them at once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, F, Min, Q, Sum, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat

from accounts.models import User
from governance.lifecycle import ENDED
from governance.models import Contradiction, Review
from governance.models.contradictions import ContradictionQuerySet
from governance.reviews.candidates import taken_keys

# The part both sides share, as text of four decimals, so that it sorts as it counts.
FILLED = KeyTextTransform("filled", "summary")
EXPIRING_DAYS = 30
STALE_DAYS = 30
NUMBER_DIGITS = 9


@dataclass(frozen=True)
class Reader:
    """Who reads the register, when, and the review that comes next for them."""

    person: User
    at: datetime
    review: Review | None


@dataclass(frozen=True)
class SavedView:
    """One tab: its name in the URL, its words, and its condition on open items."""

    slug: str
    label: str
    condition: Callable[[Reader], Q]
    empty: str


def _mine(reader: Reader) -> Q:
    decides = Q(decider=reader.person, status=Contradiction.Status.PROPOSED)
    return Q(owner=reader.person) | decides


def _for_review(reader: Reader) -> Q:
    """Take what the next review is to decide; nothing where none is ahead."""
    if reader.review is None:
        return Q(pk__in=())
    return Q(pk__in=taken_keys(reader.review, reader.at))


def _expiring(reader: Reader) -> Q:
    before = reader.at.date() + timedelta(days=EXPIRING_DAYS)
    return Q(status=Contradiction.Status.ACCEPTED, accepted_until__lte=before)


def _stale(reader: Reader) -> Q:
    fresh = reader.at.date() - timedelta(days=STALE_DAYS)
    return Q(shown_on__isnull=True) | Q(shown_on__lt=fresh)


def _overdue(reader: Reader) -> Q:
    return Q(due_at__lt=reader.at, paused_until__isnull=True)


VIEWS = (
    SavedView("open", "All open", lambda _: Q(), "No contradiction is open."),
    SavedView("mine", "Mine", _mine, "Nothing open is yours to answer or to decide."),
    SavedView(
        "no-decider",
        "Needs decider",
        lambda _: Q(decider__isnull=True),
        "Every open item has a decider.",
    ),
    SavedView(
        "review",
        "For next review",
        _for_review,
        "Nothing open waits for a review that is on the calendar.",
    ),
    SavedView(
        "split",
        "Customer red, functions green",
        lambda _: Q(is_split=True),
        "Nowhere is the customer red while every function is green.",
    ),
    SavedView(
        "expiring",
        "Acceptances expiring",
        _expiring,
        f"No acceptance expires within {EXPIRING_DAYS} days.",
    ),
    SavedView("stale", "Stale evidence", _stale, f"All evidence is at most {STALE_DAYS} days old."),
    SavedView("overdue", "Overdue", _overdue, "Nothing is overdue."),
)
CLOSED = SavedView("closed", "Closed", lambda _: Q(), "Nothing was closed or dismissed yet.")
BY_SLUG = {view.slug: view for view in (*VIEWS, CLOSED)}


def narrow(items: ContradictionQuerySet, view: SavedView, reader: Reader) -> ContradictionQuerySet:
    """Return the items of a view."""
    if view is CLOSED:
        return items.filter(status__in=ENDED)
    return items.open().filter(view.condition(reader))


@dataclass(frozen=True)
class Totals:
    """What all open items a person may see come to."""

    counts: dict[str, int]
    exposure: Decimal | None
    estimated: int
    oldest: str
    oldest_on: date | None

    def oldest_days(self, on: date) -> int:
        """Return the longest customer clock."""
        return (on - self.oldest_on).days if self.oldest_on else 0


def totals(reader: Reader) -> Totals:
    """Count every view and add up exposure over the open items, in one query."""
    currency = Q(exposure_currency=settings.TIEOUT.currency)
    counts: dict[str, Any] = {
        view.slug: Count("pk", filter=view.condition(reader))
        if view.slug != "open"
        else Count("pk")
        for view in VIEWS
    }
    # The oldest with its number, in one text that sorts: numbers are brought to one length.
    first = Concat(
        Cast("occurred_on", CharField()),
        Value(" "),
        Cast(F("number") + 10**NUMBER_DIGITS, CharField()),
    )
    found = (
        Contradiction.objects.open()
        .visible_to(reader.person)
        .aggregate(
            **counts,
            sum=Sum("exposure", filter=currency),
            estimated=Count("exposure", filter=currency),
            oldest=Min(first, output_field=CharField()),
        )
    )
    oldest_on, _, number = (found["oldest"] or "").partition(" ")
    return Totals(
        counts={view.slug: found[view.slug] for view in VIEWS},
        exposure=found["sum"],
        estimated=found["estimated"],
        oldest=f"C-{int(number) % 10**NUMBER_DIGITS:03d}" if number else "",
        oldest_on=date.fromisoformat(oldest_on) if oldest_on else None,
    )


@dataclass(frozen=True)
class Sort:
    """One order of the register."""

    slug: str
    label: str
    order: tuple[Any, ...]


SORTS = (
    Sort(
        "severity",
        "Severity, then exposure",
        (F("severity").asc(nulls_last=True), F("exposure").desc(nulls_last=True), "number"),
    ),
    Sort("customer", "Customer clock, longest first", ("occurred_on", "number")),
    Sort("due", "Due, soonest first", (F("due_at").asc(nulls_last=True), "number")),
    Sort("exposure", "Exposure, largest first", (F("exposure").desc(nulls_last=True), "number")),
    Sort("gap", "Gap, widest first", (FILLED.asc(nulls_last=True), "number")),
    Sort("newest", "Newest first", ("-number",)),
)
SORT_BY_SLUG = {sort.slug: sort for sort in SORTS}


def sort_of(slug: str, view: SavedView) -> Sort:
    """Return the order asked for; what has ended is read from its newest end."""
    return SORT_BY_SLUG.get(slug) or SORT_BY_SLUG["newest" if view is CLOSED else "severity"]
