"""Logging an item, giving it an owner, and the facts about it that anybody may set right."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.recording import Act
from accounts.turns import take_turns
from governance.actions.clocks import climb
from governance.actions.moving import (
    Motion,
    add,
    change,
    keep,
    move,
    needs,
    raisers,
    refuse_other_open,
    tell,
)
from governance.actions.positions import Statement, place
from governance.clocks.due import rate, wind
from governance.clocks.ladder import TOP
from governance.dispute.severity import suggest_severity
from governance.dispute.summaries import refresh
from governance.lifecycle import OPEN
from governance.models import Contradiction, DecisionType, Position
from governance.refusals import NotEntitled
from governance.rights.ruling import rule_on
from metrics.models import DataDomain

DEFAULT_TOLERANCE = Decimal(2)
AFTER_DECISION = ("decided", "verifying", "accepted")


class ItemFacts(TypedDict, total=False):
    """Facts of an item that people state; everything else follows from its rows and moves."""

    wording: str
    question: str
    domain: DataDomain | None
    decision_type: DecisionType | None
    layer: int | None
    kind: str
    root_cause: str
    tolerance: Decimal
    tolerance_kind: str
    exposure: Decimal | None
    exposure_currency: str
    exposure_basis: str
    occurred_on: date
    is_confidential: bool


DESCRIBED = frozenset(ItemFacts.__annotations__)


def log(
    *,
    statements: Sequence[Statement],
    actor: User,
    at: datetime,
    reason: str = "",
    **facts: Unpack[ItemFacts],
) -> Contradiction:
    """Log that two things cannot both be true; severity, kind and domain are suggested.

    Raises ValidationError without two sides, and AlreadyOpen where an open item has these KPIs.
    """
    if len(statements) < 2:
        raise ValidationError("Enter two sides, or one side and a customer signal.")
    with transaction.atomic():
        if not (actor.may_log or actor.is_system):
            raise NotEntitled("Only a contributor or a steward may log a contradiction.")
        item, positions = draft(statements=statements, actor=actor, at=at, **facts)
        # Numbers have no gaps, which a sequence of the database does not promise.
        take_turns("contradiction numbers")
        refuse_other_open(item)
        item.number = (Contradiction.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        motion = Motion(item, Act(actor=actor, at=at, verb="log", reason=reason))
        motion.act.record(item)
        for order, position in enumerate(positions, start=1):
            place(motion, position, order)
    return item


def draft(
    *, statements: Sequence[Statement], actor: User, at: datetime, **facts: Unpack[ItemFacts]
) -> tuple[Contradiction, list[Position]]:
    """Work out the item that logging would make, and its positions; nothing is recorded."""
    positions = [statement.to_position() for statement in statements]
    item = Contradiction(raiser=actor, logged_at=at, occurred_on=at.date())
    item.occurred_on = min(_first_evidence(positions) or item.occurred_on, item.occurred_on)
    item.tolerance = DEFAULT_TOLERANCE
    _state(item, facts, actor)
    _work_out(item, positions, at)
    return item, positions


def _state(item: Contradiction, facts: Mapping[str, Any], actor: User) -> None:
    """Set stated facts; an amount keeps the name of who estimated it, none has no currency."""
    unknown = set(facts) - DESCRIBED
    if unknown:
        raise ValidationError(f"Not a fact of an item: {', '.join(sorted(unknown))}.")
    for name, value in facts.items():
        setattr(item, name, value)
    if "exposure" in facts:
        item.exposure_by = actor if item.exposure is not None else None
    if item.exposure is None:
        item.exposure_currency = ""
    if item.occurred_on > item.logged_at.date():
        how = "First evidence cannot lie after the day it was logged. Choose an earlier day."
        raise ValidationError({"occurred_on": how})
    if item.tolerance is None or item.tolerance < 0:
        raise ValidationError({"tolerance": "Say from which gap on the sides agree: 0 or more."})


def _work_out(item: Contradiction, positions: list[Position], at: datetime) -> None:
    """Fill what follows from the positions, before the item is recorded once."""
    kpis = [position.kpi for position in positions if position.kpi]
    item.domain = item.domain or next((kpi.domain for kpi in kpis), None)
    item.kind = item.kind or _kind_of(positions)
    refresh(item, positions)
    item.severity = suggest_severity(item.exposure, kpis)
    rule_on(item, at, kpis)
    wind(item, at)


def _first_evidence(positions: list[Position]) -> date | None:
    return min((p.period_end for p in positions if p.period_end), default=None)


def _kind_of(positions: list[Position]) -> str:
    if any(position.is_customer for position in positions):
        return Contradiction.Kind.SIGNAL
    names = {position.kpi.name for position in positions if position.kpi}
    same_name = len(names) == 1 and all(position.kpi for position in positions)
    return Contradiction.Kind.DEFINITION if same_name else Contradiction.Kind.NUMBER


def assign(
    *,
    item: Contradiction,
    owner: User,
    actor: User,
    at: datetime,
    severity: int | None = None,
    kind: str = "",
    layer: int | None = None,
    domain: DataDomain | None = None,
    decision_type: DecisionType | None = None,
    reason: str = "",
    version: int | None = None,
) -> Contradiction:
    """Name the one accountable owner, with severity, kind, layer and domain set."""
    with move("assign", item, actor=actor, at=at, reason=reason, version=version) as motion:
        name_owner(motion, owner)
        one = motion.item
        if severity:
            rate(one, severity, at, Contradiction.Status.ASSIGNED)
        one.kind, one.layer = kind or one.kind, layer or one.layer
        one.domain, one.decision_type = domain or one.domain, decision_type or one.decision_type
        one.assigned_at = one.assigned_at or at
        rule_on(one, at)
        tell(motion, owner, ask_sides=())
    return motion.item


def name_owner(motion: Motion, owner: User) -> None:
    """Set the one accountable owner; only somebody active can be it."""
    if not owner.is_active or owner.is_system:
        raise ValidationError({"owner": f"{owner} cannot own an item: name one active person."})
    motion.item.owner = owner


def reassign(
    *,
    item: Contradiction,
    owner: User,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Hand an item to another owner; no due time is restarted."""
    with move("reassign", item, actor=actor, at=at, reason=reason, version=version) as motion:
        tell(motion, motion.item.owner, owner)
        name_owner(motion, owner)
    return motion.item


