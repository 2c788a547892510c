"""Items beside this one: its duplicates, and open items in the layers it rests on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Q

from governance.dispute.diagnosis import LAYERS, broken_layer_below
from governance.history.trail import WholeDossier
from governance.lifecycle import OPEN
from governance.models import Contradiction

FOUNDATION = (1, 2)


@dataclass
class Neighbours:
    """What other items have to do with this one."""

    duplicates: list[dict[str, Any]] = field(default_factory=list)
    warning: dict[str, str] = field(default_factory=dict)


def neighbours(dossier: WholeDossier) -> Neighbours:
    """Find them in one query; what duplicates showed comes with the dossier's own evidence."""
    item = dossier.item
    found = _known(item, dossier.at)
    below = [one for one in found if one.duplicate_of_id != item.pk]
    twins = [one for one in found if one.duplicate_of_id == item.pk]
    return Neighbours([_shown(twin, dossier) for twin in twins], _warning(item, below))


def _known(item: Contradiction, at: datetime | None) -> list[Contradiction]:
    below = Q(domain=item.domain_id, layer__in=FOUNDATION, status__in=OPEN)
    wanted = Q(duplicate_of=item.pk, status="dismissed")
    if item.is_open and (item.layer or 0) > max(FOUNDATION) and item.domain_id:
        wanted |= below
    if at is None:
        return list(Contradiction.objects.filter(wanted).exclude(pk=item.pk).order_by("number"))
    keys = Contradiction.history.filter(wanted).exclude(id=item.pk).values("id")
    kept = Contradiction.history.filter(id__in=keys, history_date__lte=at)
    latest = {row.id: row for row in kept.order_by("history_date", "history_id")}
    return [row for row in latest.values() if _fits(row, item)]


def _fits(row: Any, item: Contradiction) -> bool:
    if row.duplicate_of_id == item.pk and row.status == Contradiction.Status.DISMISSED:
        return True
    return (
        row.status in OPEN
        and row.layer in FOUNDATION
        and row.domain_id == item.domain_id
        and (item.layer or 0) > max(FOUNDATION)
    )


def _shown(twin: Contradiction, dossier: WholeDossier) -> dict[str, Any]:
    """Return a duplicate with what it brought: its sides in a sentence, and its evidence."""
    brought = [row for row in dossier.shown if row.contradiction_id == twin.id]
    return {
        "code": f"C-{twin.number:03d}",
        "is_confidential": twin.is_confidential,
        "sentence": twin.title,
        "evidence": [row for row in brought if not row.is_restricted],
    }


def _warning(item: Contradiction, below: list[Contradiction]) -> dict[str, str]:
    broken = broken_layer_below(item.layer or 0, [row.layer or 0 for row in below])
    if broken is None:
        return {}
    codes = ", ".join(f"C-{row.number:03d}" for row in below if row.layer == broken.number)
    own = LAYERS[(item.layer or 1) - 1].label.lower()
    return {
        "title": f"Layer {broken.number} is in dispute: {codes}",
        "text": (
            f"{own[:1].upper()}{own[1:]} rests on {broken.label.lower()}. "
            "Settle the lower layer first; what is decided here may not hold."
        ),
        "code": codes.split(", ")[0],
    }
