"""Granting and ending rights; open items they concern get their decider worked out again."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from governance.actions.ruling import rule_again
from governance.models import DecisionRight, DecisionType
from governance.promises.outbox import promise
from governance.refusals import NotEntitled
from governance.rights.matrix import DECIDING
from metrics.models import KPI, DataDomain


def add_decision_type(*, name: str, slug: str, actor: User, at: datetime) -> DecisionType:
    """Name a sort of decision, so that rights can be granted for it alone."""
    _keepers_only(actor)
    with transaction.atomic():
        kept = DecisionType(name=name, slug=slug)
        kept.validate_unique()
        return Act(actor=actor, at=at, verb="add_decision_type").record(kept)


def grant(
    *,
    person: User,
    right: str,
    actor: User,
    at: datetime,
    domain: DataDomain | None = None,
    kpi: KPI | None = None,
    decision_type: DecisionType | None = None,
    severity_from: int = 1,
    severity_to: int = 4,
    exposure_from: Decimal | None = None,
    exposure_to: Decimal | None = None,
    since: date | None = None,
    until: date | None = None,
    reason: str = "",
) -> DecisionRight:
    """Give a person a right over a domain or a KPI; a holder of the same right must end first."""
    _keepers_only(actor)
    if not person.is_active or person.is_system:
        raise ValidationError({"person": f"{person} cannot hold a right: name one active person."})
    if person.is_administrator and right in DECIDING:
        how = f"{person} is an administrator, and administrators decide nothing. Name another."
        raise ValidationError({"person": how})
    with transaction.atomic():
        held = DecisionRight(
            person=person,
            right=right,
            domain=domain,
            kpi=kpi,
            decision_type=decision_type,
            severity_from=severity_from,
            severity_to=severity_to,
            exposure_from=exposure_from,
            exposure_to=exposure_to,
            since=since or at.date(),
            until=until,
        )
        lock_subject(held)
        _refuse_second_holder(held)
        act = Act(actor=actor, at=at, verb="grant", reason=reason or str(held))
        act.record(held)
        hold_to_dates(held, at)
        rule_again(act, f"{held} from {held.since}")
    return held


def lock_subject(right: DecisionRight) -> None:
    """Wait for whoever writes to the ledger chain of what a right is over."""
    subject = right.kpi or right.domain
    if subject:  # a right over nothing is refused by the database
        type(subject)._default_manager.select_for_update(of=("self",)).get(pk=subject.pk)


def _refuse_second_holder(held: DecisionRight) -> None:
    """Name who holds the right already; the database refuses it all the same."""
    if held.right not in (DecisionRight.Right.ACCOUNTABLE, DecisionRight.Right.DECIDES):
        return
    last = held.until or date.max
    first_after = held.since
    for other in DecisionRight.objects.filter(
        right=held.right,
        domain=held.domain,
        kpi=held.kpi,
        decision_type=held.decision_type,
        since__lt=last,
        severity_from__lte=held.severity_to,
        severity_to__gte=held.severity_from,
    ).exclude(pk=held.pk):
        ends = other.until or date.max
        if ends > first_after and held.reaches(other) and other.reaches(held):
            label = other.get_right_display().lower()
            raise ValidationError(
                f"{other.person} holds “{label}” on {other.subject} from {other.since}"
                f"{f' until {other.until}' if other.until else ''}. End that right first."
            )


def end(
    *, right: DecisionRight, until: date, reason: str, actor: User, at: datetime
) -> DecisionRight:
    """End a right; `until` is the first day without it. A right that never began ends unbegun."""
    _keepers_only(actor)
    with transaction.atomic():
        lock_subject(right)
        kept = DecisionRight.objects.get(pk=right.pk)
        if until <= kept.since:
            raise ValidationError({"until": f"Choose a day after {kept.since}, when it began."})
        kept.until = until
        _refuse_second_holder(kept)
        act = Act(actor=actor, at=at, verb="end_right", reason=reason)
        act.record(kept)
        hold_to_dates(kept, at)
        rule_again(act, f"{kept} ends on {until}")
    return kept


def hold_to_dates(held: DecisionRight, at: datetime) -> None:
    """Promise to work out every decider again on the days on which a right begins and ends."""
    for day, word in ((held.since, "begins"), (held.until, "ends")):
        if day and day > at.date():
            promise(
                "right_in_force",
                key=f"{held.pk}:{word}:{day}",
                payload={"why": f"{held} {word} on {day}"},
                at=at,
                due_at=datetime.combine(day, time.min, UTC),
            )


def _keepers_only(actor: User) -> None:
    if not (actor.is_steward or actor.is_administrator or actor.is_system):
        raise NotEntitled("Only a steward or an administrator may change rights.")
