"""Proposing, deciding, and taking a decision up again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet

from accounts.models import Function, User
from accounts.turns import take_turns
from governance.actions.guards import refuse_own, under
from governance.actions.moving import Motion, add, move, needs, raisers, refuse_outsiders, tell
from governance.actions.options import refuse_off_table
from governance.dispute.wording import run_on
from governance.models import (
    AgreerAnswer,
    Bridge,
    Contradiction,
    Decision,
    DecisionUse,
    Dissent,
    FollowUp,
    Option,
    Position,
    RetiredBelief,
    RuleWaiver,
)
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.ruling import rule_on


@dataclass(frozen=True, kw_only=True)
class Use:
    """Which number is used for which purpose, from which date, and who restates."""

    position: Position
    purpose: str
    from_on: date
    restated_by: User


@dataclass(frozen=True, kw_only=True)
class Promise:
    """A follow-up: what, who, by when."""

    title: str
    owner: User
    due_on: date


def propose(
    *,
    item: Contradiction,
    actor: User,
    at: datetime,
    recommended: Option | None = None,
    bridge: Bridge | Literal["signed"] | None = "signed",
    version: int | None = None,
) -> Contradiction:
    """Put the options before the decider; who decides is worked out now.

    It cites the bridge given, the latest signed one unless told otherwise, or none.
    """
    with move("propose", item, actor=actor, at=at, version=version) as motion:
        one = motion.item
        if recommended:
            refuse_off_table(recommended, one, "recommended")
        rule_on(one, at)
        one.proposed_at = at
        one.recommended, one.recommender = recommended, actor
        one.cited_bridge = _cited(one, bridge)
        tell(motion, one.decider)
    return motion.item


def citable(item: Contradiction) -> QuerySet[Bridge]:
    """Return the bridges a proposal can cite: those that never change, and that none replaced.

    A later one replaces a bridge once it is signed itself, not when it is begun.
    """
    signed = item.bridges.filter(status=Bridge.Status.SIGNED)
    found = signed.exclude(superseded_by__status=Bridge.Status.SIGNED)
    return found.select_related("start", "end").order_by("-signed_at")


def latest_signed(item: Contradiction) -> Bridge | None:
    """Return the bridge that a proposal cites unless told otherwise."""
    return citable(item).first()


def _cited(item: Contradiction, bridge: Bridge | Literal["signed"] | None) -> Bridge | None:
    if bridge is None:
        return None
    if isinstance(bridge, str):
        return latest_signed(item)
    found = citable(item).filter(pk=bridge.pk).first()
    if found is None:
        how = "Cite a signed bridge of this item that no later signed one supersedes."
        raise ValidationError({"bridge": how})
    return found


def send_back(
    *, item: Contradiction, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Return the options to the owner; no due time is restarted."""
    with move("send_back", item, actor=actor, at=at, reason=reason, version=version) as motion:
        needs(reason, "reason", "Say what is missing.")
        motion.item.cited_bridge = None
        tell(motion, motion.item.owner)
    return motion.item


def decide(
    *,
    item: Contradiction,
    option: Option,
    rationale: str,
    uses: Sequence[Use],
    follow_ups: Sequence[Promise],
    revisit_on: date,
    actor: User,
    at: datetime,
    none_voiced: bool = False,
    dissenters: Sequence[Function | User] = (),
    override_reason: str = "",
    trade_off: str = "",
    retires_belief: str = "",
    version: int | None = None,
) -> Contradiction:
    """Choose an option on the record: why, use of each number, dissent, promises, revisit."""
    with move("decide", item, actor=actor, at=at, reason=rationale, version=version) as motion:
        one = motion.item
        _refuse_incomplete(one, option, rationale, uses, follow_ups, revisit_on, at)
        _refuse_silent_dissent(none_voiced=none_voiced, dissenters=dissenters)
        waivers = _refuse_own_or_disputed(motion, override_reason)
        decision = Decision(
            number=_next_number(),
            contradiction=one,
            cycle=one.cycle,
            option=option,
            bridge=one.cited_bridge,
            rationale=rationale,
            trade_off=trade_off or option.accepts,
            none_voiced=none_voiced,
            override_reason=override_reason,
            revisit_on=revisit_on,
            **motion.act.signature,
            recorded_by=actor,
            rule=_rule(one, waivers),
            at=at,
            supersedes=one.current_decision,
        )
        motion.act.record(decision)
        _write_under(motion, decision, uses, follow_ups, dissenters)
        if retires_belief.strip():
            retire_belief(motion, retires_belief, instead=rationale, decision=decision)
        one.current_decision, one.decided_at = decision, at
        promised = [promise.owner for promise in follow_ups]
        tell(motion, one.owner, *raisers(one), add_follow_up=promised, dissent=_heads(dissenters))
    return motion.item


