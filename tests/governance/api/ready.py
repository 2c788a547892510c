"""Items that some verbs need: asked, paused, promised, dissented from, or with a bridge."""

from datetime import timedelta
from decimal import Decimal

from governance.actions import bridges, clocks, evidence, follow_ups, options
from governance.actions.decisions import decide
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, decision_facts, investigating, proposed

WHY = "Because of the readings of last week"


def asked(company: Company) -> Contradiction:
    item = investigating(company)
    return options.ask_agreers(
        item=item, people=[company.outsider], actor=company.steward, at=clock.tick()
    )


def paused(company: Company) -> Contradiction:
    return clocks.pause(
        item=investigating(company),
        waiting_on=company.sales_head,
        until_on=clock.moment.date() + timedelta(days=2),
        reason=WHY,
        actor=company.marketing_head,
        at=clock.tick(),
    )


def with_follow_up(company: Company) -> Contradiction:
    item = investigating(company)
    follow_ups.add_follow_up(
        item=item,
        title="Fix the sync",
        owner=company.sales_head,
        due_on=clock.moment.date(),
        actor=company.steward,
        at=clock.tick(),
    )
    return item


def with_dissent(company: Company) -> Contradiction:
    item = proposed(company)
    facts = {**decision_facts(item), "none_voiced": False, "dissenters": [company.sales]}
    return decide(item=item, actor=company.decider, at=clock.tick(), **facts)


def drawn(company: Company) -> Contradiction:
    """Return an item with a draft bridge of one evidenced line over the whole gap."""
    item = investigating(company)
    ends = list(item.positions.order_by("order"))
    bridge = bridges.start_bridge(
        item=item, start=ends[0], end=ends[1], actor=company.marketing_head, at=clock.tick()
    )
    shown = evidence.add_evidence(
        item=item, title="Log", text="Counted", actor=company.steward, at=clock.tick()
    )
    bridges.add_line(
        bridge=bridge,
        cause=4,
        label="Score over 60",
        amount=Decimal(200 - 847),
        evidence=shown,
        actor=company.marketing_head,
        at=clock.tick(),
    )
    return item


def submitted(company: Company) -> Contradiction:
    item = drawn(company)
    bridges.submit(bridge=item.bridges.get(), actor=company.marketing_head, at=clock.tick())
    return item
