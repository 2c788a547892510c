"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# Dates stay whole, and a word keeps the space after it, so that changes run on across spaces.
WORDS = re.compile(r"\s*(?:\d{4}-\d\d-\d\d|\w+|[^\w\s])\s*|\s+")


class Change(StrEnum):
    """What happened to a piece of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Piece:
    """Words that share one fate."""

    text: str
    change: Change

    @property
    def words(self) -> str:
        """The text without the space after it, which is not marked."""
        return self.text.rstrip()

    @property
    def space(self) -> str:
        """The space after it."""
        return self.text[len(self.words) :]


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order, what went before what came.

    Space alone is no change.
    """
    return list(_pieces(WORDS.findall(before), WORDS.findall(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    was, now = ([token.strip() for token in tokens] for tokens in (before, after))
    matcher = SequenceMatcher(None, was, now, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        gone, new = "".join(before[i:j]), "".join(after[k:m])
        if kind == "equal":
            yield Piece(new, Change.SAME)
            continue
        if gone:
            yield Piece(gone, Change.GONE)
        if new:
            yield Piece(new, Change.NEW)
