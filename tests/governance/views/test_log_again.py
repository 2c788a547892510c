"""A second sighting adds to the open item."""

from typing import Any

import pytest
from django.test import Client

from governance.actions.positions import Statement
from governance.actions.sightings import add_reading
from metrics.models import KPI
from tests.factories.clock import clock
from tests.factories.governance import Company, dismissed, logged
from tests.factories.metrics import Q4, reading
from tests.governance.views.reading_pages import secret

pytestmark = pytest.mark.django_db
LINK = "https://crm.example.com/reports/418"
NEW = "/register/new/"


@pytest.fixture
def steward(company: Company, client: Client) -> Client:
    client.force_login(company.steward)
    return client


@pytest.fixture
def pair(company: Company) -> tuple[KPI, KPI]:
    first, second = company.kpi_pair()
    reading(first, 847)
    reading(second, 200)
    return first, second


def two(pair: tuple[KPI, KPI], **more: Any) -> dict[str, Any]:
    return {"a-kpi": pair[0].slug, "b-kpi": pair[1].slug, "url": LINK, **more}


class TestAdd:
    def test_revises_the_side_that_reads_differently(
        self, company: Company, steward: Client
    ) -> None:
        item = logged(company)
        kpis = [row.kpi for row in item.positions.all()]
        reading(kpis[0], 912, Q4)

        answer = steward.post(f"{NEW}add/{item.code}/", two(kpis))

        item.refresh_from_db()
        assert answer["Location"] == f"/c/{item.code}/"
        assert item.title == "Marketing counts 912 MQLs; Sales finds 200."
        assert item.positions.count() == 3
        assert item.evidence.count() == 1

    def test_a_new_metric_is_a_further_side(
        self, company: Company, steward: Client, pair: Any
    ) -> None:
        item = logged(company)
        shared = item.positions.earliest("order").kpi

        steward.post(f"{NEW}add/{item.code}/", two((shared, pair[1])))

        assert item.positions.filter(superseded_by__isnull=True).count() == 3

    def test_the_same_again_changes_no_side(self, company: Company, steward: Client) -> None:
        item = logged(company)
        first = item.positions.earliest("order")
        assert first.measurement is not None

        add_reading(
            item=item,
            statement=Statement(measurement=first.measurement),
            actor=company.steward,
            at=clock.tick(),
        )

        assert item.positions.count() == 2

    def test_what_one_may_not_see_is_not_there(self, company: Company, pair: Any) -> None:
        item = secret(company)
        client = Client()
        client.force_login(company.outsider)

        assert client.post(f"{NEW}add/{item.code}/", two(pair)).status_code == 404

    def test_an_item_that_ended_takes_no_reading(
        self, company: Company, steward: Client, pair: Any
    ) -> None:
        item = dismissed(company)

        answer = steward.post(f"{NEW}add/{item.code}/", two(pair))

        assert answer.status_code == 409
        assert item.positions.count() == 2
