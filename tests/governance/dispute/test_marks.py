from governance.dispute.marks import split_glyph


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
