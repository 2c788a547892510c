from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.models import LedgerEntry
from accounts.refusals import IllegalMove, NotEntitled
from governance.actions.definitions import approve
from metrics.actions.definitions import propose_definition
from metrics.actions.measurements import correct_reading, record_reading
from metrics.models import KPI, Measurement
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory

AUGUST = {"period_start": date(2026, 8, 1), "period_end": date(2026, 8, 31)}


@pytest.fixture
def kpi(company: Company) -> KPI:
    return company.kpi_pair()[0]


@pytest.fixture
def rate(company: Company) -> KPI:
    return KPIFactory(
        domain=company.leads,
        system=SystemFactory(),
        function=company.sales,
        unit="percent",
        unit_label="on time",
    )


def recorded(company: Company, kpi: KPI, **facts: Any) -> Measurement:
    given: dict[str, Any] = {
        "kpi": kpi,
        **AUGUST,
        "as_of": date(2026, 9, 2),
        "actor": company.outsider,
        "at": clock.tick(),
    }
    return record_reading(**(given | facts))


def corrected(company: Company, reading: Measurement, **facts: Any) -> Measurement:
    given: dict[str, Any] = {
        "reading": reading,
        "value": Decimal(840),
        "as_of": date(2026, 9, 5),
        "reason": "Seven were test entries",
        "actor": company.steward,
        "at": clock.tick(),
    }
    return correct_reading(**(given | facts))


def approved_from(company: Company, kpi: KPI, day: date) -> Any:
    draft = propose_definition(
        kpi=kpi,
        meaning="Score over 60.",
        formula="count",
        effective_from=day,
        actor=company.steward,
        at=clock.tick(),
    )
    return approve(definition=draft, actor=company.marketing_head, at=clock.tick())


class TestRecordReading:
    def test_keeps_where_a_figure_comes_from(self, company: Company, kpi: KPI) -> None:
        definition = approved_from(company, kpi, date(2026, 9, 1))

        row = recorded(company, kpi, value=Decimal(847))

        assert (row.value, row.system, row.definition) == (Decimal(847), kpi.system, definition)
        assert row.recorded_by == company.outsider
        entry = LedgerEntry.objects.get(table_name="metrics_measurement", row_id=row.pk)
        assert (entry.chain, entry.verb) == (kpi.chain, "record_reading")

    def test_a_meaning_that_began_later_is_not_claimed(self, company: Company, kpi: KPI) -> None:
        approved_from(company, kpi, date(2026, 9, 3))

        assert recorded(company, kpi, value=Decimal(847)).definition is None

    def test_a_rate_follows_from_its_parts(self, company: Company, rate: KPI) -> None:
        row = recorded(company, rate, numerator=Decimal(45), denominator=Decimal(60))

        assert row.value == Decimal(75)

    def test_nothing_out_of_nothing_is_not_measurable(self, company: Company, rate: KPI) -> None:
        row = recorded(company, rate, numerator=Decimal(0), denominator=Decimal(0))
        row.refresh_from_db()

        assert row.value is None

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({}, "value"),
            ({"numerator": Decimal(3), "denominator": Decimal(2)}, "numerator"),
            ({"value": Decimal(1), "numerator": Decimal(1)}, "denominator"),
            ({"value": Decimal(1), "as_of": date(2026, 7, 31)}, "as_of"),
            ({"value": Decimal(1), "as_of": date(2026, 12, 1)}, "as_of"),
            ({"value": Decimal(1), "period_end": date(2026, 7, 31)}, "period_end"),
            ({"value": Decimal(1), "grade": "guessed"}, "grade"),
            ({"value": Decimal("0.00001")}, "value"),
        ],
    )
    def test_refuses_by_field(
        self, company: Company, rate: KPI, facts: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(ValidationError) as refused:
            recorded(company, rate, **facts)

        assert field in refused.value.message_dict
        assert not Measurement.objects.exists()

    def test_refuses_the_meaning_of_another_kpi(self, company: Company, kpi: KPI) -> None:
        other = approved_from(company, company.kpi_pair()[0], date(2026, 1, 1))

        with pytest.raises(ValidationError, match="defines another KPI"):
            recorded(company, kpi, value=Decimal(1), definition=other)

    def test_refuses_a_second_value_and_says_what_to_do(self, company: Company, kpi: KPI) -> None:
        recorded(company, kpi, value=Decimal(847))

        with pytest.raises(ValidationError, match="Correct that reading instead"):
            recorded(company, kpi, value=Decimal(840))

    def test_another_segment_is_another_reading(self, company: Company, kpi: KPI) -> None:
        recorded(company, kpi, value=Decimal(847))

        assert recorded(company, kpi, value=Decimal(40), segment="Brazil").segment == "Brazil"

    @pytest.mark.parametrize("who", ["viewer", "decider", "auditor", "administrator"])
    def test_refuses_who_only_reads(self, company: Company, kpi: KPI, who: str) -> None:
        with pytest.raises(NotEntitled, match="contributor or a steward"):
            recorded(company, kpi, value=Decimal(847), actor=getattr(company, who))


class TestCorrectReading:
    def test_the_first_row_stays_and_is_superseded(self, company: Company, kpi: KPI) -> None:
        first = recorded(company, kpi, value=Decimal(847))

        later = corrected(company, first)

        assert later.supersedes == first
        assert list(Measurement.objects.current()) == [later]
        assert Measurement.objects.get(pk=first.pk).value == Decimal(847)
        assert later.reason == "Seven were test entries"

    def test_what_was_corrected_is_not_corrected_twice(self, company: Company, kpi: KPI) -> None:
        first = recorded(company, kpi, value=Decimal(847))
        corrected(company, first)

        with pytest.raises(IllegalMove, match="corrected already"):
            corrected(company, first, value=Decimal(1))

    def test_needs_a_reason_and_a_later_day(self, company: Company, kpi: KPI) -> None:
        first = recorded(company, kpi, value=Decimal(847))

        with pytest.raises(ValidationError, match="what was wrong"):
            corrected(company, first, reason=" ")
        with pytest.raises(ValidationError, match="before the reading it corrects"):
            corrected(company, first, as_of=first.as_of - timedelta(days=1))

    def test_refuses_who_only_reads(self, company: Company, kpi: KPI) -> None:
        first = recorded(company, kpi, value=Decimal(847))

        with pytest.raises(NotEntitled):
            corrected(company, first, actor=company.viewer)

    @pytest.mark.parametrize("sql", ["UPDATE {} SET value = 1", "DELETE FROM {}"])
    def test_the_database_refuses_to_change_a_reading(
        self, company: Company, kpi: KPI, sql: str
    ) -> None:
        recorded(company, kpi, value=Decimal(847))

        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql.format("metrics_measurement"))
