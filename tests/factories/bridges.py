"""A bridge under way: an item under investigation, its two sides and some evidence."""

from decimal import Decimal
from typing import Any

from governance.actions import bridges
from governance.actions.evidence import add_evidence
from governance.models import Bridge, BridgeLine, Contradiction, Evidence
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating


class Drawn:
    """An item under investigation, its two sides, one piece of evidence, and a bridge."""

    def __init__(self, company: Company, item: Contradiction | None = None) -> None:
        self.company = company
        self.item = item or investigating(company)
        self.owner = company.marketing_head
        self.start, self.end = self.item.positions.order_by("order")
        self.evidence = self.shown("Sync log")
        self.bridge = bridges.start_bridge(
            item=self.item, start=self.start, end=self.end, actor=self.owner, at=clock.tick()
        )

    def shown(self, title: str) -> Evidence:
        return add_evidence(
            item=self.item, title=title, text="Seen.", actor=self.owner, at=clock.tick()
        )

    def add(self, amount: int | str, cause: int = 4, **more: Any) -> BridgeLine:
        facts = {
            "label": "score over 60",
            "evidence": self.evidence,
            "actor": self.owner,
            "at": clock.tick(),
            **more,
        }
        return bridges.add_line(bridge=self.bridge, cause=cause, amount=Decimal(amount), **facts)

    def submit(self, **more: Any) -> Bridge:
        facts = {"actor": self.owner, "at": clock.tick(), **more}
        return bridges.submit(bridge=self.bridge, **facts)

    def sign(self, **more: Any) -> Bridge:
        facts = {"actor": self.company.sales_head, "at": clock.tick(), **more}
        return bridges.sign(bridge=self.bridge, **facts)

    def signed(self) -> Bridge:
        self.add(-647)
        self.submit()
        return self.sign()
