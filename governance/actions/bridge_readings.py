"""A share of a bridge as a reading of a KPI, so that it can be compared and watched."""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.bridging.walks import steps_of, walk_of
from governance.models import Bridge
from governance.policies import may_see
from governance.refusals import NotEntitled
from metrics.actions.measurements import record_reading
from metrics.models import KPI, Measurement

ABSENT, UNEXPLAINED = "absent", "unexplained"
SHARES = ((ABSENT, "Absent, of the first list"), (UNEXPLAINED, "Unexplained, of the gap"))


def record_share(
    *,
    bridge: Bridge,
    kpi: KPI,
    share: str,
    period_start: date,
    period_end: date,
    actor: User,
    at: datetime,
) -> Measurement:
    """Record which part of a bridge is absent, or unexplained, as a reading of a rate."""
    item = bridge.contradiction
    if not may_see(item, actor, at.date()):
        raise NotEntitled(f"Only those with a part in {item.code} may use its bridge.")
    if kpi.unit != KPI.Unit.PERCENT:
        raise ValidationError({"kpi": f"{kpi} is no rate. Choose a KPI in percent."})
    part, whole = _absent(bridge) if share == ABSENT else _unexplained(bridge, share)
    return record_reading(
        kpi=kpi,
        period_start=period_start,
        period_end=period_end,
        as_of=at.date(),
        numerator=_as_read(part),
        denominator=_as_read(whole),
        reason=f"From the bridge of {item.code}",
        actor=actor,
        at=at,
    )


def _as_read(amount: Decimal) -> Decimal:
    """Write an amount with the decimals of a reading, where that loses nothing."""
    short = amount.quantize(Decimal("0.0001"))
    return short if short == amount else amount


def _absent(bridge: Bridge) -> tuple[Decimal, Decimal]:
    run = bridge.runs.first()
    if run is None:
        how = "This bridge was drawn by hand: no list says what is absent."
        raise ValidationError({"share": how})
    found = [-line.amount for line in steps_of(bridge) if line.step == "left-absent"]
    return sum(found, Decimal(0)), Decimal(str(run.facts["left_total"]))


def _unexplained(bridge: Bridge, share: str) -> tuple[Decimal, Decimal]:
    if share != UNEXPLAINED:
        raise ValidationError({"share": "Choose the absent or the unexplained share."})
    walked = walk_of(bridge, steps_of(bridge))
    return abs(walked.unexplained), abs(walked.gap)
