"""A bridge made by hand: the walk from one figure to the other, line by line.

start + every line + unexplained = end, exactly. What nobody can explain is a line like any other,
never rounded away and never left out.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation, localcontext
from typing import Any

from governance.dispute.diagnosis import step as diagnosis_step
from governance.dispute.sentences import Segment, Sentence
from governance.dispute.wording import run_on
from metrics.figures import difference

ALLOWED_UNEXPLAINED = Decimal(5)  # percent of the gap that needs no note

# Sums of figures with 15 digits fit many times over; a sum that did not would be refused.
PRECISION = 100


class BridgeError(ValueError):
    """Refuse figures that cannot be added up exactly."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One cause, by its diagnosis step, and the signed amount it accounts for.

    `phrase` says it where more is known than the step of the diagnosis.
    """

    cause: int
    amount: Decimal
    label: str = ""
    phrase: str = ""
    source: Any = None


@dataclass(frozen=True, kw_only=True)
class Stride:
    """A line in its place: the running total before and after it, and its part of the gap."""

    line: Line
    before: Decimal
    after: Decimal
    share: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Walk:
    """A whole bridge. Shares are percentages of the gap and None where there is no gap."""

    start: Decimal
    end: Decimal
    gap: Decimal
    strides: tuple[Stride, ...]
    explained: Decimal
    unexplained: Decimal
    explained_share: Decimal | None
    unexplained_share: Decimal | None
    is_within: bool

    @property
    def reached(self) -> Decimal:
        """Return the running total after the last line, before what is unexplained."""
        return self.strides[-1].after if self.strides else self.start


def walk(
    start: Decimal,
    lines: Iterable[Line],
    end: Decimal,
    *,
    allowed: Decimal = ALLOWED_UNEXPLAINED,
) -> Walk:
    """Add the lines up in diagnosis order and say what they leave unexplained."""
    ordered = sorted(lines, key=lambda line: diagnosis_step(line.cause).number)
    with _exactly():
        gap = end - start
        strides, total = [], start
        for line in ordered:
            after = total + line.amount
            strides.append(
                Stride(line=line, before=total, after=after, share=_share(line.amount, gap))
            )
            total = after
        unexplained = end - total
        return Walk(
            start=start,
            end=end,
            gap=gap,
            strides=tuple(strides),
            explained=total - start,
            unexplained=unexplained,
            explained_share=_share(total - start, gap),
            unexplained_share=_share(unexplained, gap),
            is_within=100 * abs(unexplained) <= allowed * abs(gap),
        )


def message(bridge: Walk, unit: str = "count", currency: str = "") -> Sentence:
    """Say what explains most of the gap, or how much is still open."""

    def figure(amount: Decimal) -> Segment:
        return Segment(difference(abs(amount), unit, currency).lstrip("+"), is_figure=True)

    if not bridge.gap:
        return [Segment("The two figures are the same; there is nothing to explain.")]
    main = _main_line(bridge)
    of_gap = [Segment(" of the "), figure(bridge.gap)]
    if main is not None:
        plural = unit == "count" and abs(main.amount) != 1
        named = f": {run_on(main.label)}" if main.label.strip() else ""
        phrase = main.phrase or diagnosis_step(main.cause).phrase
        cause = f" {'are' if plural else 'comes from'} {phrase}"
        return [figure(main.amount), *of_gap, Segment(f"{cause}{named}.")]
    if not bridge.explained:
        return [Segment("None"), *of_gap, Segment(" is explained yet.")]
    rest = figure(bridge.unexplained)
    if bridge.unexplained * bridge.gap < 0:
        return [Segment("The lines go beyond the gap by "), rest, Segment(".")]
    if bridge.explained * bridge.gap < 0:
        begin = Segment("The lines run against the gap")
        return [begin, Segment(" and leave "), rest, Segment(" unexplained.")]
    begin = Segment("The lines explain ")
    ending = [Segment(" and leave "), rest, Segment(" unexplained.")]
    return [begin, figure(bridge.explained), *of_gap, *ending]


def _main_line(bridge: Walk) -> Line | None:
    """Find the largest line that runs with the gap and outweighs what is unexplained."""
    along = [
        stride.line
        for stride in bridge.strides
        if stride.line.amount * bridge.gap > 0 and abs(stride.line.amount) <= abs(bridge.gap)
    ]
    largest = max(along, key=lambda line: abs(line.amount), default=None)
    if largest is None or abs(largest.amount) < abs(bridge.unexplained):
        return None
    return largest


def _share(amount: Decimal, gap: Decimal) -> Decimal | None:
    with localcontext(prec=PRECISION) as context:
        context.traps[Inexact] = False
        return 100 * amount / gap if gap else None


@contextmanager
def _exactly() -> Iterator[None]:
    exact = Context(prec=PRECISION)
    exact.traps[Inexact] = True
    try:
        with localcontext(exact):
            yield
    except (Inexact, InvalidOperation) as error:
        raise BridgeError("These figures cannot be added up exactly") from error
