"""Who decides and who owns, worked out from the rights in force on a day.

Order (source: domain, "Who decides"): a right that names the decision type goes before one that
does not, one that names a band before one for every case; then the KPI, its domain, and each
parent domain. Sides that lead to different people go to the arbiter of the nearest common
ancestor; where there is none, to the executive, with an alarm. At S1 and S2 nobody decides who is
of a function in dispute: the arbiter does, or, where the arbiter is one of them too, the executive,
above whom the ladder has no rung.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from accounts.models import Function, User
from governance.models import DecisionRight, DecisionType, RuleWaiver
from metrics.models import KPI, DataDomain

Right = DecisionRight.Right
Subject = KPI | DataDomain
# Rights that many may have at once; of the others, the nearest holder is the one.
NO_SUBJECT = "No domain is named yet, so no right covers it"
SHARED = (Right.RECOMMENDS, Right.AGREES, Right.PERFORMS, Right.CONSULTED, Right.FORCE)
# Rights that settle what others dispute; whoever keeps people and settings holds none of them.
DECIDING = (Right.DECIDES, Right.ARBITER, Right.EXECUTIVE, Right.FORCE)
MILDEST = 4
SEVERE = 2  # from this severity on, who is of a function in dispute does not decide


@dataclass(frozen=True)
class Matter:
    """What is to be decided: the KPIs of the sides, the domain, and how much is at stake."""

    kpis: tuple[KPI, ...] = ()
    domain: DataDomain | None = None
    decision_type: DecisionType | None = None
    severity: int | None = None
    exposure: Decimal | None = None
    parties: tuple[Function, ...] = ()
    item: int | None = None

    def is_disputed_by(self, person: User) -> bool:
        """Say whether a person is too near to a severe dispute to decide it."""
        severe = self.severity is not None and self.severity <= SEVERE
        return severe and any(person.speaks_for(function) for function in self.parties)

    @property
    def subjects(self) -> list[Subject]:
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

    def __init__(
        self, rights: Iterable[DecisionRight], domains: dict[int, DataDomain], day: date
    ) -> None:
        self.rights, self.day = list(rights), day
        self.domains = domains
        self.at_place: dict[tuple[str, str], list[DecisionRight]] = defaultdict(list)
        for held in self.rights:
            self.at_place[held.right, held.chain].append(held)

    @classmethod
    def on(cls, day: date) -> "Matrix":
        """Read the rights in force on a day."""
        rights = DecisionRight.objects.on(day).select_related(
            "person", "person__function", "domain", "kpi", "decision_type"
        )
        return cls(rights, {domain.pk: domain for domain in DataDomain.objects.all()}, day)

    @cached_property
    def waivers(self) -> list[RuleWaiver]:
        """The waivers in force that day, read when a rule first stands in the way."""
        return list(RuleWaiver.objects.on(self.day).order_by("number"))

    def waiver(self, rule: str, matter: Matter, not_by: Collection[int] = ()) -> RuleWaiver | None:
        """Return by which waiver a rule does not hold for a matter, if by any.

        One that somebody of `not_by` made, or that was made for them, is no help to them.
        """
        places = [place for subject in self._reach(matter) for place in self.lineage(subject)]
        domains = {place.pk for place in places if isinstance(place, DataDomain)}
        for one in self.waivers:
            meant = one.contradiction_id == matter.item if one.contradiction_id else False
            own = {one.by_id, one.on_behalf_of_id} & {*not_by}
            if one.rule == rule and not own and (meant or one.domain_id in domains):
                return one
        return None

    def lineage(self, subject: Subject) -> Iterator[Subject]:
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

    def held(self, right: str, subject: Subject, matter: Matter) -> DecisionRight | None:
        """Return the right that applies to a subject, or None.

        A right for the very decision type goes first, and then one for the very band; a right
        for another type or band never applies.
        """
        return max(self._applying(right, subject, matter), key=_precision, default=None)

    def _applying(self, right: str, subject: Subject, matter: Matter) -> list[DecisionRight]:
        return [
            held
            for place in self.lineage(subject)
            for held in self.at_place.get((right, place.chain), ())
            if _fits(held, matter)
        ]

    def decider(self, matter: Matter) -> Ruling:
        """Work out who decides a matter."""
        ruling = self._one(Right.DECIDES, matter)
        if ruling.person and matter.is_disputed_by(ruling.person):
            return self._move_up(ruling.person, ruling.rule, matter)
        if ruling.person or not matter.subjects:
            return ruling
        arbiter = self._arbiter(matter) if "different people" in ruling.rule else None
        if arbiter:
            rule = f"{ruling.rule}; {arbiter.person} is arbiter of {arbiter.subject}"
            if matter.is_disputed_by(arbiter.person):
                return self._move_up(arbiter.person, rule, matter)
            return Ruling(arbiter.person, rule)
        return self._fall_to_executive(matter, ruling.rule)

    def _move_up(self, person: User, rule: str, matter: Matter) -> Ruling:
        """Pass a severe matter on from somebody of a function in dispute, one rung up."""
        waiver = self.waiver(RuleWaiver.Rule.DISPUTING, matter)
        if waiver:
            return Ruling(person, f"{rule}, under waiver {waiver}")
        why = f"At S{matter.severity}, {person} is of a function in dispute"
        arbiter = self._arbiter(matter)
        if arbiter and not matter.is_disputed_by(arbiter.person):
            rule = f"{why}; {arbiter.person} is arbiter of {arbiter.subject}"
            return Ruling(arbiter.person, rule)
        return self._fall_to_executive(matter, why)

    def owner(self, matter: Matter) -> Ruling:
        """Work out who is accountable; where the sides differ a steward picks."""
        return self._one(Right.ACCOUNTABLE, matter)

    def holders(self, right: str, matter: Matter) -> list[User]:
        """Return who holds a right over any side of a matter, the nearest first.

        Of rights that one person has, the one that applies; of those that many may have, all.
        """
        found: list[DecisionRight | None] = []
        for subject in self._reach(matter):
            every = self._applying(right, subject, matter)
            found += every if right in SHARED else [max(every, key=_precision, default=None)]
        return list({held.person_id: held.person for held in found if held}.values())

    def _reach(self, matter: Matter) -> list[Subject]:
        return [*matter.kpis, *([matter.domain] if matter.domain else [])]

    def _one(self, right: Right, matter: Matter) -> Ruling:
        found = [self.held(right, subject, matter) for subject in matter.subjects]
        held = {one.person_id: one for one in found if one}
        if len(held) == 1:
            (one,) = held.values()
            about = f" for “{one.decision_type}”" if one.decision_type else ""
            band = f" ({one.band})" if one.has_band else ""
            rule = f"holds “{one.get_right_display().lower()}” on {one.subject}{about}{band}"
            return Ruling(one.person, f"{rule} since {one.since}")
        if not held:
            names = ", ".join(dict.fromkeys(str(subject) for subject in matter.subjects))
            why = f"Nobody holds “{right.label.lower()}” on {names}" if names else NO_SUBJECT
            return Ruling(None, why, is_alarm=True)
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


def _precision(held: DecisionRight) -> tuple[bool, bool]:
    """Rank a right by how precisely it was granted; `max` keeps the nearest of equals."""
    return held.decision_type_id is not None, held.has_band


def _fits(held: DecisionRight, matter: Matter) -> bool:
    """Say whether a right covers the decision type, severity and exposure of a matter.

    What is not known is nobody's special case: an exposure nobody estimated counts as the
    smallest, a severity nobody set lies in no band.
    """
    key = matter.decision_type.pk if matter.decision_type else None
    if held.decision_type_id not in (None, key):
        return False
    if matter.severity is None:
        if held.severity_from > 1 or held.severity_to < MILDEST:
            return False
    elif not held.severity_from <= matter.severity <= held.severity_to:
        return False
    amount = matter.exposure or Decimal(0)
    above = held.exposure_from is None or amount >= held.exposure_from
    return above and (held.exposure_to is None or amount < held.exposure_to)
