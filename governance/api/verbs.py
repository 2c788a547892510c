"""Every verb of an item as data: the action it calls, what it reads, and what it answers.

A verb that changes the item needs If-Match and answers the item; one that only adds a record
under it needs none, and answers that record.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rest_framework import serializers

from governance.actions import (
    acceptances,
    bridges,
    clocks,
    comments,
    contradictions,
    decisions,
    diagnosis,
    evidence,
    follow_ups,
    forcing,
    options,
    outcomes,
    positions,
)
from governance.api.bodies import bridges as bridging
from governance.api.bodies import decisions as choosing
from governance.api.bodies import moves as moving
from governance.api.bodies import statements as stating
from governance.api.examples import EXAMPLES
from governance.api.records.decisions import DissentRecord, FollowUpRecord
from governance.api.records.items import ItemRow
from governance.api.records.positions import (
    AnswerRecord,
    ClaimRecord,
    CommentRecord,
    EvidenceRecord,
    StepRecord,
)
from governance.api.records.rights import BridgeLineRecord, BridgeRecord
from governance.models import PositionAnswer


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One thing that can be done to an item."""

    name: str
    action: Callable[..., Any]
    body: type[serializers.Serializer[Any]] = moving.Nothing
    answers: type[serializers.Serializer[Any]] = ItemRow
    adds: bool = False
    moves_version: bool = True
    on_item: bool = True
    fixed: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """Say it as a heading."""
        return self.name.replace("_", " ").capitalize()

    @property
    def text(self) -> str:
        """Say what it does, in the words of the action."""
        return (self.action.__doc__ or "").strip().partition("\n\n")[0]

    @property
    def example(self) -> Any:
        """Show a body."""
        return EXAMPLES.get(self.name, {})


def change(name: str, action: Callable[..., Any], body: Any = moving.Nothing, **more: Any) -> Verb:
    """Describe a verb that gives the item its next version."""
    return Verb(name=name, action=action, body=body, **more)


def addition(name: str, action: Callable[..., Any], body: Any, answers: Any, **more: Any) -> Verb:
    """Describe a verb that adds a record and leaves the item's version alone."""
    return Verb(
        name=name,
        action=action,
        body=body,
        answers=answers,
        adds=True,
        moves_version=False,
        **more,
    )


VERBS = (
    change("assign", contradictions.assign, moving.AssignBody),
    change("reassign", contradictions.reassign, moving.ReassignBody),
    change("take_up", contradictions.take_up),
    change("decline", contradictions.decline, moving.Reason),
    change("dismiss", contradictions.dismiss, moving.DismissBody),
    change("reinstate", contradictions.reinstate, moving.Reason),
    change("resolve", outcomes.resolve),
    change("propose", decisions.propose, moving.ProposeBody),
    change("send_back", decisions.send_back, moving.Reason),
    change("decide", decisions.decide, choosing.DecideBody),
    change("accept_until", acceptances.accept_until, choosing.AcceptBody),
    change("renew", acceptances.renew, choosing.RenewBody),
    change("settle", outcomes.settle),
    change("start_verifying", outcomes.start_verifying),
    change("verify", outcomes.verify, moving.VerifyBody),
    change("fail", outcomes.fail, moving.Reason),
    change("reconsider", decisions.reconsider, moving.Reason),
    change("reopen", outcomes.reopen, moving.ReopenBody),
    change("escalate", clocks.escalate, moving.Reason),
    change("force", forcing.force, moving.ForceBody),
    change("change_severity", contradictions.change_severity, moving.SeverityBody),
    change("describe", contradictions.describe, stating.DescribeBody),
    change("pause", clocks.pause, moving.PauseBody),
    change("move_due", clocks.move_due, moving.MoveDueBody),
    change("resume", clocks.resume, moving.Perhaps),
    change("name_root_cause", diagnosis.name_root_cause, moving.RootCauseBody),
    change("add_position", positions.add_position, stating.AddPositionBody),
    change("revise_position", positions.revise_position, stating.RevisePositionBody, on_item=False),
    change("add_option", options.add_option, choosing.OptionBody),
    change("change_option", options.change_option, choosing.ChangeOptionBody, on_item=False),
    change("withdraw_option", options.withdraw_option, choosing.WithdrawOptionBody, on_item=False),
    change("ask_agreers", options.ask_agreers, moving.PeopleBody),
    change("agree", options.agree),
    change("object", options.object_to, moving.Reason),
    change(
        "start_bridge", bridges.start_bridge, bridging.StartBody, answers=BridgeRecord, adds=True
    ),
    change(
        "add_bridge_line",
        bridges.add_line,
        bridging.LineBody,
        answers=BridgeLineRecord,
        adds=True,
        on_item=False,
    ),
    change(
        "change_bridge_line",
        bridges.change_line,
        bridging.ChangeLineBody,
        answers=BridgeLineRecord,
        on_item=False,
    ),
    change(
        "withdraw_bridge_line",
        bridges.withdraw_line,
        bridging.WithdrawLineBody,
        answers=BridgeLineRecord,
        on_item=False,
    ),
    change(
        "submit_bridge",
        bridges.submit,
        bridging.SubmitBody,
        answers=BridgeRecord,
        on_item=False,
    ),
    change("sign_bridge", bridges.sign, bridging.SignBody, answers=BridgeRecord, on_item=False),
    addition("answer", positions.answer, stating.AnswerBody, AnswerRecord, on_item=False),
    addition(
        "concede",
        positions.answer,
        stating.ConcedeBody,
        AnswerRecord,
        on_item=False,
        fixed={"answer": PositionAnswer.Answer.CONCEDED},
    ),
    addition("claim", positions.claim, moving.ClaimBody, ClaimRecord),
    addition("comment", comments.comment, moving.CommentBody, CommentRecord),
    addition("add_evidence", evidence.add_evidence, moving.EvidenceBody, EvidenceRecord),
    addition("answer_step", diagnosis.answer_step, moving.StepBody, StepRecord),
    addition("add_follow_up", follow_ups.add_follow_up, choosing.PromiseBody, FollowUpRecord),
    addition(
        "complete_follow_up",
        follow_ups.complete,
        moving.CompleteBody,
        FollowUpRecord,
        on_item=False,
    ),
    addition(
        "cancel_follow_up", follow_ups.cancel, moving.CancelBody, FollowUpRecord, on_item=False
    ),
    addition(
        "add_dissent_reason",
        decisions.add_dissent_reason,
        moving.DissentReasonBody,
        DissentRecord,
        on_item=False,
    ),
)
BY_NAME = {verb.name: verb for verb in VERBS}
