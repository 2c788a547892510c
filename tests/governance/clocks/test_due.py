"""Due times follow a severity that is raised, from the moment it is."""

from datetime import timedelta

from governance.actions.contradictions import assign, change_severity
from governance.actions.silence import falls_due
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, logged


def mild(company: Company) -> Contradiction:
    """Return an item with the longest time to answer, a week of it gone."""
    item = assign(
        item=logged(company),
        owner=company.marketing_head,
        layer=2,
        severity=4,
        actor=company.steward,
        at=clock.tick(),
    )
    clock.moment += timedelta(days=7)
    return item


def rated(item: Contradiction, severity: int, company: Company) -> Contradiction:
    return change_severity(
        item=item, severity=severity, reason="It grew", actor=company.steward, at=clock.tick()
    )


def test_an_old_item_is_not_late_because_its_severity_is_raised(company: Company) -> None:
    item = mild(company)
    running = item.due_at
    assert running is not None

    raised = rated(item, 1, company)

    assert raised.due_at is not None
    assert clock.moment + timedelta(days=1) < raised.due_at < running
    assert "overdue" not in [step.name for _, step in falls_due(clock.moment)]


def test_raising_and_lowering_gives_nobody_more_time(company: Company) -> None:
    raised = rated(mild(company), 1, company)
    clock.moment += timedelta(days=1)

    lowered = rated(raised, 3, company)
    again = rated(lowered, 1, company)

    assert lowered.due_at == again.due_at == raised.due_at
