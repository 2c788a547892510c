"""Functions against customer: each stage's latest reading of either, judged by its target."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from governance.dispute.wording import run_on
from metrics.calendars import fiscal_calendar
from metrics.figures import quantity
from metrics.models import KPI, Measurement
from metrics.periods import Period
from metrics.targets import status_against

STAGES = (KPI.Stage.INTEREST, KPI.Stage.PROMISE, KPI.Stage.SERVICE)


@dataclass(frozen=True)
class Cell:
    """One figure with its status."""

    text: str
    status: str


@dataclass(frozen=True)
class Stage:
    """A stage of the customer's journey: what the function says, what the customer shows."""

    label: str
    function: Cell | None
    customer: Cell | None


@dataclass(frozen=True)
class Split:
    """Functions against customer, stage by stage."""

    sentence: str
    stages: tuple[Stage, ...]
    note: str


def split() -> Split | None:
    """Return the stages that are measured; None while nothing is."""
    whole = Measurement.objects.current().filter(
        kpi=OuterRef("pk"), segment="", value__isnull=False
    )
    newest = Subquery(whole.order_by("-period_end", "-as_of").values("pk")[:1])
    kpis = KPI.objects.filter(stage__in=STAGES, target__isnull=False)
    kpis = kpis.annotate(newest=newest).filter(newest__isnull=False).order_by("pk")
    readings = Measurement.objects.in_bulk([kpi.newest for kpi in kpis])
    shown = [(kpi, readings[kpi.newest]) for kpi in kpis]
    found = (_stage(stage, shown) for stage in STAGES)
    stages = tuple(stage for stage in found if stage.function or stage.customer)
    if not stages:
        return None
    return Split(_sentence(stages), stages, _note([reading for _, reading in shown]))


def _stage(stage: KPI.Stage, shown: Sequence[tuple[KPI, Measurement]]) -> Stage:
    mine = [(kpi, reading) for kpi, reading in shown if kpi.stage == stage]
    function = next((pair for pair in mine if pair[0].kind == KPI.Kind.FUNCTIONAL), None)
    customer = next((pair for pair in mine if pair[0].is_customer_signal), None)
    return Stage(str(stage.label), _cell(function), _cell(customer))


def _cell(pair: tuple[KPI, Measurement] | None) -> Cell | None:
    if pair is None:
        return None
    kpi, reading = pair
    assert reading.value is not None
    assert kpi.target is not None
    status = status_against(reading.value, kpi.target, direction=kpi.direction, at_risk=kpi.at_risk)
    figure = quantity(reading.value, kpi.unit, kpi.currency)
    counted = run_on(kpi.name) if kpi.is_customer_signal else kpi.unit_label
    return Cell(f"{figure} {counted}".strip(), str(status))


def _sentence(stages: Sequence[Stage]) -> str:
    functions = [stage.function for stage in stages if stage.function]
    customers = [stage.customer for stage in stages if stage.customer]
    green = sum(cell.status == "ok" for cell in functions)
    red = sum(cell.status == "off" for cell in customers)
    if functions and green == len(functions) and red and red == len(customers):
        word = {2: "Both", 3: "All three"}.get(green, "The")
        who = f"{word} functions are green." if green > 1 else "The function is green."
        return f"{who} The customer is not."
    kept = sum(cell.status == "ok" for cell in customers)
    return (
        f"{green} of {len(functions)} functions are on target, "
        f"the customer at {kept} of {len(customers)} stages."
    )


def _note(readings: Sequence[Measurement]) -> str:
    calendar = fiscal_calendar()
    labels = {calendar.label(Period(row.period_start, row.period_end)): None for row in readings}
    return f"{', '.join(labels)}, as of {max(row.as_of for row in readings)}"
