"""Due times follow a severity that is raised, from the moment it is."""

from datetime import date, timedelta

from governance.actions.clocks import move_due
from governance.actions.contradictions import assign, change_severity, decline
from governance.actions.silence import falls_due
from governance.clocks.ladder import ladder_of
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating, logged


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


def moved(item: Contradiction, due_on: date, company: Company) -> Contradiction:
    told = {"reason": "The board meets", "actor": company.arbiter, "at": clock.tick()}
    return move_due(item=item, due_on=due_on, **told)


def test_an_old_item_is_not_late_because_its_severity_is_raised(company: Company) -> None:
    item = mild(company)
    running = item.due_at
    assert running is not None

    raised = rated(item, 1, company)

    assert raised.due_at is not None
    assert clock.moment + timedelta(days=1) < raised.due_at < running
    assert "overdue" not in [step.name for _, step in falls_due(clock.moment)]


def test_half_of_the_time_counts_from_the_raise(company: Company) -> None:
    item = rated(decided(company), 3, company)
    clock.moment += timedelta(days=35)
    assert not [step for _, step in falls_due(clock.moment) if step.name == "half_gone"]

    raised = rated(item, 1, company)

    at = clock.moment
    steps = {step.name: step.at for step in ladder_of(raised, at).steps(raised)}

    assert raised.tightened_at == at
    assert at + timedelta(days=1) < steps["half_gone"] < steps["due_next"]
    assert "half_gone" not in [step.name for _, step in falls_due(at)]


def test_half_of_the_time_counts_from_when_the_arbiter_makes_it_shorter(company: Company) -> None:
    item = investigating(company)
    assert item.due_at is not None
    clock.moment += timedelta(days=5)
    assert not list(falls_due(clock.moment))

    nearer = moved(item, item.due_at.date() - timedelta(days=2), company)

    at = clock.moment
    steps = {step.name: step.at for step in ladder_of(nearer, at).steps(nearer)}
    assert nearer.tightened_at == at
    assert not list(falls_due(at))
    assert at < steps["half_gone"] < steps["due_next"]


def test_more_time_from_the_arbiter_leaves_its_start_alone(company: Company) -> None:
    item = investigating(company)
    assert item.due_at is not None

    assert moved(item, item.due_at.date() + timedelta(days=9), company).tightened_at is None


def test_half_of_what_the_raise_left_alone_counts_from_the_start(company: Company) -> None:
    item = mild(company)
    assert item.due_at is not None
    clock.moment = item.due_at - timedelta(days=1)

    raised = rated(item, 3, company)

    assert (raised.due_at, raised.tightened_at) == (item.due_at, None)
    assert [step.name for _, step in falls_due(clock.moment)] == ["due_next"]


def test_a_severity_raised_with_a_new_owner_shortens_the_time_that_runs(company: Company) -> None:
    item = mild(company)
    declined = decline(item=item, reason="Not ours", actor=company.marketing_head, at=clock.tick())

    again = assign(
        item=declined,
        owner=company.sales_head,
        severity=1,
        actor=company.steward,
        at=clock.tick(),
    )

    assert again.due_at is not None
    assert item.due_at is not None
    assert clock.moment < again.due_at < item.due_at
    assert again.tightened_at == clock.moment


def test_a_lowered_severity_takes_nothing_back_that_the_arbiter_gave(company: Company) -> None:
    item = rated(mild(company), 2, company)
    given = move_due(
        item=item,
        due_on=clock.moment.date() + timedelta(days=90),
        reason="The system is replaced",
        actor=company.arbiter,
        at=clock.tick(),
    )

    assert rated(given, 4, company).due_at == given.due_at


def test_raising_and_lowering_gives_nobody_more_time(company: Company) -> None:
    raised = rated(mild(company), 1, company)
    clock.moment += timedelta(days=1)

    lowered = rated(raised, 3, company)
    again = rated(lowered, 1, company)

    assert lowered.due_at == again.due_at == raised.due_at
