"""The matrix as a grid: every domain and KPI by every right, with what is missing or doubled."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations

from governance.models import DecisionRight, DecisionType
from governance.rights.matrix import SHARED, Right, Subject
from governance.rights.who_decides import NAMES, Answer, Directory, answer_of
from metrics.models import KPI, DataDomain

COLUMNS = (
    Right.ACCOUNTABLE,
    Right.DECIDES,
    Right.RECOMMENDS,
    Right.AGREES,
    Right.PERFORMS,
    Right.CONSULTED,
    Right.ARBITER,
    Right.EXECUTIVE,
    Right.FORCE,
)
TITLES: dict[str, str] = {
    right.value: NAMES.get(right, "Force" if right is Right.FORCE else right.label)
    for right in COLUMNS
}
MISSED: dict[str, str] = {Right.ACCOUNTABLE: "No owner", Right.DECIDES: "No decider"}


@dataclass(frozen=True)
class Cell:
    """Who holds one right over one subject, granted right here or further up."""

    right: str
    subject: Subject
    here: tuple[Answer, ...]
    above: tuple[Answer, ...]
    missing: str = ""
    doubled: str = ""

    @property
    def key(self) -> str:
        """What names the cell in an address."""
        return f"{place_of(self.subject)}:{self.right}"

    @property
    def title(self) -> str:
        """The name of its column."""
        return TITLES[self.right]

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing to say of it."""
        return not (self.here or self.above or self.missing)

    @property
    def is_inherited(self) -> bool:
        """Whether everything in it was granted further up."""
        return not self.here and not self.missing


@dataclass(frozen=True)
class GridRow:
    """A domain or a KPI with one cell for each right."""

    subject: Subject
    css: str
    is_kpi: bool
    cells: tuple[Cell, ...]

    @property
    def place(self) -> str:
        """What names the row in an address and in a form: `domain:slug` or `kpi:slug`."""
        return place_of(self.subject)

    @property
    def anchor(self) -> str:
        """What the row is called on its page."""
        return self.place.replace(":", "-")


def place_of(subject: Subject) -> str:
    """Name a subject as forms and addresses do."""
    return f"{'kpi' if isinstance(subject, KPI) else 'domain'}:{subject.slug}"


class Grid:
    """The rows of the grid on one day, for one sort of decision or for any."""

    def __init__(self, day: date, decision_type: DecisionType | None = None) -> None:
        self.directory = Directory(day, decision_type)

    def within(self, domain: DataDomain | None) -> list[GridRow]:
        """Return the rows of one branch of the tree, or all of them."""
        lines = self.directory.within(domain, None)
        return [
            GridRow(line.subject, line.css, line.is_kpi, self._cells(line.subject))
            for line in lines
        ]

    @cached_property
    def doubled(self) -> int:
        """How many cells name two people, or one person twice, where one counts."""
        every = (cell for row in self.within(None) for cell in row.cells)
        return sum(bool(cell.doubled) for cell in every)

    def _cells(self, subject: Subject) -> tuple[Cell, ...]:
        return tuple(self._cell(right, subject) for right in COLUMNS)

    def _cell(self, right: str, subject: Subject) -> Cell:
        own = self._granted(right, subject)
        answers = self._answers(right, subject)
        above = tuple(one for one in answers if one.held and one.held not in own)
        lacks = any(one.held is None for one in answers)
        here = tuple(answer_of(held, subject) for held in own)
        missing = MISSED.get(right, "") if lacks else ""
        return Cell(right, subject, here, above, missing, _doubled(right, own))

    def _answers(self, right: str, subject: Subject) -> tuple[Answer, ...]:
        if right not in SHARED:
            return self.directory.answers(right, subject)
        places = [*self.directory.matrix.lineage(subject)][1:]
        held = (one for place in places for one in self._at(right, place))
        general = (one for one in held if one.decision_type in (None, self.directory.decision_type))
        return tuple(answer_of(one, subject) for one in general)

    def _granted(self, right: str, subject: Subject) -> list[DecisionRight]:
        """Return what is granted over the subject itself, for the chosen sort or for any."""
        held = self._at(right, subject)
        sort = self.directory.decision_type
        found = [one for one in held if not sort or one.decision_type in (None, sort)]
        # The general before the special: databases keep no order among equals.
        return sorted(found, key=lambda one: (str(one.decision_type or ""), one.severity_from))

    def _at(self, right: str, place: Subject) -> list[DecisionRight]:
        return self.directory.matrix.at_place.get((right, place.chain), [])


def _doubled(right: str, own: list[DecisionRight]) -> str:
    """Say what is granted twice over one subject, in the same cases, where once is meant."""
    for one, two in combinations(own, 2):
        if not _meet(one, two):
            continue
        if one.person_id == two.person_id:
            return "Granted twice"
        if right not in SHARED:
            return "Two hold it"
    return ""


def _meet(one: DecisionRight, two: DecisionRight) -> bool:
    """Say whether two rights are for some case in common, and neither goes before the other."""
    alike = one.decision_type_id == two.decision_type_id and one.has_band == two.has_band
    first, last = max(one.severity_from, two.severity_from), min(one.severity_to, two.severity_to)
    return alike and first <= last and one.reaches(two) and two.reaches(one)
