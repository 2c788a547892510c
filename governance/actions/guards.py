"""Rules that keep apart who prepares a choice and who makes it."""

from django.core.exceptions import ValidationError

from governance.actions.moving import Motion
from governance.models import RuleWaiver
from governance.policies import is_severe, matter_of, recommended_by
from governance.rights.matrix import Matrix


def refuse_own(motion: Motion) -> RuleWaiver | None:
    """At S1 and S2 keep apart who recommends and who decides, whoever stands in for either.

    Returns the waiver by which the rule does not hold, which the act then names.
    """
    item, act = motion.item, motion.act
    if not (is_severe(item) and act.hands & recommended_by(item)):
        return None
    rule = RuleWaiver.Rule.RECOMMENDER
    waiver = Matrix.on(act.at.date()).waiver(rule, matter_of(item))
    if waiver is None:
        how = "At S1 and S2 the decider is not who recommended. Ask the executive to decide."
        raise ValidationError({"option": how})
    act.reason = f"{act.reason} Under waiver {waiver}."
    return waiver
