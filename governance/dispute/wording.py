"""Small words of sentences: lists, counts, phrases and quotes."""

from collections.abc import Sequence

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# Beside a noun, more than so many are written as a number.
MOST_SPELLED = 5


def listed(words: Sequence[str]) -> str:
    """Write a, b and c."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def counted(count: int, noun: str) -> str:
    """Write three sides, one side."""
    said = spelled(count) if count <= MOST_SPELLED else str(count)
    return f"{said} {noun}{'' if count == 1 else 's'}"


def spelled(count: int) -> str:
    """Write a small number as a word."""
    return NUMBERS[count] if count < len(NUMBERS) else str(count)


def run_on(text: str) -> str:
    """Write a sentence as a phrase inside another: no full stop, no capital but an acronym's."""
    words = " ".join(text.split()).rstrip(".")
    plain = words[1:2].islower() or words[1:2] == " "
    return words[:1].lower() + words[1:] if plain else words


def within(label: str) -> str:
    """Write who says it inside a sentence, where its article has no capital."""
    article, _, rest = label.partition(" ")
    return f"{article.lower()} {rest}" if rest and article in ("The", "A", "An") else label


def quoted(text: str) -> str:
    """Set words in quotes, without the full stop they may end with."""
    return f"“{text.rstrip('.')}”"
