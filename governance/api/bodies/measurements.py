"""Bodies of readings: one by hand, a correction, or a file."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from rest_framework import serializers

from governance.api.bodies.references import KPIRef, SystemRef
from governance.api.bodies.statements import LARGEST_COUNT, Amount, Body, Day, DefinitionRef
from metrics.models import Measurement, PendingImport


class FigureBody(Body):
    """A value, or the part and the whole it is worked out from."""

    as_of = Day()
    value = Amount(required=False)
    numerator = Amount(required=False)
    denominator = Amount(required=False)
    definition = DefinitionRef(required=False)
    grade = serializers.ChoiceField(Measurement.Grade.choices, required=False)
    sample_size = serializers.IntegerField(min_value=0, max_value=LARGEST_COUNT, required=False)


class ReadingBody(FigureBody):
    """One reading of a KPI for a period, both days included."""

    kpi = KPIRef()
    period_start = Day()
    period_end = Day()
    segment = serializers.CharField(max_length=80, required=False, allow_blank=True)
    system = SystemRef(required=False)
    reason = serializers.CharField(max_length=200, required=False)


class CorrectionBody(FigureBody):
    """What it should have said, and what was wrong."""

    reason = serializers.CharField(max_length=200)


class Words(serializers.CharField):
    """A JSON object of words, as text in a form."""

    def to_internal_value(self, data: Any) -> Any:
        """Read the object, or refuse."""
        text = super().to_internal_value(data)
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise serializers.ValidationError("Send a JSON object of words.") from error
        if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
            raise serializers.ValidationError("Send a JSON object of words.")
        if any("\x00" in word or not word.isprintable() for word in [*found, *found.values()]):
            raise serializers.ValidationError("Send words that can be printed.")
        return found

    def to_representation(self, value: Any) -> str:
        """Write the object back."""
        return json.dumps(value)


class ImportBody(Body):
    """A CSV file; a dry run says what it would change and changes nothing."""

    file = serializers.FileField(max_length=200)
    dry_run = serializers.BooleanField(required=False)
    good_rows_only = serializers.BooleanField(required=False)
    mapping = Words(max_length=5000, required=False, help_text='{"kpi": "Metric", ...}')
    formats = Words(max_length=1000, required=False, help_text='{"date_format": "dmy", ...}')

    def validate_file(self, file: Any) -> Any:
        """Refuse a file that is too large before it is read."""
        most = settings.TIEOUT.import_max_bytes
        if file.size > most:
            raise serializers.ValidationError(f"The file is larger than {most // 2**20} MB.")
        return file


class ImportProblem(serializers.Serializer[Any]):
    """What is wrong with a cell or the file, and how to put it right."""

    row = serializers.IntegerField(allow_null=True)
    field = serializers.CharField(allow_blank=True)
    value = serializers.CharField(allow_blank=True)
    wrong = serializers.CharField()
    fix = serializers.CharField()


class ImportJob(serializers.Serializer[Any]):
    """A file that a worker reads, and how far it is."""

    key = serializers.UUIDField()
    file_name = serializers.CharField()
    rows = serializers.IntegerField()
    asked = serializers.CharField(allow_blank=True, help_text="check, all or good rows.")
    state = serializers.SerializerMethodField(
        help_text="queued, writing, checked, stopped or done; empty while nobody asked."
    )
    trouble = serializers.CharField(allow_blank=True, help_text="Why it stopped.")
    counts = serializers.DictField(child=serializers.IntegerField())
    imported_at = serializers.DateTimeField(allow_null=True)
    result = serializers.SerializerMethodField(help_text="Where each row's fate can be read.")

    def get_state(self, kept: PendingImport) -> str:
        """Say done where it was imported."""
        return "done" if kept.imported_at else str(kept.step)

    def get_result(self, kept: PendingImport) -> str | None:
        """Say where the result is once there is one."""
        return reverse("api:import-result", args=[kept.key]) if kept.result else None


class ImportOutcome(serializers.Serializer[Any]):
    """What became of a file."""

    was_run = serializers.BooleanField()
    added = serializers.IntegerField(source="plan.added")
    corrected = serializers.IntegerField(source="plan.corrected")
    same = serializers.IntegerField(source="plan.same")
    rejected = serializers.IntegerField(source="plan.rejected")
    notes = serializers.ListField(source="plan.notes", child=serializers.CharField())
    problems = ImportProblem(source="plan.problems", many=True)
    row_problems = ImportProblem(source="plan.row_problems", many=True)
