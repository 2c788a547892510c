"""Items whose options are prepared so well that three clicks decide them."""

from datetime import date, timedelta
from typing import Any

from accounts.models import User
from governance.actions import diagnosis, options
from governance.actions.decisions import propose
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import GOOD, Company, first_option, investigating
from tests.factories.tape import remembered


def day(ahead: int) -> date:
    """Return a day counted from the test's today."""
    return clock.moment.date() + timedelta(days=ahead)


@remembered
def prepared(at: Company, **more: Any) -> Contradiction:
    """Return an item under investigation with three prepared options, the last an acceptance."""
    item, owner = investigating(at, **more), at.marketing_head
    for step in range(1, 6):
        diagnosis.answer_step(item=item, step=step, finding="clear", actor=owner, at=clock.tick())
    diagnosis.name_root_cause(item=item, root_cause="definition", actor=owner, at=clock.tick())
    sales = item.positions.get(label="Sales")
    for facts in (
        {
            "summary": "Plan on accepted leads",
            "outcome": "adopt",
            "adopts": sales,
            "purpose": "the capacity plan",
            "use_from_on": day(20),
            "restated_by": owner,
            "action": "Rewrite the bonus rule",
            "action_owner": owner,
            "action_due_on": day(30),
            "revisit_on": day(120),
        },
        {"summary": "Keep both", "outcome": "keep_both"},
        {"summary": "Leave as is, disclosed", "outcome": "accept", "expires_on": day(100)},
    ):
        item = options.add_option(
            item=item,
            accepts="600 fewer reported leads",
            risk_note="none identified",
            **GOOD,
            **facts,
            actor=at.steward,
            at=clock.tick(),
        )
    return item


@remembered
def put_forward(at: Company, **more: Any) -> Contradiction:
    """Propose the prepared options, the first recommended by the owner."""
    item = prepared(at, **more)
    return _propose(item, at.marketing_head)


@remembered
def disputed(at: Company, answer: str = "object") -> Contradiction:
    """Propose after asking the head of Sales, who objects, agrees, or says nothing."""
    item = prepared(at)
    item = options.ask_agreers(
        item=item, people=[at.sales_head], actor=at.marketing_head, at=clock.tick()
    )
    if answer == "object":
        item = options.object_to(
            item=item, reason="We lose the signal.", actor=at.sales_head, at=clock.tick()
        )
    elif answer == "agree":
        item = options.agree(item=item, actor=at.sales_head, at=clock.tick())
    return _propose(item, at.marketing_head)


def _propose(item: Contradiction, actor: User) -> Contradiction:
    return propose(item=item, recommended=first_option(item), actor=actor, at=clock.tick())
