from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.dispute.gap import Side, compare, inside, parts_of_largest, split
from metrics.periods import FiscalCalendar, Period

Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
values = st.decimals(-(10**11), 10**11, places=4).map(lambda value: +value)


def side(label: str, value: Any = None, unit: str = "count", **rest: Any) -> Side:
    number = None if value is None else Decimal(str(value))
    return Side(label=label, value=number, unit=unit, **rest)


def plain(text: str) -> str:
    for fancy, simple in (("\u2212", "-"), ("\u00a0", " "), ("\u202f", " "), ("\u2019", "'")):
        text = text.replace(fancy, simple)
    return text


MQLS = (side("Marketing", 847), side("Sales", 200))
CUSTOMERS = (side("Sales", 487000), side("Finance", 452000), side("Marketing", 521000))
SLA = (
    side("Delivery", 97, "percent", target=Decimal(95)),
    side("customers", "2.3", "ratio", is_customer=True, target=Decimal("0.5"), direction="lower"),
)


class TestTwoSides:
    def test_second_minus_first_with_the_first_as_baseline(self) -> None:
        gap = compare(MQLS)
        assert (gap.kind, gap.absolute) == ("difference", Decimal(-647))
        assert plain(gap.text) == "-647"
        assert plain(gap.note) == "-76.4 % of Marketing's count"
        assert gap.ratio_text == "0.24"

    def test_percentages_differ_in_points_and_have_no_percentage_of_their_own(self) -> None:
        gap = compare([side("Finance", "4.1", "percent"), side("Success", "6.8", "percent")])
        assert (plain(gap.text), gap.note) == ("+2.7 pts", "")

    def test_money_carries_its_currency(self) -> None:
        gap = compare(
            [
                side("Marketing", 3800000, "money", currency="EUR"),
                side("Finance", 2600000, "money", currency="EUR"),
            ]
        )
        assert plain(gap.text) == "-€1.2 m"
        assert "Marketing's figure" in plain(gap.note)

    def test_a_name_that_ends_in_s_takes_the_apostrophe_alone(self) -> None:
        gap = compare([side("Sales", 200), side("Marketing", 847)])
        assert plain(gap.note).endswith("of Sales' count")

    def test_a_zero_baseline_has_no_percentage(self) -> None:
        gap = compare([side("Marketing", 0), side("Sales", 5)])
        assert (gap.percent, gap.note, gap.ratio) == (None, "", None)

    def test_a_negative_baseline_keeps_the_sign_of_the_difference(self) -> None:
        gap = compare([side("Sales", -100), side("Finance", -50)])
        assert gap.percent == 50

    @pytest.mark.parametrize(
        "sides",
        [
            (side("Marketing", 847), side("Sales", 24, "percent")),
            (
                side("Sales", 1, "money", currency="EUR"),
                side("Finance", 1, "money", currency="USD"),
            ),
            (side("Marketing", 847), side("Sales")),
        ],
    )
    def test_nothing_is_subtracted_across_units_or_from_silence(
        self, sides: tuple[Side, Side]
    ) -> None:
        gap = compare(sides)
        assert (gap.kind, gap.absolute, gap.text) == ("none", None, "")
        assert not inside(gap, "absolute", Decimal(10**9))

    @given(one=values, two=values)
    def test_turning_the_sides_around_turns_the_sign(self, one: Decimal, two: Decimal) -> None:
        there = compare([side("A", one), side("B", two)])
        back = compare([side("B", two), side("A", one)])
        assert there.absolute is not None
        assert there.absolute == -(back.absolute or 0)
        assert one + there.absolute == two
        assert there.filled is not None
        assert there.filled == back.filled
        assert 0 <= there.filled <= 1
        assert there.agrees == (one == two)


class TestThreeSides:
    def test_spread_names_a_percentage_of_each_baseline(self) -> None:
        gap = compare(CUSTOMERS)
        assert (gap.kind, gap.absolute, gap.text) == ("spread", Decimal(69000), "69,000")
        assert plain(gap.note) == (
            "14.2 % of Sales' count, 15.3 % of Finance's count, 13.2 % of Marketing's count"
        )

    def test_the_percentage_is_of_the_first_side(self) -> None:
        gap = compare(CUSTOMERS)
        assert not inside(gap, "percent", Decimal(14))
        assert inside(gap, "percent", Decimal("14.2"))

    def test_the_percentage_stays_unknown_when_the_first_side_is_zero(self) -> None:
        gap = compare([side("A", 0), side("B", 10), side("C", 20)])
        assert gap.percent is None
        assert [share.baseline[0] for share in gap.shares] == ["B", "C"]
        assert not inside(gap, "percent", Decimal(1000))

    @given(found=st.lists(values, min_size=3, max_size=6))
    def test_spread_is_never_negative_and_no_figure_is_an_average(
        self, found: list[Decimal]
    ) -> None:
        gap = compare([side(str(n), value) for n, value in enumerate(found)])
        assert gap.absolute == max(found) - min(found)
        assert gap.absolute >= 0


