"""Adding a KPI, and changing what is kept of it beside its meaning."""

import re
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from metrics.locks import lock_kpi
from metrics.models import KPI, DataDomain, SourceSystem
from metrics.policies import require_keeper

FACTS = {
    "name",
    "function",
    "domain",
    "system",
    "kind",
    "stage",
    "unit",
    "unit_label",
    "currency",
    "verb",
    "direction",
    "cadence",
    "target",
    "at_risk",
    "used_for_compensation",
    "used_for_budget",
    "used_for_board",
    "used_for_models",
    "uses",
}
# What readings already taken rest on.
FIXED_BY_READINGS = ("unit", "currency")


def add_kpi(
    *,
    name: str,
    slug: str,
    domain: DataDomain,
    system: SourceSystem,
    actor: User,
    at: datetime,
    reason: str = "",
    **facts: Any,
) -> KPI:
    """Add a KPI; `facts` are the names in `FACTS`. Who owns it is granted as a right."""
    require_keeper(actor, "add a KPI")
    _refuse_unknown(facts)
    with transaction.atomic():
        kpi = KPI(name=name, slug=slug, domain=domain, system=system, **facts)
        kpi.validate_unique()
        _refuse_nonsense(kpi)
        return Act(actor=actor, at=at, verb="add_kpi", reason=reason).record(kpi)


def change_kpi(
    *,
    kpi: KPI,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
    **facts: Any,
) -> KPI:
    """Change what is kept of a KPI, but never its meaning: that is proposed and approved."""
    require_keeper(actor, "change a KPI")
    _refuse_unknown(facts)
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that readers of the history know."})
    with transaction.atomic():
        kept = lock_kpi(kpi, version)
        changed = {name for name, value in facts.items() if getattr(kept, name) != value}
        for name, value in facts.items():
            setattr(kept, name, value)
        _refuse_nonsense(kept)
        _refuse_other_unit(kept, changed)
        kept.version += 1
        return Act(actor=actor, at=at, verb="change_kpi", reason=reason).record(kept)


def _refuse_unknown(facts: dict[str, Any]) -> None:
    unknown = set(facts) - FACTS
    if unknown:
        raise ValidationError(f"Not kept of a KPI: {', '.join(sorted(unknown))}.")


def _refuse_nonsense(kpi: KPI) -> None:
    """Say in words what the database would refuse, and what no target could mean."""
    problems = {}
    if kpi.kind == KPI.Kind.FUNCTIONAL and kpi.function is None:
        problems["function"] = "Choose the function a functional KPI belongs to."
    if (kpi.unit == KPI.Unit.MONEY) != bool(kpi.currency):
        problems["currency"] = "Name the currency of an amount; other units have none."
    elif kpi.currency and not re.fullmatch("[A-Z]{3}", kpi.currency):
        problems["currency"] = "Write the currency as its three letters, for example EUR."
    if kpi.at_risk is not None and kpi.target is None:
        problems["at_risk"] = "Enter the target first; the bound is read against it."
    elif kpi.at_risk is not None and kpi.target is not None:
        beyond = kpi.at_risk - kpi.target
        if kpi.direction == KPI.Direction.HIGHER and beyond > 0:
            problems["at_risk"] = "Where higher is better, the bound lies at or below the target."
        if kpi.direction == KPI.Direction.LOWER and beyond < 0:
            problems["at_risk"] = "Where lower is better, the bound lies at or above the target."
    if problems:
        raise ValidationError(problems)


def _refuse_other_unit(kpi: KPI, changed: set[str]) -> None:
    fixed = [name for name in FIXED_BY_READINGS if name in changed]
    if fixed and kpi.measurements.exists():
        how = f"{kpi} has readings in it. Add another KPI for the new {fixed[0]}."
        raise ValidationError({fixed[0]: how})
