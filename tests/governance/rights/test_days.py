"""What is agreed in advance holds from its day on, though nobody acts on that day."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from governance.actions.decisions import decide
from governance.actions.rights import end, grant
from governance.models import DecisionRight, Outbox
from governance.promises import outbox
from governance.refusals import NotEntitled
from tests.factories.clock import clock
from tests.factories.governance import Company, decision_facts, proposed


def _right(company: Company) -> DecisionRight:
    return DecisionRight.objects.get(right="decides", domain=company.leads)


def _ahead(days: int) -> date:
    return clock.moment.date() + timedelta(days=days)


def _kept_by(at: datetime) -> Iterator[str]:
    """Keep what is due, as a worker does, but for the mails."""
    while row := outbox.claim(at):
        if row.kind not in ("notice", "post"):
            outbox.keep(row, at)
            yield row.kind


def test_whose_right_ended_decides_no_more(company: Company) -> None:
    item = proposed(company)
    until = _ahead(3)
    end(
        right=_right(company),
        until=until,
        reason="New office",
        actor=company.steward,
        at=clock.tick(),
    )
    clock.tick(24 * 4)

    assert list(_kept_by(clock.tick())) == ["right_in_force"]

    item.refresh_from_db()
    assert item.decider is None
    assert f"ends on {until}" in item.history.latest().history_change_reason
    with pytest.raises(NotEntitled):
        decide(item=item, actor=company.decider, at=clock.tick(), **decision_facts(item))


def test_the_next_holder_decides_from_the_first_day(company: Company) -> None:
    item = proposed(company)
    said = {"actor": company.steward, "reason": "New office"}
    end(right=_right(company), until=_ahead(3), at=clock.tick(), **said)
    grant(
        person=company.arbiter,
        right="decides",
        domain=company.leads,
        since=_ahead(3),
        at=clock.tick(),
        **said,
    )
    item.refresh_from_db()
    assert item.decider == company.decider

    clock.tick(24 * 4)
    assert list(_kept_by(clock.tick())) == ["right_in_force"] * 2

    item.refresh_from_db()
    assert item.decider == company.arbiter


def test_a_right_that_begins_today_promises_nothing(company: Company) -> None:
    grant(
        person=company.viewer,
        right="consulted",
        domain=company.leads,
        actor=company.steward,
        at=clock.tick(),
    )

    assert not Outbox.objects.filter(kind="right_in_force").exists()


def test_a_right_is_not_drawn_out_into_the_time_of_another(company: Company) -> None:
    old = _right(company)
    said = {"actor": company.steward, "reason": "New office"}
    end(right=old, until=_ahead(-5), at=clock.tick(), **said)
    grant(
        person=company.arbiter,
        right="decides",
        domain=company.leads,
        since=_ahead(-5),
        at=clock.tick(),
        **said,
    )

    with pytest.raises(ValidationError, match="COO holds “decides”"):
        end(right=old, until=_ahead(30), at=clock.tick(), **said)
