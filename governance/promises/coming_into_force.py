"""The day something agreed in advance begins: a definition, or a right, or the end of one."""

from datetime import datetime

from accounts.actions.people import system_actor
from accounts.recording import Act
from governance.actions.rights import rule_again
from governance.models import Outbox
from metrics.actions.definitions import put_in_force
from metrics.models import KPI


def point_at_definition(row: Outbox, at: datetime) -> None:
    """Make current what was approved for this day."""
    kpi = KPI.objects.get(pk=row.payload["kpi"])
    put_in_force(kpi=kpi, actor=system_actor(at), at=at)


def rule_on_open_items(row: Outbox, at: datetime) -> None:
    """Work out every decider by the rights in force now."""
    act = Act(actor=system_actor(at), at=at, verb="rule_again")
    rule_again(act, f"Rights began or ended on {row.payload['day']}")
