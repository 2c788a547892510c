"""The Olist lists, where somebody has them, and what a few lines find in the files."""

import csv
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(
    os.environ.get("OLIST")
    or Path(__file__).resolve().parent.parent.parent.parent / "shared" / "data" / "olist"
)
LEADS, DEALS, ITEMS = "marketing_qualified_leads.csv", "closed_deals.csv", "order_items_sample.csv"
needs_olist = pytest.mark.skipif(not FOLDER.exists(), reason="OLIST names no folder of the lists")


@dataclass(frozen=True)
class Walk:
    """Two lists, the rules of each, and the steps that lead from one to the other."""

    left: str
    right: str
    stated: tuple[int, int]
    key: str
    steps: dict[str, int]
    left_rules: dict[str, Any] = field(default_factory=dict)
    right_rules: dict[str, Any] = field(default_factory=dict)

    @property
    def rules(self) -> dict[str, Any]:
        """The rules as the API takes them."""
        key = {"key": [{"column": self.key, "normaliser": "exact"}]}
        return {"left": key | self.left_rules, "right": key | self.right_rules}


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def walks() -> dict[str, Walk]:
    """Work the three bridges out from the files, with nothing of ours."""
    leads = {row["mql_id"]: _day(row["first_contact_date"], "%m/%d/%Y") for row in read(LEADS)}
    deals = {row["mql_id"]: date.fromisoformat(row["won_date"][:10]) for row in read(DEALS)}
    first = {key for key, day in leads.items() if _is_first_quarter(day)}
    won = {key for key, day in deals.items() if _is_first_quarter(day)}
    sellers = {row["seller_id"] for row in read(DEALS)}
    sold = {row["seller_id"] for row in read(ITEMS)}
    window = {"from": "2018-01-01", "before": "2018-04-01"}
    return {
        "leads-to-deals": Walk(
            LEADS,
            DEALS,
            (len(leads), len(deals)),
            "mql_id",
            {"left-absent": -len(leads.keys() - deals.keys())},
        ),
        "first-quarter": Walk(
            LEADS,
            DEALS,
            (len(first), len(won)),
            "mql_id",
            {
                "left-absent": -len(first - deals.keys()),
                "left-dates": -len((first & deals.keys()) - won),
                "right-dates": len(won - first),
            },
            {"period": {"column": "first_contact_date", **window}},
            {"period": {"column": "won_date", **window}},
        ),
        "deals-to-sellers": Walk(
            DEALS,
            ITEMS,
            (len(sellers), len(sold)),
            "seller_id",
            {"left-absent": -len(sellers - sold), "right-absent": len(sold - sellers)},
            right_rules={"counts": "key"},
        ),
    }


def _day(text: str, written: str) -> date:
    return datetime.strptime(text, written).date()  # noqa: DTZ007 - a day has no zone


def _is_first_quarter(day: date) -> bool:
    return date(2018, 1, 1) <= day < date(2018, 4, 1)
