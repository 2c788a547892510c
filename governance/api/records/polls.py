"""What the API says of polls: who was asked, and the answers once they are open."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.records import FunctionBrief, PersonBrief, Record
from governance.models import OwnershipPoll, PollAnswer, PollInvitee
from governance.polls.claims import Result, warning
from metrics.api.records import Brief


class InviteeRecord(Record[PollInvitee]):
    """Somebody who was asked, and when they answered; never what."""

    person = PersonBrief()

    class Meta:
        model = PollInvitee
        fields = ["person", "answered_at", "seal"]
        read_only_fields = fields


class PollAnswerRecord(Record[PollAnswer]):
    """An opened answer; `secret` lets anybody recompute the seal it was given under."""

    by = PersonBrief(source="invitee.person")
    person = PersonBrief(allow_null=True)
    function = FunctionBrief(allow_null=True)
    heads = FunctionBrief(allow_null=True)

    class Meta:
        model = PollAnswer
        fields = ["by", "choice", "person", "function", "heads", "sentence", "secret", "at"]
        read_only_fields = fields


class PollRecord(Record[OwnershipPoll]):
    """A question of ownership; `answers` and `message` are null until it closes."""

    domain = Brief(allow_null=True)
    kpi = Brief(allow_null=True)
    asked_by = PersonBrief()
    contradiction = serializers.CharField(source="contradiction.code", default=None)
    invitees = InviteeRecord(many=True)
    warning = serializers.SerializerMethodField()
    message = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta:
        model = OwnershipPoll
        fields = ["id", "question", "domain", "kpi", "stage", "status", "asked_by", "asked_at"]
        fields += ["closes_on", "ended_at", "contradiction", "invitees"]
        fields += ["warning", "message", "answers"]
        read_only_fields = fields

    def get_warning(self, poll: OwnershipPoll) -> str:
        """Say that answers of so few can be guessed."""
        return warning(len(poll.invitees.all())) if poll.is_open else ""

    def get_message(self, poll: OwnershipPoll) -> str | None:
        """Sum the answers up."""
        return _result(poll).message if poll.is_closed else None

    @extend_schema_field(PollAnswerRecord(many=True, allow_null=True))
    def get_answers(self, poll: OwnershipPoll) -> list[dict[str, Any]] | None:
        """Return the answers of a closed poll."""
        if not poll.is_closed:
            return None
        return [PollAnswerRecord(answer).data for answer in _result(poll).answers]


def _result(poll: OwnershipPoll) -> Result:
    """Read what the query brought along; nothing of an open poll is ever asked for."""
    invitees = list(poll.invitees.all())
    answers = [one.pollanswer for one in invitees if hasattr(one, "pollanswer")]
    return Result(poll, invitees, answers)
