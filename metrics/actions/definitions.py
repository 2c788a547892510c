"""What a KPI means: proposed under a number, judged once by somebody else, never changed.

Who may judge is asked by `governance.actions.definitions`, because it depends on rights; pages,
API and imports call that.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from accounts.models import User
from accounts.recording import Act
from accounts.refusals import IllegalMove, NotEntitled
from metrics.locks import lock_kpi
from metrics.models import KPI, IdentityRule, KPIDefinition, Population, SourceSystem
from metrics.policies import require_keeper, require_steward

Status = KPIDefinition.Status
FACTS = (
    "meaning",
    "formula",
    "inclusions",
    "exclusions",
    "time_basis",
    "status_field",
    "population_id",
    "identity_rule_id",
    "implemented_in_id",
    "implemented_field",
    "last_verified_on",
)


def add_population(
    *, name: str, entity_grain: str, actor: User, at: datetime, inclusion_rule: str = ""
) -> Population:
    """Name which entities are counted."""
    require_keeper(actor, "add a population")
    with transaction.atomic():
        kept = Population(name=name, entity_grain=entity_grain, inclusion_rule=inclusion_rule)
        kept.validate_unique()
        return Act(actor=actor, at=at, verb="add_population").record(kept)


def add_identity_rule(*, name: str, rule: str, actor: User, at: datetime) -> IdentityRule:
    """Name when two rows are the same entity."""
    require_keeper(actor, "add an identity rule")
    with transaction.atomic():
        kept = IdentityRule(name=name, rule=rule)
        kept.validate_unique()
        return Act(actor=actor, at=at, verb="add_identity_rule").record(kept)


def propose_definition(
    *,
    kpi: KPI,
    meaning: str,
    formula: str,
    actor: User,
    at: datetime,
    effective_from: date | None = None,
    inclusions: str = "",
    exclusions: str = "",
    time_basis: str = "",
    status_field: str = "",
    population: Population | None = None,
    identity_rule: IdentityRule | None = None,
    implemented_in: SourceSystem | None = None,
    implemented_field: str = "",
    last_verified_on: date | None = None,
    reason: str = "",
) -> KPIDefinition:
    """Propose what a KPI means, under its next number; nothing changes until it is approved."""
    require_steward(actor, "propose a definition")
    with transaction.atomic():
        kept = lock_kpi(kpi)
        last = kept.definitions.aggregate(last=Max("number"))["last"] or 0
        definition = KPIDefinition(
            kpi=kept,
            number=last + 1,
            meaning=meaning,
            formula=formula,
            inclusions=inclusions,
            exclusions=exclusions,
            time_basis=time_basis,
            status_field=status_field,
            population=population,
            identity_rule=identity_rule,
            implemented_in=implemented_in,
            implemented_field=implemented_field,
            last_verified_on=last_verified_on,
            effective_from=effective_from or at.date(),
            author=actor,
        )
        _refuse_second_draft(definition)
        _refuse_no_change(definition, kept.current_definition)
        act = Act(actor=actor, at=at, verb="propose_definition", reason=reason)
        return act.record(definition)


def _refuse_no_change(proposed: KPIDefinition, current: KPIDefinition | None) -> None:
    if current and all(getattr(proposed, name) == getattr(current, name) for name in FACTS):
        how = "This is what it means already. Change at least one fact."
        raise ValidationError({"meaning": how})


def approve(
    *,
    definition: KPIDefinition,
    actor: User,
    at: datetime,
    reason: str = "",
    on_behalf_of: User | None = None,
) -> KPIDefinition:
    """Approve a proposed meaning; it is current from its effective date on."""
    with transaction.atomic():
        kpi = lock_kpi(definition.kpi)
        act = Act(actor, at, "approve_definition", reason, on_behalf_of)
        judged = _judge(definition, act, Status.APPROVED)
        _make_current(kpi, act)
    return judged


def reject(
    *,
    definition: KPIDefinition,
    reason: str,
    actor: User,
    at: datetime,
    on_behalf_of: User | None = None,
) -> KPIDefinition:
    """Reject a proposed meaning with a reason; the approved one is not touched."""
    if not reason.strip():
        raise ValidationError({"reason": "Say why, so that the next proposal can do better."})
    with transaction.atomic():
        lock_kpi(definition.kpi)
        act = Act(actor, at, "reject_definition", reason, on_behalf_of)
        return _judge(definition, act, Status.REJECTED)


def put_in_force(*, kpi: KPI, actor: User, at: datetime) -> KPI:
    """Point a KPI at the approved definition whose day has come; nothing where it does already."""
    with transaction.atomic():
        kept = lock_kpi(kpi)
        _make_current(kept, Act(actor=actor, at=at, verb="put_definition_in_force"))
    return kept


def _judge(definition: KPIDefinition, act: Act, status: Status) -> KPIDefinition:
    judged = KPIDefinition.objects.select_related("kpi", "author").get(pk=definition.pk)
    if judged.author_id in act.hands:
        raise NotEntitled(f"{judged} is your own proposal; somebody else judges it.")
    if judged.status != Status.PROPOSED:
        raise IllegalMove(f"{judged} is {judged.get_status_display().lower()} already.")
    judged.status, judged.approver = status, act.actor
    return act.record(judged)


def _make_current(kpi: KPI, act: Act) -> None:
    found = kpi.definitions.in_force_on(act.at.date())
    if found and found.pk != kpi.current_definition_id:
        kpi.current_definition = found
        kpi.version += 1
        act.record(kpi)


def _refuse_second_draft(definition: KPIDefinition) -> None:
    waiting = definition.kpi.definitions.filter(status=Status.PROPOSED).first()
    if waiting:
        raise ValidationError(
            f"v{waiting.number} by {waiting.author} still waits for approval. Judge it first."
        )
