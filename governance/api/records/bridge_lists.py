"""A bridge out of two lists as it is read: the lists, the rules, the progress, the rows."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.records import PersonBrief, Record
from governance.api.records.positions import Under
from governance.models import BridgeJob

ANYTHING = {"type": "object", "additionalProperties": True}


class BridgeJobRecord(Record[BridgeJob]):
    """Two lists, what their columns seem to hold, the rules, and how far a worker is."""

    contradiction = Under()
    start = serializers.IntegerField(source="start_id")
    end = serializers.IntegerField(source="end_id")
    by = PersonBrief(source="person")
    state = serializers.CharField(source="step")
    lists = serializers.SerializerMethodField()
    guesses = serializers.SerializerMethodField()
    rules = serializers.SerializerMethodField()
    bridge = serializers.IntegerField(source="bridge_id", allow_null=True)

    class Meta:
        model = BridgeJob
        fields = ["key", "contradiction", "start", "end", "by", "state", "doing", "share"]
        fields += ["trouble", "lists", "guesses", "rules", "keep_days", "bridge", "expires_at"]
        read_only_fields = fields

    @extend_schema_field(ANYTHING)
    def get_lists(self, job: BridgeJob) -> Any:
        """Return name, hash, rows and columns of each list."""
        return job.lists

    @extend_schema_field(ANYTHING)
    def get_guesses(self, job: BridgeJob) -> Any:
        """Return what the columns of each list seem to hold, and the key that matches best."""
        return job.guesses

    @extend_schema_field(ANYTHING)
    def get_rules(self, job: BridgeJob) -> Any:
        """Return the rules suggested or chosen, in the form they are sent in."""
        return job.rules


class PreviewRecord(serializers.Serializer[Any]):
    """How many keys both lists hold, and how many only one; null where it would take too long."""

    both = serializers.IntegerField(allow_null=True)
    left = serializers.IntegerField(allow_null=True)
    right = serializers.IntegerField(allow_null=True)


class StepRowsRecord(serializers.Serializer[Any]):
    """The first rows of a step; cells are text, empty ones null."""

    columns = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_null=True))
    )
    total = serializers.IntegerField()


class PartRecord(serializers.Serializer[Any]):
    """How many rows of a step hold one value of a column; of days, one month."""

    value = serializers.CharField()
    rows = serializers.IntegerField()
