from decimal import Decimal

import pytest

from metrics.rates import value_of
from metrics.reading import ReadingError

D = Decimal


@pytest.mark.parametrize(
    ("unit", "value", "part", "whole", "expected"),
    [
        ("count", D(847), None, None, D(847)),
        ("percent", None, D(45), D(60), D(75)),
        ("ratio", None, D(1), D(3), D("0.3333")),
        ("percent", D("87.8"), D(878), D(1000), D("87.8")),
        ("percent", D(88), D(878), D(1000), D(88)),
        ("percent", None, D(0), D(0), None),
        ("percent", None, D(0), D(7), D(0)),
        ("percent", D(90), D("90.4"), D(100), D(90)),
    ],
)
def test_a_value_is_told_or_is_the_rate_of_its_parts(
    unit: str, value: Decimal | None, part: Decimal | None, whole: Decimal | None, expected: Decimal
) -> None:
    assert value_of(unit, value=value, numerator=part, denominator=whole) == expected


@pytest.mark.parametrize(
    ("unit", "value", "part", "whole", "field", "wrong"),
    [
        ("count", None, None, None, "value", "empty"),
        ("count", D(5), D(5), D(10), "numerator", "no numerator"),
        ("percent", None, D(5), None, "denominator", "empty"),
        ("percent", None, None, D(5), "numerator", "empty"),
        ("percent", None, D(6), D(5), "numerator", "more than the denominator"),
        ("percent", None, D(-1), D(5), "numerator", "negative"),
        ("percent", D(91), D(45), D(50), "value", "is not 45 of 50"),
        ("percent", D(100), D(0), D(0), "value", "denominator of 0"),
        ("percent", D("87.84"), D(878), D(1000), "value", "is not 878 of 1,000"),
    ],
)
def test_parts_that_make_no_sense_are_refused_by_field(
    unit: str,
    value: Decimal | None,
    part: Decimal | None,
    whole: Decimal | None,
    field: str,
    wrong: str,
) -> None:
    with pytest.raises(ReadingError) as refused:
        value_of(unit, value=value, numerator=part, denominator=whole)

    assert refused.value.problem.field == field
    assert wrong in refused.value.problem.text
