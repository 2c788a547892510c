"""Which bridges are to be computed again this month, who is asked, and where it is done."""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.urls import reverse

from accounts.models import User
from accounts.workdays import local_day
from governance.bridging.lists import last_run, runs_between
from governance.bridging.rules import moved_on, rules_of
from governance.clocks.faces import Faces
from governance.models import Bridge, BridgeRepeat, Contradiction, Position
from governance.policies import Standing

ONE_DAY = timedelta(days=1)
# What an address says so that the rules start a month on.
NEXT_MONTH = "next_month"
NEEDED = ("by", "on_behalf_of", "bridge__contradiction__owner", "bridge__start", "bridge__end")


def asker_of(repeat: BridgeRepeat) -> User:
    """Return who wants it repeated: whoever asked, or whom they stood in for."""
    return repeat.on_behalf_of or repeat.by


def repeats_due(at: datetime, states: Collection[str]) -> Iterator[tuple[BridgeRepeat, date]]:
    """Yield what is repeated, with its month, from the first working day of whoever asked on.

    Items in other states than these have no bridge drawn; the month of the asking is done.
    """
    standing = BridgeRepeat.objects.standing().filter(bridge__contradiction__status__in=states)
    rows = list(standing.select_related(*NEEDED))
    faces = Faces(map(asker_of, rows), at)
    for row in rows:
        zone = faces.zone_of(asker_of(row))
        today = local_day(at, zone)
        month = today.replace(day=1)
        first = faces.week_of(asker_of(row)).after(month - ONE_DAY)
        if local_day(row.at, zone) < month and first <= today:
            yield row, month


def ran_since(repeat: BridgeRepeat, month: date, at: datetime) -> bool:
    """Say whether somebody computed it already since a month began."""
    bridge, zone = repeat.bridge, Faces([], at).zone_of(asker_of(repeat))
    began = datetime.combine(month, time(), zone)
    runs = runs_between(bridge.contradiction, bridge.start, bridge.end)
    return runs.filter(at__gte=began).exists()


def who_repeats(repeat: BridgeRepeat, at: datetime, who: tuple[str, ...]) -> User | None:
    """Return whoever asked, or the owner where that person may not draw the bridge any more."""
    person, item = asker_of(repeat), repeat.bridge.contradiction
    stays = person.is_active and Standing(item, person, at).any_of(who)
    return person if stays else item.owner


def lists_path(bridge: Bridge) -> str:
    """Return where the lists of the next month are given."""
    sides = f"{bridge.start.order}-{bridge.end.order}"
    address = reverse("bridge_lists", args=[bridge.contradiction.code])
    return f"{address}?sides={sides}&{NEXT_MONTH}=1"


def next_windows(item: Contradiction, start: Position, end: Position) -> list[tuple[str, str]]:
    """Say for each side with a window, by its last run, which one a month on is."""
    run = last_run(item, start, end)
    if run is None:
        return []
    rules = moved_on(rules_of(run))
    sides = ((start.label, rules["left"]), (end.label, rules["right"]))
    return [(label, window_in_words(told["period"])) for label, told in sides if told["period"]]


def window_in_words(period: dict[str, str | None]) -> str:
    """Write a window as people say it."""
    start, end = period.get("from"), period.get("before")
    ends = [f"from {start}" if start else "", f"before {end}" if end else ""]
    return f"{period['column']} {' '.join(filter(None, ends))}"
