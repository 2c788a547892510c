"""The cases: each page or endpoint beside the least that could answer the same."""

from dataclasses import replace
from datetime import timedelta

import orjson
import typst
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from benchmarks import bounds
from benchmarks.asking import Person
from benchmarks.data import RARE, generate
from benchmarks.report import Aim, Line, Report
from benchmarks.timing import CPU, Call, in_turns, statements
from governance.actions.agenda import pin_item
from governance.history.as_of import items_of, versions
from governance.models import Contradiction
from governance.packs.printing import pdf_of
from governance.packs.snapshot import hash_of, snapshot_of
from tests.factories.clock import clock
from tests.factories.governance import decided, proposed
from tests.factories.metrics import reading
from tests.factories.reviews import opened

API = "/api/v1/contradictions/"
LIST = f"{API}?page_size=50"
NETBOX_MS_PER_KB = 336 / 106
REGISTER_ROWS = 20
PACK_ITEMS = 30


def measure_all(report: Report, size: int) -> None:
    """Generate the data and add a line for each case."""
    Bench(report, size).run()


class Bench:
    """One size of data, a steward who asks, and one item with a life behind it."""

    def __init__(self, report: Report, size: int) -> None:
        self.report, self.size = report, size
        self.made = made = generate(size)
        self.steward = Person(made.steward)
        self.sides = [reading(kpi, 100 + n) for n, kpi in enumerate(made.kpi_pair())]
        self.keys = list(Contradiction.objects.values_list("pk", flat=True)[:50])
        self.at = Contradiction.objects.latest("number").logged_at + timedelta(days=5)
        self.lived = decided(made)
        self.cpu = CPU()
        report.counts_server = self.cpu.counts_server

    def run(self) -> None:
        """Run every case."""
        self.lists()
        self.one_item()
        self.create()
        self.pages()
        self.as_of()
        self.pack()

    def line(
        self,
        name: str,
        ours: Call,
        bound_name: str,
        bound: Call,
        aim: Aim,
    ) -> Line:
        """Measure one case and add its line."""
        pair = in_turns(ours, bound, self.cpu, self.report.rounds)
        line = Line(name, self.size, pair.ours, statements(ours), bound_name, pair.bound, aim)
        self.report.add(line)
        return line

    def lists(self) -> None:
        """List fifty items, and find fifty."""
        self.refuse_another_answer()
        listed = self.line(
            "API list of 50",
            lambda: self.steward.read(LIST),
            "raw SQL + orjson, same rows",
            lambda: bounds.listed(timezone.now().date()),
            Aim(ratio=8, sql=6),
        )
        size = len(self.steward.read(LIST)) / 1024
        per_kb = f"NetBox 4.6, of {size:.0f} KB, elsewhere"
        self.report.add(
            Line(
                *("API list, CPU per KB", self.size, listed.ours / size, listed.queries),
                *(per_kb, NETBOX_MS_PER_KB, Aim(ratio=0.5)),
            )
        )
        self.line(
            "API filter and search",
            lambda: self.steward.read(f"{LIST}&q={RARE}&severity=2"),
            "the unfiltered list",
            lambda: self.steward.read(LIST),
            Aim(ratio=3, sql=6),
        )

    def refuse_another_answer(self) -> None:
        """Stop where the hand-written list says anything else than ours."""
        ours = orjson.loads(self.steward.read(LIST))["results"]
        if ours != orjson.loads(bounds.listed(timezone.now().date())):
            raise SystemExit("The hand-written list answers something else: no fair bound.")

    def one_item(self) -> None:
        """Read a decided item with everything under it."""
        address = f"{API}{self.lived.code}/"
        self.line(
            "API detail, decided item",
            lambda: self.steward.read(address),
            "SELECT * of every table",
            lambda: bounds.everything(self.lived.pk),
            Aim(ms=22),
        )

    def create(self) -> None:
        """Log a fresh pair through the API, with and without what tracks it."""
        body = {"statements": [{"measurement": side.pk} for side in self.sides]}

        def untracked() -> None:
            with bounds.untracked():
                self.steward.send(API, body)

        self.line(
            "API create with history",
            lambda: self.steward.send(API, body),
            "the same, no history or ledger",
            untracked,
            Aim(ratio=2, ms=28),
        )

    def pages(self) -> None:
        """Open the pages people live in."""
        pages = (
            ("register page", reverse("register"), 8),
            ("dossier page, decided item", f"/c/{self.lived.code}/", 20),
            ("Home", reverse("home"), 20),
        )
        for name, address, most in pages:
            self.line(
                name,
                lambda address=address: self.steward.open(address),  # type: ignore[misc]
                "raw SQL, 20 rows as <tr>",
                lambda: bounds.page(REGISTER_ROWS),
                Aim(sql=most),
            )

    def pack(self) -> None:
        """Freeze the pre-read of a review of thirty items, and print it."""
        review = opened(self.made)
        for _ in range(PACK_ITEMS):
            item, at = proposed(self.made), clock.tick(0.01)
            pin_item(review=review, item=item, actor=self.made.steward, at=at)
        policy = replace(settings.TIEOUT, review_most_decisions=PACK_ITEMS)

        def ours() -> None:
            with override_settings(TIEOUT=policy):
                content = snapshot_of(review, clock.moment)
            if len(content["items"]) != PACK_ITEMS:
                raise SystemExit("The pre-read holds another number of items.")
            pdf_of(content, hash_of(content), "a4")

        blank = b"Nothing is on this page."
        self.line(
            "review pack of 30 items",
            ours,
            "typst, one page without a table",
            lambda: typst.compile(blank),
            Aim(ms=2_000),
        )

    def as_of(self) -> None:
        """Fifty items as of a moment, over all history rows."""
        found = Contradiction.objects.filter(pk__in=self.keys)
        expected = len(bounds.as_of(self.keys, self.at))
        if len(items_of(versions(found, self.at), self.at)) != expected:
            raise SystemExit("The hand-written as-of finds other items: no fair bound.")
        self.line(
            "as-of of 50 objects",
            lambda: items_of(versions(found, self.at), self.at),
            "one statement by hand",
            lambda: bounds.as_of(self.keys, self.at),
            Aim(ms=15),
        )
