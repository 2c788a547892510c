"""How figures, spans and dates are written, the same in every sentence, table and file."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

MINUS = "\u2212"
NBSP = "\u00a0"
NARROW = "\u202f"
SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
SCALES = ((Decimal(10) ** 9, "bn"), (Decimal(10) ** 6, "m"), (Decimal(10) ** 3, "k"))
RATE_PLACES = 2
# From here a figure would be rounded up to 1,000 of the smaller scale.
NEARLY_ONE = Decimal("0.9995")

Figure = Decimal | int | float


def exact(value: Figure) -> Decimal:
    """Return `value` as a Decimal, reading a float by its shortest decimal form."""
    return Decimal(str(value)) if isinstance(value, float) else Decimal(value)


def rounded(value: Figure, places: int) -> Decimal:
    """Round half away from zero, as people do on paper."""
    return exact(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value: Figure, places: int | None = None) -> str:
    """Write 487000 as 487,000; without `places`, as many decimals as the value has."""
    amount = exact(value) if places is None else rounded(value, places)
    text = f"{abs(amount):,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{MINUS}{text}" if amount < 0 else text


def signed(value: Figure, places: int | None = None) -> str:
    """Write a difference with its sign; what is rounded to zero has none."""
    amount = exact(value) if places is None else rounded(value, places)
    text = number(amount, places)
    return f"+{text}" if amount > 0 else text


def percent(share: Figure, places: int = 1) -> str:
    """Write the share 0.764 as 76.4 %."""
    return f"{number(exact(share) * 100, places)}{NARROW}%"


def money(amount: Figure, currency: str) -> str:
    """Write 3800000 EUR as €3.8 m, with one decimal below a hundred."""
    value = exact(amount)
    for scale, letter in SCALES:
        if abs(value) >= scale * NEARLY_ONE:
            scaled = rounded(value / scale, 1 if abs(value) < 100 * scale else 0)
            return _with_currency(f"{number(scaled)}{NBSP}{letter}", currency)
    return _with_currency(number(value), currency)


def money_in_full(amount: Figure, currency: str) -> str:
    """Write 3800000 EUR as €3,800,000."""
    return _with_currency(number(amount), currency)


def quantity(value: Figure, unit: str, currency: str = "") -> str:
    """Write a KPI value by its unit: count, percent (97 for 97 %), money, ratio or days.

    Of a rate, two decimals are shown; the reading keeps them all.
    """
    match unit:
        case "percent":
            return f"{_brief(value)}{NARROW}%"
        case "money":
            return money(value, currency)
        case "days":
            return f"{_brief(value)}{NBSP}d"
        case "ratio":
            return _brief(value)
        case _:
            return number(value)


def difference(value: Figure, unit: str, currency: str = "") -> str:
    """Write a gap with its sign; a gap between percentages is in points."""
    sign = "+" if exact(value) > 0 else ""
    if unit == "percent":
        return f"{sign}{_brief(value)}{NBSP}pts"
    return f"{sign}{quantity(value, unit, currency)}"


def tally(count: int, noun: str, many: str = "") -> str:
    """Write 1 row, 1,200 rows, 2 people."""
    return f"{number(count)} {noun if count == 1 else many or f'{noun}s'}"


def days(count: int) -> str:
    """Write a span of days."""
    return f"{number(count)}{NBSP}d"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment for a table: 2026-11-10 09:40."""
    return f"{at.astimezone(zone):%Y-%m-%d}{NBSP}{at.astimezone(zone):%H:%M}"


def weekday(on: date) -> str:
    """Write a day for reading: Thu 12 Nov."""
    return f"{on:%a}{NBSP}{on.day}{NBSP}{on:%b}"


def deadline(at: datetime, zone: ZoneInfo) -> str:
    """Write a deadline in the owner's zone, and name the zone: Thu 12 Nov, 23:59 CET."""
    local = at.astimezone(zone)
    return f"{weekday(local)}, {local:%H:%M}{NBSP}{local.tzname()}"


def _brief(value: Figure) -> str:
    return number(rounded(value, RATE_PLACES))


def _with_currency(text: str, currency: str) -> str:
    symbol = SYMBOLS.get(currency, f"{currency}{NBSP}" if currency else "")
    if text.startswith(MINUS):
        return f"{MINUS}{symbol}{text[1:]}"
    return f"{symbol}{text}"
