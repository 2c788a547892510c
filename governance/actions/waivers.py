"""Waiving a rule for a time, and taking that back; each is itself a decision on record."""

from datetime import UTC, date, datetime, time, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.recording import Act
from accounts.turns import take_turns
from governance.actions.moving import add
from governance.actions.ruling import rule_again
from governance.models import Contradiction, RuleWaiver
from governance.policies import recommended_by
from governance.promises.outbox import promise
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.lending import near, principals
from governance.rights.matrix import Matrix, Matter, Right
from metrics.models import DataDomain

WHO = ("executive",)


def waive(
    *,
    rule: str,
    until_on: date,
    reason: str,
    actor: User,
    at: datetime,
    contradiction: Contradiction | None = None,
    domain: DataDomain | None = None,
    from_on: date | None = None,
) -> RuleWaiver:
    """Waive a rule for one item, or for a domain and all below it, until a date.

    Only who holds “executive” there may, and nobody for what they recommended themselves.
    """
    made = RuleWaiver(
        rule=rule,
        contradiction=contradiction,
        domain=domain,
        reason=reason.strip(),
        from_on=from_on or at.date(),
        until_on=until_on,
        by=actor,
        at=at,
    )
    with transaction.atomic():
        act = _entitled(made, "waive", actor, at, reason)
        _refuse_unfit(made, act)
        take_turns("waiver numbers")
        made.number = (RuleWaiver.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        made.on_behalf_of = act.on_behalf_of
        act.record(made)
        _hold_to_dates(made, at)
        rule_again(act, f"{made} waives a rule from {made.from_on} to {made.until_on}")
    return made


def withdraw_waiver(*, waiver: RuleWaiver, reason: str, actor: User, at: datetime) -> RuleWaiver:
    """Let a rule hold again at once; what was decided under the waiver stays decided."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why the rule holds again."})
    with transaction.atomic():
        act = _entitled(waiver, "withdraw_waiver", actor, at, reason)
        kept = RuleWaiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
        if kept.is_withdrawn or kept.until_on < at.date():
            raise IllegalMove(f"{kept} holds no more; there is nothing to take back.")
        kept.is_withdrawn = True
        act.record(kept)
        rule_again(act, f"{kept} is taken back")
    return kept


def _entitled(waiver: RuleWaiver, verb: str, actor: User, at: datetime, reason: str) -> Act:
    """Lock what a waiver is for, refuse whoever is no executive there, and begin the act."""
    if waiver.contradiction:
        with add(
            verb,
            waiver.contradiction,
            actor=actor,
            at=at,
            who=WHO,
            what="waive a rule for",
            reason=reason,
        ) as motion:
            return motion.act
    if waiver.domain is None:
        raise ValidationError({"domain": "Choose an item or a domain."})
    domain = DataDomain.objects.select_for_update(of=("self",)).get(pk=waiver.domain.pk)
    holders = Matrix.on(at.date()).holders(Right.EXECUTIVE, Matter(domain=domain))
    lenders = principals(actor, at.date())
    named = next((one for one in (actor, *lenders) if one in holders), None)
    if named is None:
        who = " or ".join(map(str, holders)) or "whoever holds “executive”"
        raise NotEntitled(f"Only {who} may waive a rule for {domain}.")
    behalf = None if named == actor else named
    return Act(actor=actor, at=at, verb=verb, reason=reason, on_behalf_of=behalf)


def _refuse_unfit(made: RuleWaiver, act: Act) -> None:
    if made.rule not in RuleWaiver.Rule.values:
        raise ValidationError({"rule": "Choose a rule that can be waived."})
    if not made.reason:
        raise ValidationError({"reason": "Say why the rule may not hold."})
    if made.from_on < act.at.date():
        raise ValidationError({"from_on": "Choose today or a later day."})
    most = settings.TIEOUT.waiver_max_days
    if not made.from_on <= made.until_on <= made.from_on + timedelta(days=most):
        last = made.from_on + timedelta(days=most)
        raise ValidationError({"until_on": f"Choose a day up to {last}: at most {most} days."})
    item = made.contradiction
    own = made.rule == RuleWaiver.Rule.RECOMMENDER
    if own and item and near(act.hands, act.at.date()) & recommended_by(item):
        how = f"You recommended on {item.code}, or stand in for who did; another waives the rule."
        raise ValidationError({"rule": how})


def _hold_to_dates(made: RuleWaiver, at: datetime) -> None:
    """Promise to work out deciders again on the days on which it begins and is over."""
    for day, word in (
        (made.from_on, "begins"),
        (made.until_on + timedelta(days=1), "is over"),
    ):
        if day > at.date():
            promise(
                "right_in_force",
                key=f"{made.code}:{word}",
                payload={"why": f"{made} {word}"},
                at=at,
                due_at=datetime.combine(day, time.min, UTC),
            )
