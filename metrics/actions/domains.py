"""Keeping the tree of data domains and the register of source systems."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from accounts.turns import take_turns
from metrics.models import DataDomain, SourceSystem
from metrics.policies import require_keeper

DOMAIN_FACTS = {"name", "parent"}
SYSTEM_FACTS = {"name", "is_shadow", "retire_by"}


def add_domain(
    *,
    name: str,
    slug: str,
    actor: User,
    at: datetime,
    parent: DataDomain | None = None,
    reason: str = "",
) -> DataDomain:
    """Name a subject the company keeps data on, at the root or below another."""
    require_keeper(actor, "add a domain")
    with transaction.atomic():
        domain = DataDomain(name=name, slug=slug, parent=parent)
        domain.validate_unique()
        return Act(actor=actor, at=at, verb="add_domain", reason=reason).record(domain)


def change_domain(
    *, domain: DataDomain, reason: str, actor: User, at: datetime, **facts: Any
) -> DataDomain:
    """Rename a domain or move it in the tree; its slug stays, because pages are named by it."""
    require_keeper(actor, "change a domain")
    _refuse_unknown(facts, DOMAIN_FACTS, "a domain")
    with transaction.atomic():
        # Two moves at once could each put one domain below the other, and no tree has an end then.
        take_turns("domain tree")
        kept = DataDomain.objects.select_for_update(of=("self",)).get(pk=domain.pk)
        for name, value in facts.items():
            setattr(kept, name, value)
        if kept.parent and any(place.pk == kept.pk for place in kept.parent.lineage()):
            raise ValidationError({"parent": f"{kept.parent} lies inside {kept} already."})
        kept.validate_unique()
        return Act(actor=actor, at=at, verb="change_domain", reason=reason).record(kept)


def add_system(
    *,
    name: str,
    slug: str,
    actor: User,
    at: datetime,
    is_shadow: bool = False,
    retire_by: date | None = None,
    reason: str = "",
) -> SourceSystem:
    """Name where figures are read; a shadow is a spreadsheet that became a source."""
    require_keeper(actor, "add a system")
    with transaction.atomic():
        system = SourceSystem(name=name, slug=slug, is_shadow=is_shadow, retire_by=retire_by)
        _refuse_retiring_what_is_official(system)
        system.validate_unique()
        return Act(actor=actor, at=at, verb="add_system", reason=reason).record(system)


def change_system(
    *, system: SourceSystem, reason: str, actor: User, at: datetime, **facts: Any
) -> SourceSystem:
    """Change what is kept of a system: its name, whether it is a shadow, until when."""
    require_keeper(actor, "change a system")
    _refuse_unknown(facts, SYSTEM_FACTS, "a system")
    with transaction.atomic():
        kept = SourceSystem.objects.select_for_update().get(pk=system.pk)
        for name, value in facts.items():
            setattr(kept, name, value)
        _refuse_retiring_what_is_official(kept)
        kept.validate_unique()
        return Act(actor=actor, at=at, verb="change_system", reason=reason).record(kept)


def _refuse_retiring_what_is_official(system: SourceSystem) -> None:
    if system.retire_by and not system.is_shadow:
        how = "Only a shadow has a date to retire by. Mark it as one, or leave the date empty."
        raise ValidationError({"retire_by": how})


def _refuse_unknown(facts: dict[str, Any], kept: set[str], of_what: str) -> None:
    unknown = set(facts) - kept
    if unknown:
        raise ValidationError(f"Not kept of {of_what}: {', '.join(sorted(unknown))}.")
