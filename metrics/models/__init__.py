"""What is measured: domains, systems, KPIs, their definitions and readings."""

from metrics.models.definitions import IdentityRule, KPIDefinition, Population
from metrics.models.domains import DataDomain, SourceSystem
from metrics.models.kpis import KPI
from metrics.models.measurements import Measurement, MeasurementImport
from metrics.models.uploads import PendingImport

__all__ = [
    "KPI",
    "DataDomain",
    "IdentityRule",
    "KPIDefinition",
    "Measurement",
    "MeasurementImport",
    "PendingImport",
    "Population",
    "SourceSystem",
]
