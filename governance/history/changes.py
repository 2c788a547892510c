"""Which facts of an item differ between two of its versions, in words."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from governance.dispute.diagnosis import LAYERS
from governance.models import Contradiction
from metrics.figures import NARROW, money, number

# Facts people set, in the order a page shows them; what follows from them is left out.
LABELS: Mapping[str, str] = {
    "status": "State",
    "owner_id": "Owner",
    "decider_id": "Decider",
    "severity": "Severity",
    "kind": "Kind",
    "layer": "Layer",
    "domain_id": "Domain",
    "decision_type_id": "Decision type",
    "root_cause": "Root cause",
    "wording": "Wording",
    "question": "Question",
    "exposure": "Exposure",
    "exposure_basis": "Basis of the exposure",
    "tolerance": "Tolerance",
    "occurred_on": "First evidence",
    "accepted_until": "Accepted until",
    "paused_until": "Paused until",
    "escalation_level": "Escalation level",
    "is_confidential": "Confidential",
    "cycle": "Cycle",
}
CHOICES: Mapping[str, Any] = {
    "status": Contradiction.Status,
    "kind": Contradiction.Kind,
    "root_cause": Contradiction.RootCause,
}

Change = tuple[str, str, str]
Naming = Callable[[str, int], str]


def differences(
    was: Any, now: Any, name: Naming, fields: Mapping[str, str] = LABELS
) -> list[Change]:
    """Return (label, before, after) of each fact that changed; `name` says who or what a key is."""
    return [
        (label, show(field, was, name), show(field, now, name))
        for field, label in fields.items()
        if getattr(was, field) != getattr(now, field)
    ]


def show(field: str, version: Any, name: Naming) -> str:
    """Return one fact of a version as text; empty where there is none."""
    value = getattr(version, field)
    if value in (None, ""):
        return ""
    if field in CHOICES:
        return str(CHOICES[field](value).label).lower()
    return WRITERS.get(field, _plain)(value, version, name)


def _plain(value: Any, _: Any, __: Naming) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _tolerance(value: Decimal, version: Any, _: Naming) -> str:
    percent = version.tolerance_kind == Contradiction.Tolerance.PERCENT
    return f"{number(value)}{NARROW}%" if percent else number(value)


def _key(field: str) -> Callable[[Any, Any, Naming], str]:
    return lambda value, _, name: name(field, value)


WRITERS: Mapping[str, Callable[[Any, Any, Naming], str]] = {
    "severity": lambda value, _, __: f"S{value}",
    "layer": lambda value, _, __: LAYERS[value - 1].label.lower(),
    "exposure": lambda value, version, _: money(value, version.exposure_currency),
    "tolerance": _tolerance,
    **{field: _key(field) for field in LABELS if field.endswith("_id")},
}


def current_name(field: str, key: int) -> str:
    """Name a person, domain or decision type by looking it up."""
    found = Contradiction._meta.get_field(field.removesuffix("_id")).related_model
    return str(found._default_manager.filter(pk=key).first() or "")  # type: ignore[union-attr]
