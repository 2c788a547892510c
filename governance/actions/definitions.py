"""Proposing and judging what a KPI means: a steward proposes, who answers for the KPI judges."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.db import transaction
from django.urls import reverse

from accounts.models import User
from governance.lifecycle import OPEN
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
        heard = {"definition_proposed": list(dict.fromkeys([*asked, *delegates.values()]))}
        _tell(proposed, heard, actor, at)
    return proposed


def approve(
    *, definition: KPIDefinition, actor: User, at: datetime, reason: str = ""
) -> KPIDefinition:
    """Approve a proposal; one that begins later is put in force on its day."""
    lender = require_approver(definition, actor, at.date())
    with transaction.atomic():
        judged = definitions.approve(
            definition=definition, actor=actor, at=at, reason=reason, on_behalf_of=lender
        )
        _tell(judged, {"definition_approved": [judged.author]}, actor, at)
        if judged.effective_from <= at.date():
            tell_in_force(judged, actor, at, know=[judged.author])
        else:
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
        _tell(judged, {"definition_rejected": [judged.author]}, actor, at)
    return judged


def come_into_force(*, kpi: KPI, actor: User, at: datetime) -> None:
    """Make current what was approved for this day, and tell of it."""
    kept = definitions.put_in_force(kpi=kpi, actor=actor, at=at)
    if kept.current_definition:
        tell_in_force(kept.current_definition, actor, at)


def tell_in_force(
    definition: KPIDefinition, actor: User, at: datetime, know: Sequence[User] = ()
) -> None:
    """Tell who answers for a KPI that its meaning changed, and who owns an open item about it."""
    owned = {"owned__status__in": OPEN, "owned__positions__kpi": definition.kpi}
    heard: dict[str, Iterable[User]] = {
        "definition_in_force": [
            one for one in approvers_of(definition.kpi, at.date()) if one not in know
        ],
        "meaning_changed": User.objects.active().filter(**owned).distinct(),
    }
    _tell(definition, heard, actor, at, know)


def _tell(
    definition: KPIDefinition,
    heard: Mapping[str, Iterable[User]],
    actor: User,
    at: datetime,
    know: Iterable[User] = (),
) -> None:
    """Promise a notice about a meaning; who acted knows, and so does whoever is told otherwise."""
    event = next(iter(heard))
    payload: dict[str, Any] = {
        "item": None,
        "heard": {name: _keys(people, actor) for name, people in heard.items()},
        "events": list(heard),
        "by": actor.pk,
        "know": [one.pk for one in know],
        "about": str(definition),
        "path": reverse("definition", args=[definition.kpi.slug, definition.number]),
    }
    promise("notice", key=f"{event}:{definition.pk}", payload=payload, at=at)


def _keys(people: Iterable[User], actor: User) -> list[int]:
    return [one.pk for one in people if one != actor and not one.is_system]
