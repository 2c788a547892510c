"""What the API says of domains, systems, KPIs, their definitions and readings."""

from typing import Any

from rest_framework import serializers

from accounts.api.in_place import InPlaceOf
from accounts.api.records import FunctionBrief, PersonBrief, Record
from metrics.models import (
    KPI,
    DataDomain,
    IdentityRule,
    KPIDefinition,
    Measurement,
    Population,
    SourceSystem,
)


class Figure(serializers.DecimalField):
    """A number as exact text, without zeros that say nothing."""

    def __init__(self, **options: Any) -> None:
        options = {"max_digits": 15, "decimal_places": 4, "normalize_output": True, **options}
        super().__init__(**options)


class Brief(serializers.Serializer[Any]):
    """A named record where another record points to it."""

    slug = serializers.CharField()
    name = serializers.CharField()


class DefinitionBrief(serializers.Serializer[KPIDefinition]):
    """A numbered meaning where another record points to it."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()


class DomainRecord(Record[DataDomain]):
    """A data domain and the one above it."""

    parent = Brief(allow_null=True)

    class Meta:
        model = DataDomain
        fields = ["id", "slug", "name", "parent"]
        read_only_fields = fields


class SystemRecord(Record[SourceSystem]):
    """Where figures are read; a shadow has a date by which it goes."""

    class Meta:
        model = SourceSystem
        fields = ["id", "slug", "name", "is_shadow", "retire_by"]
        read_only_fields = fields


class PopulationRecord(Record[Population]):
    """Which entities are counted."""

    class Meta:
        model = Population
        fields = ["id", "name", "entity_grain", "inclusion_rule"]
        read_only_fields = fields


class IdentityRuleRecord(Record[IdentityRule]):
    """When two rows are the same entity."""

    class Meta:
        model = IdentityRule
        fields = ["id", "name", "rule"]
        read_only_fields = fields


class KPIRecord(Record[KPI]):
    """A named figure; who owns it stands in the decision rights."""

    function = FunctionBrief(allow_null=True)
    domain = Brief()
    system = Brief()
    target = Figure(allow_null=True)
    at_risk = Figure(allow_null=True)
    current_definition = DefinitionBrief(allow_null=True)

    class Meta:
        model = KPI
        fields = [
            "id",
            "slug",
            "name",
            "function",
            "domain",
            "system",
            "kind",
            "stage",
            "unit",
            "unit_label",
            "currency",
            "verb",
            "direction",
            "cadence",
            "target",
            "at_risk",
            "used_for_compensation",
            "used_for_budget",
            "used_for_board",
            "used_for_models",
            "uses",
            "current_definition",
            "version",
        ]
        read_only_fields = fields


class DefinitionRecord(Record[KPIDefinition]):
    """One numbered meaning of a KPI; an approved one never changes."""

    kpi = Brief()
    population = PopulationRecord(allow_null=True)
    identity_rule = IdentityRuleRecord(allow_null=True)
    implemented_in = Brief(allow_null=True)
    author = PersonBrief()
    approver = PersonBrief(allow_null=True)
    on_behalf_of = InPlaceOf("approve_definition", "reject_definition")

    class Meta:
        model = KPIDefinition
        fields = [
            "id",
            "kpi",
            "number",
            "status",
            "meaning",
            "formula",
            "inclusions",
            "exclusions",
            "time_basis",
            "status_field",
            "population",
            "identity_rule",
            "implemented_in",
            "implemented_field",
            "last_verified_on",
            "effective_from",
            "author",
            "approver",
            "on_behalf_of",
        ]
        read_only_fields = fields


class MeasurementRecord(Record[Measurement]):
    """One reading of a KPI for a period, both dates included; it never changes."""

    kpi = Brief()
    system = Brief()
    definition = DefinitionBrief(allow_null=True)
    value = Figure(allow_null=True)
    numerator = Figure(allow_null=True)
    denominator = Figure(allow_null=True)
    recorded_by = PersonBrief()
    supersedes = serializers.IntegerField(source="supersedes_id", allow_null=True)

    class Meta:
        model = Measurement
        fields = [
            "id",
            "kpi",
            "segment",
            "period_start",
            "period_end",
            "value",
            "numerator",
            "denominator",
            "as_of",
            "definition",
            "system",
            "grade",
            "sample_size",
            "reason",
            "recorded_by",
            "recorded_at",
            "supersedes",
        ]
        read_only_fields = fields
