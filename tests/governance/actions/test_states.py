"""Every state can be reached by legal moves, and each leaves a complete ledger."""

import pytest

from governance.models import Contradiction
from tests.factories.governance import STATES, Company, item_in, resolvable


@pytest.mark.parametrize("status", list(STATES))
def test_reaches_the_state_by_legal_moves(company: Company, status: str) -> None:
    item = item_in(status, company)

    assert Contradiction.objects.get(pk=item.pk).status == status


def test_owner_resolves_a_mild_item_everybody_agrees_on(company: Company) -> None:
    from governance.actions.outcomes import resolve
    from tests.factories.clock import clock

    item = resolve(item=resolvable(company), actor=company.marketing_head, at=clock.tick())

    assert item.status == "verifying"
