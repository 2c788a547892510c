"""What the small marks say: the split glyph and the face of a working clock, in words first."""

from collections.abc import Sequence
from dataclasses import dataclass

STATUS_WORDS = {
    "ok": "on target",
    "risk": "at risk",
    "off": "off target",
    "none": "not measured",
}
SLOTS = 3
DEFAULT_LETTERS = ("M", "S", "D")


@dataclass(frozen=True)
class Slot:
    """One function's cell: its letter and status, or a pale letter when it is no party."""

    letter: str
    status: str
    idle: bool = False


@dataclass(frozen=True)
class Glyph:
    """Function cells, the customer's cell, and the sentence a screen reader says instead."""

    slots: tuple[Slot, ...]
    customer: str
    label: str


def split_glyph(
    parties: Sequence[tuple[str, str, str]],
    *,
    customer: str = "none",
    letters: Sequence[str] = DEFAULT_LETTERS,
) -> Glyph:
    """Build the glyph from (name, letter, status) of each party and the customer's status.

    Parties keep the place of their own letter; another party takes the first free place.
    """
    places: list[Slot | None] = [None] * max(SLOTS, len(parties))
    guests = []
    for _, letter, status in parties:
        place = letters.index(letter) if letter in letters else -1
        if place >= 0 and places[place] is None:
            places[place] = Slot(letter, status)
        else:
            guests.append(Slot(letter, status))
    for guest in guests:
        places[places.index(None)] = guest
    slots = tuple(
        slot or Slot(letters[i] if i < len(letters) else "", "none", idle=True)
        for i, slot in enumerate(places)
    )
    said = ", ".join(f"{name} {STATUS_WORDS[status]}" for name, _, status in parties)
    label = (
        f"{said}; customer {STATUS_WORDS[customer]}"
        if said
        else (f"Customer {STATUS_WORDS[customer]}")
    )
    return Glyph(slots, customer, label)


@dataclass(frozen=True)
class ClockFace:
    """What a working clock shows: its words and one of plain, near, overdue, paused."""

    text: str
    kind: str
