"""Domains, systems, KPIs and readings."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.db import transaction

from accounts.actions.people import system_actor
from accounts.recording import Act
from metrics.models import KPI, DataDomain, Measurement, SourceSystem
from tests.factories.clock import clock

Q3 = (date(2026, 7, 1), date(2026, 9, 30))
Q4 = (date(2026, 10, 1), date(2026, 12, 31))
NEXT_Q1 = (date(2027, 1, 1), date(2027, 3, 31))


class Recorded(factory.Factory[Any]):
    """Make a governed record under an act of the system, as set-up does."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **kwargs: Any) -> Any:
        actor = system_actor(clock.tick())
        with transaction.atomic():
            return Act(actor=actor, at=clock.tick(), verb="set_up").record(model_class(**kwargs))


class DomainFactory(Recorded):
    """A data domain."""

    class Meta:
        model = DataDomain

    name = factory.LazyFunction(lambda: f"Domain {clock.number('Domain')}")
    slug = factory.LazyAttribute(lambda made: made.name.lower().replace(" ", "-"))


class SystemFactory(Recorded):
    """A source system."""

    class Meta:
        model = SourceSystem

    name = factory.LazyFunction(lambda: f"System {clock.number('System')}")
    slug = factory.LazyAttribute(lambda made: made.name.lower().replace(" ", "-"))


class KPIFactory(Recorded):
    """A count of a function; give `kind="customer"` for the customer's voice."""

    class Meta:
        model = KPI

    name = factory.LazyFunction(lambda: f"KPI {clock.number('KPI')}")
    slug = factory.LazyFunction(lambda: f"kpi-{clock.number('slug')}")
    domain = factory.SubFactory(DomainFactory)
    system = factory.SubFactory(SystemFactory)
    cadence = KPI.Cadence.QUARTER
    unit_label = "leads"


def reading(
    kpi: KPI, value: int | str | Decimal, period: tuple[date, date] = Q3, **more: Any
) -> Measurement:
    """Record one reading of a KPI."""
    actor = system_actor(clock.tick())
    at = clock.tick()
    row = Measurement(
        kpi=kpi,
        value=Decimal(value),
        period_start=period[0],
        period_end=period[1],
        as_of=period[1],
        system=kpi.system,
        recorded_by=actor,
        recorded_at=at,
        **more,
    )
    with transaction.atomic():
        return Act(actor=actor, at=at, verb="record_reading").record(row)
