"""Forcing a reconciliation begins again: nothing of the cycle before runs on."""

from datetime import timedelta

import pytest

from governance.actions.clocks import pause
from governance.actions.decisions import force
from governance.models import Contradiction
from governance.refusals import NotEntitled
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating


def _forced(item: Contradiction, company: Company) -> Contradiction:
    return force(
        item=item,
        overruled="Each function reports its own count.",
        told=[company.sales_head],
        actor=company.force_holder,
        at=clock.tick(),
    )


def test_ends_a_pause_and_the_due_times_of_the_cycle_before(company: Company) -> None:
    item = pause(
        item=decided(company),
        waiting_on=company.sales_head,
        until_on=clock.moment.date() + timedelta(days=2),
        reason="The export runs on Friday.",
        actor=company.marketing_head,
        at=clock.tick(),
    )

    item = _forced(item, company)

    assert (item.cycle, item.root_cause, item.recommended) == (2, "", None)
    assert (item.decided_at, item.done_due_at, item.paused_until) == (None, None, None)
    assert item.answer_due_at is not None
    assert item.due_at == item.answer_due_at > clock.moment
    assert not item.pauses.filter(ended_at__isnull=True).exists()


def test_shortens_what_runs_to_the_times_of_s1(company: Company) -> None:
    item = investigating(company)
    before = item.answer_due_at
    assert before is not None

    item = _forced(item, company)

    assert (item.severity, item.cycle) == (1, 1)
    assert item.due_at is not None
    assert item.due_at < before


def test_refuses_an_outsider(company: Company) -> None:
    item = decided(company)

    with pytest.raises(NotEntitled):
        force(
            item=item,
            overruled="Each function reports its own count.",
            told=[company.sales_head],
            actor=company.outsider,
            at=clock.tick(),
        )
