"""An item: light in lists, with everything under it when it is read alone."""

from datetime import datetime

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
from metrics.api.records import Brief, Figure

MOVES = [move.verb for move in LIFECYCLE]


class HiddenItem(serializers.Serializer[Contradiction]):
    """A confidential item one has no part in: that it exists, its number and its age."""

    id = serializers.CharField(source="code")
    is_hidden = serializers.SerializerMethodField()
    customer_days = serializers.SerializerMethodField()

    def get_is_hidden(self, item: Contradiction) -> bool:
        """Say that there is more than is shown."""
        return True

    def get_customer_days(self, item: Contradiction) -> int:
        """Return calendar days since first evidence."""
        return item.customer_days(self.context["at"].date())


class ItemRow(Record[Contradiction]):
    """An item as lists show it."""

    id = serializers.CharField(source="code")
    sentence = serializers.CharField()
    domain = Brief(allow_null=True)
    raiser = PersonBrief()
    owner = PersonBrief(allow_null=True)
    decider = PersonBrief(allow_null=True)
    exposure = Figure(allow_null=True, decimal_places=2)
    tolerance = Figure(allow_null=True)
    gap = serializers.SerializerMethodField()
    gap_note = serializers.SerializerMethodField()
    about = serializers.SerializerMethodField()
    period = serializers.SerializerMethodField()
    is_overdue = serializers.SerializerMethodField()
    customer_days = serializers.SerializerMethodField()

    class Meta:
        model = Contradiction
        fields = [
            "id",
            "version",
            "status",
            "sentence",
            "title",
            "wording",
            "kind",
            "severity",
            "layer",
            "domain",
            "raiser",
            "owner",
            "decider",
            "decider_rule",
            "gap",
            "gap_note",
            "about",
            "period",
            "exposure",
            "exposure_currency",
            "exposure_basis",
            "tolerance",
            "tolerance_kind",
            "root_cause",
            "occurred_on",
            "customer_days",
            "logged_at",
            "due_at",
            "is_overdue",
            "paused_until",
            "accepted_until",
            "ended_at",
            "cycle",
            "escalation_level",
            "bounces",
            "reopenings",
            "is_confidential",
        ]
        read_only_fields = fields

    @property
    def at(self) -> datetime:
        """The moment of the answer."""
        at: datetime = self.context["at"]
        return at

    def get_gap(self, item: Contradiction) -> str:
        """Return the gap in figures."""
        return str(item.summary.get("gap", ""))

    def get_gap_note(self, item: Contradiction) -> str:
        """Return what the gap is a share of."""
        return str(item.summary.get("gap_note", ""))

    def get_about(self, item: Contradiction) -> str:
        """Return the KPIs it is about."""
        return str(item.summary.get("about", ""))

    def get_period(self, item: Contradiction) -> str:
        """Return the periods it is about."""
        return str(item.summary.get("period", ""))

    def get_is_overdue(self, item: Contradiction) -> bool:
        """Return whether the working clock ran out."""
        return item.is_overdue(self.at)

    def get_customer_days(self, item: Contradiction) -> int:
        """Return calendar days since first evidence."""
        return item.customer_days(self.at.date())


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
