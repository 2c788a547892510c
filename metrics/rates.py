"""What a reading is worth: a value, or a part of a whole, which must agree where both are told."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from metrics.figures import number
from metrics.reading.problems import Problem, ReadingError

PLACES = Decimal("0.0001")
RATES = ("percent", "ratio")


def value_of(
    unit: str,
    *,
    value: Decimal | None = None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
) -> Decimal | None:
    """Return the value of a reading; None where the denominator is 0, which is not measurable.

    A value told beside its parts must be their rate, rounded to the decimals it was told with.
    """
    if numerator is None and denominator is None:
        return _told(value)
    part, whole = _parts(unit, numerator, denominator)
    if whole == 0:
        if value is not None:
            fix = "Leave the value empty: without a whole there is no rate"
            raise _refusal("value", value, "stands beside a denominator of 0", fix)
        return None
    rate = part / whole * (100 if unit == "percent" else 1)
    if value is None:
        return rate.quantize(PLACES, ROUND_HALF_UP)
    if abs(rate - value) > _half_a_step(value):
        told = f"is not {number(part)} of {number(whole)}, which is {number(rate, 4)}"
        raise _refusal("value", value, told, "Correct one of the three, or leave the value empty")
    return value


def _told(value: Decimal | None) -> Decimal:
    if value is None:
        fix = "Enter a number, or a numerator and a denominator"
        raise _refusal("value", None, "The value is empty", fix)
    return value


def _parts(
    unit: str, numerator: Decimal | None, denominator: Decimal | None
) -> tuple[Decimal, Decimal]:
    if unit not in RATES:
        wrong = f"A value in {unit} has no numerator and denominator"
        raise _refusal("numerator", None, wrong, "Leave both empty")
    for name, part in (("numerator", numerator), ("denominator", denominator)):
        if part is None:
            raise _refusal(name, None, f"The {name} is empty", "Enter both parts, or neither")
        if part < 0:
            raise _refusal(name, part, "is negative", "Enter 0 or more")
    assert numerator is not None
    assert denominator is not None
    if numerator > denominator:
        wrong = f"is more than the denominator, {number(denominator)}"
        raise _refusal("numerator", numerator, wrong, "A part is never more than its whole")
    return numerator, denominator


def _half_a_step(value: Decimal) -> Decimal:
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return Decimal(5).scaleb(-places - 1)


def _refusal(field: str, value: Decimal | None, wrong: str, fix: str) -> ReadingError:
    found = "" if value is None else number(value)
    return ReadingError(replace(Problem(value=found, wrong=wrong, fix=fix), field=field))
