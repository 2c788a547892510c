"""Inviting people, letting them go with everything handed over, and letting them back in."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.actions import people
from accounts.actions.people import close_account, refuse_without_administrator, register_person
from accounts.models import Function, User
from accounts.policies import require_administrator
from accounts.recording import Act
from governance.actions.delegations import end_delegations
from governance.actions.mail_links import end_links
from governance.actions.moving import Motion, keep, lock, tell
from governance.actions.polls import close_without
from governance.actions.rights import hold_to_dates, lock_subject
from governance.actions.ruling import rule_again
from governance.models import AgreerAnswer, Contradiction, DecisionRight
from governance.promises.outbox import promise
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.holdings import Holdings
from governance.rights.matrix import DECIDING


def invite(
    *,
    email: str,
    name: str,
    actor: User,
    at: datetime,
    role: str = User.Role.CONTRIBUTOR,
    function: Function | None = None,
    time_zone: str = "UTC",
) -> User:
    """Make an account and promise the mail with which the person chooses a password."""
    with transaction.atomic():
        person = register_person(
            email=email,
            name=name,
            role=role,
            function=function,
            time_zone=time_zone,
            actor=actor,
            at=at,
        )
        _promise_invitation(person, at)
    return person


def invite_again(*, person: User, actor: User, at: datetime) -> None:
    """Send a fresh link to somebody who has not chosen a password yet."""
    require_administrator(actor, "send an invitation")
    if not person.is_active:
        raise IllegalMove(f"The account of {person} is closed. Let them back in first.")
    if person.has_usable_password():
        raise IllegalMove(f"{person} has chosen a password and can ask for a new one at sign-in.")
    with transaction.atomic():
        _promise_invitation(person, at)


def _promise_invitation(person: User, at: datetime) -> None:
    key = f"{person.pk}:{at.isoformat()}"
    promise("invitation_mail", key=key, payload={"person": person.pk}, at=at)


def change_person(*, person: User, actor: User, at: datetime, reason: str, **facts: Any) -> User:
    """Change what is kept of a person; whoever holds a right to decide keeps no settings."""
    with transaction.atomic():
        if facts.get("role") == User.Role.ADMINISTRATOR:
            _refuse_judge_in_own_house(person, at)
        return people.change_person(person=person, actor=actor, at=at, reason=reason, **facts)


def _refuse_judge_in_own_house(person: User, at: datetime) -> None:
    held = Holdings.of(person, at.date()).rights
    deciding = next((right for right in held if right.right in DECIDING), None)
    if deciding:
        how = f"{deciding}. Administrators decide nothing: end that right first."
        raise ValidationError({"role": how})


def deactivate_person(
    *, person: User, reason: str, actor: User, at: datetime, successor: User | None = None
) -> User:
    """Close an account; what rests on the person goes to the successor in the same act.

    Raises ValidationError where something is held and nobody is named to take it over.
    """
    require_administrator(actor, "deactivate a person")
    with transaction.atomic():
        leaver = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        _refuse_leaving(leaver, actor, reason)
        held = Holdings.of(leaver, at.date())
        act = Act(actor=actor, at=at, verb="hand_over", reason=reason)
        if not held.is_empty:
            taker = _fit(successor, leaver, held)
            _hand_over(act, held, leaver, taker)
        end_delegations(person=leaver, reason=reason, actor=actor, at=at)
        end_links(leaver, at)
        close_account(Act(actor=actor, at=at, verb="deactivate", reason=reason), leaver)
        close_without(leaver=leaver, at=at)
    return leaver


def _refuse_leaving(leaver: User, actor: User, reason: str) -> None:
    if leaver.is_system:
        raise NotEntitled("The system actor is no person; nobody can deactivate it.")
    if leaver == actor:
        raise NotEntitled("Only another administrator may deactivate you.")
    if not leaver.is_active:
        raise IllegalMove(f"The account of {leaver} is closed already.")
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that readers of the history know."})
    refuse_without_administrator(leaver)


def _fit(successor: User | None, leaver: User, held: Holdings) -> User:
    if successor is None:
        how = f"Name who takes over what rests on {leaver}."
        raise ValidationError({"successor": how})
    taker = User.objects.select_for_update(of=("self",)).get(pk=successor.pk)
    if taker == leaver or not taker.is_active or taker.is_system:
        raise ValidationError({"successor": "Name another person who is active."})
    if taker.is_administrator and any(right.right in DECIDING for right in held.rights):
        how = f"{taker} is an administrator, and administrators decide nothing. Name another."
        raise ValidationError({"successor": how})
    return taker


def _hand_over(act: Act, held: Holdings, leaver: User, taker: User) -> None:
    """Pass on rights first, so that every item is ruled on as it will stand."""
    for right in sorted(held.rights, key=lambda one: one.chain):
        lock_subject(right)
    for right in held.rights:
        _hand_right(act, right, taker)
    for function in held.functions:
        function.head = taker
        act.record(function)
    for item in held.items():
        _hand_item(act, item, held, leaver, taker)
    if held.rights or held.to_decide:
        rule_again(act, f"{taker} takes over from {leaver}")


def _hand_right(act: Act, right: DecisionRight, taker: User) -> None:
    """End a right and grant it from the same day; one that has run no full day yet passes whole."""
    today, until = act.at.date(), right.until
    if right.since >= today:
        right.person = taker
        act.record(right)
        return
    right.until = today
    act.record(right)
    kept = {name: getattr(right, name) for name in PASSED_ON}
    if not DecisionRight.objects.on(today).filter(person=taker, **kept).exists():
        passed = act.record(DecisionRight(person=taker, since=today, until=until, **kept))
        hold_to_dates(passed, act.at)


PASSED_ON = (
    "right",
    "domain",
    "kpi",
    "decision_type",
    "severity_from",
    "severity_to",
    "exposure_from",
    "exposure_to",
)
ROLES = ("owner", "escalated_to", "paused_for")


def _hand_item(act: Act, item: Contradiction, held: Holdings, leaver: User, taker: User) -> None:
    motion = Motion(lock(item), act)
    tell(motion, taker)
    _hand_rows(motion, held, leaver, taker)
    roles = [name for name in ROLES if getattr(motion.item, f"{name}_id") == leaver.pk]
    for name in roles:
        setattr(motion.item, name, taker)
    if roles:
        keep(motion)


def _hand_rows(motion: Motion, held: Holdings, leaver: User, taker: User) -> None:
    """Pass on what hangs under an item; a request the taker has too is left as it was asked."""
    item, act = motion.item, motion.act
    for follow_up in held.follow_ups:
        if follow_up.contradiction_id == item.pk:
            follow_up.contradiction, follow_up.owner = item, taker
            act.record(follow_up)
    asked = AgreerAnswer.objects.filter(contradiction=item, cycle=item.cycle, person=taker)
    for request in held.requests:
        if request.contradiction_id == item.pk and not asked.exists():
            request.contradiction, request.person = item, taker
            act.record(request)
    for option in held.options:
        if option.contradiction_id == item.pk:
            option.contradiction = item
            for name in ("action_owner", "restated_by"):
                if getattr(option, f"{name}_id") == leaver.pk:
                    setattr(option, name, taker)
            act.record(option)
    for pause in item.pauses.filter(waiting_on=leaver, ended_at__isnull=True):
        pause.contradiction, pause.waiting_on = item, taker
        act.record(pause)


def reactivate_person(*, person: User, reason: str, actor: User, at: datetime) -> User:
    """Let somebody back in by a fresh invitation; what was handed over stays where it is."""
    require_administrator(actor, "let a person back in")
    with transaction.atomic():
        kept = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if kept.is_active:
            raise IllegalMove(f"The account of {kept} is open.")
        if kept.is_pseudonymous:
            raise IllegalMove(f"{kept} has no address on record any more. Invite them afresh.")
        if not reason.strip():
            raise ValidationError({"reason": "Say why, so that readers of the history know."})
        kept.is_active = True
        Act(actor=actor, at=at, verb="reactivate", reason=reason).record(kept)
        _promise_invitation(kept, at)
    return kept
