"""Starting an item again: what the next cycle begins without, and who owns it."""

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.moving import Motion
from governance.clocks.due import unwind
from governance.models import Contradiction
from governance.policies import matter_of
from governance.rights.matrix import Matrix
from governance.rights.ruling import rule_on


def start_cycle(motion: Motion) -> None:
    """Start again: new diagnosis, options and times; positions, evidence and history stay."""
    item, at = motion.item, motion.act.at
    item.cycle += 1
    item.root_cause = ""
    item.recommended = item.recommender = item.cited_bridge = None
    item.accepted_until = item.proposed_at = item.decided_at = None
    item.escalation_level, item.escalated_to = 0, None
    unwind(item)
    item.assigned_at = at
    matrix = Matrix.on(at.date())
    rule_on(item, at, matrix=matrix)
    if item.owner is None or not item.owner.is_active:
        item.owner = answerable_for(item, matrix)


def answerable_for(item: Contradiction, matrix: Matrix) -> User:
    """Return who owns an item that nobody owns any more: by right, or else whoever decides it.

    Raises ValidationError where rights name neither.
    """
    matter = matter_of(item)
    owner = matrix.owner(matter).person or item.decider or matrix.decider(matter).stand_in
    if owner is None:
        how = f"{item.code} would have no owner. Grant somebody “accountable” on its subject first."
        raise ValidationError({"owner": how})
    return owner
