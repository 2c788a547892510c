"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\s+|\w+|[^\w\s]")


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


def word_diff(before: str, after: str) -> list[Piece]:
    """Return the pieces of both texts in reading order, what went before what came."""
    return list(_pieces(WORDS.findall(before), WORDS.findall(after)))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _, i, j, k, m in matcher.get_opcodes():
        gone, new = "".join(before[i:j]), "".join(after[k:m])
        if gone == new:
            yield Piece(gone, Change.SAME)
            continue
        if gone:
            yield Piece(gone, Change.GONE)
        if new:
            yield Piece(new, Change.NEW)
