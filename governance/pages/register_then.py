"""The register as it was known at a moment: its views, and what all its open items came to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Min, Q

from accounts.models import User
from governance.dispute.sentences import Segment, Sentence
from governance.history.as_of import versions
from governance.lifecycle import ENDED, OPEN
from governance.models import Contradiction
from governance.register.saved_views import SORT_BY_SLUG
from metrics.figures import number


@dataclass(frozen=True)
class ViewThen:
    """One tab: its name in the address, its words, which states it takes, and its order."""

    slug: str
    label: str
    states: tuple[str, ...]
    order: tuple[Any, ...]
    reaches: Callable[[datetime], Q]
    empty: str

    def narrow(self, found: Any) -> Any:
        """Take the versions in the states of the view."""
        return found.filter(status__in=self.states)


def _lived(at: datetime) -> Q:
    """Take every item that may have been open: it is now, or it ended later.

    Only narrows which items' history is read; what each was is read from there.
    """
    return Q(status__in=OPEN) | Q(ended_at__isnull=True) | Q(ended_at__gt=at)


def _any(_at: datetime) -> Q:
    return Q()


OPEN_THEN = ViewThen(
    *("open", "Open then", OPEN, SORT_BY_SLUG["severity"].order, _lived),
    "No contradiction was open then.",
)
CLOSED_THEN = ViewThen(
    *("closed", "Closed by then", ENDED, ("-number",), _any),
    "Nothing had been closed or dismissed by then.",
)
ALL_THEN = ViewThen(
    *("all", "All logged by then", (*OPEN, *ENDED), ("-number",), _any),
    "Nothing had been logged by then.",
)
VIEWS = (OPEN_THEN, CLOSED_THEN, ALL_THEN)
BY_SLUG = {view.slug: view for view in VIEWS}


def then(person: User, at: datetime, view: ViewThen) -> Any:
    """Return the versions in force at a moment of the items a person may see, as history rows."""
    seen = Contradiction.objects.visible_to(person).filter(view.reaches(at), logged_at__lte=at)
    return versions(seen, at)


def hidden(person: User, at: datetime) -> list[tuple[str, int]]:
    """Return number and age of the open items a person may not read: they existed, no more."""
    if person.is_steward or person.is_auditor:
        return []
    seen = Contradiction.objects.visible_to(person).values("pk")
    closed_off = Contradiction.objects.filter(is_confidential=True).exclude(pk__in=seen)
    found = OPEN_THEN.narrow(versions(closed_off, at)).order_by("number")
    told = found.values_list("number", "occurred_on")
    return [(f"C-{number:03d}", (at.date() - since).days) for number, since in told]


@dataclass(frozen=True)
class TotalsThen:
    """What the items open at a moment came to."""

    open: int
    severe: int
    without_decider: int
    oldest_on: date | None

    def oldest_days(self, on: date) -> int:
        """Return the longest customer clock."""
        return (on - self.oldest_on).days if self.oldest_on else 0


def totals(found: Any) -> TotalsThen:
    """Count the items open then, in one query."""
    counted = (
        found.filter(status__in=OPEN)
        .order_by()
        .aggregate(
            open=Count("history_id"),
            severe=Count("history_id", filter=Q(severity=Contradiction.Severity.S1)),
            without=Count("history_id", filter=Q(decider__isnull=True)),
            oldest=Min(F("occurred_on")),
        )
    )
    return TotalsThen(counted["open"], counted["severe"], counted["without"], counted["oldest"])


def headline(counted: TotalsThen) -> Sentence:
    """Say how many were open, how many at the worst severity, and how many without a decider."""
    if not counted.open:
        return [Segment("No contradiction was open then.")]
    noun = "contradictions were" if counted.open > 1 else "contradiction was"
    without = counted.without_decider
    undecided = [Segment(number(without), is_figure=True), Segment(" had no decider.")]
    return [
        Segment(number(counted.open), is_figure=True),
        Segment(f" {noun} open then, "),
        Segment(number(counted.severe), is_figure=True),
        Segment(" of them at S1. "),
        *(undecided if without else [Segment("Each had a decider.")]),
    ]
