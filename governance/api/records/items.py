"""An item: light in lists, with everything under it when it is read alone."""

from collections.abc import Collection
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.records import PersonBrief, Record
from governance.api.records.decisions import (
    AcceptanceRecord,
    AgreerRecord,
    BeliefRecord,
    DecisionRecord,
    DissentRecord,
    FollowUpRecord,
    OptionRecord,
    VerificationRecord,
)
from governance.api.records.lines import PLAIN, Line
from governance.api.records.positions import (
    AnswerRecord,
    ClaimRecord,
    CommentRecord,
    EvidenceRecord,
    PositionRecord,
    StepRecord,
)
from governance.api.records.rights import BridgeRecord, EscalationRecord, PauseRecord
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction
from governance.models.facts import Facts
from metrics.api.records import Brief, Figure

MOVES = [move.verb for move in LIFECYCLE]


class HiddenItem(serializers.Serializer[Facts]):
    """A confidential item one has no part in: that it exists, its number and its age."""

    id = serializers.CharField()
    is_hidden = serializers.SerializerMethodField()
    customer_days = serializers.IntegerField()

    def get_is_hidden(self, item: Facts) -> bool:
        """Describe the mark that there is more than is shown."""
        return True

    def to_representation(self, instance: Facts) -> dict[str, Any]:
        """Return the number and the age."""
        days = instance.customer_days(timezone.now().date())
        return {"id": instance.code, "is_hidden": True, "customer_days": days}


class ItemRow(Record[Contradiction]):
    """An item as lists show it.

    The fields describe it; `to_representation` writes it, since a page of fifty spends most of
    its time here. schemathesis holds the two together.
    """

    id = serializers.CharField()
    sentence = serializers.CharField()
    domain = Brief(allow_null=True)
    raiser = PersonBrief()
    owner = PersonBrief(allow_null=True)
    decider = PersonBrief(allow_null=True)
    exposure = Figure(allow_null=True, decimal_places=2)
    tolerance = Figure(allow_null=True)
    gap = serializers.CharField()
    gap_note = serializers.CharField()
    gap_ratio = serializers.CharField()
    about = serializers.CharField()
    period = serializers.CharField()
    is_overdue = serializers.BooleanField()
    customer_days = serializers.IntegerField()

    class Meta:
        model = Contradiction
        fields = [
            "id",
            "sentence",
            "domain",
            "raiser",
            "owner",
            "decider",
            "gap",
            "gap_note",
            "gap_ratio",
            "about",
            "period",
            "exposure",
            "tolerance",
            "customer_days",
            "is_overdue",
            *PLAIN,
        ]
        read_only_fields = fields

    def to_representation(self, instance: Contradiction | Line) -> dict[str, Any]:
        """Write what the fields describe."""
        line = instance if isinstance(instance, Line) else Line.of(instance)
        return line.written(timezone.now())


class StatedPosition(PositionRecord):
    """A standing position with what was answered on it."""

    answers = AnswerRecord(many=True)

    class Meta(PositionRecord.Meta):
        fields = [*PositionRecord.Meta.fields, "answers"]
        read_only_fields = fields


class ItemDecision(DecisionRecord):
    """A decision with who disagreed."""

    dissents = DissentRecord(many=True)

    class Meta(DecisionRecord.Meta):
        fields = [*DecisionRecord.Meta.fields, "dissents"]
        read_only_fields = fields


class ItemRecord(ItemRow):
    """An item with everything under it, of every cycle, and the moves its state allows."""

    duplicate_of = serializers.CharField(source="duplicate_of.code", allow_null=True, default=None)
    recommended = serializers.CharField(source="recommended.letter", allow_null=True, default=None)
    recommender = PersonBrief(allow_null=True)
    cited_bridge = serializers.IntegerField(source="cited_bridge_id", allow_null=True)
    escalated_to = PersonBrief(allow_null=True)
    decision_type = Brief(allow_null=True)
    moves = serializers.SerializerMethodField()
    positions = StatedPosition(many=True)
    evidence = EvidenceRecord(many=True)
    diagnosis = StepRecord(many=True)
    options = OptionRecord(many=True)
    agreers = AgreerRecord(many=True)
    decisions = ItemDecision(many=True)
    follow_ups = FollowUpRecord(many=True)
    acceptances = AcceptanceRecord(many=True)
    verifications = VerificationRecord(many=True)
    pauses = PauseRecord(many=True)
    escalations = EscalationRecord(many=True)
    claims = ClaimRecord(many=True)
    comments = CommentRecord(many=True)
    bridges = BridgeRecord(many=True)
    retired_beliefs = BeliefRecord(many=True)

    class Meta(ItemRow.Meta):
        fields = [
            *ItemRow.Meta.fields,
            "question",
            "severity_reason",
            "decision_type",
            "duplicate_of",
            "escalated_to",
            "recommender",
            "recommended",
            "cited_bridge",
            "moves",
            "positions",
            "evidence",
            "diagnosis",
            "options",
            "agreers",
            "decisions",
            "follow_ups",
            "acceptances",
            "verifications",
            "pauses",
            "escalations",
            "claims",
            "comments",
            "bridges",
            "retired_beliefs",
        ]
        read_only_fields = fields

    @extend_schema_field(
        {"type": "array", "items": {"type": "string", "enum": [move.verb for move in LIFECYCLE]}}
    )
    def get_moves(self, item: Contradiction) -> list[str]:
        """Return the moves that leave the state it is in."""
        return [move.verb for move in LIFECYCLE.from_state(item.status)]

    def to_representation(
        self, instance: Contradiction | Line, absent: Collection[str] = ()
    ) -> dict[str, Any]:
        """Write the item, and each record under it; `absent` names the lists known to be empty."""
        written = super().to_representation(instance)
        for name in self.Meta.fields[len(ItemRow.Meta.fields) :]:
            written[name] = [] if name in absent else self._part(name, instance)
        return written

    def _part(self, name: str, instance: Contradiction | Line) -> Any:
        field = self.fields[name]
        value = field.get_attribute(instance)
        return None if value is None else field.to_representation(value)
