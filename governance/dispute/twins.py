"""Open items that may be the dispute being logged: the same one, a shared side, or alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from governance.models import Contradiction, Position
from governance.models.contradictions import ContradictionQuerySet
from governance.register.search import COLUMNS, WORD, found

MOST = 3
CANDIDATES = 50
# Words up to this length are in every sentence.
SHORT = 2


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
    return [Twin(item, "alike") for item in _alike(seen, positions)]


def _alike(seen: ContradictionQuerySet, positions: Sequence[Position]) -> list[Contradiction]:
    """Return items that hold most of the words; one word in common makes no likeness."""
    said = " ".join(f"{position.label} {position.claim}" for position in positions).casefold()
    words = {word for word in WORD.findall(said) if len(word) > SHORT}
    if not words:
        return []
    likely = found(seen, " ".join(sorted(words)), any_word=True).order_by("-number")[:CANDIDATES]
    shared = {item: _words_of(item) & words for item in likely}
    most = [item for item in likely if len(shared[item]) * 2 > len(words)]
    return sorted(most, key=lambda item: -len(shared[item]))[:MOST]


def _words_of(item: Contradiction) -> set[str]:
    return set(WORD.findall(" ".join(getattr(item, name) for name in COLUMNS).casefold()))


def _sharing(seen: ContradictionQuerySet, kpis: list[int]) -> list[Contradiction]:
    standing = Position.objects.filter(kpi__in=kpis, superseded_by__isnull=True)
    shared = seen.filter(pk__in=standing.values("contradiction"))
    return list(shared.order_by("severity", "-number")[:MOST])
