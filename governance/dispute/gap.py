"""How far apart the sides are, and whether they can be compared at all.

The sides are never averaged. A share always names what it is a share of.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from typing import Any, Literal

from governance.dispute.wording import within
from metrics.figures import difference, number, percent
from metrics.periods import CALENDAR_YEAR, FiscalCalendar, Period
from metrics.targets import Direction, Status, is_as_good, worst

Kind = Literal["difference", "spread", "to_target", "none"]
ToleranceKind = Literal["absolute", "percent"]

# Two readings of 15 digits, subtracted and divided, stay exact far beyond what is shown.
PRECISION = 50
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


@dataclass(frozen=True, kw_only=True)
class Side:
    """What one party says: a figure with everything needed to compare it, or a claim in words.

    `unit` is count, percent (97 for 97 %), money, ratio or days; empty for a claim without figure.
    `definition` is any identity that is equal only for the same definition.
    """

    label: str
    value: Decimal | None = None
    unit: str = ""
    unit_label: str = ""
    currency: str = ""
    verb: str = ""
    claim: str = ""
    is_customer: bool = False
    target: Decimal | None = None
    direction: Direction | str = Direction.HIGHER
    status: Status | str = Status.NONE
    period: Period | None = None
    definition: Hashable = None
    definition_label: str = ""
    population: str = ""
    entity: str = ""


@dataclass(frozen=True)
class Flag:
    """One way in which sides may not be comparable; `known` is false where a side is silent."""

    name: str
    ok: bool
    text: str
    known: bool = True


@dataclass(frozen=True)
class Share:
    """A percentage and what it is of."""

    percent: Decimal
    baseline: str

    @property
    def text(self) -> str:
        """Write it with its baseline: 15.3 % of Finance's count."""
        return f"{percent(self.percent / 100)} of {self.baseline}"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """The distance between the sides.

    `difference` is second minus first, `spread` is largest minus smallest of three or more,
    `to_target` is how far the customer's figure is from its own target, which is what counts when
    a status meets a signal in another unit. `percent` is of the first side or of the target,
    `shares` leaves out a baseline of zero. `filled` is the smaller end as a part of the larger,
    from 0 to 1. `agrees` is true when nothing at all is left to explain.
    """

    kind: Kind
    absolute: Decimal | None = None
    percent: Decimal | None = None
    shares: tuple[Share, ...] = ()
    ratio: Decimal | None = None
    filled: Decimal | None = None
    unit: str = ""
    currency: str = ""
    agrees: bool = False
    flags: tuple[Flag, ...] = field(default=())

    @property
    def text(self) -> str:
        """Write the distance: a sign where there is a direction, points between percentages."""
        if self.absolute is None:
            return ""
        written = difference(self.absolute, self.unit, self.currency)
        return written.lstrip("+") if self.kind == "spread" else written

    @property
    def note(self) -> str:
        """Say what the distance is a share of; a percentage of percentages would only confuse."""
        if self.kind == "to_target":
            return "to target"
        if self.unit == "percent":
            return ""
        return ", ".join(share.text for share in self.shares)

    @property
    def ratio_text(self) -> str:
        """Write the ratio to two decimals."""
        return "" if self.ratio is None else number(self.ratio, 2)


def compare(sides: Sequence[Side], calendar: FiscalCalendar = CALENDAR_YEAR) -> Gap:
    """Measure the gap between two or more sides in the order they are given."""
    flags = comparability(sides, calendar)
    valued = [side for side in sides if side.value is not None]
    signal = next((side for side in valued if side.is_customer and side.target is not None), None)
    with localcontext(prec=PRECISION):
        if signal is not None:
            return _to_target(signal, flags)
        if len(valued) < 2 or len({(side.unit, side.currency) for side in valued}) > 1:
            return Gap(kind="none", agrees=_same_words(sides), flags=flags)
        return _between(valued, flags)


def inside(gap: Gap, kind: ToleranceKind | str, value: Decimal) -> bool:
    """Tell whether the sides agree within a tolerance; what is not measured never does.

    A percentage is of the first side, or of the target. A signal at least as good as its target
    is inside whatever the distance.
    """
    if value < 0:
        raise ValueError("A tolerance is zero or more")
    if gap.agrees or gap.absolute is None:
        return gap.agrees
    if kind == "absolute":
        return abs(gap.absolute) <= value
    if kind != "percent":
        raise ValueError("A tolerance is absolute or percent")
    return gap.percent is not None and abs(gap.percent) <= value


def comparability(
    sides: Sequence[Side], calendar: FiscalCalendar = CALENDAR_YEAR
) -> tuple[Flag, ...]:
    """Check period, unit, definition, population and entity, in the order people argue in."""
    return (
        _flag("period", "dates differ", sides, lambda side: side.period, calendar.label),
        _unit_flag(sides),
        _definition_flag(sides),
        _flag("population", "populations differ", sides, lambda side: side.population, str),
        _flag("entity", "entities differ", sides, lambda side: side.entity, str),
    )


