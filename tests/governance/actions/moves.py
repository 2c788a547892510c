"""Each verb of the lifecycle as a call that would succeed, for whoever is given as actor."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from accounts.models import User
from governance.actions import acceptances, clocks, decisions, forcing, outcomes
from governance.actions import contradictions as items
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    closed,
    decided,
    decision_facts,
    dismissed,
    investigating,
    item_in,
    logged,
    proposed,
    prove_follow_ups,
    read_again,
    ready_to_propose,
    resolvable,
    verifying,
)

Call = Callable[[Company, Contradiction, User], Contradiction]


def _call(action: Callable[..., Contradiction], **facts: Any) -> Call:
    def call(company: Company, item: Contradiction, actor: User) -> Contradiction:
        given = {
            name: value(company, item) if callable(value) else value
            for name, value in facts.items()
        }
        return action(item=item, actor=actor, at=clock.tick(), **given)

    return call


def _decide(company: Company, item: Contradiction, actor: User) -> Contradiction:
    return decisions.decide(item=item, actor=actor, at=clock.tick(), **decision_facts(item))


def _expire(company: Company, item: Contradiction, actor: User) -> Contradiction:
    return outcomes.expire(item=item, actor=actor, at=clock.tick(24 * 200))


def _ready_to_verify(company: Company) -> Contradiction:
    item = decided(company)
    prove_follow_ups(item)
    return item


def _proven(company: Company) -> Contradiction:
    item = verifying(company)
    read_again(item, 400, 401)
    return item


def _settleable(company: Company) -> Contradiction:
    item = accepted(company)
    read_again(item, 400, 401)
    return item


def option_b(company: Company, item: Contradiction) -> Any:
    return item.options.get(letter="B", cycle=item.cycle)


WHY = "Because of the readings of last week"
CALLS: dict[str, Call] = {
    "assign": _call(items.assign, owner=lambda c, _: c.marketing_head, layer=2),
    "reassign": _call(items.reassign, owner=lambda c, _: c.sales_head, reason=WHY),
    "take_up": _call(items.take_up),
    "decline": _call(items.decline, reason=WHY),
    "dismiss": _call(items.dismiss, reason=WHY),
    "reinstate": _call(items.reinstate, reason=WHY),
    "resolve": _call(outcomes.resolve),
    "propose": _call(decisions.propose),
    "send_back": _call(decisions.send_back, reason=WHY),
    "decide": _decide,
    "accept_until": _call(
        acceptances.accept_until,
        option=option_b,
        disclosure="They count different things until March.",
        reason=WHY,
        exposure_note="not estimated",
        none_voiced=True,
    ),
    "renew": _call(acceptances.renew, reason=WHY, expires_on=lambda *_: later(100)),
    "settle": _call(outcomes.settle),
    "expire": _expire,
    "start_verifying": _call(outcomes.start_verifying),
    "verify": _call(outcomes.verify),
    "fail": _call(outcomes.fail, reason=WHY),
    "reconsider": _call(decisions.reconsider, reason=WHY),
    "reopen": _call(outcomes.reopen, reason=WHY),
    "escalate": _call(clocks.escalate, reason=WHY),
    "force": _call(forcing.force, overruled=WHY, reason=WHY, belief="Each counts for itself."),
}
READY: dict[str, Callable[[Company], Contradiction]] = {
    "assign": logged,
    "reassign": investigating,
    "take_up": lambda c: item_in("assigned", c),
    "decline": lambda c: item_in("assigned", c),
    "dismiss": logged,
    "reinstate": dismissed,
    "resolve": resolvable,
    "propose": ready_to_propose,
    "send_back": proposed,
    "decide": proposed,
    "accept_until": proposed,
    "renew": accepted,
    "settle": _settleable,
    "expire": accepted,
    "start_verifying": _ready_to_verify,
    "verify": _proven,
    "fail": verifying,
    "reconsider": decided,
    "reopen": closed,
    "escalate": investigating,
    "force": investigating,
}
RIGHT: dict[str, str] = {
    "assign": "steward",
    "reassign": "arbiter",
    "take_up": "marketing_head",
    "decline": "marketing_head",
    "dismiss": "steward",
    "reinstate": "steward",
    "resolve": "marketing_head",
    "propose": "marketing_head",
    "send_back": "decider",
    "decide": "decider",
    "accept_until": "decider",
    "renew": "decider",
    "settle": "marketing_head",
    "expire": "system",
    "start_verifying": "marketing_head",
    "verify": "steward",
    "fail": "steward",
    "reconsider": "decider",
    "reopen": "sales_head",
    "escalate": "sales_head",
    "force": "force_holder",
}
# Everybody else of the company who may make the move as well.
ALSO: dict[str, set[str]] = {
    "assign": {"arbiter"},
    "reassign": {"steward"},
    "reinstate": {"arbiter"},
    "verify": {"sales_head", "outsider", "decider", "system"},
    "fail": {"sales_head", "outsider", "decider", "system"},
    "reopen": {"marketing_head", "system"},
    "escalate": {"marketing_head", "steward"},
    "settle": {"system"},
}
EVERYBODY = (
    "marketing_head",
    "sales_head",
    "steward",
    "decider",
    "arbiter",
    "executive",
    "force_holder",
    "outsider",
    "viewer",
    "auditor",
    "administrator",
    "system",
)


def person(company: Company, word: str) -> User:
    """Return somebody of the company by what they are; the system is one of them."""
    if word == "system":
        return User.objects.get(is_system=True)
    found: User = getattr(company, word)
    return found


def later(days: int) -> date:
    """Return a day some days after the test's clock."""
    return clock.moment.date() + timedelta(days=days)
