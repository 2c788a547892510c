"""Looking at a decision again: what was expected beside what happened."""

from datetime import date, datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.moving import add, needs, raisers, tell
from governance.models import Decision, Option, Revisit
from governance.refusals import IllegalMove

WHO = ("decider", "owner", "steward")


def revisit(
    *,
    decision: Decision,
    actual: str,
    outcome: str,
    actor: User,
    at: datetime,
    dissent: str = Revisit.Dissent.NONE,
    next_on: date | None = None,
) -> Revisit:
    """Write down what came of a decision, and whether its dissent was right.

    The decision stays as it was made; to change course, it is reconsidered.
    """
    item = decision.contradiction
    with add("revisit", item, actor=actor, at=at, who=WHO, what="look again at") as motion:
        if motion.item.current_decision_id != decision.pk:
            raise IllegalMove(f"{decision} is no longer in force.")
        needs(actual, "actual", "Say what happened.")
        _refuse_other_dissent(decision, dissent)
        if next_on is not None and next_on <= at.date():
            raise ValidationError({"next_on": "Choose a later day."})
        row = motion.act.record(
            Revisit(
                decision=decision,
                expected=expected_of(decision.option),
                actual=actual.strip(),
                outcome=outcome,
                dissent=dissent,
                next_on=next_on,
                **motion.act.signature,
                at=at,
            )
        )
        tell(motion, motion.item.owner, decision.by, *raisers(motion.item))
        return row


def _refuse_other_dissent(decision: Decision, dissent: str) -> None:
    was_voiced = decision.dissents.exists()
    if was_voiced == (dissent == Revisit.Dissent.NONE):
        how = "Say whether the dissent was right." if was_voiced else "No dissent was voiced."
        raise ValidationError({"dissent": how})


def expected_of(option: Option) -> str:
    """Say what an option promised: its three notes, and what was accepted for it."""
    axes = (("Service", "service"), ("Profit", "profit"), ("Risk", "risk"))
    notes = [f"{word}: {getattr(option, f'{axis}_note')}" for word, axis in axes]
    return f"{'; '.join(notes)}. We accept: {option.accepts}"
