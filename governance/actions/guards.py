"""Rules that keep apart who prepares a choice and who makes it."""

from django.core.exceptions import ValidationError

from governance.actions.moving import Motion
from governance.policies import is_severe, recommended_by


def refuse_own(motion: Motion) -> None:
    """At S1 and S2 keep apart who recommends and who decides, whoever stands in for either."""
    if is_severe(motion.item) and motion.act.hands & recommended_by(motion.item):
        how = "At S1 and S2 the decider is not who recommended. Ask the executive to decide."
        raise ValidationError({"option": how})
