"""Open items that may be the dispute being logged: the same one, a shared side, or alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from governance.models import Contradiction, Position
from governance.models.contradictions import ContradictionQuerySet
from governance.register.search import found

MOST = 3


@dataclass(frozen=True)
class Twin:
    """An open item, and how it is like the new one: same, shares or alike."""

    item: Contradiction
    likeness: str


def twins(draft: Contradiction, positions: Sequence[Position], person: User) -> list[Twin]:
    """Return the open items to look at before logging another, the likeliest first.

    The same KPIs make the same dispute, whatever the period; the database refuses a second one.
    """
    seen = Contradiction.objects.open().visible_to(person).select_related("owner")
    if same := seen.on_same_figures(draft.fingerprint).first():
        return [Twin(same, "same")]
    kpis = [position.kpi_id for position in positions if position.kpi_id]
    if kpis:
        return [Twin(item, "shares") for item in _sharing(seen, kpis)]
    words = " ".join(f"{position.label} {position.claim}" for position in positions)
    words = " ".join(word for word in words.split() if len(word) > 3)
    if not words:
        return []
    alike = found(seen, words, any_word=True).order_by("-number")[:MOST]
    return [Twin(item, "alike") for item in alike]


def _sharing(seen: ContradictionQuerySet, kpis: list[int]) -> list[Contradiction]:
    standing = Position.objects.filter(kpi__in=kpis, superseded_by__isnull=True)
    shared = seen.filter(pk__in=standing.values("contradiction"))
    return list(shared.order_by("severity", "-number")[:MOST])
