"""How lists of KPIs, definitions and readings are narrowed."""

from typing import Any

import django_filters
from django.db.models import QuerySet

from metrics.models import KPI, KPIDefinition, Measurement


class KPIFilters(django_filters.FilterSet):
    """Narrow KPIs by where they belong and what they are called."""

    name = django_filters.CharFilter(lookup_expr="icontains", label="Part of the name")
    function = django_filters.CharFilter(field_name="function__slug", label="Function")
    domain = django_filters.CharFilter(field_name="domain__slug", label="Domain")
    system = django_filters.CharFilter(field_name="system__slug", label="System")
    kind = django_filters.ChoiceFilter(choices=KPI.Kind.choices)

    class Meta:
        model = KPI
        fields: list[str] = []


class DefinitionFilters(django_filters.FilterSet):
    """Narrow definitions to a KPI or a state."""

    kpi = django_filters.CharFilter(field_name="kpi__slug", label="KPI")
    status = django_filters.ChoiceFilter(choices=KPIDefinition.Status.choices)

    class Meta:
        model = KPIDefinition
        fields: list[str] = []


class MeasurementFilters(django_filters.FilterSet):
    """Narrow readings to a KPI, a system, a segment or a span of time."""

    kpi = django_filters.CharFilter(field_name="kpi__slug", label="KPI")
    system = django_filters.CharFilter(field_name="system__slug", label="System")
    segment = django_filters.CharFilter(label="Segment")
    period_from = django_filters.DateFilter(
        field_name="period_start", lookup_expr="gte", label="Period starts on or after"
    )
    period_until = django_filters.DateFilter(
        field_name="period_end", lookup_expr="lte", label="Period ends on or before"
    )
    current = django_filters.BooleanFilter(method="by_current", label="Not corrected since")

    class Meta:
        model = Measurement
        fields: list[str] = []

    def by_current(self, rows: QuerySet[Any], _name: str, wanted: bool) -> QuerySet[Any]:  # noqa: FBT001 - called by the library
        """Take readings that stand, or those that were corrected."""
        return rows.filter(superseded_by__isnull=wanted)
