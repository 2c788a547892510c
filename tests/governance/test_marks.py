import pytest

from governance.marks import clock_face, split_glyph

NBSP = "\N{NO-BREAK SPACE}"


class TestSplitGlyph:
    def test_parties_keep_their_own_place(self) -> None:
        glyph = split_glyph([("Sales", "S", "off"), ("Marketing", "M", "ok")])
        assert [(slot.letter, slot.status, slot.idle) for slot in glyph.slots] == [
            ("M", "ok", False),
            ("S", "off", False),
            ("D", "none", True),
        ]

    def test_a_guest_takes_the_first_free_place(self) -> None:
        glyph = split_glyph([("Finance", "F", "risk"), ("Sales", "S", "ok")])
        assert [slot.letter for slot in glyph.slots] == ["F", "S", "D"]

    def test_four_parties_get_four_places(self) -> None:
        parties = [(name, name[0], "ok") for name in ("Sales", "Finance", "Product", "Research")]
        assert {slot.letter for slot in split_glyph(parties).slots} == {"S", "F", "P", "R"}

    def test_says_in_words_what_it_draws(self) -> None:
        glyph = split_glyph([("Delivery", "D", "ok")], customer="off")
        assert glyph.label == "Delivery on target; customer off target"

    def test_a_customer_nobody_asked_is_not_measured(self) -> None:
        assert split_glyph([]).label == "Customer not measured"


class TestClockFace:
    @pytest.mark.parametrize(
        ("days_left", "allowed", "text", "kind"),
        [
            (6, 10, f"6{NBSP}d left", "plain"),
            (2, 10, f"2{NBSP}d left", "near"),
            (1, 2, f"1{NBSP}d left", "near"),
            (0, 10, "Due today", "near"),
            (-3, 10, f"Overdue by 3{NBSP}d", "overdue"),
        ],
    )
    def test_is_quiet_until_a_quarter_is_left(
        self, days_left: int, allowed: int, text: str, kind: str
    ) -> None:
        face = clock_face(days_left=days_left, allowed=allowed)
        assert (face.text, face.kind) == (text, kind)

    def test_a_paused_clock_names_who_is_waited_for(self) -> None:
        face = clock_face(days_left=-3, allowed=10, paused_for="Head of Sales")
        assert (face.text, face.kind) == ("Paused for Head of Sales", "paused")
