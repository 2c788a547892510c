"""What a bridge came to: totals, steps that add up, and what it takes to repeat it."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from decimal import Decimal, Inexact, localcontext
from enum import StrEnum
from typing import Any

from metrics.bridge.problems import BridgeError
from metrics.bridge.sides import SideName

# DuckDB and PostgreSQL add up 38 digits; sums of such sums fit many times over.
PRECISION = 100


class Cause(StrEnum):
    """Why a unit has no like on the other side, in the order in which the causes are tried."""

    ABSENT = "absent"
    DATES = "dates"
    STATUS = "status"
    DUPLICATES = "duplicates"
    MATCHING = "matching"
    KEY = "key"
    VALUE = "value"

    @property
    def diagnosis(self) -> int:
        """The place in the diagnosis order that a hand-made bridge has for this cause."""
        return DIAGNOSIS[self]

    @property
    def question(self) -> str:
        """What to ask of the rows in such a step."""
        return QUESTIONS[self]


DIAGNOSIS = {
    Cause.ABSENT: 1,
    Cause.DATES: 2,
    Cause.STATUS: 2,
    Cause.DUPLICATES: 3,
    Cause.MATCHING: 5,
    Cause.KEY: 5,
    Cause.VALUE: 4,
}
QUESTIONS = {
    Cause.ABSENT: "Were they lost on the way, or never handed over?",
    Cause.DATES: "Do both sides read the same date, and the same window?",
    Cause.STATUS: "Which status makes a row count, on either side?",
    Cause.DUPLICATES: "Which rows stand for somebody who is counted already?",
    Cause.MATCHING: "Which rule makes two rows the same, on either side?",
    Cause.KEY: "Why is the key missing, unreadable or ambiguous?",
    Cause.VALUE: "Which of the two amounts is right, and since when do they differ?",
}


@dataclass(frozen=True, kw_only=True)
class Step:
    """One cause on one side.

    `amount` is signed: what the left counts beyond the right is negative, what the right counts
    beyond the left positive. `units` are rows or identities, by the side's own rule; `rows` are the
    rows of the list behind them. A value step has pairs as units, on the side that says more.
    """

    cause: Cause
    side: SideName
    amount: Decimal
    units: int
    rows: int


@dataclass(frozen=True, kw_only=True)
class Source:
    """A list as it was read, so that the same can be read again."""

    name: str
    sha256: str
    bytes: int
    kind: str
    encoding: str
    delimiter: str
    rows: int
    formats: Mapping[str, str]
    rules: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """The walk from the left figure to the right one.

    `left_total` + all steps = `right_total`. Where figures were stated, `unexplained` is what they
    and the lists differ by, so that the stated left + all steps + `unexplained` = the stated right.
    """

    left_total: Decimal
    right_total: Decimal
    steps: tuple[Step, ...]
    matched: int
    stated_left: Decimal | None = None
    stated_right: Decimal | None = None
    left: Source
    right: Source
    measure: str
    statement: str
    versions: Mapping[str, str]
    at: datetime
    seconds: float
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        reached = exact_sum(self.left_total, *(step.amount for step in self.steps))
        if reached != self.right_total:
            raise BridgeError(
                f"The steps lead from {self.left_total} to {reached}, not to {self.right_total}. "
                "This is a fault of ours: please report it."
            )

    @property
    def unexplained(self) -> Decimal:
        """What no row of either list accounts for."""
        return exact_sum(self.unexplained_left, self.unexplained_right)

    @property
    def unexplained_left(self) -> Decimal:
        """What leads from the stated left figure to its list."""
        return (
            Decimal(0)
            if self.stated_left is None
            else exact_sum(self.left_total, self.stated_left.copy_negate())
        )

    @property
    def unexplained_right(self) -> Decimal:
        """What leads from the right list to the figure stated for it."""
        return (
            Decimal(0)
            if self.stated_right is None
            else exact_sum(self.stated_right, self.right_total.copy_negate())
        )

    def as_json(self) -> str:
        """Write everything down; numbers keep every digit."""
        return exact_json(self.as_facts())

    def as_facts(self) -> dict[str, Any]:
        """Return what is written as JSON."""
        facts: dict[str, Any] = {"left_total": self.left_total, "right_total": self.right_total}
        stated = {"stated_left": self.stated_left, "stated_right": self.stated_right}
        facts |= {name: figure for name, figure in stated.items() if figure is not None}
        facts |= {
            "unexplained": self.unexplained,
            "matched": self.matched,
            "measure": self.measure,
            "steps": [asdict(step) for step in self.steps],
            "left": asdict(self.left),
            "right": asdict(self.right),
            "versions": dict(self.versions),
            "at": self.at.isoformat(),
            "seconds": round(self.seconds, 3),
            "notes": list(self.notes),
        }
        return facts


def exact_sum(*figures: Decimal) -> Decimal:
    """Add figures up without rounding, however many digits they have."""
    with localcontext(prec=PRECISION) as context:
        context.traps[Inexact] = True
        return sum(figures, Decimal(0))


def exact_json(facts: Mapping[str, Any]) -> str:
    """Write JSON whose decimals are numbers with all their digits."""
    text = json.dumps(facts, indent=2, ensure_ascii=False, default=_marked)
    return re.sub(r'"\\u0000(-?[0-9.]+)\\u0000"', r"\1", text)


def _marked(value: object) -> str:
    return f"\0{value:f}\0" if isinstance(value, Decimal) else str(value)
