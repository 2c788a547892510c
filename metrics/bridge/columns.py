"""What the columns of a file mean: which letters, days and amounts they hold, found in all rows."""

import re
from dataclasses import dataclass
from functools import partial

from sqlglot import exp

from metrics.bridge.duck import Opened
from metrics.bridge.normalisers import Folding, normalised
from metrics.bridge.problems import BridgeError
from metrics.bridge.sides import DateFormat, Key, Normaliser

# Whatever follows a day: a time, a half of the day, a zone. The day is taken as it is written.
TIME = r"([T ][0-9:., ]*([AaPp][Mm])?( ?(Z|UTC|[+-][0-9:]+))?)?"
DAYS: dict[DateFormat, tuple[str, str]] = {
    DateFormat.ISO: (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "%Y-%m-%d"),
    DateFormat.ISO_SLASHES: (r"[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}", "%Y/%m/%d"),
    DateFormat.COMPACT: (r"[0-9]{8}", "%Y%m%d"),
    DateFormat.DAY_FIRST_DOTS: (r"[0-9]{1,2}[.][0-9]{1,2}[.][0-9]{4}", "%d.%m.%Y"),
    DateFormat.MONTH_FIRST: (r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "%m/%d/%Y"),
    DateFormat.DAY_FIRST: (r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}", "%d/%m/%Y"),
    DateFormat.MONTH_FIRST_DASHES: (r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", "%m-%d-%Y"),
    DateFormat.DAY_FIRST_DASHES: (r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", "%d-%m-%Y"),
}
# Decimal mark, and the marks between thousands that go with it.
MARKS = {".": ",' ", ",": ".' "}
MOST_DECIMALS = 12
INTEGERS = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")
NUMERIC = (*INTEGERS, *(f"U{one}" for one in INTEGERS), "DECIMAL")

_call = partial(exp.func, dialect="duckdb")


@dataclass(frozen=True)
class Days:
    """A column of days: the expression, the format, and how many cells are no day in it."""

    day: exp.Expr
    date_format: str
    unreadable: int = 0
    example: str = ""


@dataclass(frozen=True)
class Amounts:
    """A column of amounts: the expression without its type, its decimals, and its empty cells."""

    number: exp.Expr
    decimals: int
    decimal_mark: str
    empty: int = 0


def text_of(opened: Opened, column: str) -> exp.Expr:
    """Return a column as text."""
    found = opened.column(column)
    if opened.columns[column] == "VARCHAR":
        return found
    return exp.cast(found, "VARCHAR")


def key_of(opened: Opened, key: Key) -> exp.Expr:
    """Return a key column made comparable, folding the letters that occur in it."""
    text = text_of(opened, key.column)
    folding = Folding()
    if key.normaliser is not Normaliser.EXACT:
        found = opened.rows(
            exp.select(_call("unnest", _call("string_split", text, exp.Literal.string(""))))
            .distinct()
            .where(_call("strlen", text).neq(_call("length", text)))
        )
        folding = Folding.of(letter for (letter,) in found if not letter.isascii())
    return normalised(text, key.normaliser, folding)


def days_of(opened: Opened, column: str, told: DateFormat | None = None) -> Days:
    """Find out how a column writes its days; refuse where day and month could be swapped."""
    kind = opened.columns.get(column, "")
    if kind == "DATE" or kind.startswith("TIMESTAMP"):
        return Days(exp.cast(opened.column(column), "DATE"), kind.lower())
    text = exp.Trim(this=text_of(opened, column))
    formats = [told] if told else list(DAYS)
    counts = [_call("count", _day(text, one)) for one in formats]
    filled = _call("count", exp.Nullif(this=text, expression=exp.Literal.string("")))
    ((total, *read),) = opened.rows(exp.select(filled, *counts))
    best = max(read)
    fitting = [one for one, count in zip(formats, read, strict=True) if count == best]
    name = f"{column} of {opened.file.name}"
    if total and not best:
        (cell,) = opened.rows(exp.select(text).where(text.neq(exp.Literal.string(""))).limit(1))[0]
        written = f" written {told.value}" if told else ""
        raise BridgeError(
            f"{name} holds no day{written}; {cell!r}, for one, is none. Choose the column of days."
        )
    if total and len(fitting) > 1:
        either = " or ".join(one.value for one in fitting)
        raise BridgeError(f"The days in {name} can be read as {either}. Say which is meant.")
    day = _day(text, fitting[0])
    example = ""
    if total > best:
        odd = exp.select(text).where(day.is_(exp.null())).where(text.neq(exp.Literal.string("")))
        example = str(opened.rows(odd.limit(1))[0][0])
    return Days(day, fitting[0].value, total - best, example)


def _day(text: exp.Expr, date_format: DateFormat) -> exp.Expr:
    pattern, strptime = DAYS[date_format]
    matches = _call("regexp_matches", text, exp.Literal.string(f"^{pattern}{TIME}$"))
    begin = _call("regexp_extract", text, exp.Literal.string(f"^{pattern}"))
    parsed = _call("try_strptime", begin, exp.Literal.string(strptime))
    return exp.case().when(matches, exp.cast(parsed, "DATE")).else_(exp.null())


def amounts_of(opened: Opened, column: str, told: str | None = None) -> Amounts:
    """Find out how a column writes its amounts, and how many decimals keep all of them exact."""
    found = opened.column(column)
    kind = opened.columns[column]
    if kind.startswith(NUMERIC):
        scale = re.search(r",(\d+)\)", kind)
        ((empty,),) = opened.rows(exp.select(_call("count_if", found.is_(exp.null()))))
        return Amounts(found, int(scale[1]) if scale else 0, ".", empty)
    text = exp.Trim(this=text_of(opened, column))
    marks = [told] if told else list(MARKS)
    if unknown := [mark for mark in marks if mark not in MARKS]:
        raise BridgeError(f"{unknown[0]!r} is no decimal mark. Use a point or a comma.")
    numbers = {mark: _number(text, mark) for mark in marks}
    filled = _call("count", exp.Nullif(this=text, expression=exp.Literal.string("")))
    counts = [_call("count", number) for number in numbers.values()]
    ((rows, total, *read),) = opened.rows(exp.select(exp.Count(this=exp.Star()), filled, *counts))
    fitting = [mark for mark, count in zip(marks, read, strict=True) if count == max(read)]
    if max(read) < total:
        _refuse_unreadable(opened, column, text, numbers[fitting[0]])
    if len(fitting) > 1:
        differ = _call("count_if", numbers["."].neq(numbers[","]))
        ((different,),) = opened.rows(exp.select(differ))
        if different:
            raise BridgeError(
                f"The amounts in {column} of {opened.file.name} can be read with a decimal point "
                "or a decimal comma. Say which is meant."
            )
    number = numbers[fitting[0]]
    decimals = _decimals(opened, column, number)
    return Amounts(number, decimals, fitting[0], rows - total)


def _number(text: exp.Expr, mark: str) -> exp.Expr:
    """Return the text of a number with a point and nothing else beside its digits, or NULL."""
    point = f"[{mark}]"
    grouped = "|".join(f"[0-9]{{1,3}}([{one}][0-9]{{3}})+" for one in MARKS[mark])
    pattern = f"^[+-]?([0-9]+|{grouped})({point}[0-9]+)?([eE][+-]?[0-9]{{1,2}})?$"
    bare = _call("translate", text, exp.Literal.string(MARKS[mark]), exp.Literal.string(""))
    plain = _call("replace", bare, exp.Literal.string(mark), exp.Literal.string("."))
    matches = _call("regexp_matches", text, exp.Literal.string(pattern))
    return exp.case().when(matches, plain).else_(exp.null())


def _decimals(opened: Opened, column: str, number: exp.Expr) -> int:
    """Count the decimals of the most exact amount, an exponent's included."""
    fraction = _call("regexp_extract", number, exp.Literal.string("[.]([0-9]*[1-9])"), _digits(1))
    exponent = _call("regexp_extract", number, exp.Literal.string("[eE]([+-]?[0-9]+)$"), _digits(1))
    shift = _call("coalesce", exp.TryCast(this=exponent, to=exp.DataType.build("INT")), _digits(0))
    most = _call("max", _call("length", fraction) - shift)
    ((found,),) = opened.rows(exp.select(most))
    if (found or 0) > MOST_DECIMALS:
        wrong = f"An amount in {column} of {opened.file.name} has {found} decimals"
        raise BridgeError(f"{wrong}, and {MOST_DECIMALS} are kept exactly. Round the amounts.")
    return max(found or 0, 0)


def _refuse_unreadable(opened: Opened, column: str, text: exp.Expr, number: exp.Expr) -> None:
    place = exp.column(exp.to_identifier(opened.place, quoted=True))
    bad = exp.select(place, text).where(number.is_(exp.null()))
    found = opened.rows(bad.where(text.neq(exp.Literal.string(""))).order_by(place).limit(3))
    cells = ", ".join(f"{cell!r} in row {row}" for row, cell in found)
    raise BridgeError(
        f"{column} of {opened.file.name} holds what is no amount: {cells}. Write plain numbers, "
        "or leave the cells empty."
    )


def _digits(number: int) -> exp.Expr:
    """Write a number into a statement."""
    return exp.Literal.number(number)
