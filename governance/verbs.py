"""Every verb a person can use on an item: its label, action, form, who may, and from which state.

Moves take who and from where out of `LIFECYCLE`; the other verbs repeat what their action asks,
and a test holds the two together. Deciding and building a bridge have pages of their own.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import register_converter

from governance.actions import (
    acceptances,
    clocks,
    contradictions,
    decisions,
    diagnosis,
    evidence,
    follow_ups,
    options,
    outcomes,
    positions,
)
from governance.forms import facts, moves
from governance.forms import options as option_forms
from governance.forms import positions as position_forms
from governance.forms.verb import Confirm, Reason, VerbForm
from governance.lifecycle import ENDED, LIFECYCLE, OPEN
from governance.models import Dissent, FollowUp, Option, Position
from governance.verb import Verb

EVERY_STATE = (*OPEN, *ENDED)
PREPARING = ("investigating",)
AGREEING = ("investigating", "proposed")


def _move(
    name: str, action: Callable[..., Any], form: type[VerbForm], done: str, **more: Any
) -> Verb:
    edge = LIFECYCLE[name]
    more.setdefault("label", edge.label)
    return Verb(
        name=name, action=action, form=form, done=done, who=edge.who, states=edge.sources, **more
    )


def _act(
    label: str,
    action: Callable[..., Any],
    form: type[VerbForm],
    done: str,
    who: tuple[str, ...],
    states: tuple[str, ...],
    **more: Any,
) -> Verb:
    more.setdefault("name", action.__name__)
    return Verb(label=label, action=action, form=form, done=done, who=who, states=states, **more)


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
        decisions.force,
        moves.Force,
        "{item} is at S1 and with the executive.",
        intro="The item goes to S1 and to the top of the ladder. It stands under your name.",
    ),
)
SIDES = (
    _act(
        "Add a side",
        positions.add_position,
        position_forms.AddPosition,
        "The side is part of {item} now.",
        positions.PARTIES,
        OPEN,
        what="add a side to",
        intro="Three sides are one item, not three.",
    ),
    _act(
        "Revise a side",
        positions.revise_position,
        position_forms.RevisePosition,
        "The side is revised; what it said before stays in history.",
        positions.PARTIES,
        OPEN,
        what="revise a side of",
        row=Position,
        argument="position",
    ),
    _act(
        "Answer for a side",
        positions.answer,
        position_forms.Answer,
        "Your answer is on record.",
        ("owner", "side", "steward"),
        OPEN,
        what="answer for a side of",
        row=Position,
        argument="position",
    ),
    _act(
        "Say it is mine",
        positions.claim,
        Reason,
        "Your claim is on record beside the owner.",
        ("party",),
        OPEN,
        what="claim",
        intro="The owner stays the one owner; your claim is shown beside the name.",
    ),
)
PREPARATION = (
    _act(
        "Answer the diagnosis steps",
        diagnosis.answer_steps,
        facts.Diagnose,
        "The answers are on record.",
        diagnosis.WHO,
        diagnosis.WHILE,
        what="diagnose",
        intro="Cheap explanations first: each step rules one out before the next is argued over.",
    ),
    _act(
        "Name the root cause",
        diagnosis.name_root_cause,
        facts.RootCause,
        "The root cause is named.",
        diagnosis.WHO,
        diagnosis.WHILE,
        what="name the root cause of",
    ),
    _act(
        "Add an option",
        options.add_option,
        option_forms.AddOption,
        "The option is on the table.",
        options.WHO,
        PREPARING,
        what="prepare options for",
        intro="Two at least are needed, one of them leaves things as they are.",
    ),
    _act(
        "Change an option",
        options.change_option,
        option_forms.ChangeOption,
        "The option is changed.",
        options.WHO,
        PREPARING,
        what="prepare options for",
        intro="Agreement given to the old wording lapses; those who agreed are asked again.",
        row=Option,
        argument="option",
    ),
    _act(
        "Withdraw an option",
        options.withdraw_option,
        Reason,
        "The option is off the table.",
        options.WHO,
        PREPARING,
        what="prepare options for",
        intro="It stays in history.",
        row=Option,
        argument="option",
    ),
    _act(
        "Ask who must agree",
        options.ask_agreers,
        moves.AskAgreers,
        "They are asked.",
        options.WHO,
        AGREEING,
        what="ask agreers for",
        intro="No answer is shown as no answer. An objection needs a written override.",
    ),
    _act(
        "Agree",
        options.agree,
        Confirm,
        "Your agreement is on record.",
        ("agreer",),
        AGREEING,
        what="answer as an agreer of",
        intro="You agree with the options as they stand; you are asked again if they change.",
    ),
    _act(
        "Object",
        options.object_to,
        Reason,
        "Your objection is on record.",
        ("agreer",),
        AGREEING,
        what="answer as an agreer of",
        intro="The decider must answer it in writing, or change course.",
    ),
)
FACTS = (
    _act(
        "Change the severity",
        contradictions.change_severity,
        facts.ChangeSeverity,
        "{item} is at S{item.severity}.",
        ("steward", "owner", "decider", "arbiter"),
        OPEN,
        what="change the severity of",
    ),
    _act(
        "Edit the description",
        contradictions.describe,
        facts.Describe,
        "The description is changed.",
        ("steward", "owner", "raiser"),
        OPEN,
        what="describe",
    ),
    _act(
        "Comment",
        contradictions.comment,
        facts.Comment,
        "Your comment is on record.",
        ("party",),
        EVERY_STATE,
        what="comment on",
    ),
    _act(
        "Add evidence",
        evidence.add_evidence,
        facts.AddEvidence,
        "The evidence is on record.",
        evidence.WHO,
        EVERY_STATE,
        what="add evidence to",
    ),
    _act(
        "Pause until a date",
        clocks.pause,
        moves.Pause,
        "The working clock of {item} stands still; the customer clock runs on.",
        ("owner", "arbiter"),
        clocks.RUNNING,
        what="pause",
    ),
    _act(
        "Let the clock run on",
        clocks.resume,
        Confirm,
        "The working clock of {item} runs again.",
        ("owner", "arbiter", "steward", "system"),
        clocks.RUNNING,
        what="resume",
        intro="The due time moves by the working days it stood still.",
    ),
)
PROMISES = (
    _act(
        "Add a follow-up",
        follow_ups.add_follow_up,
        facts.AddFollowUp,
        "The follow-up is on record.",
        ("owner", "decider", "steward"),
        follow_ups.WHILE,
        what="add a follow-up to",
    ),
    _act(
        "Mark done with proof",
        follow_ups.complete,
        facts.CompleteFollowUp,
        "The follow-up is done.",
        ("party", "raiser"),
        follow_ups.WHILE,
        name="complete_follow_up",
        what="end a follow-up of",
        row=FollowUp,
        argument="follow_up",
    ),
    _act(
        "Cancel the follow-up",
        follow_ups.cancel,
        Reason,
        "The follow-up is cancelled.",
        ("party", "raiser"),
        follow_ups.WHILE,
        name="cancel_follow_up",
        what="end a follow-up of",
        row=FollowUp,
        argument="follow_up",
    ),
    _act(
        "Give the reason for the dissent",
        decisions.add_dissent_reason,
        Reason,
        "The reason is on record beside the decision.",
        ("party",),
        EVERY_STATE,
        what="dissent on",
        row=Dissent,
        argument="dissent",
    ),
)
VERBS: Mapping[str, Verb] = {
    verb.name: verb for verb in (*MOVES, *SIDES, *PREPARATION, *FACTS, *PROMISES)
}


class VerbName:
    """The path converter that knows the names of all verbs, and no other."""

    regex = "|".join(VERBS)

    def to_python(self, value: str) -> str:
        """Return the name."""
        return value

    def to_url(self, value: str) -> str:
        """Return the name; one that is no verb has no address."""
        if value not in VERBS:
            raise ValueError(f"There is no verb {value}")
        return value


register_converter(VerbName, "verb")
