"""Noting on an item who decides it, and by which rule."""

from datetime import datetime

from accounts.models import Function
from governance.models import Contradiction
from governance.policies import matter_of
from governance.rights.matrix import Matrix
from metrics.models import KPI


def rule_on(
    item: Contradiction,
    at: datetime,
    kpis: list[KPI] | None = None,
    matrix: Matrix | None = None,
    parties: list[Function] | None = None,
) -> None:
    """Work out who decides an item; the caller records it."""
    ruling = (matrix or Matrix.on(at.date())).decider(matter_of(item, kpis, parties))
    item.decider, item.decider_rule = ruling.person, ruling.rule[:300]
