"""Everybody and everything the sample's cases speak of, by key."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from accounts.models import Function, User
from governance.models import Contradiction, DecisionRight, DecisionType
from governance.sample.almanac import Almanac
from metrics.models import (
    KPI,
    DataDomain,
    IdentityRule,
    KPIDefinition,
    Measurement,
    Population,
    SourceSystem,
)
from metrics.periods import Period

FOLDER = Path(__file__).parent


def rows_of(name: str) -> Iterator[dict[str, str]]:
    """Read a file of the sample, row by row."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@dataclass
class Directory:
    """What has been made so far."""

    almanac: Almanac
    people: dict[str, User] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    domains: dict[str, DataDomain] = field(default_factory=dict)
    systems: dict[str, SourceSystem] = field(default_factory=dict)
    populations: dict[str, Population] = field(default_factory=dict)
    identity_rules: dict[str, IdentityRule] = field(default_factory=dict)
    kpis: dict[str, KPI] = field(default_factory=dict)
    decision_types: dict[str, DecisionType] = field(default_factory=dict)
    rights: dict[tuple[str, str], DecisionRight] = field(default_factory=dict)
    drafts: dict[str, KPIDefinition] = field(default_factory=dict)
    items: dict[str, Contradiction] = field(default_factory=dict)

    def reading(self, kpi: str, period: Period) -> Measurement:
        """Find the reading of a KPI that stands for a period."""
        found = Measurement.objects.current().filter(
            kpi=self.kpis[kpi], period_start=period.start, period_end=period.end
        )
        return found.get()
