"""What a person says of one side: its list, its key, and how that side counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Literal

from metrics.bridge.problems import BridgeError
from metrics.figures import tally

SideName = Literal["left", "right"]
SIDES: tuple[SideName, SideName] = ("left", "right")


class Normaliser(StrEnum):
    """How the cells of a key column are made comparable; all but `exact` fold case and width."""

    EXACT = "exact"
    FOLDED = "folded"
    EMAIL = "email"
    DOMAIN = "domain"
    DIGITS = "digits"
    COMPANY = "company"


class DateFormat(StrEnum):
    """The ways a day may be written in a file; a time of day behind it is left out."""

    ISO = "YYYY-MM-DD"
    ISO_SLASHES = "YYYY/MM/DD"
    COMPACT = "YYYYMMDD"
    DAY_FIRST_DOTS = "D.M.YYYY"
    MONTH_FIRST = "M/D/YYYY"
    DAY_FIRST = "D/M/YYYY"
    MONTH_FIRST_DASHES = "M-D-YYYY"
    DAY_FIRST_DASHES = "D-M-YYYY"


@dataclass(frozen=True)
class Key:
    """One column of a key."""

    column: str
    normaliser: Normaliser = Normaliser.EXACT


@dataclass(frozen=True)
class Window:
    """The days that count: from `start`, up to but without `end`. Either may be open."""

    column: str
    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start >= self.end:
            raise BridgeError(
                f"The window of {self.column} ends on {self.end}, before it has begun on "
                f"{self.start}. The last day named is not included."
            )


@dataclass(frozen=True)
class Counted:
    """The values of a status column that count; an empty text stands for an empty cell."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Order:
    """A column that says which of several rows comes first; empty cells come last."""

    column: str
    is_descending: bool = False


@dataclass(frozen=True, kw_only=True)
class File:
    """A file with a header, and what it does not say of itself. What is None is detected."""

    path: Path
    kind: Literal["csv", "parquet", "jsonl"] | None = None
    encoding: str | None = None
    delimiter: str | None = None
    date_format: DateFormat | None = None
    decimal_mark: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of a database, and the column that tells its rows apart."""

    name: str
    row: str
    schema: str = ""


@dataclass(frozen=True, kw_only=True)
class Side:
    """One list and its rules.

    `distinct` is the side's own identity rule: rows that agree on it count once, by the first of
    them; without it every row counts. `first_by` says which row is the first where several stand
    for one; rows that agree on it, or all without it, go by their place in the file. `stated` is
    the figure that was claimed. `leave_out` names columns that are never written anywhere.
    """

    source: File | Table
    key: tuple[Key, ...]
    distinct: tuple[Key, ...] = ()
    window: Window | None = None
    counted: Counted | None = None
    amount: str | None = None
    first_by: tuple[Order, ...] = ()
    stated: Decimal | None = None
    leave_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.key:
            raise BridgeError("Name at least one key column.")

    @property
    def is_one_per_entity(self) -> bool:
        """Whether the side's own rule is the common key."""
        return set(self.distinct) == set(self.key)

    def columns(self) -> Iterator[str]:
        """Yield every column the rules speak of."""
        yield from (one.column for one in (*self.key, *self.distinct))
        yield from (one.column for one in self.first_by)
        if self.window:
            yield self.window.column
        if self.counted:
            yield self.counted.column
        if self.amount:
            yield self.amount


def check_pair(left: Side, right: Side) -> None:
    """Refuse two sides that cannot be set beside each other."""
    if len(left.key) != len(right.key):
        raise BridgeError(
            f"The left key has {tally(len(left.key), 'column')}, the right key {len(right.key)}. "
            "Name as many on both sides, in the same order."
        )
    if bool(left.amount) != bool(right.amount):
        raise BridgeError("Only one side has an amount. Name an amount on both sides, or on none.")
