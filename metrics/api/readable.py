"""Domains, systems, KPIs and definitions, readable by everybody who is signed in."""

from accounts.api.in_place import in_place
from accounts.api.views import Readable
from metrics.api.filters import DefinitionFilters, KPIFilters
from metrics.api.records import (
    DefinitionRecord,
    DomainRecord,
    IdentityRuleRecord,
    KPIRecord,
    PopulationRecord,
    SystemRecord,
)
from metrics.models import (
    KPI,
    DataDomain,
    IdentityRule,
    KPIDefinition,
    Measurement,
    Population,
    SourceSystem,
)

BY_NAME = {"name": "name", "id": "id"}
# One query a page, whatever is nested in a row.
READINGS = Measurement.objects.select_related("kpi", "system", "definition", "recorded_by")

READABLE = (
    Readable(
        noun="domains",
        one="a domain",
        rows=DataDomain.objects.select_related("parent"),
        record=DomainRecord,
        orderings=BY_NAME,
        ordering="name",
        key="slug",
    ),
    Readable(
        noun="systems",
        one="a system",
        rows=SourceSystem.objects.all(),
        record=SystemRecord,
        orderings=BY_NAME,
        ordering="name",
        key="slug",
    ),
    Readable(
        noun="populations",
        one="a population",
        rows=Population.objects.all(),
        record=PopulationRecord,
        orderings=BY_NAME,
        ordering="name",
    ),
    Readable(
        noun="identity-rules",
        one="an identity rule",
        rows=IdentityRule.objects.all(),
        record=IdentityRuleRecord,
        orderings=BY_NAME,
        ordering="name",
    ),
    Readable(
        noun="kpis",
        one="a KPI",
        rows=KPI.objects.select_related("function", "domain", "system", "current_definition"),
        record=KPIRecord,
        orderings=BY_NAME,
        ordering="name",
        filters=KPIFilters,
        key="slug",
    ),
    Readable(
        noun="definitions",
        one="a definition",
        rows=in_place(
            KPIDefinition.objects.select_related(
                "kpi", "population", "identity_rule", "implemented_in", "author", "approver"
            ),
            DefinitionRecord,
        ),
        record=DefinitionRecord,
        filters=DefinitionFilters,
        text="Numbered meanings of KPIs. An approved one never changes; a later number follows.",
    ),
)