def _refuse_incomplete(
    item: Contradiction,
    option: Option,
    rationale: str,
    uses: Sequence[Use],
    follow_ups: Sequence[Promise],
    revisit_on: date,
    at: datetime,
) -> None:
    refuse_off_table(option, item, "option")
    needs(rationale, "rationale", "Say why this option.")
    if not uses:
        how = "Say which number is used for what, from when, and who restates."
        raise ValidationError({"uses": how})
    standing = item.positions.filter(superseded_by__isnull=True).values_list("pk", flat=True)
    if not {use.position.pk for use in uses} <= set(standing):
        raise ValidationError({"uses": "Use a number that stands on this item."})
    if not follow_ups:
        raise ValidationError({"follow_ups": "Name at least one follow-up, its owner and date."})
    if revisit_on <= at.date():
        raise ValidationError({"revisit_on": "Choose a later date to look at it again."})


def _heads(dissenters: Sequence[Function | User]) -> list[User | None]:
    """Return who may give the reason of each dissent that was voiced in the room."""
    return [one.head if isinstance(one, Function) else one for one in dissenters]


def _refuse_silent_dissent(*, none_voiced: bool, dissenters: Sequence[Function | User]) -> None:
    if none_voiced == bool(dissenters):
        how = "Tick “None voiced”, or name who disagrees; not both."
        raise ValidationError({"dissenters": how})


def _next_number() -> int:
    take_turns("decision numbers")
    return (Decision.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _rule(item: Contradiction, waivers: list[RuleWaiver]) -> str:
    """Say by which right it is decided, and under which waivers where there are any."""
    more = f", {run_on(under(waivers))}" if waivers else ""
    return f"{item.decider_rule[: 300 - len(more)]}{more}"


def _refuse_own_or_disputed(motion: Motion, override_reason: str) -> list[RuleWaiver]:
    waivers = refuse_own(motion)
    item = motion.item
    objections = item.agreers.filter(cycle=item.cycle, answer=AgreerAnswer.Answer.OBJECT)
    if objections.exists() and not override_reason.strip():
        names = ", ".join(str(row.person) for row in objections.select_related("person"))
        how = f"{names} objects. Send it back, or write why you override."
        raise ValidationError({"override_reason": how})
    return waivers


def _write_under(
    motion: Motion,
    decision: Decision,
    uses: Sequence[Use],
    follow_ups: Sequence[Promise],
    dissenters: Sequence[Function | User],
) -> None:
    act = motion.act
    for use in uses:
        act.record(DecisionUse(decision=decision, **vars(use)))
    for promised in follow_ups:
        promise_follow_up(motion, promised, decision)
    for one in dissenters:
        who = {"person": one} if isinstance(one, User) else {"function": one}
        act.record(Dissent(decision=decision, at=act.at, **who))


def promise_follow_up(motion: Motion, promised: Promise, decision: Decision | None) -> FollowUp:
    """Write down a follow-up under the act already under way."""
    refuse_outsiders(motion.item, "owner" if decision is None else "follow_ups", promised.owner)
    kept = motion.act.record(
        FollowUp(
            contradiction=motion.item,
            decision=decision,
            cycle=motion.item.cycle,
            **vars(promised),
        )
    )
    motion.follow_ups.append(kept)
    return kept


def retire_belief(
    motion: Motion, belief: str, *, instead: str = "", decision: Decision | None = None
) -> RetiredBelief:
    """Write down what the company no longer believes."""
    return motion.act.record(
        RetiredBelief(
            contradiction=motion.item,
            decision=decision,
            belief=belief,
            instead=instead[:300],
            by=motion.act.actor,
            at=motion.act.at,
        )
    )


def add_dissent_reason(*, dissent: Dissent, reason: str, actor: User, at: datetime) -> Dissent:
    """Give the reason behind a dissent that was voiced in the room, as a row that supersedes."""
    item = dissent.decision.contradiction
    with add(
        "add_dissent_reason", item, actor=actor, at=at, who=("party",), what="dissent on"
    ) as motion:
        needs(reason, "reason", "Write the reason.")
        if not may_explain(dissent, actor):
            who = dissent.person or f"somebody of {dissent.function}"
            raise NotEntitled(f"Only {who} or a steward may give the reason for this dissent.")
        if Dissent.objects.filter(supersedes=dissent).exists():
            raise IllegalMove("The reason for this dissent is on record already.")
        dissent.decision.contradiction = motion.item
        return motion.act.record(
            Dissent(
                decision=dissent.decision,
                function=dissent.function,
                person=dissent.person or actor,
                reason=reason,
                at=at,
                supersedes=dissent,
            )
        )


def may_explain(dissent: Dissent, person: User) -> bool:
    """Say whether a dissent is the person's own, or of their function; a steward writes for all."""
    own = person.pk == dissent.person_id
    of_function = dissent.function_id is not None and dissent.function_id == person.function_id
    return own or of_function or person.is_steward


def reconsider(
    *, item: Contradiction, reason: str, actor: User, at: datetime, version: int | None = None
) -> Contradiction:
    """Take a decision up again; the next one supersedes it, nothing is undone."""
    with move("reconsider", item, actor=actor, at=at, reason=reason, version=version) as motion:
        needs(reason, "reason", "Say what has changed.")
        tell(motion, motion.item.owner)
    return motion.item
