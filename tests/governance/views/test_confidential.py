"""A confidential item is named to nobody outside it, whatever leads there."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from governance.actions.clocks import pause
from governance.actions.contradictions import describe
from governance.actions.follow_ups import add_follow_up
from governance.actions.forcing import force
from governance.actions.options import ask_agreers
from governance.actions.rights import end, grant
from governance.models import Contradiction, DecisionRight
from governance.waiting import standing
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating, proposed

FIGURE = "847"


def _home(client: Client, person: User) -> str:
    client.force_login(person)
    return client.get(reverse("home")).content.decode()


def _waiting(person: User) -> int:
    return standing(person, clock.moment).counts["home"]


def _asked(item: Contradiction, person: User, company: Company) -> None:
    told: dict[str, Any] = {"actor": company.marketing_head, "at": clock.tick()}
    ask_agreers(item=item, people=[person], **told)


def test_an_executive_who_stands_in_does_not_read_it_at_home(
    client: Client, company: Company
) -> None:
    right = DecisionRight.objects.get(right="decides", domain=company.leads)
    said = {"actor": company.steward, "reason": "New office"}
    end(right=right, until=clock.moment.date(), at=clock.tick(), **said)
    proposed(company, is_confidential=True)

    assert FIGURE not in _home(client, company.executive)
    assert _waiting(company.executive) == 0

    proposed(company)
    assert FIGURE in _home(client, company.executive)
    assert _waiting(company.executive) == 1


def test_whoever_was_asked_before_it_became_confidential_may_still_answer(
    client: Client, company: Company
) -> None:
    item = investigating(company)
    _asked(item, company.outsider, company)
    assert FIGURE in _home(client, company.outsider)

    describe(item=item, is_confidential=True, actor=company.steward, at=clock.tick())

    assert FIGURE in _home(client, company.outsider)
    assert _waiting(company.outsider) == 1
    assert FIGURE not in _home(client, company.viewer)


class TestNobodyOutside:
    """Nothing is asked of somebody who could not read what it is about."""

    def test_is_asked_to_agree(self, company: Company) -> None:
        item = investigating(company, is_confidential=True)

        with pytest.raises(ValidationError, match="Outsider may not read it"):
            _asked(item, company.outsider, company)
        _asked(item, company.sales_head, company)

    def test_is_waited_for(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="may not read it"):
            pause(
                item=investigating(company, is_confidential=True),
                waiting_on=company.outsider,
                until_on=clock.moment.date() + timedelta(days=1),
                reason="The export runs on Friday.",
                actor=company.marketing_head,
                at=clock.tick(),
            )

    def test_promises(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="may not read it"):
            add_follow_up(
                item=decided(company, is_confidential=True),
                title="Retire the sheet",
                owner=company.outsider,
                due_on=clock.moment.date(),
                actor=company.decider,
                at=clock.tick(),
            )

    def test_is_told_of_a_forced_reconciliation(self, company: Company) -> None:
        inside = company.sales_head
        grant(
            person=inside,
            right="force",
            domain=company.root,
            actor=company.steward,
            at=clock.tick(),
        )

        with pytest.raises(ValidationError, match="may not read it"):
            force(
                item=investigating(company, is_confidential=True),
                overruled="Each function reports its own count.",
                reason="The board saw two numbers.",
                belief="Each function knows its own number best.",
                told=[company.outsider],
                actor=inside,
                at=clock.tick(),
            )
