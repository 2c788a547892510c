"""Why two figures differ: the fixed order of checks, the layers of a customer record, the causes.

The order saves arguments: a gap in a sync or in the dates is found in minutes, a difference of
meaning takes a meeting, so the cheap explanations are ruled out first.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One check: its place in the order, its name, what to ask, and how a bridge line says it."""

    number: int
    code: str
    label: str
    question: str
    phrase: str


STEPS = (
    Step(
        1,
        "sync",
        "Sync gap",
        "Which records have not yet arrived in the other system, and since when?",
        "a sync gap",
    ),
    Step(
        2,
        "dates",
        "Date range and status field",
        "Do both sides read the same dates, and the same field for the status?",
        "a matter of dates or status",
    ),
    Step(
        3,
        "duplicates",
        "Duplicates",
        "Which records stand for somebody who is counted already?",
        "duplicates",
    ),
    Step(
        4,
        "definition",
        "Definition",
        "Which records does one side's definition count and the other's leave out?",
        "one definition",
    ),
    Step(
        5,
        "entity",
        "Entity and matching rule",
        "What is one row on each side, and which rule makes two rows the same?",
        "one matching rule",
    ),
)


@dataclass(frozen=True)
class Layer:
    """A layer of the customer record; each rests on those with a lower number."""

    number: int
    label: str


LAYERS = (
    Layer(1, "Contact and account"),
    Layer(2, "Lead and opportunity status"),
    Layer(3, "Activity"),
    Layer(4, "Attribution"),
    Layer(5, "Outcome"),
)
FOUNDATION = 2
# Root causes that take no authority to put right; what else can be one is listed by the model.
OWNER_RESOLVABLE = frozenset({"data", "definition", "identity", "sync"})


def step(number: int) -> Step:
    """Find a check by its place in the order."""
    if not 1 <= number <= len(STEPS):
        raise ValueError(f"There are {len(STEPS)} diagnosis steps; {number} is none of them")
    return STEPS[number - 1]


def broken_layer_below(layer: int, open_layers: Iterable[int]) -> Layer | None:
    """Find the lowest broken layer that an item in activity or above rests on."""
    if layer <= FOUNDATION:
        return None
    broken = sorted(one for one in open_layers if 1 <= one <= FOUNDATION)
    return LAYERS[broken[0] - 1] if broken else None
