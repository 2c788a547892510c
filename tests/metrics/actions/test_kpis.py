from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.refusals import NotEntitled, Stale
from metrics.actions.kpis import add_kpi, change_kpi
from metrics.models import KPI
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import SystemFactory, reading


def added(company: Company, **facts: Any) -> KPI:
    given: dict[str, Any] = {
        "name": "Won deals",
        "slug": "won-deals",
        "domain": company.leads,
        "system": SystemFactory(),
        "function": company.sales,
        "actor": company.steward,
        "at": clock.tick(),
    }
    return add_kpi(**(given | facts))


def changed(company: Company, kpi: KPI, **facts: Any) -> KPI:
    given: dict[str, Any] = {
        "kpi": kpi,
        "reason": "New plan",
        "actor": company.steward,
        "at": clock.tick(),
    }
    return change_kpi(**(given | facts))


class TestAddKpi:
    def test_starts_at_version_one_without_a_meaning(self, company: Company) -> None:
        kpi = added(company, target=Decimal(30))

        assert (kpi.version, kpi.current_definition) == (1, None)
        assert kpi.history.count() == 1

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"slug": "taken"}, "slug"),
            ({"function": None}, "function"),
            ({"unit": "money"}, "currency"),
            ({"currency": "EUR"}, "currency"),
            ({"unit": "money", "currency": "eur"}, "currency"),
            ({"at_risk": Decimal(5)}, "at_risk"),
            ({"target": Decimal(5), "at_risk": Decimal(6)}, "at_risk"),
            ({"target": Decimal(5), "at_risk": Decimal(4), "direction": "lower"}, "at_risk"),
            ({"unit": "furlongs"}, "unit"),
            ({"target": Decimal(1234567890123456)}, "target"),
        ],
    )
    def test_refuses_what_makes_no_sense_by_field(
        self, company: Company, facts: dict[str, Any], field: str
    ) -> None:
        added(company, slug="taken")

        with pytest.raises(ValidationError) as refused:
            added(company, **facts)

        assert field in refused.value.message_dict

    @pytest.mark.parametrize("who", ["outsider", "viewer", "marketing_head", "decider", "auditor"])
    def test_refuses_who_does_not_keep_them(self, company: Company, who: str) -> None:
        with pytest.raises(NotEntitled):
            added(company, actor=getattr(company, who))

    def test_takes_no_field_it_does_not_know(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="Not kept of a KPI: owner"):
            added(company, owner=company.steward)


class TestChangeKpi:
    def test_moves_the_version_and_keeps_the_reason(self, company: Company) -> None:
        kpi = changed(company, added(company), target=Decimal(40), version=1)

        assert (kpi.version, kpi.target) == (2, Decimal(40))
        assert kpi.history.first().history_change_reason == "New plan"

    def test_refuses_a_stale_version(self, company: Company) -> None:
        kpi = added(company)
        changed(company, kpi, target=Decimal(40))

        with pytest.raises(Stale, match="was changed by RevOps lead"):
            changed(company, kpi, target=Decimal(50), version=1)

        kpi.refresh_from_db()
        assert kpi.target == Decimal(40)

    def test_refuses_another_unit_once_there_are_readings(self, company: Company) -> None:
        kpi = added(company)
        reading(kpi, 30)

        with pytest.raises(ValidationError, match="has readings in it"):
            changed(company, kpi, unit="percent")

    def test_refuses_to_point_at_a_meaning(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="current_definition"):
            changed(company, added(company), current_definition=None)

    def test_needs_a_reason(self, company: Company) -> None:
        with pytest.raises(ValidationError) as refused:
            changed(company, added(company), target=Decimal(1), reason=" ")

        assert "reason" in refused.value.message_dict

    def test_refuses_an_outsider(self, company: Company) -> None:
        with pytest.raises(NotEntitled):
            changed(company, added(company), actor=company.outsider)
