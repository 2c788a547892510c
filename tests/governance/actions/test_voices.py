"""Who may speak for a side, and for whoever dissented."""

import pytest

from accounts.models import User
from governance.actions.contradictions import reassign
from governance.actions.outcomes import resolve
from governance.actions.positions import answer
from governance.models import Contradiction, Position
from governance.refusals import NotEntitled, Unmet
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating, resolvable

pytestmark = pytest.mark.django_db


def side(item: Contradiction, order: int) -> Position:
    return item.positions.get(order=order, superseded_by=None)


def says(position: Position, actor: User, word: str = "agreed") -> None:
    answer(position=position, answer=word, actor=actor, at=clock.tick())


def test_a_side_speaks_for_itself_alone(company: Company) -> None:
    item = investigating(company)
    colleague = PersonFactory.create(name="Sales analyst", function=company.sales)

    says(side(item, 2), colleague)
    for stranger in (company.marketing_head, company.outsider, company.decider):
        with pytest.raises(NotEntitled, match="may"):
            says(side(item, 2), stranger)
    with pytest.raises(NotEntitled, match="Only Marketing, or a steward who does not own"):
        says(side(item, 1), company.sales_head)


def test_an_owner_cannot_resolve_by_agreeing_for_everybody(company: Company) -> None:
    item = resolvable(company)
    says(side(item, 2), company.sales_head, "disputed")

    with pytest.raises(NotEntitled, match="Sales"):
        says(side(item, 2), company.marketing_head)
    with pytest.raises(Unmet, match="objection on Sales"):
        resolve(item=item, actor=company.marketing_head, at=clock.tick())


def test_a_steward_writes_down_what_was_said_but_not_for_an_item_of_their_own(
    company: Company,
) -> None:
    item = investigating(company)
    says(side(item, 2), company.steward, "confirmed")

    reassign(
        item=item, owner=company.steward, reason="Theirs", actor=company.steward, at=clock.tick()
    )

    with pytest.raises(NotEntitled, match="a steward who does not own"):
        says(side(item, 2), company.steward)
