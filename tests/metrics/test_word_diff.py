from hypothesis import given
from hypothesis import strategies as st

from metrics.word_diff import Change, Piece, word_diff


def test_marks_the_words_that_changed_and_no_others() -> None:
    pieces = word_diff("A person whose score passed 60.", "A person whose score reached 75.")

    assert [(piece.text, piece.change.value) for piece in pieces] == [
        ("A person whose score ", "same"),
        ("passed", "gone"),
        ("reached", "new"),
        (" ", "same"),
        ("60", "gone"),
        ("75", "new"),
        (".", "same"),
    ]


def test_a_text_out_of_nothing_is_all_new() -> None:
    assert word_diff("", "Every campaign") == [Piece("Every campaign", Change.NEW)]
    assert word_diff("", "") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    pieces = word_diff(before, after)

    assert "".join(p.text for p in pieces if p.change is not Change.NEW) == before
    assert "".join(p.text for p in pieces if p.change is not Change.GONE) == after
