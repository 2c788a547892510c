"""Who promised a follow-up ends it, and each act on one is told on its own."""

from datetime import timedelta

import pytest

from accounts.models import User
from governance.actions.follow_ups import add_follow_up, complete
from governance.models import Contradiction, FollowUp
from governance.refusals import NotEntitled
from tests.factories.clock import clock
from tests.factories.governance import Company, decided
from tests.factories.telling import told


def _promised(item: Contradiction, owner: User, title: str, company: Company) -> FollowUp:
    return add_follow_up(
        item=item,
        title=title,
        owner=owner,
        due_on=clock.moment.date() + timedelta(days=9),
        actor=company.decider,
        at=clock.tick(),
    )


def test_a_viewer_who_promised_proves_it(company: Company) -> None:
    promised = _promised(decided(company), company.viewer, "Retire the sheet", company)

    done = complete(follow_up=promised, text="Gone.", actor=company.viewer, at=clock.tick())

    assert done.status == FollowUp.Status.DONE


def test_nobody_else_does_who_merely_takes_part(company: Company) -> None:
    item = decided(company)
    promised = _promised(item, company.viewer, "Retire the sheet", company)
    _promised(item, company.auditor, "Tell the auditors", company)

    for stranger in (company.outsider, company.auditor):
        with pytest.raises(NotEntitled):
            complete(follow_up=promised, text="Gone.", actor=stranger, at=clock.tick())


def test_two_promises_made_at_one_version_are_both_told(company: Company) -> None:
    item = decided(company)
    before = len(told())

    for title in ("Retire the sheet", "Rename the report"):
        _promised(item, company.sales_head, title, company)

    assert told()[before:] == [("add_follow_up", company.sales_head.pk)] * 2
