"""The day a definition that was approved in advance begins."""

from datetime import datetime

from accounts.actions.people import system_actor
from governance.models import Outbox
from metrics.actions.definitions import put_in_force
from metrics.models import KPI


def point_at_definition(row: Outbox, at: datetime) -> None:
    """Make current what was approved for this day."""
    kpi = KPI.objects.get(pk=row.payload["kpi"])
    put_in_force(kpi=kpi, actor=system_actor(at), at=at)
