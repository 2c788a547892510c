"""Who owns and who decides what: an answer for every domain and KPI, worked out from one matrix."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import product

from accounts.models import User
from governance.models import DecisionRight, DecisionType
from governance.rights.matrix import MILDEST, Matrix, Matter, Right, Subject
from metrics.models import KPI, DataDomain

COLUMNS = (Right.ACCOUNTABLE, Right.DECIDES, Right.ARBITER, Right.EXECUTIVE)
DEEPEST = 3


@dataclass(frozen=True)
class Answer:
    """One holder of a right over a subject, when it applies, and the rule that chose."""

    held: DecisionRight | None
    when: str = ""
    via: str = ""
    rule: str = ""
    is_inherited: bool = False

    @property
    def person(self) -> User | None:
        """Who it is, if anybody."""
        return self.held.person if self.held else None


@dataclass(frozen=True)
class Line:
    """A domain or a KPI with its answers, right by right."""

    subject: Subject
    depth: int
    answers: dict[str, tuple[Answer, ...]]

    @property
    def is_kpi(self) -> bool:
        """Whether it is a KPI rather than a domain."""
        return isinstance(self.subject, KPI)

    @property
    def css(self) -> str:
        """How far in it stands."""
        return f"d{min(self.depth, DEEPEST)}"

    @property
    def cells(self) -> list[tuple[str, tuple[Answer, ...], str]]:
        """The columns of the table: name, answers, and the alarm where there is none."""
        alarms = {Right.ACCOUNTABLE: "No owner", Right.DECIDES: "No decider"}
        return [(NAMES[right], self.answers[right], alarms.get(right, "")) for right in COLUMNS]

    def lacks(self, right: str) -> bool:
        """Say whether some case of it is nobody's."""
        return any(answer.held is None for answer in self.answers[right])

    def names(self, person: int) -> bool:
        """Say whether a person is among the answers."""
        held = (answer.held for answers in self.answers.values() for answer in answers)
        return any(one.person_id == person for one in held if one)


@dataclass
class Row:
    """A line of the tree, with the KPIs below it that nobody else answers for."""

    line: Line
    alike: list[Line] = field(default_factory=list)

    def speaks_for(self, other: Line) -> bool:
        """Say whether a KPI of this domain has the same people, by the same rights."""
        kpi, domain = other.subject, self.line.subject
        if not isinstance(kpi, KPI) or kpi.domain_id != domain.pk:
            return False
        return all(_held(other, right) <= _held(self.line, right) for right in COLUMNS)


def _held(line: Line, right: str) -> set[DecisionRight | None]:
    return {answer.held for answer in line.answers[right]}


def folded(lines: Iterable[Line]) -> list[Row]:
    """Put KPIs into the row of their domain where it speaks for them."""
    rows: list[Row] = []
    domain: Row | None = None
    for line in lines:
        if domain and domain.speaks_for(line):
            domain.alike.append(line)
            continue
        rows.append(Row(line))
        domain = domain if line.is_kpi else rows[-1]
    return rows


NAMES = {
    Right.ACCOUNTABLE: "Owns",
    Right.DECIDES: "Decides",
    Right.ARBITER: "Arbiter",
    Right.EXECUTIVE: "Executive",
}


@dataclass(frozen=True)
class Gap:
    """A subject nobody owns or decides on, and how many below it share that."""

    line: Line
    missing: tuple[str, ...]
    below: int


