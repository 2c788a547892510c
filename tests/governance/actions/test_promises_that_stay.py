"""A follow-up promised in one cycle is owed in the next, until it is done or cancelled."""

from datetime import UTC, datetime, time, timedelta

import pytest

from governance.actions.decisions import reconsider
from governance.actions.follow_ups import add_follow_up, cancel, complete
from governance.actions.forcing import force
from governance.actions.silence import remind_of_days
from governance.clocks.ladder import ladder_of
from governance.dossier import Dossier
from governance.models import Contradiction, FollowUp
from governance.refusals import IllegalMove, NotEntitled
from governance.waiting import promises_open
from tests.factories.clock import clock
from tests.factories.governance import Company, decided
from tests.factories.telling import told


def _promised(company: Company, item: Contradiction) -> FollowUp:
    return add_follow_up(
        item=item,
        title="Rewrite the bonus rule",
        owner=company.outsider,
        due_on=clock.moment.date() + timedelta(days=30),
        actor=company.steward,
        at=clock.tick(),
    )


def _forced(company: Company, item: Contradiction) -> Contradiction:
    return force(
        item=item,
        overruled="Each function reports its own count.",
        reason="The board saw two numbers",
        belief="More leads mean more revenue.",
        actor=company.force_holder,
        at=clock.tick(),
    )


@pytest.fixture
def owed(company: Company) -> FollowUp:
    """Return a follow-up of the first cycle, of an item that is in its second."""
    row = _promised(company, decided(company))
    assert _forced(company, row.contradiction).cycle == 2
    return FollowUp.objects.get(pk=row.pk)


def test_whoever_promised_it_still_owes_it_and_is_reminded(
    company: Company, owed: FollowUp
) -> None:
    assert owed in promises_open(company.outsider)
    assert owed in Dossier(owed.contradiction).follow_ups

    remind_of_days(at=datetime.combine(owed.due_on, time(9), UTC))

    assert ("follow_up_due", company.outsider.pk) in told()


def test_whoever_promised_it_may_prove_it_and_nobody_else(company: Company, owed: FollowUp) -> None:
    with pytest.raises(NotEntitled):
        complete(follow_up=owed, actor=company.viewer, text="Done", at=clock.tick())
    kept = complete(follow_up=owed, actor=company.outsider, text="The rule is out", at=clock.tick())

    assert kept.status == FollowUp.Status.DONE
    assert kept not in Dossier(owed.contradiction).follow_ups, "it proves nothing of this cycle"
    with pytest.raises(NotEntitled):
        complete(follow_up=kept, actor=company.outsider, text="Again", at=clock.tick())


def test_it_can_be_cancelled_with_a_reason(company: Company, owed: FollowUp) -> None:
    kept = cancel(
        follow_up=owed, reason="The new rule needs none", actor=company.steward, at=clock.tick()
    )

    assert kept.status == FollowUp.Status.CANCELLED
    with pytest.raises(IllegalMove):
        complete(follow_up=kept, actor=company.steward, text="Late", at=clock.tick())


def test_it_can_be_proven_while_the_decision_is_made_anew(company: Company) -> None:
    item = decided(company)
    row = _promised(company, item)
    reconsider(item=item, reason="Prices changed", actor=company.decider, at=clock.tick())

    assert complete(follow_up=row, actor=company.outsider, text="Done", at=clock.tick()).proof


def test_the_ladder_of_a_decision_waits_for_it_too(company: Company) -> None:
    item = decided(company)
    row = _promised(company, item)
    FollowUp.objects.filter(pk=row.pk).update(cycle=0)
    item.refresh_from_db()

    assert company.outsider in ladder_of(item, clock.moment).silent(item)
