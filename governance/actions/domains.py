"""Changing a domain where items rest on it: who decides them follows the tree."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.recording import Act
from governance.actions.ruling import rule_again
from metrics.actions import domains
from metrics.models import DataDomain


def change_domain(
    *, domain: DataDomain, reason: str, actor: User, at: datetime, **facts: Any
) -> DataDomain:
    """Rename a domain or move it; open items it concerns get their decider worked out again."""
    with transaction.atomic():
        before = DataDomain.objects.select_for_update(of=("self",)).get(pk=domain.pk)
        kept = domains.change_domain(domain=domain, reason=reason, actor=actor, at=at, **facts)
        if kept.parent_id != before.parent_id:
            act = Act(actor=actor, at=at, verb="change_domain", reason=reason)
            rule_again(act, f"{kept} lies under {kept.parent or 'no other domain'} now")
    return kept
