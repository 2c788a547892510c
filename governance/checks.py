"""What a move needs before it can be made; the page lists it, the action enforces it."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from governance.dispute.diagnosis import OWNER_RESOLVABLE
from governance.dispute.wording import counted, within
from governance.dossier import Dossier
from governance.models import Contradiction, FollowUp, Option, Position, PositionAnswer

Answer = PositionAnswer.Answer


@dataclass(frozen=True)
class Check:
    """One condition, in words that are true when it holds."""

    text: str
    ok: bool


def checks(verb: str, dossier: Dossier) -> list[Check]:
    """Return the conditions of a move, met or not; none where the move has no guard."""
    return [condition(dossier) for condition in CONDITIONS.get(verb, ())]


def _triaged(dossier: Dossier) -> Check:
    item = dossier.item
    wanted = {
        "kind": item.kind,
        "severity": item.severity,
        "layer": item.layer,
        "domain": item.domain_id,
    }
    lacking = [name for name, value in wanted.items() if not value]
    return Check(
        f"{', '.join(lacking)} still to be set" if lacking else "severity, kind, layer, domain set",
        not lacking,
    )


def _confirmed(dossier: Dossier) -> Check:
    silent = [
        within(p.label) for p in dossier.positions if not p.is_customer and not heard(dossier, p)
    ]
    if silent:
        return Check(f"no answer yet from {', '.join(silent)}, shown as unanswered", ok=True)
    return Check("every position confirmed by its side", ok=True)


def heard(dossier: Dossier, position: Position) -> bool:
    """Say whether a side confirmed, disputed or conceded its position."""
    return any(
        answer.answer != Answer.ACKNOWLEDGED
        for answer in dossier.answers.get(position.pk, ())
        if is_word_of(answer.by, position)
    )


def is_word_of(person: User, position: Position) -> bool:
    """Say whether somebody's word is that of a side: one of it, or a steward who heard it."""
    return person.is_steward or person.function_id == position.function_id is not None


def _evidenced(dossier: Dossier) -> Check:
    bare = [
        within(p.label) for p in dossier.positions if not _shown(dossier, p.pk, p.measurement_id)
    ]
    if bare:
        return Check(f"evidence still needed for {', '.join(bare)}", ok=False)
    return Check("every position evidenced", ok=True)


def _shown(dossier: Dossier, position_id: int, measurement_id: int | None) -> bool:
    return measurement_id is not None or any(
        evidence.position_id in (None, position_id) for evidence in dossier.evidence
    )


def _diagnosed(dossier: Dossier) -> Check:
    left = 5 - len(dossier.diagnosis)
    if left:
        return Check(f"{left} of 5 diagnosis steps still to be answered", ok=False)
    return Check("five diagnosis steps answered", ok=True)


def _caused(dossier: Dossier) -> Check:
    cause = dossier.item.get_root_cause_display()
    return Check(f"root cause: {cause.lower()}" if cause else "root cause to be named", bool(cause))


def _optioned(dossier: Dossier) -> Check:
    count = len(dossier.options)
    if count < 2:
        return Check("at least two options, one of them “leave as is”", ok=False)
    as_is = any(_leaves_as_is(option) for option in dossier.options)
    if not as_is:
        return Check("one option must be “leave as is”", ok=False)
    return Check(f"{counted(count, 'option')}, one leaves as is", ok=True)


def _leaves_as_is(option: Option) -> bool:
    return option.outcome in (Option.Outcome.AS_IS, Option.Outcome.ACCEPT)


def _scored(dossier: Dossier) -> Check:
    return Check("service, profit and risk filled", bool(dossier.options))


def _answered(dossier: Dossier) -> Check:
    """Wait for everybody who can still answer; whoever has left owes nothing."""
    asked = [row for row in dossier.agreers if row.person.is_active]
    silent = [str(row.person) for row in asked if not row.answer]
    if silent:
        return Check(f"answer still owed by {', '.join(silent)}", ok=False)
    return Check("every agreer answered", ok=True)


def _followed(dossier: Dossier) -> Check:
    left = [row for row in dossier.follow_ups if row.status == FollowUp.Status.OPEN]
    if left:
        plural = "s" if len(left) > 1 else ""
        return Check(f"{len(left)} follow-up{plural} still open", ok=False)
    return Check("all follow-ups done with proof or cancelled", ok=True)


def _mild(dossier: Dossier) -> Check:
    mild = (dossier.item.severity or 1) >= Contradiction.Severity.S3
    return Check("severity S3 or S4" if mild else "S1 and S2 need a decision: propose", mild)


def _fixable(dossier: Dossier) -> Check:
    cause = dossier.item.root_cause
    return Check(
        "root cause is data, definition, identity or sync"
        if cause in OWNER_RESOLVABLE
        else "the root cause must be data, definition, identity or sync",
        cause in OWNER_RESOLVABLE,
    )


def _unanimous(dossier: Dossier) -> Check:
    sides = [position for position in dossier.positions if not position.is_customer]
    objecting = [within(s.label) for s in dossier.positions if objected(dossier, s)]
    if objecting:
        how = f"there is an objection on {', '.join(objecting)}: propose, so that it is decided"
        return Check(how, ok=False)
    lacking = [within(side.label) for side in sides if not agreed(dossier, side)]
    if lacking:
        return Check(f"agreement still needed from {', '.join(lacking)}", ok=False)
    return Check("every side agreed on record", ok=True)


def agreed(dossier: Dossier, position: Position) -> bool:
    """Say whether the last word of a side on its position was agreement."""
    said = [row.answer for row in _last_words(dossier, position) if is_word_of(row.by, position)]
    return any(answer in (Answer.AGREED, Answer.CONCEDED) for answer in said)


def objected(dossier: Dossier, position: Position) -> bool:
    """Say whether anybody's last word on a position is an objection, whoever else agrees."""
    return any(row.answer == Answer.DISPUTED for row in _last_words(dossier, position))


def _last_words(dossier: Dossier, position: Position) -> list[PositionAnswer]:
    return list({row.by_id: row for row in dossier.answers.get(position.pk, ())}.values())


def _fixed(dossier: Dossier) -> Check:
    proven = any(row.status == FollowUp.Status.DONE for row in dossier.follow_ups)
    return Check("one fix with proof" if proven else "one fix with proof is needed", proven)


CONDITIONS: dict[str, tuple[Callable[[Dossier], Check], ...]] = {
    "assign": (_triaged,),
    "force": (_triaged,),
    "resolve": (_mild, _fixable, _unanimous, _fixed),
    "propose": (_confirmed, _evidenced, _diagnosed, _caused, _optioned, _scored),
    "decide": (_answered,),
    "start_verifying": (_followed,),
}
