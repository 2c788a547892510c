from datetime import date
from decimal import Decimal

import pytest

from governance.models import Contradiction, Origin, Position
from metrics.models import KPI
from tests.factories.governance import Company
from tests.governance.actions.importing import rows, take, told

pytestmark = pytest.mark.django_db


class TestIssues:
    HEADER = (
        "reference,side_1,kpi_1,value_1,claim_1,side_2,kpi_2,value_2,claim_2,period,occurred_on,"
        "domain,layer,severity,owner,exposure,currency\n"
    )

    @pytest.fixture
    def pair(self, company: Company) -> tuple[KPI, KPI]:
        return company.kpi_pair()

    def row(self, pair: tuple[KPI, KPI], **cells: str) -> str:
        usual = {
            "reference": "LOG-1",
            "kpi_1": pair[0].slug,
            "value_1": "847",
            "kpi_2": pair[1].slug,
            "value_2": "200",
            "period": "2026-Q3",
            "occurred_on": "2026-10-02",
        }
        names = self.HEADER.strip().split(",")
        return self.HEADER + ",".join((usual | cells).get(name, "") for name in names) + "\n"

    def test_are_logged_under_their_reference(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        outcome = take(
            company, "issues", self.row(pair), actor=company.steward, file_name="log.csv"
        )

        assert told(outcome) == []
        item = Contradiction.objects.get()
        assert (item.status, item.raiser, item.decider) == (
            "logged",
            company.steward,
            company.decider,
        )
        assert item.occurred_on == date(2026, 10, 2)
        assert [position.value for position in item.positions.all()] == [847, 200]
        origin = Origin.objects.get()
        assert (origin.contradiction, str(origin)) == (item, "LOG-1 in log.csv")

    def test_with_an_owner_are_assigned_at_once(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        text = self.row(
            pair,
            owner="head.of.marketing@example.com",
            layer="2",
            severity="1",
            exposure="1200000",
            currency="EUR",
        )
        outcome = take(company, "issues", text, actor=company.steward)

        assert told(outcome) == []
        item = Contradiction.objects.get()
        assert (item.status, item.owner, item.severity) == (
            "assigned",
            company.marketing_head,
            1,
        )
        assert (item.exposure, item.exposure_currency) == (Decimal(1_200_000), "EUR")

    def test_that_are_here_live_their_own_life(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        take(company, "issues", self.row(pair), actor=company.steward)
        version = Contradiction.objects.get().version
        outcome = take(company, "issues", self.row(pair, value_1="900"), actor=company.steward)

        assert rows(outcome) == [(2, "unchanged")]
        assert Contradiction.objects.get().version == version

    def test_of_the_same_figures_name_the_open_item(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        take(company, "issues", self.row(pair), actor=company.steward)
        text = self.row(pair, reference="LOG-2")
        outcome = take(company, "issues", text, actor=company.steward)

        assert rows(outcome) == [(2, "refused")]
        assert Contradiction.objects.get().code in told(outcome)[0]

    def test_of_words_need_no_kpi(self, company: Company) -> None:
        text = (
            "reference,side_1,claim_1,side_2,claim_2,domain,kind\n"
            "LOG-9,Sales,All green,customer,Still waiting,leads,signal\n"
        )
        outcome = take(company, "issues", text, actor=company.steward)

        assert told(outcome) == []
        sides = {row.label: row for row in Position.objects.all()}
        assert sides["Sales"].function == company.sales
        assert sides["customer"].is_customer

    @pytest.mark.parametrize(
        ("cells", "field"),
        [
            ({"value_1": ""}, "claim_1"),
            ({"kpi_2": ""}, "side_2"),
            ({"value_2": "many"}, "value_2"),
            ({"period": "last summer"}, "period"),
            ({"occurred_on": "2.10.2026"}, "occurred_on"),
            ({"owner": "head.of.marketing@example.com"}, "layer"),
            ({"owner": "nobody@example.com", "layer": "2"}, "owner"),
            ({"severity": "5"}, "severity"),
            ({"exposure": "100"}, "exposure"),
            ({"reference": ""}, "reference"),
            ({"reference": "x" * 81}, "reference"),
        ],
    )
    def test_name_the_field_that_is_wrong(
        self, company: Company, pair: tuple[KPI, KPI], cells: dict[str, str], field: str
    ) -> None:
        outcome = take(company, "issues", self.row(pair, **cells), actor=company.steward)

        assert field in {problem.field for problem in outcome.row_problems}
        assert not Contradiction.objects.exists()
