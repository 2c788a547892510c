"""Opening a bridge: between which figures, by whom, and when it cannot be."""

from decimal import Decimal

import pytest

from governance.actions import contradictions as items
from governance.actions.positions import Statement, add_position
from governance.models import Bridge
from tests.factories.bridges import Drawn
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating
from tests.factories.metrics import KPIFactory, reading
from tests.governance.views.bridging import page_of
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(company: Company) -> Drawn:
    return Drawn(company)


class TestStart:
    def test_begins_with_one_hatched_bar_nobody_has_explained(self, company: Company) -> None:
        item = investigating(company)

        page = text(visit(company.marketing_head, page_of(item)))

        assert "differ by <b>647</b> MQLs: none is explained yet." in page
        assert page.count('class="un"') == 1
        assert "Build the bridge" in page
        assert page.count("btn btn-1") == 1

    def test_opens_a_draft(self, company: Company) -> None:
        item = investigating(company)

        answer = visit(
            company.marketing_head,
            f"{page_of(item)}start/",
            {"sides": "1-2", "version": item.version},
        )

        assert answer.status_code == 302
        assert item.bridges.get().status == "draft"

    def test_refuses_the_outsider_and_a_second_draft(self, drawn: Drawn) -> None:
        start = f"{page_of(drawn.item)}start/"

        refused = visit(drawn.company.outsider, start, {"sides": "1-2"})
        again = visit(drawn.owner, start, {"sides": "1-2"})

        assert (refused.status_code, again.status_code) == (403, 409)
        assert "may draw up a bridge" in text(refused)
        assert Bridge.objects.count() == 1

    def test_says_when_it_can_be_built(self, company: Company) -> None:
        item = assigned(company)

        page = text(visit(company.marketing_head, page_of(item)))

        assert "once the owner takes" in page
        assert "btn-1" not in page

    def test_says_why_no_bridge_can_lead_between_two_units(self, company: Company) -> None:
        sla = KPIFactory(function=company.sales, domain=company.leads, unit="percent")
        days = KPIFactory(function=company.marketing, domain=company.leads, unit="days")
        statements = [Statement(measurement=reading(one, 97)) for one in (sla, days)]
        item = items.log(statements=statements, actor=company.steward, at=clock.tick())

        assert "No bridge can lead between these sides" in text(
            visit(company.outsider, page_of(item))
        )

    def test_offers_each_pair_of_three_sides(self, company: Company) -> None:
        item = investigating(company)
        add_position(
            item=item,
            statement=Statement(label="Finance", value=Decimal(300), unit="count"),
            actor=company.steward,
            at=clock.tick(),
        )

        page = text(visit(company.outsider, f"{page_of(item)}?sides=3-2"))

        assert "Marketing → Sales" in page
        assert 'aria-current="true">Sales → Finance' in page
        assert "Sales and Finance differ by <b>100</b>" in page

    @pytest.mark.parametrize("query", ["?sides=1-9", "?sides=x", "?bridge=999", "?bridge=x"])
    def test_a_bridge_that_is_not_there_is_not_found(self, drawn: Drawn, query: str) -> None:
        assert visit(drawn.owner, page_of(drawn.item) + query).status_code == 404

    def test_confidential_items_are_not_there_for_others(self, company: Company) -> None:
        item = investigating(company, is_confidential=True)

        assert visit(company.outsider, page_of(item)).status_code == 404
        assert visit(company.outsider, f"{page_of(item)}start/", {}).status_code == 404
        assert visit(None, page_of(item)).status_code == 302
