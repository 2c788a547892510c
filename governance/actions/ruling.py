"""Who decides an item, worked out and noted on it; whoever changes what it rests on asks again."""

from collections import defaultdict

from accounts.models import Function
from accounts.recording import Act
from governance.actions.moving import Motion, keep, lock, tell
from governance.models import Contradiction, Position
from governance.rights.matrix import Matrix
from governance.rights.ruling import rule_on
from metrics.models import KPI


def rule_again(act: Act, why: str) -> None:
    """Work out the decider of every open item again; those that change are recorded.

    Who is asked to decide an item on the table by this hears of it.
    """
    cause = Act(actor=act.actor, at=act.at, verb="rule_again", reason=why, heads=act.heads)
    matrix, at_stake = Matrix.on(act.at.date()), _at_stake()
    open_items = Contradiction.objects.open().select_related("domain", "decision_type")
    for found in open_items.order_by("pk"):
        # Asked without a lock first: of thousands of open items, a right concerns a few.
        before = (found.decider_id, found.decider_rule)
        kpis, parties = at_stake[found.pk]
        rule_on(found, act.at, [*kpis.values()], matrix, [*parties.values()])
        if (found.decider_id, found.decider_rule) != before:
            item = lock(found)
            rule_on(item, act.at, [*kpis.values()], matrix, [*parties.values()])
            motion = Motion(item, cause)
            if item.status == Contradiction.Status.PROPOSED and item.decider_id != before[0]:
                tell(motion, item.decider)
            keep(motion)


def _at_stake() -> dict[int, tuple[dict[int, KPI], dict[int, Function]]]:
    """Read the KPIs and the functions of the standing sides of every open item, in one query."""
    standing = Position.objects.filter(
        superseded_by__isnull=True, contradiction__in=Contradiction.objects.open()
    )
    found: dict[int, tuple[dict[int, KPI], dict[int, Function]]] = defaultdict(lambda: ({}, {}))
    for side in standing.select_related("kpi", "function").order_by("order"):
        kpis, parties = found[side.contradiction_id]
        if side.kpi:
            kpis[side.kpi.pk] = side.kpi
        if side.function and not side.is_customer:
            parties[side.function.pk] = side.function
    return found
