"""What several page tests read from an answer, and items they need."""

from typing import Any

from governance.actions import contradictions as items
from governance.actions.positions import Statement
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.factories.metrics import KPIFactory, SystemFactory, reading

HTMX = {"HX-Request": "true"}


def codes(page: Any) -> list[str]:
    return [row.code for row in page.context["rows"]]


def red_for_the_customer(company: Company, **more: Any) -> Contradiction:
    system = SystemFactory()
    sla = KPIFactory(
        name="SLA met", function=company.sales, domain=company.leads, system=system, target=95
    )
    chases = KPIFactory(
        name="Chases", kind="customer", domain=company.leads, system=system, target=1
    )
    chases.direction = "lower"
    statements = [
        Statement(measurement=reading(sla, 97)),
        Statement(measurement=reading(chases, 3), target_status="off"),
    ]
    return items.log(statements=statements, actor=company.steward, at=clock.tick(), **more)


def secret(company: Company) -> Contradiction:
    return logged(company, (555, 444), is_confidential=True)
