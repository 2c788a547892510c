"""What one row of a list does: the same actions a person would use, or nothing where it is here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.text import slugify

from accounts.actions.people import (
    change_function,
    name_function,
    name_head,
    register_person,
)
from accounts.models import Function, User
from governance.actions.domains import change_domain
from governance.actions.kpis import change_kpi
from governance.actions.people import change_person, invite
from governance.actions.rights import end, grant
from governance.lists import Cells
from governance.models import DecisionRight
from metrics.actions.domains import add_domain, add_system, change_system
from metrics.actions.kpis import add_kpi
from metrics.models import KPI, DataDomain, SourceSystem

USES = ("compensation", "budget", "board", "models")


class Verdict(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "unchanged"
    REFUSED = "refused"


class Unreadable(Exception):
    """A row has cells that cannot be read; nothing was tried."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who imports, when, out of which file, and whether new people are invited at once."""

    actor: User
    at: datetime
    file_name: str = ""
    invites: bool = False

    @property
    def by(self) -> dict[str, Any]:
        """Who and when, as every action takes them."""
        return {"actor": self.actor, "at": self.at}

    @property
    def why(self) -> dict[str, Any]:
        """Who, when, and the file as the reason."""
        return {**self.by, "reason": f"Imported from {self.file_name}"}


RowAction = Callable[[Cells, Told], Verdict]


def settled(cells: Cells) -> None:
    """Stop before the first action where some cell cannot be read."""
    if cells.problems:
        raise Unreadable


