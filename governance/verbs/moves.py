"""The verbs that move an item; who and from where is taken out of `LIFECYCLE`."""

from collections.abc import Callable
from typing import Any

from governance.actions import acceptances, clocks, contradictions, decisions, forcing, outcomes
from governance.forms import moves
from governance.forms.verb import Confirm, Reason, VerbForm
from governance.lifecycle import LIFECYCLE
from governance.verbs.verb import Verb


def _move(
    name: str, action: Callable[..., Any], form: type[VerbForm], done: str, **more: Any
) -> Verb:
    edge = LIFECYCLE[name]
    more.setdefault("label", edge.label)
    return Verb(
        name=name, action=action, form=form, done=done, who=edge.who, states=edge.sources, **more
    )


MOVES = (
    _move(
        "assign",
        contradictions.assign,
        moves.Assign,
        "{item} has an owner: {item.owner}.",
        label="Assign an owner",
    ),
    _move(
        "reassign",
        contradictions.reassign,
        moves.Reassign,
        "{item} is with {item.owner} now.",
        intro="No due time is restarted. The old and the new owner are told.",
    ),
    _move(
        "take_up",
        contradictions.take_up,
        Confirm,
        "You took {item} up.",
        label="Take it up",
        intro="You start investigating; the time to answer keeps running.",
    ),
    _move(
        "decline",
        contradictions.decline,
        Reason,
        "{item} waits for another owner.",
        intro="It goes back to be assigned. The second time it is declined, it escalates.",
    ),
    _move("dismiss", contradictions.dismiss, moves.Dismiss, "{item} is dismissed."),
    _move("reinstate", contradictions.reinstate, Reason, "{item} is open again."),
    _move(
        "resolve",
        outcomes.resolve,
        Confirm,
        "{item} waits for readings that prove the fix.",
        intro="Every side agreed and the fix is proven; readings inside tolerance close it.",
    ),
    _move(
        "propose",
        decisions.propose,
        moves.Propose,
        "The options of {item} are with {decider}.",
        label="Propose the options",
    ),
    _move(
        "send_back",
        decisions.send_back,
        Reason,
        "{item} is back with {item.owner}.",
        label="Send the options back",
        intro="No due time is restarted.",
    ),
    _move(
        "accept_until",
        acceptances.accept_until,
        moves.AcceptUntil,
        "{item} stands as it is until {item.accepted_until}.",
    ),
    _move(
        "renew",
        acceptances.renew,
        moves.Renew,
        "{item} stands as it is until {item.accepted_until}.",
    ),
    _move(
        "settle",
        outcomes.settle,
        Confirm,
        "The acceptance of {item} ended; readings decide now.",
        label="Settle early",
        intro="The latest readings of all sides must lie inside tolerance.",
    ),
    _move(
        "start_verifying",
        outcomes.start_verifying,
        Confirm,
        "{item} waits for readings inside tolerance.",
        intro="From now on only readings count.",
    ),
    _move("verify", outcomes.verify, moves.Verify, "{item} is closed."),
    _move(
        "fail",
        outcomes.fail,
        Reason,
        "{item} is back with its follow-ups.",
        label="Say that readings do not prove it",
        intro="The decision stands; its follow-ups are looked at again.",
    ),
    _move(
        "reconsider",
        decisions.reconsider,
        Reason,
        "{item} waits for a new decision.",
        intro="Nothing is undone: the next decision supersedes the one before.",
    ),
    _move("reopen", outcomes.reopen, moves.Reopen, "{item} is open again, in a new cycle."),
    _move(
        "escalate",
        clocks.escalate,
        moves.Escalate,
        "{item} is with {escalated_to} now.",
        intro="One rung up: the function head, then the arbiter, then the executive.",
    ),
    _move(
        "force",
        forcing.force,
        moves.Force,
        "{item} is at S1 and with {escalated_to}. Everybody concerned is told.",
        intro="The item goes to S1 and to the top of the ladder, and is investigated from there.",
    ),
)
