"""How a computed step is called: by what its rows are, between two sides."""

from textwrap import shorten

LONGEST_LABEL = 120
PHRASES = {
    "absent": "In {this}, not in {other} at all",
    "dates": "In {this}, outside the dates of {other}",
    "status": "In {this}, of a status {other} does not count",
    "duplicates": "Duplicates in {this}",
    "matching": "Split or merged by the rule of {this}",
    "key": "Without a usable key in {this}",
    "value": "Same record, {this} says more",
}


def label_of(step: str, left: str, right: str) -> str:
    """Name a step such as `left-absent` after the sides it stands between."""
    side, _, cause = step.partition("-")
    this, other = (left, right) if side == "left" else (right, left)
    phrase = PHRASES[cause].format(this=this, other=other)
    return shorten(phrase, LONGEST_LABEL, placeholder="…")


def phrase_of(step: str) -> str:
    """Say what the rows of a computed step are, where its cause would say too much.

    Lists alone do not tell what was lost on the way from what was never handed over.
    """
    return "records that only one side has" if step.endswith("-absent") else ""
