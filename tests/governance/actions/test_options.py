"""Options are changed as they stand under the lock, and only those on the table are chosen."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from governance.actions import acceptances, decisions, options
from governance.models import Contradiction, Option
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    decision_facts,
    first_option,
    proposed,
    ready_to_propose,
)


def _by(company: Company) -> dict[str, Any]:
    return {"actor": company.marketing_head, "at": clock.tick()}


class TestChange:
    def test_keeps_what_somebody_else_changed_meanwhile(self, company: Company) -> None:
        item = ready_to_propose(company)
        mine, theirs = first_option(item), first_option(item)
        options.change_option(option=theirs, risk=-2, **_by(company))

        options.change_option(option=mine, summary="Plan on worked leads", **_by(company))

        kept = first_option(item)
        assert (kept.summary, kept.risk) == ("Plan on worked leads", -2)

    def test_refuses_one_that_was_withdrawn(self, company: Company) -> None:
        item = ready_to_propose(company)
        option = first_option(item)
        options.withdraw_option(
            option=first_option(item), reason="It repeats option B.", **_by(company)
        )

        with pytest.raises(IllegalMove, match="Option A is not on the table"):
            options.change_option(option=option, risk=-2, **_by(company))
        with pytest.raises(IllegalMove, match="Option A is not on the table"):
            options.withdraw_option(option=option, reason="Again.", **_by(company))

    def test_refuses_an_outsider(self, company: Company) -> None:
        option = first_option(ready_to_propose(company))

        with pytest.raises(NotEntitled):
            options.change_option(option=option, risk=-2, actor=company.outsider, at=clock.tick())


def _propose(item: Contradiction, option: Option, company: Company) -> Contradiction:
    return decisions.propose(item=item, recommended=option, **_by(company))


def _decide(item: Contradiction, option: Option, company: Company) -> Contradiction:
    facts = decision_facts(item) | {"option": option}
    return decisions.decide(item=item, actor=company.decider, at=clock.tick(), **facts)


def _accept(item: Contradiction, option: Option, company: Company) -> Contradiction:
    return acceptances.accept_until(
        item=item,
        option=option,
        disclosure="They count different things.",
        reason="The CRM moves in December.",
        exposure_note="not estimated",
        none_voiced=True,
        actor=company.decider,
        at=clock.tick(),
    )


@pytest.mark.parametrize(
    ("state", "choose"), [(ready_to_propose, _propose), (proposed, _decide), (proposed, _accept)]
)
class TestChoosing:
    """Recommending, deciding and accepting take an option of this item that still stands."""

    def test_refuses_an_option_of_another_item(
        self,
        company: Company,
        state: Callable[[Company], Contradiction],
        choose: Callable[..., Contradiction],
    ) -> None:
        item, other = state(company), state(company)

        with pytest.raises(ValidationError, match="on the table"):
            choose(item, first_option(other), company)

    def test_refuses_an_option_that_was_withdrawn(
        self,
        company: Company,
        state: Callable[[Company], Contradiction],
        choose: Callable[..., Contradiction],
    ) -> None:
        item = state(company)
        option = first_option(item)
        Option.objects.filter(pk=option.pk).update(is_withdrawn=True)
        option.refresh_from_db()

        with pytest.raises(ValidationError, match="on the table"):
            choose(item, option, company)
