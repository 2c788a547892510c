"""A meeting under way, as every device reads it: its stops, where it stands, and who is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max

from accounts.models import LedgerEntry, User
from governance.models import AgendaItem, Deferral, Review, ReviewGuest, Stand
from governance.reviews.agenda import CUSTOMER_MINUTES, DISCUSSION_MINUTES, Agenda, Entry
from governance.reviews.candidates import UNDECIDED

FIRST, LAST = "customer", "close"


@dataclass(frozen=True)
class Stop:
    """One screen of a meeting: a part of its agenda, or one item."""

    key: str
    title: str
    minutes: int = 0
    entry: Entry | None = None


def stops(agenda: Agenda) -> list[Stop]:
    """Return the screens in order; a part with nothing in it has none, the close always has."""
    items = [(one, Stop(one.code, one.code, one.minutes, one)) for one in agenda.decisions]
    found = [
        (agenda.customer_view, Stop(FIRST, "The customer's view", CUSTOMER_MINUTES)),
        (agenda.due, Stop("due", "Decided before, and due", DISCUSSION_MINUTES)),
        *items,
        (agenda.expiring, Stop("expiring", "Acceptances that end", DISCUSSION_MINUTES)),
        (agenda.meanings, Stop("meanings", "Definitions to ratify", DISCUSSION_MINUTES)),
        (agenda.beliefs, Stop("beliefs", "No longer believed")),
        (True, Stop(LAST, "The end")),
    ]
    return [stop for there, stop in found if there]


@dataclass(frozen=True)
class Place:
    """Where a meeting stands among its stops, since when, and how long that was meant to take."""

    stops: Sequence[Stop]
    index: int
    since: datetime
    version: int

    @property
    def stop(self) -> Stop:
        """The screen that is shown."""
        return self.stops[self.index]

    @property
    def before(self) -> Stop | None:
        """The screen before it."""
        return self.stops[self.index - 1] if self.index else None

    @property
    def after(self) -> Stop | None:
        """The screen after it."""
        return self.stops[self.index + 1] if self.index + 1 < len(self.stops) else None

    @property
    def ends_at(self) -> datetime | None:
        """When its time is used up; what is only read has none."""
        return self.since + timedelta(minutes=self.stop.minutes) if self.stop.minutes else None


def place_of(review: Review, agenda: Agenda) -> Place:
    """Return where a meeting stands: at its first stop until somebody turns the page.

    A part that emptied meanwhile is followed by the first item, or by the end.
    """
    ordered = stops(agenda)
    stand = Stand.objects.filter(review=review).first()
    if stand is None:
        return Place(ordered, 0, review.history.latest("history_date").history_date, 0)
    keys = [stop.key for stop in ordered]
    index = keys.index(stand.stop) if stand.stop in keys else _next_item(ordered)
    return Place(ordered, index, stand.since, stand.version)


def _next_item(ordered: Sequence[Stop]) -> int:
    items = [index for index, stop in enumerate(ordered) if stop.entry or stop.key == LAST]
    return items[0]


@dataclass(frozen=True)
class Room:
    """Who is invited, who of them is there, and whether that is enough to decide."""

    invited: Sequence[User]
    present: frozenset[int]
    quorum: int

    @property
    def is_quorate(self) -> bool:
        """Whether enough members are there."""
        return len(self.present) >= self.quorum

    @property
    def is_taken(self) -> bool:
        """Whether anybody has said who is there."""
        return bool(self.present)

    @property
    def names(self) -> list[str]:
        """Who is there."""
        return [str(person) for person in self.invited if person.pk in self.present]

    @property
    def missing(self) -> list[str]:
        """Who was invited and is not."""
        return [str(person) for person in self.invited if person.pk not in self.present]


def room_of(review: Review) -> Room:
    """Return who is there."""
    guests = ReviewGuest.objects.filter(review=review, is_withdrawn=False)
    invited = [row.person for row in guests.select_related("person").order_by("person__name", "pk")]
    present = review.attendance.filter(is_present=True).values_list("person", flat=True)
    return Room(invited, frozenset(present), review.quorum)


def pulse(review: Review, place: Place) -> str:
    """Return a mark that differs once anything on the screen may: the page, the room, the item."""
    chains = [review.chain]
    if place.stop.entry:
        chains.append(place.stop.entry.code)
    last = LedgerEntry.objects.filter(chain__in=chains).aggregate(last=Max("pk"))["last"]
    return f"{place.stop.key}.{place.version}.{last or 0}"


def left_over(review: Review) -> list[AgendaItem]:
    """Return what the meeting called and neither decided nor put off."""
    called = review.agenda_items.filter(
        called_at__isnull=False, contradiction__status__in=UNDECIDED
    )
    put_off = Deferral.objects.filter(review=review).values("contradiction")
    left = called.exclude(contradiction__in=put_off).select_related("contradiction")
    return list(left.order_by("place", "pk"))
