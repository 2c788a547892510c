"""Sentences about a disagreement, written from its sides.

A sentence is a list of segments, each marked as figure or not, so that a template can set figures
in bold without ever trusting a name that somebody typed.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from governance.dispute.gap import Side
from metrics.figures import money_in_full, quantity

LEFT_QUOTE, RIGHT_QUOTE = "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
LONGEST = 300
LONGEST_NAME = 80

# How a side states a figure when its KPI brings no verb of its own.
DEFAULT_VERB = "counts"
FUNCTION_VERB = "reports"
COUNTER_VERB = "finds"
CUSTOMERS_VERB = "report"

# What sides that bring no figures disagree on, by kind of contradiction.
QUARRELS = {
    "definition": "define {} differently",
    "incentive": "are rewarded on {} in different ways",
    "rights": "differ on who decides {}",
}


class Segment(NamedTuple):
    """A piece of a sentence."""

    text: str
    is_figure: bool = False


Sentence = list[Segment]


def plain(sentence: Iterable[Segment]) -> str:
    """Join a sentence for a subject line, a search index or a file."""
    return "".join(segment.text for segment in sentence)


def title(sides: Sequence[Side], *, kind: str = "number", subject: str = "") -> Sentence:
    """Write the sentence that could be proved wrong: who says which figure.

    Functions speak before customers. Sides without a figure are named with what they disagree on.
    """
    ordered = sorted(sides, key=lambda side: side.is_customer)
    spoken = [side for side in ordered if side.value is not None or side.claim]
    figures = [side for side in ordered if side.value is not None]
    if kind in QUARRELS and not figures:
        return _finished(_quarrel(ordered, QUARRELS[kind], subject))
    if len(spoken) < 2:
        return _finished(_lonely(ordered, spoken, subject))
    if len(figures) == len(spoken) and len(spoken) > 2 and _is_one_series(figures):
        return _finished(_series(figures))
    return _finished(_contrast(spoken))


def _series(sides: Sequence[Side]) -> Sentence:
    """Name three or more figures of one kind: verb and noun are said once."""
    first, *others = sides
    exactly = _needs_full(sides)
    sentence = _statement(first, _verb(first, counter=False), exactly=exactly)
    for side in others:
        sentence += [Segment(f", {_name(side)} "), _figure(side, exactly=exactly)]
    return sentence


def _contrast(sides: Sequence[Side]) -> Sentence:
    """Set statements against each other; a noun both share is said once."""
    exactly = _needs_full(sides)
    sentence: Sentence = []
    said: set[tuple[str, str]] = set()
    for place, side in enumerate(sides):
        noun = (side.unit, _words(side.unit_label))
        counter = place > 0 and side.unit == sides[0].unit
        if place:
            sentence.append(Segment("; "))
        sentence += _statement(
            side, _verb(side, counter=counter), exactly=exactly, noun=noun not in said
        )
        said.add(noun)
    return sentence


def _statement(side: Side, verb: str, *, exactly: bool, noun: bool = True) -> Sentence:
    if side.value is None:
        quoted = f"{LEFT_QUOTE}{_words(side.claim).rstrip('.')}{RIGHT_QUOTE}"
        return [Segment(f"{_name(side)} {'say' if side.is_customer else 'says'} {quoted}")]
    sentence = [Segment(f"{_name(side)} {verb} "), _figure(side, exactly=exactly)]
    words = _words(side.unit_label)
    if noun and words:
        sentence.append(Segment(f" {words}"))
    return sentence


def _quarrel(sides: Sequence[Side], pattern: str, subject: str) -> Sentence:
    return [
        Segment(
            f"{_list([_name(side) for side in sides])} {pattern.format(_words(subject) or 'it')}"
        )
    ]


def _lonely(sides: Sequence[Side], spoken: Sequence[Side], subject: str) -> Sentence:
    if not spoken:
        names = _list([_name(side) for side in sides])
        return [Segment(f"{names} differ on {_words(subject) or 'a figure'}")]
    sentence = _statement(spoken[0], _verb(spoken[0], counter=False), exactly=False)
    silent = [_name(side) for side in sides if side is not spoken[0]]
    if silent:
        sentence.append(Segment(f"; {_list(silent)} {_have(sides, spoken[0])} no figure yet"))
    return sentence


def _have(sides: Sequence[Side], spoken: Side) -> str:
    silent = [side for side in sides if side is not spoken]
    return "have" if len(silent) > 1 or silent[0].is_customer else "has"


def _figure(side: Side, *, exactly: bool) -> Segment:
    assert side.value is not None
    if exactly and side.unit == "money":
        return Segment(money_in_full(side.value, side.currency), is_figure=True)
    return Segment(quantity(side.value, side.unit, side.currency), is_figure=True)


def _needs_full(sides: Sequence[Side]) -> bool:
    """Ask for whole amounts where shortened ones would hide the difference."""
    amounts = [side for side in sides if side.unit == "money" and side.value is not None]
    shown = {_figure(side, exactly=False).text for side in amounts}
    return len(shown) < len({(side.value, side.currency) for side in amounts})


def _is_one_series(sides: Sequence[Side]) -> bool:
    return len({(side.unit, side.currency) for side in sides}) == 1 and not any(
        side.is_customer for side in sides
    )


def _verb(side: Side, *, counter: bool) -> str:
    default = DEFAULT_VERB if side.unit == "count" else FUNCTION_VERB
    own = "" if side.verb == DEFAULT_VERB else _words(side.verb)
    if side.is_customer:
        return own or CUSTOMERS_VERB
    if counter and side.unit == "count":
        return own or COUNTER_VERB
    return own or default


def _name(side: Side) -> str:
    name = _words(side.label)
    if side.is_customer:
        return "customers" if name.casefold() in {"", "customer", "customers"} else name
    return name or "One side"


def _list(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def _words(text: str) -> str:
    """Put typed text on one line, at a length a title can bear."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1].rstrip()}{ELLIPSIS}"


def _finished(sentence: Sentence) -> Sentence:
    """Start with a capital and end with one full stop."""
    first, *others = _fitting([*sentence, Segment(".")])
    capital = first.text[:1].upper()
    if first.is_figure or len(capital) != 1:
        return [first, *others]
    return [Segment(capital + first.text[1:]), *others]


def _fitting(sentence: Sentence) -> Sentence:
    """Drop whole statements from the end of a title that would not fit; never cut a figure."""
    if len(plain(sentence)) <= LONGEST:
        return sentence
    room = LONGEST - len(ELLIPSIS)
    kept = list(sentence)
    while kept and (len(plain(kept)) > room or not kept[-1].is_figure):
        kept.pop()
    if not kept:
        kept = [Segment(plain(sentence)[:room])]
    return [*kept, Segment(ELLIPSIS)]