def differing(record: Any, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts that say something else than what is on record."""
    return {name: told for name, told in facts.items() if getattr(record, name) != told}


def slug_of(cells: Cells) -> str:
    """Return the slug of a row, made from its name where the row has none."""
    slug = cells.text("slug").casefold() or slugify(cells.text("name"))
    if cells.text("slug") and slugify(slug) != slug:
        fix = "Use small letters, digits and hyphens"
        cells.refuse("slug", cells.text("slug"), "cannot stand in an address", fix)
    return slug


def person(cells: Cells, told: Told) -> Verdict:
    """Register somebody, or change what the row says differently."""
    email, name = cells.required("email").casefold(), cells.required("name")
    facts = cells.given(
        name=name,
        role=cells.choice("role", User.Role.values),
        function=cells.function("function"),
        time_zone=cells.text("time_zone"),
    )
    settled(cells)
    kept = User.objects.filter(email__iexact=email, is_system=False).first()
    if kept is None:
        join = invite if told.invites else register_person
        join(email=email, **facts, **told.by)
        return Verdict.NEW
    changed = differing(kept, facts)
    if changed:
        change_person(person=kept, **changed, **told.why)
    return Verdict.CHANGED if changed else Verdict.SAME


def function(cells: Cells, told: Told) -> Verdict:
    """Add a function, rename it, or name its head."""
    slug, head = slug_of(cells), cells.person("head")
    facts: dict[str, Any] = {
        "name": cells.required("name"),
        "letter": cells.required("letter").upper(),
    }
    settled(cells)
    kept = Function.objects.filter(slug=slug).first()
    if kept is None:
        made = name_function(slug=slug, **facts, **told.by)
        if head:
            name_head(function=made, head=head, **told.by)
        return Verdict.NEW
    changed = differing(kept, facts)
    if changed:
        change_function(function=kept, **changed, **told.why)
    is_other = head is not None and head.pk != kept.head_id
    if head and is_other:
        name_head(function=kept, head=head, **told.by)
    return Verdict.CHANGED if changed or is_other else Verdict.SAME


def domain(cells: Cells, told: Told) -> Verdict:
    """Add a domain, rename it or move it in the tree."""
    slug = slug_of(cells)
    facts = cells.given(name=cells.required("name"), parent=cells.domain("parent"))
    settled(cells)
    kept = DataDomain.objects.filter(slug=slug).first()
    if kept is None:
        add_domain(slug=slug, **facts, **told.why)
        return Verdict.NEW
    changed = differing(kept, facts)
    if changed:
        change_domain(domain=kept, **changed, **told.why)
    return Verdict.CHANGED if changed else Verdict.SAME


def system(cells: Cells, told: Told) -> Verdict:
    """Add a source system, or change what is kept of it."""
    slug = slug_of(cells)
    read = {"name": cells.required("name"), "retire_by": cells.day("retire_by")}
    facts = cells.given(**read)
    shadow = cells.yes("shadow")
    if cells.text("shadow"):
        facts["is_shadow"] = shadow
    settled(cells)
    kept = SourceSystem.objects.filter(slug=slug).first()
    if kept is None:
        add_system(slug=slug, **facts, **told.why)
        return Verdict.NEW
    changed = differing(kept, facts)
    if changed:
        change_system(system=kept, **changed, **told.why)
    return Verdict.CHANGED if changed else Verdict.SAME


def kpi(cells: Cells, told: Told) -> Verdict:
    """Add a KPI, or change what is kept of it beside its meaning."""
    slug = slug_of(cells)
    kept = KPI.objects.select_related("domain", "system", "function").filter(slug=slug).first()
    facts = _kpi_facts(cells, kept)
    settled(cells)
    if kept is None:
        add_kpi(slug=slug, **facts, **told.why)
        return Verdict.NEW
    changed = differing(kept, facts)
    if changed:
        change_kpi(kpi=kept, **changed, **told.why)
    return Verdict.CHANGED if changed else Verdict.SAME


def _kpi_facts(cells: Cells, kept: KPI | None) -> dict[str, Any]:
    for name in ("slug", "domain", "system"):
        cells.required(name)
    unit = cells.choice("unit", KPI.Unit.values) or (kept.unit if kept else KPI.Unit.COUNT)
    currency = cells.text("currency").upper() or (kept.currency if kept else "")
    facts = cells.given(
        name=cells.required("name"),
        domain=cells.domain("domain"),
        system=cells.system("system"),
        function=cells.function("function"),
        kind=cells.choice("kind", KPI.Kind.values),
        stage=cells.choice("stage", KPI.Stage.values),
        unit=unit,
        currency=currency,
        direction=cells.choice("direction", KPI.Direction.values),
        cadence=cells.choice("cadence", KPI.Cadence.values),
        target=cells.number("target", unit=unit, currency=currency),
        at_risk=cells.number("at_risk", unit=unit, currency=currency),
        **{name: cells.text(name) for name in ("unit_label", "verb", "uses")},
    )
    return facts | _used_for(cells)


def _used_for(cells: Cells) -> dict[str, bool]:
    words = cells.text("used_for").casefold().replace(",", " ").split()
    unknown = sorted(set(words) - set(USES))
    if unknown:
        fix = f"Use any of {', '.join(USES)}"
        cells.refuse("used_for", " ".join(unknown), "is no use of a KPI", fix)
    return {f"used_for_{use}": use in words for use in USES} if words else {}


def right(cells: Cells, told: Told) -> Verdict:
    """Grant a right, or end one that the list gives a last day."""
    facts, until = _right_facts(cells), cells.day("until")
    settled(cells)
    kept = DecisionRight.objects.filter(**facts).first()
    if kept is None:
        grant(until=until, **facts, **told.why)
        return Verdict.NEW
    if until is None or kept.until == until:
        return Verdict.SAME
    end(right=kept, until=until, **told.why)
    return Verdict.CHANGED


def _right_facts(cells: Cells) -> dict[str, Any]:
    for name in ("person", "right", "since"):
        cells.required(name)
    if bool(cells.text("domain")) == bool(cells.text("kpi")):
        wrong = "names neither a domain nor a KPI, or both"
        cells.refuse("domain", cells.text("domain"), wrong, "Fill in one of the two")
    worst, mildest = cells.whole("severity_from", 1, 4), cells.whole("severity_to", 1, 4)
    return {
        "person": cells.person("person"),
        "right": cells.choice("right", DecisionRight.Right.values),
        "domain": cells.domain("domain"),
        "kpi": cells.kpi("kpi"),
        "decision_type": cells.decision_type("decision_type"),
        "severity_from": worst or 1,
        "severity_to": mildest or 4,
        "exposure_from": cells.amount("exposure_from"),
        "exposure_to": cells.amount("exposure_to"),
        "since": cells.day("since"),
    }