class Directory:
    """Every domain and KPI in the order of the tree, with who answers for each on a day."""

    def __init__(self, day: date, decision_type: DecisionType | None = None) -> None:
        self.day, self.decision_type = day, decision_type
        self.matrix = Matrix.on(day)
        self.kpis = list(KPI.objects.select_related("function"))

    @cached_property
    def lines(self) -> list[Line]:
        """The whole tree: each domain, its KPIs, then the domains below it."""
        return list(self._below(None, 0))

    def _below(self, parent: int | None, depth: int) -> Iterator[Line]:
        domains = (one for one in self.matrix.domains.values() if one.parent_id == parent)
        for domain in sorted(domains, key=lambda one: one.name):
            yield self._line(domain, depth)
            for kpi in self.kpis:
                if kpi.domain_id == domain.pk:
                    yield self._line(kpi, depth + 1)
            yield from self._below(domain.pk, depth + 1)

    def _line(self, subject: Subject, depth: int) -> Line:
        found = {right.value: self.answers(right, subject) for right in COLUMNS}
        return Line(subject, depth, found)

    def answers(self, right: str, subject: Subject) -> tuple[Answer, ...]:
        """Return who holds a right over a subject: in general, and for types granted right here.

        A type granted further up is answered when the directory is asked for that type.
        """
        general = self._answers(right, subject, self.decision_type)
        if self.decision_type:
            return general
        known = {answer.held for answer in general}
        typed = (
            answer
            for sort in self._types(right, subject)
            for answer in self._answers(right, subject, sort)
        )
        here = (one for one in typed if one.held and one.held.subject == subject)
        return (*general, *(one for one in here if one.held not in known))

    def _types(self, right: str, subject: Subject) -> list[DecisionType]:
        granted = (held.decision_type for held in self._near(right, subject))
        return list({one.pk: one for one in granted if one}.values())

    def _near(self, right: str, subject: Subject) -> list[DecisionRight]:
        places = self.matrix.lineage(subject)
        return [held for at in places for held in self.matrix.at_place.get((right, at.chain), ())]

    def _answers(
        self, right: str, subject: Subject, sort: DecisionType | None
    ) -> tuple[Answer, ...]:
        """Try every case that some band tells apart, and return each answer once."""
        found: dict[int, DecisionRight | None] = {}
        for severity, exposure in _cases(self._near(right, subject)):
            matter = Matter(decision_type=sort, severity=severity, exposure=exposure)
            held = self.matrix.held(right, subject, matter)
            found.setdefault(held.pk if held else 0, held)
        ordered = sorted(found.values(), key=lambda held: held is None or not held.has_band)
        split = len(ordered) > 1
        return tuple(answer_of(held, subject, is_split=split) for held in ordered)

    @cached_property
    def gaps(self) -> list[Gap]:
        """What nobody owns or decides on, the topmost of each branch, with what lies below."""
        return [*self._gaps()]

    def _gaps(self) -> Iterator[Gap]:
        above: list[tuple[int, tuple[str, ...]]] = []
        for index, line in enumerate(self.lines):
            while above and above[-1][0] >= line.depth:
                above.pop()
            missing = _missing(line)
            inherited = above[-1][1] if above else ()
            above.append((line.depth, missing))
            if missing and set(missing) - set(inherited):
                yield Gap(line, missing, self._sharing(index, missing))

    def _sharing(self, index: int, missing: tuple[str, ...]) -> int:
        count = 0
        for line in self.lines[index + 1 :]:
            if line.depth <= self.lines[index].depth:
                break
            count += set(missing) <= set(_missing(line))
        return count

    def count(self, right: str) -> int:
        """Count the domains and KPIs of which some case is nobody's."""
        return sum(line.lacks(right) for line in self.lines)

    def within(self, domain: DataDomain | None, person: int | None) -> list[Line]:
        """Return the lines of one branch of the tree, or those that name a person."""
        lines = list(self._branch(domain)) if domain else self.lines
        return [line for line in lines if person is None or line.names(person)]

    def _branch(self, domain: DataDomain) -> Iterator[Line]:
        depth: int | None = None
        for line in self.lines:
            if depth is not None and line.depth <= depth:
                return
            if line.subject == domain:
                depth = line.depth
            if depth is not None:
                yield Line(line.subject, line.depth - depth, line.answers)


def _missing(line: Line) -> tuple[str, ...]:
    wanted = ((Right.ACCOUNTABLE, "owner"), (Right.DECIDES, "decider"))
    return tuple(word for right, word in wanted if line.lacks(right))


def _cases(rights: Iterable[DecisionRight]) -> list[tuple[int | None, Decimal | None]]:
    """Return a severity and an amount for every case that the bands of some rights tell apart."""
    banded = [held for held in rights if held.has_band]
    if not banded:
        return [(None, None)]
    ends = {end for held in banded for end in (held.exposure_from, held.exposure_to)}
    amounts = sorted({Decimal(0), *(end for end in ends if end is not None)})
    return list(product(range(1, MILDEST + 1), amounts))


def answer_of(held: DecisionRight | None, subject: Subject, *, is_split: bool = False) -> Answer:
    """Word a right as seen from a subject: when it applies, and where it was granted."""
    otherwise = "otherwise" if is_split else ""
    if held is None:
        return Answer(None, otherwise)
    sort = f"“{held.decision_type}”" if held.decision_type else ""
    when = ", ".join(part for part in (sort, held.band) if part) or otherwise
    place, since = f"from {held.subject}", f"since {held.since}"
    if held.subject == subject:
        return Answer(held, when, since, since)
    return Answer(held, when, place, f"{place}, {since}", is_inherited=True)
