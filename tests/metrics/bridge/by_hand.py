"""The classification once more, in plain Python and one unit at a time, to check the statement by.

It shares no code with the engine: it follows the rules as docs/bridge.md states them.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Row = dict[str, str]


def exact(text: str) -> str | None:
    return text if text.strip() else None


def email(text: str) -> str | None:
    plain = unicodedata.normalize("NFKC", text).lower().strip()
    name, _, domain = plain.partition("@")
    if not name.split("+")[0] or not domain or re.search(r"[@ ,;<>]", name + domain):
        return None
    return f"{name.split('+')[0]}@{domain}"


@dataclass
class List:
    rows: list[Row]
    key: tuple[str, ...] = ("id",)
    normalise: Callable[[str], str | None] = exact
    own_rule: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    counted: tuple[str, ...] = ()
    has_amount: bool = False
    first_by: str = ""

    def entity(self, row: Row) -> tuple[str, ...] | None:
        parts = [self.normalise(row[name]) for name in self.key]
        return None if None in parts else tuple(parts)

    def is_inside(self, row: Row) -> bool:
        if not self.start or not self.end:
            return True
        return bool(row["day"]) and self.start <= date.fromisoformat(row["day"]) < self.end

    def is_counted(self, row: Row) -> bool:
        return self.is_inside(row) and (not self.counted or row["status"] in self.counted)

    def standing(self, entity: tuple[str, ...]) -> int:
        """Say how far any row of an entity comes: 0 absent, 1 there, 2 in the window, 3 counted."""
        known = [row for row in self.rows if self.entity(row) == entity]
        inside = [row for row in known if self.is_inside(row)]
        counted = [row for row in inside if self.is_counted(row)]
        return 3 if counted else 2 if inside else 1 if known else 0

    def place(self, row: Row) -> tuple[bool, str, int]:
        by = row[self.first_by] if self.first_by else ""
        return not by, by, self.rows.index(row)


@dataclass
class Unit:
    rows: list[Row]
    entity: tuple[str, ...] | None = None
    amount: Decimal = Decimal(1)


@dataclass
class Answer:
    totals: dict[str, Decimal] = field(default_factory=dict)
    steps: dict[tuple[str, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    rows: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))
    matched: int = 0


def units_of(side: List, other: List) -> list[Unit]:
    counted = sorted(filter(side.is_counted, side.rows), key=side.place)
    groups: dict[tuple[object, ...], list[Row]] = defaultdict(list)
    for row in counted:
        own = tuple(side.normalise(row[name]) for name in side.own_rule)
        alone = not side.own_rule or None in own
        groups[(side.rows.index(row),) if alone else ("own", *own)].append(row)
    units = [Unit(rows) for rows in groups.values()]
    for unit in units:
        choices = {e for row in unit.rows if (e := side.entity(row)) is not None}
        if choices:
            unit.entity = min(choices, key=lambda e: (-other.standing(e), e))
        if side.has_amount:
            unit.amount = Decimal(unit.rows[0]["amount"] or 0)
    return units


def first_of_each(units: list[Unit]) -> dict[tuple[str, ...], Unit]:
    found: dict[tuple[str, ...], Unit] = {}
    for unit in units:
        if unit.entity is not None:
            found.setdefault(unit.entity, unit)
    return found


def cause_of(
    unit: Unit,
    side: List,
    other: List,
    firsts: dict[tuple[str, ...], Unit],
    likes: dict[tuple[str, ...], Unit],
) -> str:
    """Name why a unit has no like, or nothing where it has one."""
    if unit.entity is None:
        return "key"
    standing = other.standing(unit.entity)
    if standing < 3:
        return ("absent", "dates", "status")[standing]
    if firsts[unit.entity] is not unit:
        return "matching" if side.own_rule else "duplicates"
    return "" if unit.entity in likes else "matching"


def by_hand(left: List, right: List) -> Answer:
    answer = Answer()
    units = {"left": units_of(left, right), "right": units_of(right, left)}
    firsts = {name: first_of_each(own) for name, own in units.items()}
    for name, own in units.items():
        answer.totals[name] = sum((unit.amount for unit in own), Decimal(0))
    for name, side, other_name, other in (
        ("left", left, "right", right),
        ("right", right, "left", left),
    ):
        for unit in units[name]:
            cause = cause_of(unit, side, other, firsts[name], firsts[other_name])
            if not cause:
                continue
            answer.steps[cause, name] += -unit.amount if name == "left" else unit.amount
            answer.rows[cause, name] += [side.rows.index(row) for row in unit.rows]
    for entity, unit in firsts["left"].items():
        if like := firsts["right"].get(entity):
            answer.matched += 1
            change = like.amount - unit.amount
            if change:
                answer.steps["value", "left" if change < 0 else "right"] += change
    return answer
