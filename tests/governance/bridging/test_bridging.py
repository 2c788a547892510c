from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.bridging.drawing import Bar, Drawing, draw
from governance.bridging.engine import BridgeError, Line, Walk, message, walk
from governance.dispute.sentences import plain

amounts = st.one_of(
    st.decimals(-(10**11), 10**11, places=4),
    st.builds(
        lambda digits, exponent: Decimal(digits).scaleb(exponent),
        st.integers(-(10**15) + 1, 10**15 - 1),
        st.integers(-15, 3),
    ),
)
lines = st.lists(st.builds(Line, cause=st.integers(1, 5), amount=amounts), max_size=8)


def line(cause: int, amount: int | str, label: str = "") -> Line:
    return Line(cause=cause, amount=Decimal(amount), label=label)


def read(bridge: Walk, unit: str = "count", currency: str = "") -> str:
    return plain(message(bridge, unit, currency)).replace("\u00a0", " ")


MQLS = walk(
    Decimal(847),
    [
        line(4, -471, "score over 60, but no named budget"),
        line(1, -12),
        line(2, -21),
        line(3, -38),
        line(5, -84),
    ],
    Decimal(200),
)
CUSTOMERS = walk(
    Decimal(487000),
    [line(1, -6000), line(2, 0), line(3, -19000), line(4, -9000), line(5, 2000)],
    Decimal(452000),
)


