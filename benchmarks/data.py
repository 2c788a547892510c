"""Generated items of a stated size and seed: 2 % open, two positions and some history each.

Rows are written in bulk behind the recorder, with the triggers off, because 100,000 recorded
moves would take an hour; nothing measured here reads the ledger of these rows.
"""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import User
from governance.history import triggers
from governance.models import Contradiction, Position
from metrics.models import KPI
from tests.factories.governance import Company, company

SEED = 7
OPEN_SHARE = 0.02
HISTORY_ROWS = 10
RARE = "marmalade"  # stands in 1 % of the sentences
STATES = ("assigned", "investigating", "proposed", "decided")
START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def generate(size: int) -> Company:
    """Fill the database with a company and `size` items; the same every time."""
    made = company()
    kpis = [kpi for _ in range(20) for kpi in made.kpi_pair()]
    _without_triggers(lambda: _bulk(made, kpis, size))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return made


def _without_triggers(work: Any) -> None:
    guarded = list(triggers.declared(connection.vendor))
    with connection.cursor() as cursor:
        for trigger in guarded:
            on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger.name}{on}")
    work()
    triggers.install()


def _bulk(made: Company, kpis: list[KPI], size: int) -> None:
    chance = random.Random(SEED)
    items = [_item(made, number, chance) for number in range(1, size + 1)]
    Contradiction.objects.bulk_create(items, batch_size=1000)
    Position.objects.bulk_create(
        (position for item in items for position in _positions(item, made, kpis)), batch_size=2000
    )
    for moment in range(HISTORY_ROWS):
        _history(items, made.steward, moment)


def _item(made: Company, number: int, chance: random.Random) -> Contradiction:
    is_open = chance.random() < OPEN_SHARE
    left, right = chance.randint(100, 9999), chance.randint(100, 9999)
    word = RARE if chance.random() < 0.01 else "qualified"
    title = f"Marketing counts {left:,} {word} leads; Sales finds {right:,} of batch {number}."
    at = START + timedelta(minutes=number)
    return Contradiction(
        number=number,
        status=chance.choice(STATES) if is_open else "closed",
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
        ended_at=None if is_open else at + timedelta(days=30),
        version=HISTORY_ROWS,
        summary={
            "sentence": [[title, False]],
            "gap": f"{right - left:+,}",
            "gap_note": "",
            "filled": "0.5000",
            "about": "MQL",
            "period": "FY26-Q3",
            "slots": [["M", "ok", False], ["S", "off", False], ["D", "none", True]],
            "customer": "none",
            "glyph": "Marketing on target, Sales off target; customer not measured",
        },
    )


def _positions(item: Contradiction, made: Company, kpis: list[KPI]) -> list[Position]:
    pair = kpis[(item.number * 2) % len(kpis) :][:2]
    return [
        Position(
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
        for order, kpi in enumerate(pair, start=1)
    ]


def _history(items: list[Contradiction], actor: User, moment: int) -> None:
    model = Contradiction.history.model
    fields = [f.attname for f in model._meta.concrete_fields if not f.name.startswith("history_")]
    model.objects.bulk_create(
        (
            model(
                **{name: getattr(item, name) for name in fields},
                history_date=item.logged_at + timedelta(days=moment),
                history_type="+" if moment == 0 else "~",
                history_user=actor,
                history_change_reason="Generated",
            )
            for item in items
        ),
        batch_size=1000,
    )
