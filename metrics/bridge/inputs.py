"""The rows of one side as the statement wants them: key, identity, order, stage and amount."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from metrics.bridge.columns import Amounts, amounts_of, days_of, key_of, text_of
from metrics.bridge.duck import Opened
from metrics.bridge.normalisers import BLANKS
from metrics.bridge.problems import BridgeError
from metrics.bridge.sides import Counted, DateFormat, File, Key, Normaliser, Order, Side, Window
from metrics.bridge.statement import SideShape
from metrics.figures import tally

DIGITS = 38


@dataclass
class Meaning:
    """What the columns of a side turned out to be; `notes` are sentences for a person."""

    keys: list[exp.Expr]
    identity: list[exp.Expr]
    orders: list[tuple[exp.Expr, bool]]
    texts: list[exp.Expr]
    day: exp.Expr | None = None
    status: exp.Expr | None = None
    amounts: Amounts | None = None
    formats: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def meaning_of(opened: Opened, side: Side) -> Meaning:
    """Read the columns of a file by the rules of its side."""
    for column in (*side.columns(), *side.leave_out):
        opened.column(column)
    if kept_out := set(side.columns()) & set(side.leave_out):
        names = ", ".join(sorted(kept_out))
        raise BridgeError(f"{names} cannot be left out: the rules of this side need it.")
    file = side.source
    assert isinstance(file, File)
    own_rule = () if side.is_one_per_entity else side.distinct
    found = Meaning(
        keys=[key_of(opened, key) for key in side.key],
        identity=[key_of(opened, key) for key in own_rule],
        orders=_orders(opened, side.first_by, file.date_format),
        texts=[text_of(opened, key.column) for key in side.key],
    )
    if side.window:
        _read_days(opened, side.window, file.date_format, found)
    if side.counted:
        found.status = exp.Trim(this=text_of(opened, side.counted.column))
        _note_unknown_values(opened, side.counted, found)
    if side.amount:
        _read_amounts(opened, side.amount, file.decimal_mark, found)
    return found


def shape_of(
    side: Side, found: Meaning, source: str | exp.Table, place: str, decimal: str
) -> SideShape:
    """Select the rows of a side from a view or a table; `decimal` is the type of amounts."""
    columns: list[tuple[exp.Expr, str]] = [
        (exp.column(exp.to_identifier(place, quoted=True)), "line")
    ]
    columns += [(key, f"k{n}") for n, key in enumerate(found.keys, start=1)]
    columns += [(key, f"u{n}") for n, key in enumerate(found.identity, start=1)]
    columns += [(order, f"o{n}") for n, (order, _) in enumerate(found.orders, start=1)]
    columns.append((_stage(side, found), "stage"))
    columns.append((_reason(side.key, found.texts), "reason"))
    if found.amounts:
        number = exp.cast(found.amounts.number, decimal)
        columns.append((exp.func("coalesce", number, exp.Literal.number(0)), "amount"))
    select = exp.select(*(exp.alias_(one, name) for one, name in columns))
    return SideShape(
        rows=select.from_(source),
        orders=tuple(is_descending for _, is_descending in found.orders),
        identity=len(side.distinct),
        is_one_per_entity=side.is_one_per_entity,
    )


def _stage(side: Side, found: Meaning) -> exp.Expr:
    """Return 1 outside the window, 2 with a status that does not count, 3 where the row counts."""
    outside, uncounted, counted = (exp.Literal.number(n) for n in (1, 2, 3))
    stage: exp.Expr = counted
    if side.counted and found.status is not None:
        values = [exp.Literal.string(value.strip()) for value in side.counted.values]
        status = exp.func("coalesce", found.status, exp.Literal.string(""))
        stage = exp.case().when(status.isin(*values), counted).else_(uncounted)
    if side.window and found.day is not None:
        stage = exp.case().when(_inside(found.day, side.window), stage).else_(outside)
    return stage


def _inside(day: exp.Expr, window: Window) -> exp.Expr:
    ends: list[exp.Expr] = []
    if window.start:
        start = exp.cast(exp.Literal.string(window.start.isoformat()), "DATE")
        ends.append(exp.GTE(this=day.copy(), expression=start))
    if window.end:
        end = exp.cast(exp.Literal.string(window.end.isoformat()), "DATE")
        ends.append(exp.LT(this=day.copy(), expression=end))
    return exp.and_(*ends) if ends else exp.true()


def _reason(keys: Sequence[Key], texts: Sequence[exp.Expr]) -> exp.Expr:
    """Say why a row has no usable key, where it has none."""
    blank = exp.Literal.string(BLANKS)
    empty = [
        exp.func(
            "coalesce", exp.Trim(this=text.copy(), expression=blank), exp.Literal.string("")
        ).eq(exp.Literal.string(""))
        for text in texts
    ]
    several = [
        exp.Like(this=text.copy(), expression=exp.Literal.string("%@%@%"))
        for key, text in zip(keys, texts, strict=True)
        if key.normaliser in (Normaliser.EMAIL, Normaliser.DOMAIN)
    ]
    reason = exp.case().when(exp.or_(*empty), exp.Literal.string("empty"))
    if several:
        reason = reason.when(exp.or_(*several), exp.Literal.string("ambiguous"))
    return reason.else_(exp.Literal.string("unreadable"))


def _orders(
    opened: Opened, orders: Sequence[Order], told: DateFormat | None
) -> list[tuple[exp.Expr, bool]]:
    """Order by what a column means: days and amounts as such, all else as text."""
    found: list[tuple[exp.Expr, bool]] = []
    for order in orders:
        text = text_of(opened, order.column)
        if opened.columns[order.column] != "VARCHAR":
            found.append((opened.column(order.column), order.is_descending))
            continue
        meanings = (_as_day(opened, order, told), _as_number(opened, order))
        found += [(one, order.is_descending) for one in meanings if one is not None]
        found.append(
            (exp.Nullif(this=text, expression=exp.Literal.string("")), order.is_descending)
        )
    return found


def _as_day(opened: Opened, order: Order, told: DateFormat | None) -> exp.Expr | None:
    try:
        days = days_of(opened, order.column, told)
    except BridgeError:
        return None
    return None if days.unreadable else days.day


def _as_number(opened: Opened, order: Order) -> exp.Expr | None:
    try:
        amounts = amounts_of(opened, order.column)
    except BridgeError:
        return None
    return exp.cast(amounts.number, f"DECIMAL({DIGITS}, {amounts.decimals})")


def _read_days(opened: Opened, window: Window, told: DateFormat | None, found: Meaning) -> None:
    days = days_of(opened, window.column, told)
    found.day = days.day
    found.formats[window.column] = days.date_format
    if days.unreadable:
        found.notes.append(
            f"{days.unreadable:,} cells of {window.column} in {opened.file.name} are no day "
            f"written {days.date_format}, {days.example!r} for one; they lie outside the window."
        )


def _read_amounts(opened: Opened, column: str, told: str | None, found: Meaning) -> None:
    found.amounts = amounts_of(opened, column, told)
    mark = "comma" if found.amounts.decimal_mark == "," else "point"
    found.formats[column] = f"decimal {mark}"
    if found.amounts.empty:
        found.notes.append(
            f"{tally(found.amounts.empty, 'row')} of {opened.file.name} without {column} add 0."
        )


def _note_unknown_values(opened: Opened, counted: Counted, found: Meaning) -> None:
    """Say so where a value that is to count does not occur, and which do."""
    assert found.status is not None
    status = exp.func("coalesce", found.status.copy(), exp.Literal.string(""))
    most = exp.select(exp.alias_(status, "value")).group_by("1")
    rows = opened.rows(most.order_by(exp.Count(this=exp.Star()).desc()).limit(1000))
    known = [str(value) for (value,) in rows]
    unknown = [one for one in counted.values if one.strip() not in known]
    if known and unknown and len(known) < 1000:
        often = ", ".join(repr(one) for one in known[:5])
        found.notes.append(
            f"No row of {opened.file.name} has {counted.column} {unknown[0]!r}; "
            f"the values are {often}{' and others' if len(known) > 5 else ''}."
        )
