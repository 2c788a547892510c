"""Rights, clocks, bridges and the ledger."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.in_place import InPlaceOf
from accounts.api.records import PersonBrief, Record
from accounts.models import LedgerEntry
from governance.api.records.positions import Under
from governance.models import (
    Bridge,
    BridgeLine,
    DecisionRight,
    DecisionType,
    Escalation,
    Pause,
)
from metrics.api.records import Brief, Figure


class DecisionTypeRecord(Record[DecisionType]):
    """A sort of decision."""

    class Meta:
        model = DecisionType
        fields = ["id", "slug", "name"]
        read_only_fields = fields


class DecisionRightRecord(Record[DecisionRight]):
    """One person's right over a domain or a KPI; `until` is the first day without it."""

    person = PersonBrief()
    domain = Brief(allow_null=True)
    kpi = Brief(allow_null=True)
    decision_type = Brief(allow_null=True)
    exposure_from = Figure(allow_null=True, decimal_places=2)
    exposure_to = Figure(allow_null=True, decimal_places=2)

    class Meta:
        model = DecisionRight
        fields = [
            "id",
            "person",
            "right",
            "domain",
            "kpi",
            "decision_type",
            "severity_from",
            "severity_to",
            "exposure_from",
            "exposure_to",
            "since",
            "until",
        ]
        read_only_fields = fields


class PauseRecord(Record[Pause]):
    """When the working clock stood still, and for whom."""

    contradiction = Under()
    waiting_on = PersonBrief()
    by = PersonBrief()
    on_behalf_of = InPlaceOf("pause")

    class Meta:
        model = Pause
        fields = ["id", "contradiction", "cycle", "waiting_on", "reason", "started_at"]
        fields += ["until_on", "ended_at", "by", "on_behalf_of"]
        read_only_fields = fields


class EscalationRecord(Record[Escalation]):
    """One rung of the ladder, and who was told."""

    contradiction = Under()
    to = PersonBrief(allow_null=True)
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = Escalation
        fields = [
            "id",
            "contradiction",
            "cycle",
            "level",
            "to",
            "reason",
            "by",
            "on_behalf_of",
            "at",
        ]
        read_only_fields = fields


class BridgeLineRecord(Record[BridgeLine]):
    """One step of a walk: a cause in diagnosis order and a signed amount."""

    amount = Figure(max_digits=27, decimal_places=12)
    evidence = serializers.IntegerField(source="evidence_id", allow_null=True)
    run = serializers.IntegerField(source="run_id", allow_null=True)

    class Meta:
        model = BridgeLine
        fields = ["id", "cause", "label", "amount", "evidence", "is_withdrawn"]
        fields += ["run", "step", "rows"]
        read_only_fields = fields


class BridgeRecord(Record[Bridge]):
    """A walk from one figure to the other; signing freezes it."""

    contradiction = Under()
    start = serializers.IntegerField(source="start_id")
    end = serializers.IntegerField(source="end_id")
    lines = BridgeLineRecord(many=True)
    by = PersonBrief()
    on_behalf_of = InPlaceOf("start_bridge")
    signed_by = PersonBrief(allow_null=True)
    signed_on_behalf_of = InPlaceOf("sign_bridge")
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)

    class Meta:
        model = Bridge
        fields = [
            "id",
            "contradiction",
            "start",
            "end",
            "status",
            "lines",
            "note",
            "is_all_i_can_explain",
            "by",
            "on_behalf_of",
            "at",
            "signed_by",
            "signed_on_behalf_of",
            "signed_at",
            "supersedes",
        ]
        read_only_fields = fields


class LedgerRecord(Record[LedgerEntry]):
    """One recorded row: who, when, what it said, and the hash over all that came before.

    Free text stands in `payload` as its SHA-256.
    """

    actor = PersonBrief()
    on_behalf_of = PersonBrief(allow_null=True)
    record = serializers.CharField(source="table_name")
    payload = serializers.SerializerMethodField()

    class Meta:
        model = LedgerEntry
        fields = ["seq", "verb", "actor", "on_behalf_of", "way", "at", "record", "row_id"]
        fields += ["payload", "previous_hash", "hash"]
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": {"type": ["string", "null"]}})
    def get_payload(self, entry: LedgerEntry) -> Any:
        """Return the canonical columns."""
        return json.loads(entry.payload)
