"""The tolerance: stated while an item is looked into, kept once a decision rests on it."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from governance.actions.contradictions import describe
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, item_in


def widen(company: Company, item: Contradiction, tolerance: int = 900) -> Contradiction:
    return describe(
        item=item, tolerance=Decimal(tolerance), actor=company.marketing_head, at=clock.tick()
    )


def test_is_set_while_the_item_is_looked_into(company: Company) -> None:
    assert widen(company, item_in("investigating", company)).tolerance == 900


@pytest.mark.parametrize("status", ["decided", "verifying", "accepted"])
def test_is_not_widened_once_a_decision_rests_on_it(company: Company, status: str) -> None:
    item = item_in(status, company)

    with pytest.raises(ValidationError, match="rests on this tolerance"):
        widen(company, item)

    item.refresh_from_db()
    assert item.tolerance == 2


def test_the_same_tolerance_again_leaves_no_version(company: Company) -> None:
    item = item_in("decided", company)

    assert widen(company, item, tolerance=2).version == item.version
    assert item.history.first().version == item.version
