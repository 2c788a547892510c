"""Changing a KPI where items rest on it: who decides them follows its domain and kind."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from governance.actions.ruling import rule_again
from metrics.actions import kpis
from metrics.models import KPI


def change_kpi(
    *,
    kpi: KPI,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
    **facts: Any,
) -> KPI:
    """Change what is kept of a KPI; open items it concerns get their decider worked out again."""
    with transaction.atomic():
        before = KPI.objects.select_for_update(of=("self",)).get(pk=kpi.pk)
        kept = kpis.change_kpi(kpi=kpi, reason=reason, actor=actor, at=at, version=version, **facts)
        act = Act(actor=actor, at=at, verb="change_kpi", reason=reason)
        if kept.domain_id != before.domain_id:
            rule_again(act, f"{kept} moved to {kept.domain}")
        elif kept.is_customer_signal != before.is_customer_signal:
            rule_again(act, f"{kept} is {kept.get_kind_display().lower()} now")
    return kept
