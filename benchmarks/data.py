"""Generated items of a stated size and seed: 2 % open, two positions and ten history rows each.

They are written in bulk, behind the recorder: 100,000 recorded lives would take hours. No
trigger is dropped for it. Items start as logged and walk along legal edges, a version a step;
history only grows. Nothing measured here reads the ledger of these rows, which they lack. A
thousand differ; the rest repeat them under numbers of their own.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, Model

from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction, Position
from metrics.models import KPI
from tests.factories.governance import Company, company

SEED = 7
OPEN_SHARE = 0.02
HISTORY_ROWS = 10
BLOCK = 1000
RARE = "marmalade"  # stands in 1 % of the sentences
WALK = ("assigned", "investigating", "proposed", "decided", "verifying", "closed")
STAMPS = (
    *("history_id", "history_date", "history_type"),
    *("history_user_id", "history_change_reason"),
)
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def generate(size: int) -> Company:
    """Fill the database with a company and `size` items; the same every time."""
    made = company()
    kpis = [kpi for _ in range(20) for kpi in made.kpi_pair()]
    with transaction.atomic():
        _log(made, kpis, min(size, BLOCK))
        _repeat(size)
        _walk()
        _keep_history(made.steward.pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
    return made


def _log(made: Company, kpis: list[KPI], size: int) -> None:
    chance = random.Random(SEED)
    items = Contradiction.objects.bulk_create(
        _item(made, number, chance) for number in range(1, size + 1)
    )
    Position.objects.bulk_create(
        position for item in items for position in _positions(item, made, kpis)
    )


def _repeat(size: int) -> None:
    """Copy the first block until there are enough."""
    if size <= BLOCK:
        return
    items, positions = Contradiction._meta.db_table, Position._meta.db_table
    own = _columns(Contradiction, "i", "id", "number")
    under = _columns(Position, "p", "id", "contradiction_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_series(1, size // BLOCK - 1)}INSERT INTO {items} (number, {own.names}) "
            f"SELECT i.number + n.value * {BLOCK}, {own.values} FROM n CROSS JOIN {items} i "
            "ORDER BY 1"
        )
        cursor.execute(
            f"INSERT INTO {positions} (contradiction_id, {under.names}) "
            f"SELECT j.id, {under.values} FROM {items} j "
            f"JOIN {items} i ON i.number = (j.number - 1) % {BLOCK} + 1 "
            f"JOIN {positions} p ON p.contradiction_id = i.id "
            f"WHERE j.number > {BLOCK} ORDER BY j.number"
        )


def _item(made: Company, number: int, chance: random.Random) -> Contradiction:
    left, right = chance.randint(100, 9999), chance.randint(100, 9999)
    word = RARE if chance.random() < 0.01 else "qualified"
    title = f"Marketing counts {left:,} {word} leads; Sales finds {right:,} of batch {number}."
    at = START + timedelta(minutes=number)
    is_open = chance.random() < OPEN_SHARE
    return Contradiction(
        number=number,
        title=title,
        kind="number",
        severity=chance.randint(1, 4),
        layer=2,
        domain=made.leads,
        raiser=made.steward,
        owner=made.marketing_head,
        decider=made.decider,
        decider_rule="holds “decides” on Leads since 2026-01-01",
        tolerance=Decimal(2),
        exposure=Decimal(chance.randint(1, 900)) * 1000,
        exposure_currency="EUR",
        occurred_on=date(2026, 1, 1) + timedelta(days=number % 300),
        logged_at=at,
        assigned_at=at,
        due_at=at + timedelta(days=300),
        # Until it has walked, this tells how far it goes.
        ended_at=None if is_open else at + timedelta(days=30),
        shown_on=date(2026, 9, 30),
        summary=_summary(title, left, right),
    )


def _summary(title: str, left: int, right: int) -> dict[str, object]:
    return {
        "sentence": [[title, False]],
        "gap": f"{right - left:+,}",
        "gap_note": "",
        "gap_ratio": "",
        "filled": "0.5000",
        "about": "MQL",
        "period": "FY26-Q3",
        "slots": [["M", "ok", False], ["S", "off", False], ["D", "none", True]],
        "customer": "none",
        "glyph": "Marketing on target, Sales off target; customer not measured",
    }


def _positions(item: Contradiction, made: Company, kpis: list[KPI]) -> Iterator[Position]:
    pair = kpis[(item.number * 2) % len(kpis) :][:2]
    for order, kpi in enumerate(pair, start=1):
        yield Position(
            contradiction=item,
            order=order,
            function=kpi.function,
            label=str(kpi.function),
            value=Decimal(item.number * order),
            unit="count",
            unit_label="leads",
            kpi=kpi,
            period_start=date(2026, 7, 1),
            period_end=date(2026, 9, 30),
            by=made.steward,
            at=item.logged_at,
        )


def _walk() -> None:
    """Move all items along the lifecycle; of the open ones some stay behind at each state."""
    status = "logged"
    for step, reached in enumerate(WALK):
        assert (status, reached) in LIFECYCLE.edges()
        going = Contradiction.objects.filter(status=status)
        if step:
            going = going.exclude(ended_at=None, number__range=_behind(step))
        if reached == "closed":
            going = going.exclude(ended_at=None)
        going.update(status=reached, version=F("version") + 1)
        status = reached


def _behind(step: int) -> tuple[int, int]:
    """Return the numbers of which open items stay at a state: a fifth of all at each."""
    last = Contradiction.objects.count()
    return (0, last * step // 5)


def _keep_history(actor: int) -> None:
    """Give each item its history rows in one statement, a day between two of them."""
    history = Contradiction.history.model
    kept = _columns(history, "i", *STAMPS)
    day = {
        "sqlite": "strftime('%Y-%m-%d %H:%M:%S', i.logged_at, '+' || n.value || ' days')",
        "postgresql": "i.logged_at + n.value * INTERVAL '1 day'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_series(0, HISTORY_ROWS - 1)}INSERT INTO {history._meta.db_table} ({kept.names}, "
            "history_date, history_type, history_user_id, history_change_reason) "
            f"SELECT {kept.values}, {day}, "
            f"CASE n.value WHEN 0 THEN '+' ELSE '~' END, {actor}, 'Generated' "
            f"FROM n CROSS JOIN {Contradiction._meta.db_table} i ORDER BY n.value, i.id"
        )


class _Columns(NamedTuple):
    names: str
    values: str


def _columns(model: type[Model], alias: str, *without: str) -> _Columns:
    """Return the columns of a table for INSERT and, under an alias, for SELECT."""
    names = [f'"{f.column}"' for f in model._meta.concrete_fields if f.column not in without]
    return _Columns(", ".join(names), ", ".join(f"{alias}.{name}" for name in names))


def _series(first: int, last: int) -> str:
    """Return the opening of a statement that knows the whole numbers from first to last."""
    return (
        f"WITH RECURSIVE n(value) AS (SELECT {first} UNION ALL SELECT value + 1 FROM n "
        f"WHERE value < {last}) "
    )
