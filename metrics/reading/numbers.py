"""Numbers as people write them, taken at their word or not at all.

Only plain digits count as digits, groups have three digits, and a mark means one thing per file.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from metrics.reading.problems import ReadingError, refusal

MOST_DIGITS = 15
PLACES = 4
MINUS = "\N{MINUS SIGN}"

# What a sign may stand for; a bare $ says less than the code beside it.
CURRENCY_SIGNS: dict[str, frozenset[str]] = {
    "€": frozenset({"EUR"}),
    "£": frozenset({"GBP"}),
    "¥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}),
    "$": frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"}),
    "R$": frozenset({"BRL"}),
    "Rp": frozenset({"IDR"}),
}
LOOKALIKES = str.maketrans(
    {
        "\N{NO-BREAK SPACE}": " ",
        "\N{NARROW NO-BREAK SPACE}": " ",
        "\N{THIN SPACE}": " ",
        "\N{RIGHT SINGLE QUOTATION MARK}": "'",
        MINUS: "-",
    }
)
CURRENCY = r"R\$|Rp|[€£¥₹$]|[A-Z]{3}"


@dataclass(frozen=True)
class NumberStyle:
    """Which marks a file uses."""

    decimal_mark: str = "."
    thousands_mark: str = ","

    @property
    def example(self) -> str:
        """Show a number written this way."""
        return f"1{self.thousands_mark}234{self.decimal_mark}5"


STYLES = tuple(
    NumberStyle(decimal, thousands)
    for thousands in (",", ".", " ", "'", "")
    for decimal in (".", ",")
    if decimal != thousands
)


@dataclass(frozen=True)
class Number:
    """A number and what was written beside it; a percent value is 12.5 for 12.5 %."""

    value: Decimal
    is_percent: bool = False
    currency: str = ""


def read_number(
    text: str,
    *,
    decimal_mark: str = ".",
    thousands_mark: str = ",",
    unit: str = "",
    currency: str = "",
    places: int = PLACES,
) -> Number:
    """Read one number that fits 15 digits, `places` of them behind the decimal mark.

    A percent sign must suit the unit; a currency is read only where the unit is money, and must
    be the KPI's.
    """
    style = NumberStyle(decimal_mark, thousands_mark)
    if style not in STYLES:
        raise refusal(
            f"{decimal_mark} {thousands_mark}",
            "cannot be decimal and thousands mark together",
            "Choose two different marks that numbers are written with",
        )
    written = text.translate(LOOKALIKES).strip()
    found = _pattern(style).fullmatch(written)
    if found is None or (found["before"] and found["after"]):
        raise _unreadable(text, written, style)
    fraction = (found["fraction"] or "").rstrip("0")
    whole = found["whole"].replace(thousands_mark, "") if thousands_mark else found["whole"]
    _check_size(text, whole, fraction, places)
    is_percent = found["after"] == "%"
    named = found["before"] or ("" if is_percent else found["after"] or "")
    _check_percent(text, unit, is_percent=is_percent)
    _check_currency(text, named, unit, currency)
    sign = "-" if "-" in (found["outer"], found["inner"]) else ""
    value = Decimal(f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}")
    return Number(value or Decimal(0), is_percent, currency if unit == "money" else "")


def guess_styles(column: Iterable[str], *, currency: str = "") -> tuple[NumberStyle, ...]:
    """List the styles in which a whole column can be read; more than one must be asked about.

    Styles that read every cell alike count once, empty cells not at all.
    """
    cells = list(dict.fromkeys(cell for cell in column if cell.strip()))
    readings: dict[tuple[Decimal, ...], NumberStyle] = {}
    for style in STYLES if cells else ():
        values = _all_read(cells, style, currency)
        if values is not None:
            readings.setdefault(values, style)
    return tuple(readings.values())


def _all_read(cells: list[str], style: NumberStyle, currency: str) -> tuple[Decimal, ...] | None:
    values = []
    for cell in cells:
        unit = "" if cell.rstrip().endswith("%") else "money"
        try:
            number = read_number(
                cell,
                decimal_mark=style.decimal_mark,
                thousands_mark=style.thousands_mark,
                unit=unit,
                currency=currency,
            )
        except ReadingError:
            return None
        values.append(number.value)
    return tuple(values)


@cache
def _pattern(style: NumberStyle) -> re.Pattern[str]:
    decimal, thousands = re.escape(style.decimal_mark), re.escape(style.thousands_mark)
    grouped = rf"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+|" if thousands else ""
    return re.compile(
        rf"(?P<outer>[+-])?(?:(?P<before>{CURRENCY}) ?(?(outer)|(?P<inner>[+-])?))?"
        rf"(?P<whole>{grouped}0|[1-9][0-9]*)(?:{decimal}(?P<fraction>[0-9]+))?"
        rf" ?(?P<after>{CURRENCY}|%)?"
    )


def _check_size(text: str, whole: str, fraction: str, places: int) -> None:
    if len(whole.lstrip("0") + fraction) > MOST_DIGITS:
        wrong = f"has more than {MOST_DIGITS} digits"
        raise refusal(text, wrong, "Round it, or use a larger unit such as thousands")
    if len(whole) > MOST_DIGITS - places:
        wrong = f"has more than {MOST_DIGITS - places} digits before the decimal mark"
        raise refusal(text, wrong, "Use a larger unit such as thousands")
    if len(fraction) > places:
        raise refusal(text, f"has more than {places} decimals", f"Round it to {places} decimals")


def _check_percent(text: str, unit: str, *, is_percent: bool) -> None:
    if is_percent and unit not in {"", "percent"}:
        raise refusal(
            text,
            f"is a percentage, but the unit is {unit}",
            "Remove the percent sign, or choose the column that holds the value",
        )


def _check_currency(text: str, named: str, unit: str, currency: str) -> None:
    if not named:
        return
    if unit != "money":
        wrong = f"names a currency, but the unit is {unit or 'not money'}"
        raise refusal(text, wrong, "Leave the currency out")
    if currency and currency not in CURRENCY_SIGNS.get(named, frozenset({named})):
        wrong = f"is not in {currency}"
        raise refusal(text, wrong, f"Convert it to {currency}, or correct the currency")


def _unreadable(text: str, written: str, style: NumberStyle) -> ReadingError:
    """Name the mistake where it is a known one."""
    if not written:
        return refusal("", "The cell is empty", "Enter a number, or leave the row out")
    for pattern, wrong, fix in MISTAKES:
        if re.fullmatch(pattern, written, re.IGNORECASE):
            return refusal(text, wrong, fix)
    return refusal(text, "is not a number in the style chosen", f"Write it like {style.example}")


MISTAKES = (
    (r"[+-]?(nan|inf|infinity)", "is no number", "Enter a number, or leave the row out"),
    (
        r"[+-]?[0-9.,]+e[+-]?[0-9]+",
        "uses an exponent, and digits may be lost",
        "Write all digits out",
    ),
    (r"\(.*\)", "stands in brackets", "Write a negative number with a minus sign"),
    (
        r"[+-]?0[0-9].*",
        "begins with a zero, like a code",
        "Remove the zero, or choose another column",
    ),
    (r"[+-]?[.,][0-9]+.*", "has nothing before the decimal mark", "Put a zero before it"),
    (
        r"[^0-9]*[0-9][0-9.,' ]* ?(k|m|mn|bn|mio|tsd)\.?",
        "is shortened",
        "Write all digits out",
    ),
)
