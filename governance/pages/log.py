"""The log page while somebody fills it in: its sides, the sentence they make, what is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from governance.actions.contradictions import draft
from governance.actions.positions import Statement
from governance.clocks.due import week_of
from governance.dispute.gap import Gap
from governance.dispute.sentences import Segment
from governance.dispute.summaries import gap_of, side_of
from governance.dispute.twins import Twin, twins
from governance.forms.log import SideForm
from governance.models import Contradiction, Position
from governance.pages.addresses import item_url
from governance.pages.pair import comparable
from governance.policies import matter_of
from governance.register.rows import glyph_of, sentence_of
from governance.rights.matrix import Matrix, Matter
from metrics.calendars import fiscal_calendar
from metrics.figures import days, weekday
from metrics.models import KPI

LETTERS = "abcde"
LEGENDS = ("One side says", "The other side says", "A third side says", "A fourth side says")
LAST_LEGEND = "A fifth side says"


@dataclass(frozen=True)
class SidePanel:
    """One side of the form, with what its KPI already tells."""

    letter: str
    legend: str
    form: SideForm
    kpi: KPI | None
    value_label: str
    told: str
    metric_label: str
    metric_hint: str


def panels(forms: Sequence[SideForm], at: datetime) -> list[SidePanel]:
    """Return the sides of the form in order."""
    matrix = Matrix.on(at.date()) if any(form.kpi_chosen for form in forms) else None
    return [_panel(form, place, matrix) for place, form in enumerate(forms)]


def _panel(form: SideForm, place: int, matrix: Matrix | None) -> SidePanel:
    kpi = form.kpi_chosen
    first = place == 0
    return SidePanel(
        letter=str(form.prefix),
        legend=LEGENDS[place] if place < len(LEGENDS) else LAST_LEGEND,
        form=form,
        kpi=kpi,
        value_label=f"Value, {_unit(kpi)}" if kpi else "Value",
        told=_told(kpi, matrix) if kpi else "",
        metric_label="Metric" if first else "Metric, or what the customer shows",
        metric_hint=(
            "Three letters are enough. Filled in from the last reading."
            if first
            else "Type “customer” to log a signal instead of a metric."
        ),
    )


def _unit(kpi: KPI) -> str:
    signs = {"percent": "%", "days": "days", "money": kpi.currency}
    return signs.get(kpi.unit) or kpi.unit_label or kpi.get_unit_display().lower()


def _told(kpi: KPI, matrix: Matrix | None) -> str:
    """Say which definition counts and who speaks for the figure."""
    meaning = kpi.current_definition
    said = f"Definition v{meaning.number}: {meaning.meaning}" if meaning else "No definition yet"
    speaker = matrix.owner(Matter(kpis=(kpi,))).person if matrix else None
    speaker = speaker or (kpi.function.head if kpi.function else None)
    return f"{said.rstrip('.')}. Speaks for it: {speaker or 'nobody yet'}."


@dataclass(frozen=True)
class Preview:
    """What Tieout worked out from the sides so far."""

    sentence: list[Segment]
    glyph: Any
    gap: Gap
    checks: list[dict[str, Any]]
    twins: list[dict[str, Any]]
    proposed: list[tuple[str, str]]
    severity: int | None


def preview(
    statements: Sequence[Statement], facts: dict[str, Any], person: User, at: datetime
) -> Preview | None:
    """Work the item out without recording anything; None until a side says something."""
    if not statements:
        return None
    item, positions = draft(statements=statements, actor=person, at=at, **facts)
    found = twins(item, positions, person) if len(positions) > 1 else []
    gap = gap_of(positions, fiscal_calendar())
    return Preview(
        sentence=sentence_of(item),
        glyph=glyph_of(item),
        gap=gap,
        checks=comparable(gap, [side_of(position) for position in positions]),
        twins=[_twin(twin, at) for twin in found],
        proposed=_proposed(item, positions, at),
        severity=item.severity,
    )


def _proposed(
    item: Contradiction, positions: Sequence[Position], at: datetime
) -> list[tuple[str, str]]:
    kpis = [position.kpi for position in positions if position.kpi]
    owner = Matrix.on(at.date()).owner(matter_of(item, kpis)).person
    proposed = [
        ("Kind", item.get_kind_display().lower()),
        ("Domain", str(item.domain or "named at triage")),
        ("Owner", f"{owner}, named at triage" if owner else "named at triage"),
        ("Decides", str(item.decider or "nobody holds the right yet")),
    ]
    if item.own_due_at:
        _, zone = week_of(None)
        local = item.own_due_at.astimezone(zone)
        proposed.append(("Due", f"owner named by {weekday(local.date())}, {local.tzname()}"))
    return proposed


def _twin(twin: Twin, at: datetime) -> dict[str, Any]:
    item = twin.item
    titles = {
        "same": f"{item.code} is already open on this",
        "shares": f"{item.code} is open and shares one of these sides",
        "alike": f"{item.code} may be about the same",
    }
    advice = {
        "same": "A second reading belongs to it; the database keeps one open item per dispute.",
        "shares": "Three numbers about one thing are one item with three sides.",
        "alike": "",
    }
    facts = (
        item.get_severity_display() if item.severity else "",
        item.get_status_display().lower(),
        f"{days(item.customer_days(at.date()))} on the customer clock",
    )
    return {
        "code": item.code,
        "url": item_url(item),
        "title": titles[twin.likeness],
        "item": item,
        "sentence": sentence_of(item),
        "facts": ", ".join(fact for fact in facts if fact),
        "advice": advice[twin.likeness],
        "add_label": (
            f"Add a reading to {item.code} instead"
            if twin.likeness == "same"
            else f"Add to {item.code} instead"
        ),
    }
