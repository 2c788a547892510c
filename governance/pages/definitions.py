"""Meanings as pages show them: field by field, and word by word against another."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.figures import quantity
from metrics.models import KPI, KPIDefinition
from metrics.word_diff import Change, Piece, word_diff

UNSTATED = "not stated"


@dataclass(frozen=True)
class Difference:
    """One fact of two records, with the words that only one of them has."""

    label: str
    left: tuple[Piece, ...]
    right: tuple[Piece, ...]
    differs: bool


def meaning_facts(definition: KPIDefinition | None) -> list[tuple[str, str]]:
    """Return what a definition states, in the order in which people ask."""
    if definition is None:
        return []
    one = definition
    system = f"{one.implemented_in}" if one.implemented_in else ""
    field = f"{system}, {one.implemented_field}".strip(", ") if one.implemented_field else system
    return [
        ("Meaning", one.meaning),
        ("Formula", one.formula),
        ("Included", one.inclusions),
        ("Left out", one.exclusions),
        ("Counted by", one.time_basis),
        ("Status field", one.status_field),
        ("Population", _population(one)),
        ("Same entity when", f"{one.identity_rule.rule}" if one.identity_rule else ""),
        ("Implemented in", field),
        ("Last verified", one.last_verified_on.isoformat() if one.last_verified_on else ""),
        ("Effective from", one.effective_from.isoformat()),
    ]


def kpi_facts(kpi: KPI) -> list[tuple[str, str]]:
    """Return what is kept of a KPI beside its meaning."""
    target = "" if kpi.target is None else quantity(kpi.target, kpi.unit, kpi.currency)
    return [
        ("Kind", kpi.get_kind_display()),
        ("Journey stage", kpi.get_stage_display()),
        ("Function", str(kpi.function or "")),
        ("Domain", str(kpi.domain)),
        ("System that wins", str(kpi.system)),
        ("Unit", " ".join(part for part in (kpi.get_unit_display(), kpi.currency) if part)),
        ("Counts", kpi.unit_label),
        ("Better is", kpi.get_direction_display()),
        ("Read", kpi.get_cadence_display()),
        ("Target", target),
        ("Used in", kpi.uses),
    ]


def side_by_side(
    left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]]
) -> list[Difference]:
    """Compare two lists of facts, those that differ first."""
    ours, theirs = dict(left), dict(right)
    labels = list(dict.fromkeys([*ours, *theirs]))
    found = [_compared(label, ours.get(label, ""), theirs.get(label, "")) for label in labels]
    stated = [one for one in found if one.left or one.right]
    return sorted(stated, key=lambda one: not one.differs)


def _compared(label: str, left: str, right: str) -> Difference:
    return Difference(
        label=label,
        left=_side(right, left),
        right=_side(left, right),
        differs=left != right,
    )


def _side(other: str, own: str) -> tuple[Piece, ...]:
    """Return one side's words, those the other does not have as new."""
    return tuple(piece for piece in word_diff(other, own) if piece.change is not Change.GONE)


def changed_words(
    before: KPIDefinition | None, after: KPIDefinition
) -> list[tuple[str, list[Piece], bool]]:
    """Return each fact of a definition with what it changes of the one before it."""
    old = dict(meaning_facts(before))
    found = [
        (label, word_diff(old.get(label, ""), text), old.get(label, "") != text)
        for label, text in meaning_facts(after)
    ]
    return [one for one in found if one[1]]


def _population(definition: KPIDefinition) -> str:
    population = definition.population
    if population is None:
        return ""
    rule = f": {population.inclusion_rule}" if population.inclusion_rule else ""
    return f"{population.name}, one row per {population.entity_grain}{rule}"
