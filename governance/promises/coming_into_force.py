"""What was settled in advance, on its day: a definition, and rights that begin or end."""

from datetime import datetime

from accounts.actions.people import system_actor
from accounts.recording import Act
from governance.actions.definitions import come_into_force
from governance.actions.ruling import rule_again
from governance.models import Outbox
from metrics.models import KPI


def point_at_definition(row: Outbox, at: datetime) -> None:
    """Make current what was approved for this day."""
    kpi = KPI.objects.get(pk=row.payload["kpi"])
    come_into_force(kpi=kpi, actor=system_actor(at), at=at)


def rule_on_the_day(row: Outbox, at: datetime) -> None:
    """Work out every decider again, now that a right began or ended."""
    rule_again(Act(actor=system_actor(at), at=at, verb="rule_again"), row.payload["why"])
