"""The cases: each page or endpoint beside the least that could answer the same."""

import json
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import OuterRef, Subquery
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from benchmarks.data import RARE, generate
from benchmarks.report import Line, Report
from benchmarks.timing import cpu_ms, queries, wall_ms
from governance.models import Contradiction, Position
from metrics.models import Measurement
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import reading

LIST_COLUMNS = (
    "id, number, status, version, severity, kind, title, exposure, exposure_currency, "
    "owner_id, decider_id, domain_id, due_at, occurred_on"
)
OPEN = "status NOT IN ('closed', 'dismissed')"
API = "/api/v1/contradictions/"


def measure_all(report: Report, size: int) -> None:
    """Generate the data and add a line for each case."""
    made = generate(size)
    Bench(report, size, made).run()


class Bench:
    """One size of data, a signed-in steward, and the cases."""

    def __init__(self, report: Report, size: int, made: Company) -> None:
        self.report, self.size, self.made = report, size, made
        self.client = signed_in(made.steward)
        self.rows = [reading(kpi, 100 + n) for n, kpi in enumerate(made.kpi_pair())]
        self.last = Contradiction.objects.latest("number")

    def line(
        self,
        name: str,
        call: Callable[[], Any],
        bound_name: str,
        bound: float,
        most: float | None = None,
        most_queries: int | None = None,
    ) -> float:
        """Measure one case and add its line; returns its milliseconds."""
        ours = cpu_ms(call, self.report.rounds)
        counted = queries(call)
        self.report.add(Line(name, self.size, ours, counted, bound_name, bound, most, most_queries))
        return ours

    def run(self) -> None:
        """Run every case."""
        raw = cpu_ms(raw_list, self.report.rounds)
        listed = self.line(
            "API list of 50", lambda: self.get(f"{API}?page_size=50"), "raw SQL + orjson", raw, 8, 6
        )
        self.line(
            "API filter and search",
            lambda: self.get(f"{API}?q={RARE}&severity=2"),
            "the unfiltered list",
            listed,
            3,
            6,
        )
        self.line(
            "API detail",
            lambda: self.get(f"{API}{self.last.code}/"),
            "raw SQL, 3 tables",
            self.raw_detail(),
        )
        self.line("API create with history", self.create, "untracked create", self.untracked(), 2)
        self.line(
            "register page", lambda: self.get(reverse("register")), "raw SQL + orjson", raw, None, 8
        )
        self.line(
            "dossier page",
            lambda: self.get(f"/c/{self.last.code}/"),
            "raw SQL, 3 tables",
            self.raw_detail(),
            None,
            20,
        )
        self.as_of()

    def get(self, url: str) -> None:
        """Fetch a URL that must answer."""
        response = self.client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")

    def raw_detail(self) -> float:
        """Return what the least possible detail costs."""
        return cpu_ms(lambda: raw_detail(self.last.pk), self.report.rounds)

    def create(self) -> None:
        """Log a fresh pair through the API, and leave nothing behind."""
        with transaction.atomic():
            sides = [{"measurement": row.pk} for row in self.rows]
            started = self.client.post(
                API, json.dumps({"statements": sides}), content_type="application/json"
            )
            if started.status_code != 201:
                raise SystemExit(f"log answered {started.status_code}: {started.content[:300]!r}")
            transaction.set_rollback(True)

    def untracked(self) -> float:
        """Return what plain model saves of the same rows, without history, cost."""
        return cpu_ms(lambda: untracked_create(self.made, self.rows), self.report.rounds)

    def as_of(self) -> None:
        """Fifty objects as of a moment, over all history rows; wall clock, since SQL does it."""
        at = self.last.logged_at + timedelta(days=5)
        ids = list(Contradiction.objects.order_by("-number").values_list("pk", flat=True)[:50])
        took = wall_ms(lambda: as_of_fifty(ids, at), self.report.rounds)
        least = wall_ms(lambda: live_fifty(ids), self.report.rounds)
        self.report.add(
            Line("as-of of 50 objects (wall)", self.size, took, 1, "the same 50, live", least)
        )


def signed_in(person: User) -> Client:
    """Return a client with a session of a person."""
    client = Client()
    client.force_login(person)
    return client


def raw_list() -> bytes:
    """List fifty open items with one hand-written statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {LIST_COLUMNS} FROM governance_contradiction WHERE {OPEN} "
            "ORDER BY severity, exposure DESC, number LIMIT 50"
        )
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return orjson.dumps(rows, default=str)


def raw_detail(key: int) -> bytes:
    """Read one item, its positions and its owner with hand-written statements."""
    with connection.cursor() as cursor:
        found = []
        for sql in (
            "SELECT * FROM governance_contradiction WHERE id = %s",
            "SELECT * FROM governance_position WHERE contradiction_id = %s",
            "SELECT u.* FROM accounts_user u JOIN governance_contradiction c "
            "ON c.owner_id = u.id WHERE c.id = %s",
        ):
            cursor.execute(sql, [key])
            found.append(cursor.fetchall())
    return orjson.dumps(found, default=str)


def untracked_create(made: Company, rows: list[Measurement]) -> None:
    """Save the rows a logged item consists of, with no history, ledger or rules."""
    with transaction.atomic():
        item = Contradiction(
            number=10_000_000,
            title="x",
            raiser=made.steward,
            tolerance=Decimal(2),
            occurred_on=clock.moment.date(),
            logged_at=timezone.now(),
        )
        Contradiction.objects.bulk_create([item])
        Position.objects.bulk_create(
            Position(
                contradiction=item,
                order=order,
                label="x",
                value=row.value,
                kpi=row.kpi,
                measurement=row,
                by=made.steward,
                at=item.logged_at,
            )
            for order, row in enumerate(rows, start=1)
        )
        transaction.set_rollback(True)


def as_of_fifty(ids: list[int], at: Any) -> list[Any]:
    """Read fifty items as they were known at a moment."""
    model = Contradiction.history.model
    latest = (
        model.objects.filter(id=OuterRef("pk"), history_date__lte=at)
        .order_by("-history_date", "-history_id")
        .values("history_id")[:1]
    )
    keys = Contradiction.objects.filter(pk__in=ids).values_list(Subquery(latest), flat=True)
    return list(model.objects.filter(history_id__in=list(keys)))


def live_fifty(ids: list[int]) -> list[Contradiction]:
    """Read the same fifty as they are."""
    return list(Contradiction.objects.filter(pk__in=ids))
