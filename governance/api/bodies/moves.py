"""Bodies of the moves, the clocks, evidence and diagnosis."""

from typing import Any

from rest_framework import serializers

from governance.api.bodies.references import (
    BridgeRef,
    DecisionTypeRef,
    DissentRef,
    DomainRef,
    ItemRef,
    OptionRef,
    PersonRef,
    UnderRef,
)
from governance.api.bodies.statements import Body, Day
from governance.models import Contradiction, DiagnosisStep
from metrics.models import Measurement

MOST_PEOPLE = 50


class Nothing(Body):
    """Nothing needs to be sent."""


class Reason(Body):
    """Why, in words that others read later."""

    reason = serializers.CharField(max_length=2000)


class Perhaps(Body):
    """Why, if there is something to say."""

    reason = serializers.CharField(max_length=2000, required=False)


class AssignBody(Perhaps):
    """The one accountable owner, and what triage settled."""

    owner = PersonRef()
    severity = serializers.ChoiceField(Contradiction.Severity.choices, required=False)
    kind = serializers.ChoiceField(Contradiction.Kind.choices, required=False)
    layer = serializers.ChoiceField(Contradiction.Layer.choices, required=False)
    domain = DomainRef(required=False)
    decision_type = DecisionTypeRef(required=False)


class ReassignBody(Reason):
    """The next owner."""

    owner = PersonRef()


class DismissBody(Reason):
    """Why it is no contradiction, or the open item it repeats."""

    duplicate_of = ItemRef(required=False)


class SeverityBody(Reason):
    """A severity that overrides the suggestion; 1 is worst."""

    severity = serializers.ChoiceField(Contradiction.Severity.choices)


class ProposeBody(Body):
    """The option that is recommended, if one is, and the bridge cited: the latest signed one.

    Another signed one is named by its key; null cites none.
    """

    recommended = OptionRef(required=False)
    bridge = BridgeRef(required=False, allow_null=True)


class VerifyBody(Body):
    """Nothing, or the decider's reason for closing without readings."""

    waiver = serializers.CharField(max_length=2000, required=False)


class ReopenBody(Reason):
    """What shows that it is back."""

    evidence_title = serializers.CharField(max_length=200, required=False)
    evidence_url = serializers.URLField(max_length=1000, required=False)
    evidence_text = serializers.CharField(max_length=10000, required=False)


class ForceBody(Reason):
    """What is overruled and why, the belief that ends, and who is told beside those concerned."""

    overruled = serializers.CharField(max_length=2000)
    belief = serializers.CharField(max_length=300)
    told = serializers.ListField(child=PersonRef(), max_length=MOST_PEOPLE, required=False)
    owner = PersonRef(required=False)
    layer = serializers.ChoiceField(Contradiction.Layer.choices, required=False)


class PauseBody(Reason):
    """Who is waited for, and until which day."""

    waiting_on = PersonRef()
    until_on = Day()


class MoveDueBody(Reason):
    """Another day until which the present state may last."""

    due_on = Day()


class PeopleBody(Body):
    """Who must agree."""

    people = serializers.ListField(child=PersonRef(), min_length=1, max_length=MOST_PEOPLE)


class CommentBody(Body):
    """Something to say."""

    body = serializers.CharField(max_length=5000)


class ClaimBody(Body):
    """Why it is yours."""

    reason = serializers.CharField(max_length=2000)


class ProofBody(Body):
    """A file, a link or a note: exactly one of them."""

    file = serializers.FileField(required=False, max_length=200)
    url = serializers.URLField(max_length=1000, required=False)
    text = serializers.CharField(max_length=10000, required=False)


class EvidenceBody(ProofBody):
    """What is shown, and for which position; for none, it supports all sides."""

    title = serializers.CharField(max_length=200)
    position = UnderRef("positions", "position", required=False)
    grade = serializers.ChoiceField(Measurement.Grade.choices, required=False)
    as_of = Day(required=False)
    is_restricted = serializers.BooleanField(required=False)


class CompleteBody(ProofBody):
    """A follow-up that is done, with its proof."""

    follow_up = UnderRef("follow_ups", "follow-up")
    proof_title = serializers.CharField(max_length=200, required=False)


class CancelBody(Reason):
    """A follow-up that is no longer needed, and why."""

    follow_up = UnderRef("follow_ups", "follow-up")


class DissentReasonBody(Reason):
    """A dissent that was voiced, and the reason behind it."""

    dissent = DissentRef()


class StepBody(Body):
    """What one of the five checks showed."""

    step = serializers.IntegerField(min_value=1, max_value=5)
    finding = serializers.ChoiceField(DiagnosisStep.Finding.choices)
    note = serializers.CharField(max_length=2000, required=False)


class RootCauseBody(Perhaps):
    """Why the sides differ."""

    root_cause = serializers.ChoiceField(Contradiction.RootCause.choices)


def given(body: Body) -> dict[str, Any]:
    """Return the arguments a checked body holds for its action."""
    data: Any = body.validated_data
    return dict(data)
