from hypothesis import given
from hypothesis import strategies as st

from metrics.word_diff import Change, Piece, word_diff


def test_marks_the_words_that_changed_and_no_others() -> None:
    pieces = word_diff("A person whose score passed 60.", "A person whose score reached 75.")

    assert [(piece.text, piece.change.value) for piece in pieces] == [
        ("A person whose score ", "same"),
        ("passed 60", "gone"),
        ("reached 75", "new"),
        (".", "same"),
    ]


def test_dates_change_whole() -> None:
    pieces = word_diff("from 2025-04-01", "from 2026-01-02")

    assert [piece.text for piece in pieces] == ["from ", "2025-04-01", "2026-01-02"]


def test_space_alone_is_no_change() -> None:
    assert {piece.change for piece in word_diff("one  two", "one two ")} == {Change.SAME}


def test_a_text_out_of_nothing_is_all_new() -> None:
    assert word_diff("", "Every campaign") == [Piece("Every campaign", Change.NEW)]
    assert word_diff("", "") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    pieces = word_diff(before, after)

    assert "".join(_said(pieces, Change.NEW)) == "".join(before.split())
    assert "".join(_said(pieces, Change.GONE)) == "".join(after.split())


def _said(pieces: list[Piece], without: Change) -> list[str]:
    """Return the words of one side; a word may lose its space to a change beside it."""
    return "".join(piece.text for piece in pieces if piece.change is not without).split()
