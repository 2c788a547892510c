"""Two lists behind two figures, and the bridge between them, made as the pages of a bridge do.

The rows stand for those of the public files: as many leads of each month and origin, won in the
same months. Their names are made up, for the files themselves are not ours to hand on.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from io import StringIO
from uuid import uuid4

from django.core.files.base import ContentFile

from accounts.models import User
from governance.actions.bridge_given import GivenList
from governance.actions.bridge_jobs import run_bridge, upload_lists
from governance.actions.bridge_runs import put_in_place
from governance.models import BridgeJob, BridgeLine, Contradiction
from governance.promises.bridges import set_side_by_side
from governance.sample.directory import rows_of
from governance.sample.script import Named
from metrics.bridge import Running

COHORTS = "olist/lists/leads-and-deals.csv"
LEADS, DEALS = ("lead", "first_contact_month", "origin"), ("lead", "won_month")
# A worker takes a moment; the run is dated after the question.
A_MOMENT = timedelta(seconds=8)


def give_lists(*, item: Contradiction, actor: User, at: datetime) -> None:
    """Upload the lists of leads and of won deals behind the two sides of an item."""
    start, end = item.positions.filter(superseded_by__isnull=True).order_by("order")
    left, right = _file("leads.csv", LEADS, leads()), _file("deals.csv", DEALS, deals())
    upload_lists(item=item, start=start, end=end, left=left, right=right, actor=actor, at=at)


def compute(*, item: Contradiction, actor: User, at: datetime) -> None:
    """Ask for the bridge by the rules that were suggested, and be the worker that makes it."""
    job = BridgeJob.objects.filter(contradiction=item).latest("pk")
    asked = run_bridge(job=job, rules=job.rules, actor=actor, at=at)
    name = str(uuid4())
    found = set_side_by_side(asked, rows=name, running=Running())
    put_in_place(job=asked, found=found, rows=name, actor=actor, at=at + A_MOMENT)


def computed(step: str) -> Named:
    """Mention a computed step of the item's bridge, such as `left-dates`."""
    lines = BridgeLine.objects.filter(is_withdrawn=False)
    return Named(lambda scene: lines.get(bridge__contradiction=scene.item, step=step))


def leads() -> Iterator[tuple[str, str, str]]:
    """List every lead with the month of its first contact and where it came from."""
    for name, row in _each_lead():
        yield name, _first_day(row["first_contact"]), row["origin"]


def deals() -> Iterator[tuple[str, str]]:
    """List every lead that was won, by the month in which it was."""
    won = ((name, _first_day(row["won"])) for name, row in _each_lead() if row["won"])
    yield from sorted(won, key=lambda deal: deal[1])


def _each_lead() -> Iterator[tuple[str, dict[str, str]]]:
    number = 0
    for row in rows_of(COHORTS):
        for _ in range(int(row["leads"])):
            number += 1
            yield f"lead-{number:04}", row


def _first_day(month: str) -> str:
    return f"{month}-01"


def _file(name: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> GivenList:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return GivenList(file=ContentFile(text.getvalue().encode(), name=name))