class TestWalk:
    def test_runs_in_diagnosis_order_whatever_order_the_lines_came_in(self) -> None:
        assert [stride.line.cause for stride in MQLS.strides] == [1, 2, 3, 4, 5]
        assert [int(stride.after) for stride in MQLS.strides] == [835, 814, 776, 305, 221]

    def test_shows_what_is_unexplained(self) -> None:
        assert (int(MQLS.explained), int(MQLS.unexplained)) == (-626, -21)
        assert round(MQLS.unexplained_share or 0, 1) == Decimal("3.2")
        assert MQLS.is_within

    def test_shares_are_of_the_gap_and_carry_its_sign(self) -> None:
        shares = [round(stride.share or Decimal(0), 1) for stride in CUSTOMERS.strides]
        assert shares == [Decimal(x) for x in ("17.1", "0", "54.3", "25.7", "-5.7")]
        assert round(CUSTOMERS.explained_share or 0, 1) == Decimal("91.4")
        assert not CUSTOMERS.is_within

    def test_five_percent_exactly_is_within(self) -> None:
        assert walk(Decimal(0), [line(1, 95)], Decimal(100)).is_within
        assert not walk(Decimal(0), [line(1, "94.9999")], Decimal(100)).is_within
        assert walk(Decimal(0), [line(1, 50)], Decimal(100), allowed=Decimal(50)).is_within

    def test_without_a_gap_there_is_no_share_and_only_nothing_is_within(self) -> None:
        same = walk(Decimal(5), [], Decimal(5))
        assert (same.explained_share, same.unexplained_share, same.is_within) == (None, None, True)
        assert not walk(Decimal(5), [line(1, 1)], Decimal(5)).is_within

    def test_keeps_the_order_of_lines_that_share_a_cause(self) -> None:
        bridge = walk(Decimal(0), [line(3, 1, "a"), line(1, 1), line(3, 1, "b")], Decimal(3))
        assert [stride.line.label for stride in bridge.strides] == ["", "a", "b"]

    @given(start=amounts, found=lines, end=amounts)
    def test_start_plus_lines_plus_unexplained_is_the_end_exactly(
        self, start: Decimal, found: list[Line], end: Decimal
    ) -> None:
        bridge = walk(start, found, end)
        as_fractions = [one.amount.as_integer_ratio() for one in found]
        scale = 10**30
        total = sum(top * scale // bottom for top, bottom in as_fractions)

        def exact(value: Decimal) -> int:
            top, bottom = value.as_integer_ratio()
            assert top * scale % bottom == 0
            return top * scale // bottom

        assert exact(start) + total + exact(bridge.unexplained) == exact(end)
        assert exact(start) + exact(bridge.gap) == exact(end)
        assert exact(bridge.explained) == total

    def test_refuses_a_cause_that_is_no_diagnosis_step(self) -> None:
        with pytest.raises(ValueError, match="diagnosis steps"):
            walk(Decimal(1), [line(6, 1)], Decimal(2))

    @pytest.mark.parametrize("amount", ["1E+200", "1E-200", "sNaN"])
    def test_refuses_what_cannot_be_added_exactly(self, amount: str) -> None:
        with pytest.raises(BridgeError):
            walk(Decimal(1), [line(1, amount)], Decimal(2))


class TestMessage:
    def test_names_the_largest_cause(self) -> None:
        assert read(MQLS) == (
            "471 of the 647 are one definition: score over 60, but no named budget."
        )
        assert read(CUSTOMERS) == "19,000 of the 35,000 are duplicates."

    def test_figures_are_marked(self) -> None:
        assert [text for text, is_figure in message(MQLS) if is_figure] == ["471", "647"]

    @pytest.mark.parametrize(
        ("found", "sentence"),
        [
            ([], "None of the 100 is explained yet."),
            ([line(1, 30)], "The lines explain 30 of the 100 and leave 70 unexplained."),
            ([line(1, -30)], "The lines run against the gap and leave 130 unexplained."),
            ([line(1, 160)], "The lines go beyond the gap by 60."),
            ([line(1, 0)], "None of the 100 is explained yet."),
            ([line(5, 99), line(1, 1)], "99 of the 100 are one matching rule."),
        ],
    )
    def test_says_how_much_is_open_when_no_line_outweighs_it(
        self, found: list[Line], sentence: str
    ) -> None:
        assert read(walk(Decimal(0), found, Decimal(100))) == sentence

    def test_one_and_money_are_singular(self) -> None:
        assert (
            read(walk(Decimal(0), [line(3, 1)], Decimal(1))) == "1 of the 1 comes from duplicates."
        )
        money = walk(Decimal(3_400_000), [line(1, -1_200_000)], Decimal(1_900_000))
        assert read(money, "money", "EUR") == "€1.2 m of the €1.5 m comes from a sync gap."

    def test_points_between_percentages(self) -> None:
        bridge = walk(Decimal(96), [line(4, -20)], Decimal(71))
        assert read(bridge, "percent") == "20 pts of the 25 pts comes from one definition."

    def test_says_when_there_is_nothing_to_explain(self) -> None:
        assert "nothing to explain" in read(walk(Decimal(5), [], Decimal(5)))

    @given(start=amounts, found=lines, end=amounts)
    def test_always_finds_a_sentence(self, start: Decimal, found: list[Line], end: Decimal) -> None:
        assert read(walk(start, found, end)).endswith(".")


def share(text: str) -> Decimal:
    assert text.endswith("%")
    return Decimal(text[:-1])


def bars(drawing: Drawing) -> list[Bar]:
    return [
        drawing.start,
        drawing.end,
        drawing.gap,
        *drawing.strides,
        drawing.unexplained,
        *drawing.delta_strides,
        drawing.delta_unexplained,
        drawing.delta_gap,
    ]


class TestDraw:
    def test_totals_start_at_zero(self) -> None:
        drawing = draw(CUSTOMERS)
        assert (drawing.zero, drawing.start.x, drawing.start.width) == ("0.00%", "0.00%", "100.00%")
        assert (drawing.end.width, drawing.gap.x, drawing.gap.width) == (
            "92.81%",
            "92.81%",
            "7.19%",
        )

    def test_the_difference_has_a_scale_of_its_own(self) -> None:
        drawing = draw(CUSTOMERS)
        assert [int(tick.value) for tick in drawing.ticks] == [0, 10000, 20000, 30000, 40000]
        places = [(bar.mark, bar.x, bar.width) for bar in drawing.delta_strides]
        assert places == [
            ("less", "0.00%", "15.00%"),
            ("more", "15.00%", "0.00%"),
            ("less", "15.00%", "47.50%"),
            ("less", "62.50%", "22.50%"),
            ("more", "80.00%", "5.00%"),
        ]
        assert (drawing.delta_unexplained.x, drawing.delta_unexplained.width) == ("80.00%", "7.50%")
        assert drawing.delta_gap.width == "87.50%"

    def test_steps_on_the_scale_of_the_totals(self) -> None:
        strides = draw(MQLS).strides
        assert (strides[3].x, strides[3].width) == ("36.01%", "55.61%")

    def test_totals_below_zero_move_the_zero(self) -> None:
        drawing = draw(walk(Decimal(-50), [], Decimal(50)))
        assert (drawing.zero, drawing.start.x, drawing.end.x) == ("50.00%", "0.00%", "50.00%")

    def test_equal_figures_still_have_an_axis(self) -> None:
        drawing = draw(walk(Decimal(0), [], Decimal(0)))
        assert drawing.delta_gap.width == "0.00%"
        assert len(drawing.ticks) >= 2

    @given(start=amounts, found=lines, end=amounts)
    def test_every_bar_stays_inside_and_meets_the_next(
        self, start: Decimal, found: list[Line], end: Decimal
    ) -> None:
        drawing = draw(walk(start, found, end))
        for bar in bars(drawing):
            assert 0 <= share(bar.x) <= share(bar.x) + share(bar.width) <= 100
            assert {bar.from_x, bar.to_x} >= {bar.x}
        joints = [*drawing.delta_strides, drawing.delta_unexplained]
        for one, two in pairwise(joints):
            assert one.to_x == two.from_x
        assert drawing.delta_unexplained.to_x == drawing.delta_gap.to_x
        assert 2 <= len(drawing.ticks) <= 8
        assert drawing.delta_zero in [tick.x for tick in drawing.ticks]
