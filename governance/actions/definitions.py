"""Proposing and judging what a KPI means: a steward proposes, who answers for the KPI judges."""

from datetime import UTC, datetime, time
from typing import Any

from django.db import transaction

from accounts.models import User
from governance.promises.outbox import promise
from governance.rights.approvers import approvers_of, require_approver
from governance.rights.lending import delegates_of
from metrics.actions import definitions
from metrics.models import KPI, KPIDefinition


def propose(
    *, kpi: KPI, meaning: str, formula: str, actor: User, at: datetime, **facts: Any
) -> KPIDefinition:
    """Propose a meaning under the KPI's next number; `facts` as `propose_definition` takes them."""
    with transaction.atomic():
        proposed = definitions.propose_definition(
            kpi=kpi, meaning=meaning, formula=formula, actor=actor, at=at, **facts
        )
        asked = approvers_of(proposed.kpi, at.date())
        delegates = delegates_of([one.pk for one in asked], at.date())
        _tell(proposed, "proposed", actor, at, *asked, *delegates.values())
    return proposed


def _tell(definition: KPIDefinition, event: str, actor: User, at: datetime, *who: User) -> None:
    """Promise a mail about a meaning to each person but the one who acted."""
    for person in dict.fromkeys(who):
        if person != actor and not person.is_system:
            promise(
                "definition_mail",
                key=f"{definition.pk}:{event}:{person.pk}",
                payload={"definition": definition.pk, "event": event, "person": person.pk},
                at=at,
            )


def approve(
    *, definition: KPIDefinition, actor: User, at: datetime, reason: str = ""
) -> KPIDefinition:
    """Approve a proposal; one that begins later is put in force on its day."""
    lender = require_approver(definition, actor, at.date())
    with transaction.atomic():
        judged = definitions.approve(
            definition=definition, actor=actor, at=at, reason=reason, on_behalf_of=lender
        )
        _tell(judged, "approved", actor, at, judged.author)
        if judged.effective_from > at.date():
            promise(
                "definition_in_force",
                key=f"{judged.kpi_id}:v{judged.number}",
                payload={"kpi": judged.kpi_id},
                at=at,
                due_at=datetime.combine(judged.effective_from, time.min, UTC),
            )
    return judged


def reject(*, definition: KPIDefinition, reason: str, actor: User, at: datetime) -> KPIDefinition:
    """Reject a proposal with a reason."""
    lender = require_approver(definition, actor, at.date())
    with transaction.atomic():
        judged = definitions.reject(
            definition=definition, reason=reason, actor=actor, at=at, on_behalf_of=lender
        )
        _tell(judged, "rejected", actor, at, judged.author)
    return judged
