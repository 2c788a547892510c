"""Forcing a reconciliation: what stands is overruled, and everybody it concerns is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.contradictions import name_owner
from governance.actions.cycles import answerable_for, start_cycle
from governance.actions.decisions import retire_belief
from governance.actions.moving import Motion, move, needs, raisers, refuse_outsiders, tell
from governance.clocks.due import answer_anew
from governance.clocks.ladder import TOP
from governance.dossier import Dossier
from governance.models import Contradiction, FollowUp
from governance.policies import matter_of, may_see
from governance.rights.matrix import Matrix, Right
from governance.rights.ruling import rule_on


@dataclass(frozen=True)
class Concerned:
    """Somebody who is told whether named or not, and why."""

    person: User
    why: str


def force(
    *,
    item: Contradiction,
    overruled: str,
    reason: str,
    belief: str,
    actor: User,
    at: datetime,
    told: Sequence[User] = (),
    owner: User | None = None,
    layer: int | None = None,
    version: int | None = None,
) -> Contradiction:
    """Force a reconciliation: S1, top of the ladder, what is overruled, and the belief that ends.

    Whoever it concerns is told, and whoever is named beside them. An item that nobody owns yet
    goes to whoever is named as owner, or is accountable for it.
    """
    with move("force", item, actor=actor, at=at, reason=reason, version=version) as motion:
        one, matrix = motion.item, Matrix.on(at.date())
        needs(overruled, "overruled", "Say what is overruled.")
        needs(reason, "reason", "Say why it cannot wait for the usual way.")
        needs(belief, "belief", "Write down the belief that ends, in one sentence.")
        refuse_outsiders(one, "told", *told)
        if one.owner is None:
            name_owner(motion, owner or answerable_for(one, matrix))
        heard = _heard(motion, matrix, told)
        names = ", ".join(person.name for person in heard)
        motion.act.reason = f"Overruled: {_ended(overruled)} Why: {_ended(reason)} Told: {names}."
        retire_belief(motion, belief)
        one.layer = one.layer or layer
        one.severity, one.severity_reason = Contradiction.Severity.S1, reason.strip()[:300]
        one.accepted_until = None
        if one.status in ("logged", "assigned", "investigating", "proposed"):
            answer_anew(one, at)
        else:
            start_cycle(motion)
        rule_on(one, at, matrix=matrix)
        one.escalation_level, one.escalated_to = TOP, _top(one, matrix) or actor
        tell(motion, *heard)
    return motion.item


def _heard(motion: Motion, matrix: Matrix, told: Sequence[User]) -> list[User]:
    """Return who is told, each once: those concerned, and those named beside them."""
    known = [one.person for one in concerned(motion.dossier, matrix)]
    heard = [one for one in dict.fromkeys([*known, *told]) if one != motion.act.actor]
    if not heard:
        raise ValidationError({"told": "Name who is told: it concerns nobody but you yet."})
    return heard


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _top(item: Contradiction, matrix: Matrix) -> User | None:
    """Return the executive an item goes to."""
    return next(iter(matrix.holders(Right.EXECUTIVE, matter_of(item))), None)


def concerned(dossier: Dossier, matrix: Matrix) -> list[Concerned]:
    """Return whom a forced reconciliation concerns, each once under the first reason."""
    found: dict[int, Concerned] = {}
    item = dossier.item
    becomes = {item.owner_id, getattr(_top(item, matrix), "pk", None)}
    for person, why in _reasons(dossier, matrix):
        reads = person is not None and (person.pk in becomes or may_see(item, person))
        if person and reads and person.is_active and not person.is_system:
            found.setdefault(person.pk, Concerned(person, why))
    return list(found.values())


def _reasons(dossier: Dossier, matrix: Matrix) -> Iterator[tuple[User | None, str]]:
    item = dossier.item
    yield item.owner, "owns it"
    yield item.decider, "decides it"
    yield _top(item, matrix), "is the executive it goes to"
    if decision := dossier.decision:
        yield decision.by, f"decided {decision.code}"
    for position in dossier.positions:
        side = position.function
        if not position.is_customer:
            yield (side.head, f"speaks for {side}") if side else (position.by, "stated a side")
    for row in dossier.agreers:
        yield row.person, "was asked to agree"
    for promised in dossier.follow_ups:
        if promised.status == FollowUp.Status.OPEN:
            yield promised.owner, "promised a follow-up"
    for person in raisers(item):
        yield person, "raised it"