def parts_of_largest(sides: Sequence[Side]) -> list[Decimal | None]:
    """Scale figures of one unit to the largest, from 0 to 1, for bars on one zero base."""
    largest = max((side.value for side in sides if side.value is not None), default=Decimal(0))
    if largest <= 0 or len({(side.unit, side.currency) for side in sides}) > 1:
        return [None] * len(sides)
    return [None if s.value is None else max(s.value, Decimal(0)) / largest for s in sides]


@dataclass(frozen=True)
class Split:
    """What the glyph shows: (label, letter, status) per function, and the customer's status."""

    parties: tuple[tuple[str, str, str], ...]
    customer: str


def split(sides: Sequence[Side]) -> Split:
    """Gather the sides by function; two functions never share a letter."""
    statuses: dict[str, list[Status]] = {}
    for side in sides:
        if not side.is_customer:
            statuses.setdefault(side.label, []).append(Status(side.status))
    parties: list[tuple[str, str, str]] = []
    for label, found in statuses.items():
        taken = {letter for _, letter, _ in parties}
        letter = label[:1].upper()
        parties.append((label, label[:2].title() if letter in taken else letter, worst(found)))
    customer = worst([Status(side.status) for side in sides if side.is_customer])
    return Split(tuple(parties), customer)


def _to_target(signal: Side, flags: tuple[Flag, ...]) -> Gap:
    value, target = signal.value, signal.target
    assert value is not None
    assert target is not None
    return Gap(
        kind="to_target",
        absolute=value - target,
        percent=_percent(value - target, target),
        ratio=value / target if target else None,
        filled=_filled(value, target),
        unit=signal.unit,
        currency=signal.currency,
        agrees=is_as_good(value, target, signal.direction),
        flags=flags,
    )


def _between(sides: Sequence[Side], flags: tuple[Flag, ...]) -> Gap:
    values = [side.value for side in sides if side.value is not None]
    low, high = min(values), max(values)
    pair = len(values) == 2
    first, last = (values[0], values[1]) if pair else (low, high)
    bases = [(value, _baseline(side)) for value, side in zip(values, sides, strict=True)]
    return Gap(
        kind="difference" if pair else "spread",
        absolute=last - first,
        percent=_percent(last - first, values[0]),
        shares=_shares(last - first, bases[:1] if pair else bases),
        ratio=last / first if first else None,
        filled=_filled(low, high),
        unit=sides[0].unit,
        currency=sides[0].currency,
        agrees=low == high,
        flags=flags,
    )


def _shares(distance: Decimal, bases: Sequence[tuple[Decimal, str]]) -> tuple[Share, ...]:
    return tuple(Share(100 * distance / abs(base), name) for base, name in bases if base)


def _percent(distance: Decimal, base: Decimal) -> Decimal | None:
    return 100 * distance / abs(base) if base else None


def _filled(one: Decimal, two: Decimal) -> Decimal:
    low, high = sorted((abs(one), abs(two)))
    if one == two:
        return Decimal(1)
    return low / high if one * two > 0 else Decimal(0)


def _baseline(side: Side) -> str:
    ending = APOSTROPHE if side.label.endswith("s") else f"{APOSTROPHE}s"
    return f"{side.label}{ending} {'count' if side.unit == 'count' else 'figure'}"


def _same_words(sides: Sequence[Side]) -> bool:
    words = {side.claim.strip().casefold() for side in sides}
    wordless = any(side.value is not None for side in sides) or "" in words
    return len(sides) > 1 and len(words) == 1 and not wordless


def _unit_flag(sides: Sequence[Side]) -> Flag:
    if len({side.unit for side in sides}) == 1 and len({side.currency for side in sides}) > 1:
        return _flag("currency", "currencies differ", sides, lambda side: side.currency, str)
    return _flag("unit", "units differ", sides, lambda side: side.unit or "status", str)


def _definition_flag(sides: Sequence[Side]) -> Flag:
    labels = {side.definition: side.definition_label for side in sides}
    return _flag(
        "definition",
        "definitions differ",
        sides,
        lambda side: side.definition,
        lambda definition: labels[definition] or str(definition),
    )


def _flag(
    name: str,
    complaint: str,
    sides: Sequence[Side],
    read: Callable[[Side], Hashable],
    show: Callable[[Any], str],
) -> Flag:
    silent = [within(side.label) for side in sides if read(side) in (None, "")]
    if silent:
        return Flag(name, ok=False, text=f"no {name} stated by {' and '.join(silent)}", known=False)
    stated = list(dict.fromkeys(read(side) for side in sides))
    if len(stated) <= 1:
        return Flag(name, ok=True, text=f"same {name}")
    return Flag(name, ok=False, text=f"{complaint}: {', '.join(show(one) for one in stated)}")
