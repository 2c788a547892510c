"""Taking an issue over from a list: logged once, and assigned where the list names an owner."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from accounts.models import Function, User
from accounts.recording import Act
from governance.actions.contradictions import assign, change_severity, log
from governance.actions.list_rows import Told, Verdict, settled
from governance.actions.positions import Statement
from governance.lists import Cells
from governance.models import Contradiction, Origin

CUSTOMER = ("customer", "customers")
STATED = "As stated in the list it comes from"


def issue(cells: Cells, told: Told) -> Verdict:
    """Log an issue under its reference; one that is here lives its own life and is left alone."""
    reference = cells.required("reference")
    if Origin.objects.filter(reference=reference).exists():
        return Verdict.SAME
    sides = [_side(cells, number) for number in ("1", "2")]
    facts, severity, owner = _facts(cells), cells.whole("severity", 1, 4), cells.person("owner")
    if owner and not cells.whole("layer", 1, 5):
        cells.refuse("layer", "", "is empty", "An item with an owner needs its layer, 1 to 5")
    if len(reference) > Origin._meta.get_field("reference").max_length:  # type: ignore[operator]
        cells.refuse("reference", reference, "is longer than 80 characters", "Shorten it")
    settled(cells)
    item = log(statements=sides, **facts, **told.why)
    note_origin(item=item, reference=reference, file_name=told.file_name, **told.by)
    if owner:
        assign(item=item, owner=owner, severity=severity, **told.why)
    elif severity and severity != item.severity:
        change_severity(item=item, severity=severity, reason=STATED, **told.by)
    return Verdict.NEW


def note_origin(
    *, item: Contradiction, reference: str, file_name: str, actor: User, at: datetime
) -> Origin:
    """Keep the reference an item had where it comes from, so that it is taken over once."""
    origin = Origin(
        contradiction=item, reference=reference, file_name=file_name[:200], by=actor, at=at
    )
    return Act(actor=actor, at=at, verb="log", reason=f"Imported from {file_name}").record(origin)


def _side(cells: Cells, number: str) -> Statement:
    """Read what one side says; the KPI fills in what the row leaves out."""
    kpi, claim = cells.kpi(f"kpi_{number}"), cells.text(f"claim_{number}")
    unit, currency = (kpi.unit, kpi.currency) if kpi else ("", "")
    value = cells.number(f"value_{number}", unit=unit, currency=currency)
    label = cells.text(f"side_{number}")
    if not (kpi or label):
        cells.refuse(f"side_{number}", "", "is empty", "Say who says so, or name the KPI")
    if not (claim or cells.text(f"value_{number}")):
        fix = f"Fill in value_{number} or claim_{number}"
        cells.refuse(f"claim_{number}", "", "says nothing", fix)
    period = cells.period("period") if value is not None else None
    told = Statement(
        kpi=kpi,
        label=label[:80],
        function=_function(label),
        is_customer=label.casefold() in CUSTOMER,
        claim=claim[:300],
        value=value,
        unit=unit or ("count" if value is not None else ""),
        grade="measured" if value is not None else "anecdotal",
    )
    return replace(told, period_start=period.start, period_end=period.end) if period else told


def _function(label: str) -> Function | None:
    """Find the function a side is named after; another name stands for itself."""
    by_name = Function.objects.filter(name__iexact=label) if label else Function.objects.none()
    return by_name.first() or Function.objects.filter(slug=label.casefold()).first()


def _facts(cells: Cells) -> dict[str, Any]:
    exposure, currency = cells.amount("exposure"), cells.text("currency").upper()
    if (exposure is None) != (not currency):
        fix = "Fill in both, or neither"
        cells.refuse("exposure", cells.text("exposure"), "stands without its currency", fix)
    return cells.given(
        occurred_on=cells.day("occurred_on"),
        wording=cells.text("wording")[:300],
        question=cells.text("question")[:300],
        domain=cells.domain("domain"),
        kind=cells.choice("kind", Contradiction.Kind.values),
        layer=cells.whole("layer", 1, 5),
        exposure=exposure,
        exposure_basis=cells.text("exposure_basis")[:200],
    ) | {
        "exposure_currency": currency,
        "is_confidential": cells.yes("confidential"),
    }
