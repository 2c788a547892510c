"""Seeing a disagreement: the first time it is logged with evidence, after that it is added to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Unpack

from django.core.files import File
from django.db import transaction

from accounts.models import User
from governance.actions.contradictions import ItemFacts, log
from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement, add_position, revise_position
from governance.models import Contradiction, Position

AGAIN = "Seen again"


@dataclass(frozen=True, kw_only=True)
class Exhibit:
    """One piece of evidence before it is a row: a file, a link or a note."""

    title: str
    file: File[bytes] | None = None
    url: str = ""
    text: str = ""


def report(
    *,
    statements: Sequence[Statement],
    exhibits: Sequence[Exhibit],
    actor: User,
    at: datetime,
    **facts: Unpack[ItemFacts],
) -> Contradiction:
    """Log a contradiction with what shows it, all or nothing."""
    with transaction.atomic():
        item = log(statements=statements, actor=actor, at=at, **facts)
        _show(item, exhibits, actor, at)
    return item


def add_sighting(
    *,
    item: Contradiction,
    statements: Sequence[Statement],
    exhibits: Sequence[Exhibit],
    actor: User,
    at: datetime,
) -> Contradiction:
    """Add a second sighting to an open item: each side that reads differently is revised."""
    with transaction.atomic():
        for statement in statements:
            item = add_reading(item=item, statement=statement, actor=actor, at=at)
        _show(item, exhibits, actor, at)
    return item


def add_reading(
    *,
    item: Contradiction,
    statement: Statement,
    actor: User,
    at: datetime,
    reason: str = AGAIN,
    version: int | None = None,
) -> Contradiction:
    """Revise the side a reading belongs to, or add it as a further side; the same again is none."""
    reading = statement.to_position()
    side = _side_of(item, reading)
    if side is None:
        return add_position(item=item, statement=statement, actor=actor, at=at, version=version)
    if _says_the_same(side, reading):
        return item
    return revise_position(
        position=side, statement=statement, reason=reason, actor=actor, at=at, version=version
    )


def _side_of(item: Contradiction, reading: Position) -> Position | None:
    """Find the standing side of the same KPI and segment; by who says it where there is no KPI."""
    standing = item.positions.filter(superseded_by__isnull=True).select_related("contradiction")
    if reading.kpi_id:
        return standing.filter(kpi=reading.kpi_id, segment=reading.segment).first()
    same = {"label__iexact": reading.label, "is_customer": reading.is_customer}
    return standing.filter(kpi__isnull=True, **same).first()


def _says_the_same(side: Position, reading: Position) -> bool:
    told = ("value", "claim", "period_start", "period_end", "measurement_id")
    return all(getattr(side, name) == getattr(reading, name) for name in told)


def _show(item: Contradiction, exhibits: Sequence[Exhibit], actor: User, at: datetime) -> None:
    for exhibit in exhibits:
        add_evidence(item=item, actor=actor, at=at, **vars(exhibit))
