"""What was settled in advance, on its day: a definition, and rights that begin or end."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from accounts.actions.people import system_actor
from accounts.recording import Act
from governance.actions.ruling import rule_again
from governance.models import Outbox
from governance.promises.outbox import promise
from metrics.actions.definitions import put_in_force
from metrics.models import KPI


def point_at_definition(row: Outbox, at: datetime) -> None:
    """Make current what was approved for this day."""
    kpi = KPI.objects.get(pk=row.payload["kpi"])
    put_in_force(kpi=kpi, actor=system_actor(at), at=at)
    about, path = f"{kpi.name}", reverse("kpi", args=[kpi.slug])
    told: dict[str, Any] = {
        "item": None,
        "heard": {"definition_in_force": []},
        "about": about,
        "path": path,
    }
    promise("notice", key=f"in_force:{row.key}", payload=told, at=at)


def rule_on_the_day(row: Outbox, at: datetime) -> None:
    """Work out every decider again, now that a right began or ended."""
    rule_again(Act(actor=system_actor(at), at=at, verb="rule_again"), row.payload["why"])
