"""Telling a signal from routine variation, by the natural limits of a process behaviour chart.

Limits lie 2.66 average moving ranges from the mean. A reading is judged by the limits of those
before it: taken along, an unusual reading would widen the very limits it is held against.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

LIMIT_FACTOR = Decimal("2.66")
FEWEST_FOR_LIMITS = 5


@dataclass(frozen=True)
class Limits:
    """The range in which readings vary for no particular reason."""

    mean: Decimal
    low: Decimal
    high: Decimal

    def hold(self, value: Decimal) -> bool:
        """Tell whether a value is routine; the limits themselves are."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Judgement:
    """The limits of the earlier readings, and whether the latest lies outside them."""

    limits: Limits | None
    is_exceptional: bool


def natural_limits(values: Sequence[Decimal]) -> Limits | None:
    """Work the limits out, or None for fewer than five readings."""
    if len(values) < FEWEST_FOR_LIMITS:
        return None
    mean = sum(values, Decimal(0)) / len(values)
    moves = [abs(after - before) for before, after in pairwise(values)]
    reach = LIMIT_FACTOR * sum(moves, Decimal(0)) / len(moves)
    return Limits(mean, mean - reach, mean + reach)


def judge(values: Sequence[Decimal]) -> Judgement:
    """Hold the latest reading against the limits of all before it, oldest first."""
    limits = natural_limits(values[:-1])
    return Judgement(limits, limits is not None and not limits.hold(values[-1]))


def describe(values: Sequence[Decimal], periods: str) -> str:
    """Say what a series shows; `periods` is the plural of its cadence, such as quarters."""
    judgement = judge(values)
    if judgement.limits is None:
        needed = FEWEST_FOR_LIMITS + 1
        return f"{len(values)} of the {needed} {periods} it takes to tell a signal from routine"
    verdict = "now exceptional" if judgement.is_exceptional else "routine variation"
    return f"{len(values)} {periods}, {verdict}"
