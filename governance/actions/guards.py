"""Rules that keep apart who prepares a choice and who makes it, whoever stands in for either."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from governance.actions.moving import Motion
from governance.models import Contradiction, RuleWaiver
from governance.policies import Standing, is_severe, recommended_by

Rule = RuleWaiver.Rule
ELSE = "At S1 and S2 somebody else decides."


@dataclass(frozen=True)
class Bar:
    """Why somebody may not decide what they could decide by right, and what helps."""

    why: str = ""
    how: str = ""
    # By which the rules that would bar them do not hold.
    waivers: list[RuleWaiver] = field(default_factory=list)


def bar(standing: Standing) -> Bar:
    """Work out what keeps somebody from deciding a severe item, and what was waived for it.

    Neither who recommended, nor for whom, nor who stands in for one of them decides; and nobody
    of a function in dispute decides in the place of a decider who is of none.
    """
    item, waivers = standing.item, []
    if not is_severe(item):
        return Bar()
    recommended = recommended_by(item)
    if near := standing.near(("decider",)) & recommended:
        found = standing.matrix.waiver(Rule.RECOMMENDER, standing.matter, not_by=recommended)
        if found is None:
            return Bar(_why_recommended(standing, near), "Ask the executive to waive the rule.")
        waivers.append(found)
    behalf = standing.on_behalf_of(("decider",))
    if behalf and standing.matter.is_disputed_by(standing.person):
        found = standing.matrix.waiver(Rule.DISPUTING, standing.matter)
        if found is None:
            why = f"You are of a function in dispute, and stand in for {behalf}."
            how = f"{behalf} decides, or names another who stands in."
            return Bar(f"{why} {ELSE}", how)
        waivers.append(found)
    return Bar(waivers=waivers)


def _why_recommended(standing: Standing, near: set[int]) -> str:
    code = standing.item.code
    if near & standing.hands(("decider",)):
        return f"You recommended on {code}. {ELSE}"
    return f"You stand in for somebody who recommended on {code}. {ELSE}"


def refuse_own(motion: Motion) -> list[RuleWaiver]:
    """Keep apart who recommends, who disputes, and who decides.

    Returns the waivers by which a rule does not hold, which the act then names.
    """
    item, act = motion.item, motion.act
    found = bar(Standing(item, act.actor, act.at))
    if found.why:
        raise ValidationError({"option": f"{found.why} {found.how}"})
    if found.waivers:
        act.reason = f"{act.reason} {under(found.waivers)}."
    return found.waivers


def under(waivers: list[RuleWaiver]) -> str:
    """Say under which waivers something is done."""
    return f"Under waiver {' and '.join(map(str, waivers))}"


def chooses(item: Contradiction) -> set[int]:
    """Return who puts a choice forward or makes it, and so agrees to it for nobody else."""
    named = {item.owner_id, item.decider_id} - {None}
    return {key for key in named if key} | recommended_by(item)
