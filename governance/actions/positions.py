"""What sides say: adding, revising and answering positions, and competing claims."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Max

from accounts.models import Function, User
from governance.actions.moving import Motion, add, change, refuse_other_open, tell
from governance.dispute.summaries import refresh
from governance.lifecycle import OPEN
from governance.models import CompetingClaim, Contradiction, Position, PositionAnswer
from governance.policies import require_voice
from governance.refusals import IllegalMove
from governance.rights.ruling import rule_on
from metrics.models import KPI, KPIDefinition, Measurement, SourceSystem
from metrics.targets import status_against

PARTIES = ("owner", "steward", "side", "raiser", "contributor")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What one side says, before it is a row: a reading, a value of its own, or words."""

    measurement: Measurement | None = None
    kpi: KPI | None = None
    label: str = ""
    function: Function | None = None
    is_customer: bool = False
    claim: str = ""
    value: Decimal | None = None
    unit: str = ""
    unit_label: str = ""
    currency: str = ""
    verb: str = ""
    target: Decimal | None = None
    target_status: str = "none"
    definition: KPIDefinition | None = None
    system: SourceSystem | None = None
    population: str = ""
    segment: str = ""
    period_start: date | None = None
    period_end: date | None = None
    as_of: date | None = None
    grade: str = "measured"
    sample_size: int | None = None

    def to_position(self) -> Position:
        """Return an unsaved position, filled from the reading and its KPI where there is one."""
        position = Position(
            **{name: value for name, value in vars(self).items() if name != "measurement"}
        )
        if self.measurement:
            _fill_from_reading(position, self.measurement)
        _refuse_half_a_period(position)
        if position.kpi:
            _fill_from_kpi(position, position.kpi)
        return position


def _refuse_half_a_period(position: Position) -> None:
    start, end = position.period_start, position.period_end
    if (start is None) != (end is None):
        raise ValidationError({"period_end": "Enter both days of the period, or neither."})
    if start and end and end < start:
        raise ValidationError({"period_end": f"The period ends on {end}, before it starts."})


def _fill_from_reading(position: Position, reading: Measurement) -> None:
    position.measurement, position.kpi = reading, reading.kpi
    for name in (
        "value",
        "segment",
        "period_start",
        "period_end",
        "as_of",
        "definition",
        "system",
        "grade",
        "sample_size",
    ):
        setattr(position, name, getattr(reading, name))


def _fill_from_kpi(position: Position, kpi: KPI) -> None:
    position.unit, position.unit_label, position.currency = kpi.unit, kpi.unit_label, kpi.currency
    position.verb = position.verb or kpi.verb
    position.function = position.function or kpi.function
    position.is_customer = kpi.is_customer_signal
    position.target = kpi.target
    position.system = position.system or kpi.system
    position.definition = position.definition or kpi.current_definition
    population = position.definition and position.definition.population
    position.population = position.population or (population.entity_grain if population else "")
    if not position.label:
        named = "Customers" if position.is_customer else str(position.function or kpi.name)
        position.label = named
    if position.value is not None and kpi.target is not None:
        position.target_status = status_against(
            position.value, kpi.target, direction=kpi.direction, at_risk=kpi.at_risk
        )


def place(motion: Motion, position: Position, order: int) -> Position:
    """Record what a side says under the item of the act."""
    position.contradiction, position.order = motion.item, order
    position.by, position.at = motion.act.actor, motion.act.at
    return motion.act.record(position)


def _restate(item: Contradiction, at: datetime) -> None:
    """Renew what follows from the sides: sentence, fingerprint, and who decides."""
    refresh(item)
    refuse_other_open(item)
    rule_on(item, at)


def add_position(
    *,
    item: Contradiction,
    statement: Statement,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Add a further side; three sides are one item, not three."""
    with change(
        "add_position",
        item,
        actor=actor,
        at=at,
        who=PARTIES,
        what="add a side to",
        states=OPEN,
        version=version,
    ) as motion:
        last = motion.item.positions.aggregate(last=Max("order"))["last"] or 0
        place(motion, statement.to_position(), last + 1)
        _restate(motion.item, at)
        tell(motion, ask_sides=())
    return motion.item


def revise_position(
    *,
    position: Position,
    statement: Statement,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Replace what a side says by a new row; the old one stays in history."""
    with change(
        "revise_position",
        position.contradiction,
        actor=actor,
        at=at,
        who=PARTIES,
        what="revise a side of",
        states=OPEN,
        reason=reason,
        version=version,
    ) as motion:
        if Position.objects.filter(supersedes=position).exists():
            raise IllegalMove(f"What {position.label} says was revised already. Revise that.")
        revised = statement.to_position()
        revised.supersedes = position
        place(motion, revised, position.order)
        _restate(motion.item, at)
        tell(motion, ask_sides=())
    return motion.item


def answer(
    *,
    position: Position,
    answer: str,
    note: str = "",
    actor: User,
    at: datetime,
) -> PositionAnswer:
    """Record a side's word on its position: seen, confirmed, agreed, disputed or conceded."""
    with add(
        "answer",
        position.contradiction,
        actor=actor,
        at=at,
        who=("owner", "side", "steward"),
        what="answer for a side of",
        states=OPEN,
        reason=note,
    ) as motion:
        require_voice(position, motion.item, actor, at)
        position.contradiction = motion.item
        return motion.act.record(
            PositionAnswer(position=position, answer=answer, note=note, by=actor, at=at)
        )


def claim(*, item: Contradiction, reason: str, actor: User, at: datetime) -> CompetingClaim:
    """Record that somebody else says the item is theirs; the owner stays the one owner."""
    with add(
        "claim",
        item,
        actor=actor,
        at=at,
        who=("party",),
        what="claim",
        states=OPEN,
        reason=reason,
    ) as motion:
        if motion.item.claims.filter(by=actor).exists():
            raise IllegalMove(f"You said that {item.code} is yours; it is on record.")
        return motion.act.record(
            CompetingClaim(contradiction=motion.item, reason=reason, by=actor, at=at)
        )
