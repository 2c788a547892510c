"""Options, decisions and what follows from them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.in_place import InPlaceOf
from accounts.api.records import FunctionBrief, PersonBrief, Record
from governance.api.records.positions import Under
from governance.models import (
    Acceptance,
    AgreerAnswer,
    Decision,
    DecisionUse,
    Dissent,
    FollowUp,
    Option,
    RetiredBelief,
    Verification,
)
from metrics.api.records import Figure


class OptionRecord(Record[Option]):
    """One way out, scored on service, profit and risk."""

    contradiction = Under()
    action_owner = PersonBrief(allow_null=True)
    restated_by = PersonBrief(allow_null=True)
    adopts = serializers.IntegerField(source="adopts_id", allow_null=True)
    by = PersonBrief()
    on_behalf_of = InPlaceOf("add_option")

    class Meta:
        model = Option
        fields = [
            "id",
            "contradiction",
            "cycle",
            "letter",
            "summary",
            "outcome",
            "accepts",
            "service",
            "service_note",
            "profit",
            "profit_note",
            "risk",
            "risk_note",
            "action",
            "action_owner",
            "action_due_on",
            "revisit_on",
            "expires_on",
            "adopts",
            "purpose",
            "use_from_on",
            "restated_by",
            "is_withdrawn",
            "by",
            "on_behalf_of",
            "at",
        ]
        read_only_fields = fields


class AgreerRecord(Record[AgreerAnswer]):
    """Somebody asked to agree; an empty answer is no answer."""

    contradiction = Under()
    person = PersonBrief()
    asked_by = PersonBrief()
    answered_by = PersonBrief(allow_null=True)
    on_behalf_of = serializers.SerializerMethodField()

    class Meta:
        model = AgreerAnswer
        fields = [
            "id",
            "contradiction",
            "cycle",
            "person",
            "asked_by",
            "asked_at",
            "answer",
            "reason",
            "answered_at",
            "answered_by",
            "on_behalf_of",
        ]
        read_only_fields = fields

    @extend_schema_field(PersonBrief(allow_null=True))
    def get_on_behalf_of(self, row: AgreerAnswer) -> dict[str, Any] | None:
        """Return the person asked, where somebody who stands in for them answered."""
        person = row.person if row.answered_by_id else None
        return {"id": person.pk, "name": person.name} if person else None


class UseRecord(Record[DecisionUse]):
    """Which number is used for what, from when, and who restates."""

    position = serializers.IntegerField(source="position_id")
    restated_by = PersonBrief()

    class Meta:
        model = DecisionUse
        fields = ["id", "position", "purpose", "from_on", "restated_by"]
        read_only_fields = fields


class DissentRecord(Record[Dissent]):
    """Somebody disagreed with a decision."""

    decision = serializers.CharField(source="decision.code")
    function = FunctionBrief(allow_null=True)
    person = PersonBrief(allow_null=True)
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)

    class Meta:
        model = Dissent
        fields = ["id", "decision", "function", "person", "reason", "at", "supersedes"]
        read_only_fields = fields


class DecisionRecord(Record[Decision]):
    """What was chosen, by whom, by which rule and at what price."""

    id = serializers.CharField(source="code")
    contradiction = Under()
    option = serializers.CharField(source="option.letter")
    option_summary = serializers.CharField(source="option.summary")
    bridge = serializers.IntegerField(source="bridge_id", allow_null=True)
    uses = UseRecord(many=True)
    by = PersonBrief()
    on_behalf_of = PersonBrief(allow_null=True)
    recorded_by = PersonBrief()
    supersedes = serializers.CharField(source="supersedes.code", allow_null=True, default=None)

    class Meta:
        model = Decision
        fields = [
            "id",
            "contradiction",
            "cycle",
            "option",
            "option_summary",
            "bridge",
            "rationale",
            "trade_off",
            "uses",
            "none_voiced",
            "override_reason",
            "revisit_on",
            "rule",
            "by",
            "on_behalf_of",
            "recorded_by",
            "at",
            "supersedes",
        ]
        read_only_fields = fields


class FollowUpRecord(Record[FollowUp]):
    """Something promised, with its proof or the reason it was cancelled."""

    contradiction = Under()
    decision = serializers.CharField(source="decision.code", allow_null=True, default=None)
    owner = PersonBrief()
    on_behalf_of = InPlaceOf("complete_follow_up", "cancel_follow_up")
    proof = serializers.IntegerField(source="proof_id", allow_null=True)

    class Meta:
        model = FollowUp
        fields = [
            "id",
            "contradiction",
            "decision",
            "cycle",
            "title",
            "owner",
            "due_on",
            "status",
            "proof",
            "reason",
            "ended_at",
            "on_behalf_of",
        ]
        read_only_fields = fields


class AcceptanceRecord(Record[Acceptance]):
    """The difference stands, disclosed, until a date."""

    contradiction = Under()
    option = serializers.CharField(source="option.letter")
    exposure = Figure(allow_null=True, decimal_places=2)
    by = PersonBrief()
    on_behalf_of = PersonBrief(allow_null=True)
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)

    class Meta:
        model = Acceptance
        fields = [
            "id",
            "contradiction",
            "cycle",
            "option",
            "disclosure",
            "reason",
            "exposure",
            "exposure_note",
            "from_on",
            "expires_on",
            "none_voiced",
            "dissent",
            "by",
            "on_behalf_of",
            "at",
            "supersedes",
        ]
        read_only_fields = fields


class ReadingNote(serializers.Serializer[object]):
    """One period that was read after the fix."""

    period = serializers.CharField()
    gap = serializers.CharField()
    inside = serializers.BooleanField()
    measurements = serializers.ListField(child=serializers.IntegerField())


class VerificationRecord(Record[Verification]):
    """What the readings showed, or the decider's waiver."""

    contradiction = Under()
    readings = ReadingNote(many=True)
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = Verification
        fields = ["id", "contradiction", "cycle", "result", "periods", "readings", "note"]
        fields += ["by", "on_behalf_of", "at"]
        read_only_fields = fields


class BeliefRecord(Record[RetiredBelief]):
    """What the company no longer believes."""

    contradiction = Under()
    decision = serializers.CharField(source="decision.code", allow_null=True, default=None)
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = RetiredBelief
        fields = [
            "id",
            "contradiction",
            "decision",
            "belief",
            "instead",
            "by",
            "on_behalf_of",
            "at",
        ]
        read_only_fields = fields