def take_up(
    *, item: Contradiction, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Start investigating; the owner's first answer."""
    with move("take_up", item, actor=actor, at=at, version=version) as motion:
        tell(motion, motion.item.raiser)
    return motion.item


def decline(
    *, item: Contradiction, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Say “not mine”; the second time, the bounce itself is evidence and escalates."""
    with move("decline", item, actor=actor, at=at, reason=reason, version=version) as motion:
        needs(reason, "reason", "Say why it is not yours, so that the next person need not guess.")
        motion.item.bounces += 1
        motion.item.owner = None
        often = motion.item.bounces >= settings.TIEOUT.escalate_on_decline
        if often and motion.item.escalation_level < TOP:
            climb(motion, f"Declined {motion.item.bounces} times: {reason}")
        tell(motion, motion.item.raiser)
    return motion.item


def dismiss(
    *,
    item: Contradiction,
    reason: str,
    actor: User,
    at: datetime,
    duplicate_of: Contradiction | None = None,
    version: int | None = None,
) -> Contradiction:
    """Say it is not a contradiction, or the same as an open one, under one's name."""
    with move("dismiss", item, actor=actor, at=at, reason=reason, version=version) as motion:
        needs(reason, "reason", "Give the reason; dismissing a signal is done under your name.")
        if duplicate_of and (duplicate_of.pk == item.pk or not duplicate_of.is_open):
            raise ValidationError({"duplicate_of": "Name another item that is open."})
        motion.item.duplicate_of = duplicate_of
        motion.item.ended_at = at
        tell(motion, *raisers(motion.item))
    return motion.item


def reinstate(
    *, item: Contradiction, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Take a dismissal back; the item waits for an owner again."""
    with move("reinstate", item, actor=actor, at=at, reason=reason, version=version) as motion:
        needs(reason, "reason", "Give the reason for taking the dismissal back.")
        refuse_other_open(motion.item)
        motion.item.owner = motion.item.duplicate_of = motion.item.ended_at = None
        rule_on(motion.item, at)
    return motion.item


def change_severity(
    *,
    item: Contradiction,
    severity: int,
    reason: str,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Contradiction:
    """Override the suggested severity; raised, its shorter times run from now on at most."""
    with change(
        "change_severity",
        item,
        actor=actor,
        at=at,
        who=("steward", "owner", "decider", "arbiter"),
        what="change the severity of",
        states=OPEN,
        reason=reason,
        version=version,
    ) as motion:
        needs(reason, "reason", "Give the reason for the severity.")
        motion.item.severity_reason = reason
        rate(motion.item, severity, at)
        rule_on(motion.item, at)
    return motion.item


def describe(
    *,
    item: Contradiction,
    actor: User,
    at: datetime,
    reason: str = "",
    version: int | None = None,
    **facts: Unpack[ItemFacts],
) -> Contradiction:
    """Set facts a steward, the owner or the raiser keeps; the decider is worked out again.

    Saying what already stands changes nothing, and leaves no version behind.
    """
    with add(
        "describe",
        item,
        actor=actor,
        at=at,
        who=("steward", "owner", "raiser"),
        what="describe",
        states=OPEN,
        reason=reason,
        version=version,
    ) as motion:
        _refuse_new_tolerance(motion.item, facts)
        stood = _stated(motion.item)
        _state(motion.item, facts, actor)
        rule_on(motion.item, at)
        if _stated(motion.item) != stood:
            keep(motion)
    return motion.item


def _stated(item: Contradiction) -> list[Any]:
    return [getattr(item, field.attname) for field in item._meta.concrete_fields]


def _refuse_new_tolerance(item: Contradiction, facts: Mapping[str, Any]) -> None:
    """Keep what counts as agreed once a decision rests on it: a wider one would prove anything."""
    asked = {name: facts[name] for name in ("tolerance", "tolerance_kind") if name in facts}
    changed = any(getattr(item, name) != value for name, value in asked.items())
    if changed and item.status in AFTER_DECISION:
        how = "The decision rests on this tolerance. Ask the decider to reconsider it first."
        raise ValidationError({"tolerance": how})
