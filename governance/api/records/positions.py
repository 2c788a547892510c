"""What sides say, what they show for it, and what was found when it was looked into."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.in_place import InPlaceOf
from accounts.api.records import FunctionBrief, PersonBrief, Record
from governance.models import (
    Comment,
    CompetingClaim,
    DiagnosisStep,
    Evidence,
    Position,
    PositionAnswer,
)
from metrics.api.records import Brief, DefinitionBrief, Figure


class Under(serializers.CharField):
    """The number of the item a record belongs to."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"source": "contradiction.code", "read_only": True, **options})


class AnswerRecord(Record[PositionAnswer]):
    """A word on a position: seen, confirmed, agreed, disputed or conceded."""

    position = serializers.IntegerField(source="position_id")
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = PositionAnswer
        fields = ["id", "position", "answer", "note", "by", "on_behalf_of", "at"]
        read_only_fields = fields


class PositionRecord(Record[Position]):
    """One side's statement; a revision is a row that supersedes it."""

    contradiction = Under()
    function = FunctionBrief(allow_null=True)
    value = Figure(allow_null=True)
    target = Figure(allow_null=True)
    kpi = Brief(allow_null=True)
    system = Brief(allow_null=True)
    definition = DefinitionBrief(allow_null=True)
    measurement = serializers.IntegerField(source="measurement_id", allow_null=True)
    by = PersonBrief()
    on_behalf_of = InPlaceOf()
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)

    class Meta:
        model = Position
        fields = [
            "id",
            "contradiction",
            "order",
            "label",
            "function",
            "is_customer",
            "claim",
            "value",
            "unit",
            "unit_label",
            "currency",
            "verb",
            "target",
            "target_status",
            "kpi",
            "measurement",
            "definition",
            "system",
            "population",
            "segment",
            "period_start",
            "period_end",
            "as_of",
            "grade",
            "sample_size",
            "by",
            "on_behalf_of",
            "at",
            "supersedes",
        ]
        read_only_fields = fields


class EvidenceRecord(Record[Evidence]):
    """A file, a link or a note; `download` is where a file is."""

    contradiction = Under()
    code = serializers.CharField()
    url = serializers.CharField()
    position = serializers.IntegerField(source="position_id", allow_null=True)
    download = serializers.SerializerMethodField()
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = Evidence
        fields = [
            "id",
            "contradiction",
            "code",
            "kind",
            "title",
            "url",
            "text",
            "file_name",
            "content_type",
            "size",
            "sha256",
            "download",
            "position",
            "grade",
            "as_of",
            "is_restricted",
            "by",
            "on_behalf_of",
            "at",
        ]
        read_only_fields = fields

    @extend_schema_field({"type": ["string", "null"], "format": "uri-reference"})
    def get_download(self, evidence: Evidence) -> str | None:
        """Return the path of the file."""
        if evidence.kind != Evidence.Kind.FILE:
            return None
        return reverse("api:evidence-file", args=[evidence.pk])


class StepRecord(Record[DiagnosisStep]):
    """An answer to one of the five questions."""

    contradiction = Under()
    by = PersonBrief()
    on_behalf_of = InPlaceOf()
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)

    class Meta:
        model = DiagnosisStep
        fields = [
            "id",
            "contradiction",
            "cycle",
            "step",
            "finding",
            "note",
            "by",
            "on_behalf_of",
            "at",
            "supersedes",
        ]
        read_only_fields = fields


class CommentRecord(Record[Comment]):
    """Something said about an item."""

    contradiction = Under()
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = Comment
        fields = ["id", "contradiction", "body", "by", "on_behalf_of", "at"]
        read_only_fields = fields


class ClaimRecord(Record[CompetingClaim]):
    """Somebody else says the item is theirs."""

    contradiction = Under()
    by = PersonBrief()
    on_behalf_of = InPlaceOf()

    class Meta:
        model = CompetingClaim
        fields = ["id", "contradiction", "reason", "by", "on_behalf_of", "at"]
        read_only_fields = fields
