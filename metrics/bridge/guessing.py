"""What a person probably means: which columns are keys, days, amounts and statuses."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from sqlglot import exp

from metrics.bridge.columns import amounts_of, days_of, text_of
from metrics.bridge.duck import Duck, Opened, Running
from metrics.bridge.files import prepare
from metrics.bridge.normalisers import EMAIL
from metrics.bridge.problems import BridgeError
from metrics.bridge.sides import File, Normaliser

Sort = Literal["text", "day", "amount"]
SAMPLE = 1_000
MOST_LOOKED_AT = 80
MOST_KEYS = 6
MOST_VALUES = 12
# A column tells rows apart where so many of its cells differ, of those that hold anything.
TELLS_APART = 0.5
LEAST_MATCHED = 0.05


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column, what its first cells hold, and its values where they are few."""

    name: str
    sort: Sort
    tells_apart: float = 0
    is_email: bool = False
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Look:
    """The columns of two lists, and the pair of them that matches best."""

    left: tuple[Column, ...]
    right: tuple[Column, ...]
    key: tuple[str, str] | None
    normaliser: Normaliser


def look_at(left: File, right: File, *, running: Running, work: Path | None = None) -> Look:
    """Read the first rows of two lists, and look for what they have in common."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(dir=work, prefix="bridge-")))
        files = {"left": left, "right": right}
        ready = {side: prepare(one, side, folder, running.check) for side, one in files.items()}
        duck = Duck(running, folder, [one.path for one in ready.values()])
        stack.callback(duck.close)
        opened = {side: duck.open(f"{side}_file", one) for side, one in ready.items()}
        columns = {side: _columns(one, side) for side, one in opened.items()}
        key = _best_pair(opened, columns["left"], columns["right"])
        return Look(
            left=columns["left"],
            right=columns["right"],
            key=(key[0].name, key[1].name) if key else None,
            normaliser=Normaliser.EMAIL
            if key and key[0].is_email and key[1].is_email
            else Normaliser.EXACT,
        )


def _columns(opened: Opened, side: str) -> tuple[Column, ...]:
    sample = f"{side}_sample"
    opened.duck.rows(f"CREATE TEMP TABLE {sample} AS SELECT * FROM {opened.view} LIMIT {SAMPLE}")
    few = Opened(opened.duck, sample, opened.file, opened.columns, opened.place)
    names = list(opened.columns)
    looked_at = tuple(_column(few, name) for name in names[:MOST_LOOKED_AT])
    return looked_at + tuple(Column(name=name, sort="text") for name in names[MOST_LOOKED_AT:])


def _column(few: Opened, name: str) -> Column:
    text = exp.Nullif(this=exp.Trim(this=text_of(few, name)), expression=exp.Literal.string(""))
    counted = exp.func("count", text)
    different = exp.Count(this=exp.Distinct(expressions=[text.copy()]))
    address = exp.func("regexp_matches", exp.Lower(this=text.copy()), exp.Literal.string(EMAIL))
    addresses = exp.func("count_if", address, dialect="duckdb")
    ((filled, distinct, emails),) = few.rows(exp.select(counted, different, addresses))
    values: tuple[str, ...] = ()
    if 0 < distinct <= MOST_VALUES:
        most = exp.select(exp.alias_(text.copy(), "v")).where(text.copy().is_(exp.null()).not_())
        ranked = most.group_by("1").order_by(exp.Count(this=exp.Star()).desc()).limit(MOST_VALUES)
        values = tuple(str(value) for (value,) in few.rows(ranked))
    return Column(
        name=name,
        sort=_sort(few, name) if filled else "text",
        tells_apart=round(distinct / filled, 3) if filled else 0,
        is_email=bool(filled) and emails > filled / 2,
        values=values,
    )


def _sort(few: Opened, name: str) -> Sort:
    try:
        days = days_of(few, name)
        if not days.unreadable:
            return "day"
    except BridgeError as error:
        if "can be read as" in str(error):  # days all right; which way is for a person to say
            return "day"
    try:
        return "amount" if amounts_of(few, name).decimals else "text"
    except BridgeError:
        return "text"


def _best_pair(
    opened: dict[str, Opened], left: Sequence[Column], right: Sequence[Column]
) -> tuple[Column, Column] | None:
    """Find the two columns of which most sampled cells of the left are on the right."""
    best: tuple[float, tuple[Column, Column] | None] = (LEAST_MATCHED, None)
    for one in _keys(left):
        for other in _keys(right):
            same = one.name.casefold() == other.name.casefold()
            share = _matched(opened, one, other) + (0.5 if same else 0)
            if share > best[0]:
                best = share, (one, other)
    return best[1]


def _keys(columns: Sequence[Column]) -> list[Column]:
    apart = [one for one in columns if one.sort == "text" and one.tells_apart >= TELLS_APART]
    repeated = [
        one for one in columns if one.sort == "text" and one not in apart and not one.values
    ]
    return sorted(apart, key=lambda one: -one.tells_apart)[:MOST_KEYS] + repeated[:2]


def _matched(opened: dict[str, Opened], one: Column, other: Column) -> float:
    """Return which part of the smaller sample's cells is somewhere in the other list."""
    shares = []
    for (near, mine), (far, theirs) in (
        (("left", one), ("right", other)),
        (("right", other), ("left", one)),
    ):
        cell = exp.Lower(this=exp.Trim(this=text_of(opened[near], mine.name)))
        away = exp.Lower(this=exp.Trim(this=text_of(opened[far], theirs.name)))
        known = exp.select(away).from_(opened[far].view)
        found = exp.func("count_if", cell.copy().isin(query=known), dialect="duckdb")
        sample = exp.select(found, exp.func("count", cell)).from_(f"{near}_sample")
        ((hits, filled),) = opened[near].duck.rows(sample)
        shares.append((hits or 0) / filled if filled else 0)
    return max(shares)