class TestStatusMeetsSignal:
    def test_measures_the_customer_against_its_own_target(self) -> None:
        gap = compare(SLA)
        assert (gap.kind, gap.absolute) == ("to_target", Decimal("1.8"))
        assert (plain(gap.text), gap.note) == ("+1.8", "to target")
        assert round(gap.filled or 0, 3) == Decimal("0.217")
        assert not inside(gap, "absolute", Decimal("0.2"))

    def test_a_signal_better_than_its_target_is_inside(self) -> None:
        better = side(
            "customers", "0.1", "ratio", is_customer=True, target=Decimal("0.5"), direction="lower"
        )
        assert inside(compare([SLA[0], better]), "absolute", Decimal(0))

    def test_without_a_target_the_same_unit_is_compared(self) -> None:
        gap = compare(
            [side("Delivery", 91, "percent"), side("customers", 63, "percent", is_customer=True)]
        )
        assert plain(gap.text) == "-28 pts"


class TestInside:
    @pytest.mark.parametrize(
        ("kind", "tolerance", "expected"),
        [
            ("absolute", "647", True),
            ("absolute", "646.9999", False),
            ("percent", "76.4", True),
            ("percent", "76.3", False),
        ],
    )
    def test_the_bound_itself_is_inside(self, kind: str, tolerance: str, expected: bool) -> None:
        assert inside(compare(MQLS), kind, Decimal(tolerance)) is expected

    def test_equal_figures_agree_even_at_zero(self) -> None:
        assert inside(compare([side("A", 0), side("B", 0)]), "percent", Decimal(0))

    def test_claims_in_words_agree_when_they_say_the_same(self) -> None:
        green = [side("A", unit="", claim="Green"), side("B", unit="", claim=" green ")]
        red = [green[0], side("B", unit="", claim="red")]
        silent = [side("A", unit=""), side("B", unit="")]
        assert inside(compare(green), "absolute", Decimal(0))
        assert not inside(compare(red), "absolute", Decimal(0))
        assert not inside(compare(silent), "absolute", Decimal(0))

    def test_refuses_a_negative_or_unknown_tolerance(self) -> None:
        with pytest.raises(ValueError, match="zero or more"):
            inside(compare(MQLS), "absolute", Decimal(-1))
        with pytest.raises(ValueError, match="absolute or percent"):
            inside(compare(MQLS), "sigma", Decimal(1))


class TestFlags:
    def flags(self, one: dict[str, Any], two: dict[str, Any]) -> dict[str, tuple[bool, str]]:
        gap = compare(
            [side("Marketing", 847, **one), side("Sales", 200, **two)],
            FiscalCalendar(start_month=1),
        )
        return {flag.name: (flag.ok, plain(flag.text)) for flag in gap.flags}

    def test_says_what_differs_in_one_sentence_each(self) -> None:
        flags = self.flags(
            {"period": Q3, "definition": 3, "definition_label": "v3", "entity": "person"},
            {"period": OCTOBER, "definition": 2, "definition_label": "v2", "entity": "account"},
        )
        assert flags["period"] == (False, "dates differ: FY26-Q3, Oct 2026")
        assert flags["definition"] == (False, "definitions differ: v3, v2")
        assert flags["entity"] == (False, "entities differ: person, account")
        assert flags["unit"] == (True, "same unit")

    def test_says_what_is_the_same(self) -> None:
        same = {"period": Q3, "definition": 3, "population": "one row per account"}
        flags = self.flags(same, same)
        assert flags["period"] == (True, "same period")
        assert flags["definition"] == (True, "same definition")
        assert flags["population"] == (True, "same population")

    def test_silence_is_not_the_same(self) -> None:
        flags = self.flags({"period": Q3}, {})
        assert flags["period"] == (False, "no period stated by Sales")
        assert flags["entity"] == (False, "no entity stated by Marketing and Sales")

    def test_currencies_are_told_apart(self) -> None:
        gap = compare(
            [
                side("Sales", 1, "money", currency="EUR"),
                side("Finance", 1, "money", currency="USD"),
            ]
        )
        assert "currencies differ: EUR, USD" in [flag.text for flag in gap.flags if not flag.ok]


class TestSplit:
    def test_gathers_functions_and_keeps_the_customer_apart(self) -> None:
        shown = split(
            [
                side("Delivery", 97, status="ok"),
                side("Delivery", 1, status="risk"),
                side("customers", 2, is_customer=True, status="off"),
            ]
        )
        assert shown.parties == (("Delivery", "D", "risk"),)
        assert shown.customer == "off"

    def test_two_functions_never_share_a_letter(self) -> None:
        shown = split([side("Sales", 1), side("Success", 2)])
        assert [letter for _, letter, _ in shown.parties] == ["S", "Su"]
        assert shown.customer == "none"


class TestBars:
    def test_all_sides_share_one_zero_base(self) -> None:
        assert parts_of_largest(MQLS) == [Decimal(1), Decimal(200) / Decimal(847)]

    def test_other_units_and_nothing_positive_have_no_bar(self) -> None:
        assert parts_of_largest(SLA) == [None, None]
        assert parts_of_largest([side("A", 0), side("B", -2)]) == [None, None]
