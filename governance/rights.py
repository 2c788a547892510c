"""Who decides and who owns, worked out from the rights in force on a day.

Order (source: domain, "Who decides"): a right that names the decision type and band goes before
one that does not; then the KPI, its domain, and each parent domain. Sides that lead to different
people go to the arbiter of the nearest common ancestor; where there is none, to the executive,
with an alarm.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import User
from governance.models import DecisionRight, DecisionType
from metrics.models import KPI, DataDomain

Right = DecisionRight.Right


@dataclass(frozen=True)
class Matter:
    """What is to be decided: the KPIs of the sides, the domain, and how much is at stake."""

    kpis: tuple[KPI, ...] = ()
    domain: DataDomain | None = None
    decision_type: DecisionType | None = None
    severity: int | None = None
    exposure: Decimal | None = None

    @property
    def subjects(self) -> "list[KPI | DataDomain]":
        """Return what each side's right is looked up for."""
        return [*self.kpis] or ([self.domain] if self.domain else [])


@dataclass(frozen=True)
class Ruling:
    """Who it is, by which rule; an alarm when nobody was named for it."""

    person: User | None
    rule: str
    is_alarm: bool = False
    stand_in: User | None = None


class Matrix:
    """The rights in force on one day, with the domain tree, read in two queries."""

    def __init__(self, rights: Iterable[DecisionRight], domains: dict[int, DataDomain]) -> None:
        self.rights = list(rights)
        self.domains = domains

    @classmethod
    def on(cls, day: date) -> "Matrix":
        """Read the rights in force on a day."""
        rights = DecisionRight.objects.on(day).select_related(
            "person", "person__function", "domain", "kpi", "decision_type"
        )
        return cls(rights, {domain.pk: domain for domain in DataDomain.objects.all()})

    def lineage(self, subject: KPI | DataDomain) -> Iterator[KPI | DataDomain]:
        """Yield a KPI, then its domain, then each parent domain."""
        key: int | None
        if isinstance(subject, KPI):
            yield subject
            key = subject.domain_id
        else:
            key = subject.pk
        while key is not None:
            domain = self.domains[key]
            yield domain
            key = domain.parent_id

    def held(self, right: str, subject: KPI | DataDomain, matter: Matter) -> DecisionRight | None:
        """Return the right that applies to a subject, or None.

        A right for the very decision type goes first; one for another type never applies.
        """
        for typed in (True, False):
            for place in self.lineage(subject):
                for held in self.rights:
                    if held.right == right and held.subject == place and _fits(held, matter, typed):
                        return held
        return None

    def decider(self, matter: Matter) -> Ruling:
        """Work out who decides a matter."""
        ruling = self._one(Right.DECIDES, matter)
        if ruling.person or not matter.subjects:
            return ruling
        arbiter = self._arbiter(matter) if "different people" in ruling.rule else None
        if arbiter:
            rule = f"{ruling.rule}; {arbiter.person} is arbiter of {arbiter.subject}"
            return Ruling(arbiter.person, rule)
        return self._fall_to_executive(matter, ruling.rule)

    def owner(self, matter: Matter) -> Ruling:
        """Work out who is accountable; where the sides differ a steward picks."""
        return self._one(Right.ACCOUNTABLE, matter)

    def holders(self, right: str, matter: Matter) -> list[User]:
        """Return everybody who holds a right over any side of a matter."""
        found = (self.held(right, subject, matter) for subject in self._reach(matter))
        return list({held.person_id: held.person for held in found if held}.values())

    def _reach(self, matter: Matter) -> "list[KPI | DataDomain]":
        return [*matter.kpis, *([matter.domain] if matter.domain else [])]

    def _one(self, right: Right, matter: Matter) -> Ruling:
        found = [self.held(right, subject, matter) for subject in matter.subjects]
        held = {one.person_id: one for one in found if one}
        if len(held) == 1:
            (one,) = held.values()
            about = f" for “{one.decision_type}”" if one.decision_type else ""
            rule = f"holds “{one.get_right_display().lower()}” on {one.subject}{about}"
            return Ruling(one.person, f"{rule} since {one.since}")
        if not held:
            names = ", ".join(str(subject) for subject in matter.subjects) or "no domain yet"
            return Ruling(None, f"Nobody holds “{right.label.lower()}” on {names}", is_alarm=True)
        names = ", ".join(sorted(str(one.person) for one in held.values()))
        return Ruling(None, f"The sides lead to different people ({names})", is_alarm=True)

    def _arbiter(self, matter: Matter) -> DecisionRight | None:
        lines = [
            [place for place in self.lineage(subject) if isinstance(place, DataDomain)]
            for subject in matter.subjects
        ]
        common = next((place for place in lines[0] if all(place in line for line in lines)), None)
        return self.held(Right.ARBITER, common, matter) if common else None

    def _fall_to_executive(self, matter: Matter, why: str) -> Ruling:
        found = self.holders(Right.EXECUTIVE, matter)
        if not found:
            return Ruling(None, f"{why}, and nobody holds “executive”", is_alarm=True)
        rule = f"{why}: falls to the executive, {found[0]}"
        return Ruling(None, rule, is_alarm=True, stand_in=found[0])


def _fits(held: DecisionRight, matter: Matter, typed: bool) -> bool:
    """Say whether a right covers the decision type, severity and exposure of a matter."""
    if typed != (held.decision_type_id is not None):
        return False
    if typed and (not matter.decision_type or held.decision_type_id != matter.decision_type.pk):
        return False
    if matter.severity and not held.severity_from <= matter.severity <= held.severity_to:
        return False
    amount = matter.exposure
    if amount is None:
        return True
    above = held.exposure_from is None or amount >= held.exposure_from
    return above and (held.exposure_to is None or amount < held.exposure_to)
