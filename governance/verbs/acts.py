"""The verbs that change what is known of an item and leave it where it is.

Who and from which state repeats what each action asks; a test holds the two together.
"""

from collections.abc import Callable
from typing import Any

from governance.actions import (
    clocks,
    comments,
    contradictions,
    decisions,
    diagnosis,
    evidence,
    follow_ups,
    options,
    positions,
)
from governance.forms import facts, moves
from governance.forms import options as option_forms
from governance.forms import positions as position_forms
from governance.forms.verb import Confirm, Reason, VerbForm
from governance.lifecycle import ENDED, OPEN
from governance.models import Dissent, FollowUp, Option, Position
from governance.verbs.verb import Verb

EVERY_STATE = (*OPEN, *ENDED)
PREPARING = ("investigating",)
AGREEING = ("investigating", "proposed")


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
        is_voice=True,
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
        comments.comment,
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
        "Move the due time",
        clocks.move_due,
        moves.MoveDue,
        "{item} has another due time.",
        ("arbiter",),
        clocks.RUNNING,
        what="move the due time of",
        intro="Nothing else lengthens a due time but a pause; the customer clock runs on.",
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
        follow_ups.ENDERS,
        follow_ups.ENDED_WHILE,
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
        follow_ups.ENDERS,
        follow_ups.ENDED_WHILE,
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
ACTS = (*SIDES, *PREPARATION, *FACTS, *PROMISES)
