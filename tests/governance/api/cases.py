"""Every verb of the API as a case: an item it fits, a body, and who may send it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from governance.models import Contradiction, Position
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    investigating,
    logged,
    ready_to_propose,
)
from tests.governance.actions.moves import ALSO, READY, RIGHT
from tests.governance.api.ready import (
    WHY,
    asked,
    drawn,
    paused,
    submitted,
    with_dissent,
    with_follow_up,
)

PARTIES = {"marketing_head", "sales_head", "steward", "outsider"}
Body = Callable[[Company, Contradiction], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """One verb: an item it can be used on, what is sent, and everybody who may."""

    ready: Callable[[Company], Contradiction]
    right: str
    body: Body = lambda *_: {}
    also: set[str] = field(default_factory=set)

    @property
    def entitled(self) -> set[str]:
        """Everybody who may."""
        return {self.right, *self.also}


def day(days: int) -> str:
    return (clock.moment.date() + timedelta(days=days)).isoformat()


def first(item: Contradiction) -> Position:
    return item.positions.filter(superseded_by__isnull=True).earliest("order")


def reason(*_: Any) -> dict[str, Any]:
    return {"reason": WHY}


def option(**more: Any) -> dict[str, Any]:
    return {
        "summary": "Count both",
        "outcome": "keep_both",
        "accepts": "two names",
        "service": 1,
        "service_note": "clear",
        "profit": 0,
        "profit_note": "none",
        "risk": -1,
        "risk_note": "two reports",
        **more,
    }


def decision(company: Company, item: Contradiction) -> dict[str, Any]:
    owner = company.marketing_head.pk
    use = {
        "position": first(item).pk,
        "purpose": "Capacity plan",
        "from_on": day(1),
        "restated_by": owner,
    }
    return {
        "option": "A",
        "rationale": "Capacity follows what Sales can work.",
        "uses": [use],
        "follow_ups": [{"title": "Rewrite the bonus rule", "owner": owner, "due_on": day(30)}],
        "revisit_on": day(90),
        "none_voiced": True,
    }


def _line(item: Contradiction) -> dict[str, Any]:
    return {"line": item.bridges.get().lines.get().pk}


def _bridge(item: Contradiction) -> dict[str, Any]:
    return {"bridge": item.bridges.get().pk}


MOVE_BODIES: dict[str, Body] = {
    "assign": lambda c, _: {"owner": c.marketing_head.pk, "layer": 2},
    "reassign": lambda c, _: {"owner": c.sales_head.pk, "reason": WHY},
    "decline": reason,
    "dismiss": reason,
    "reinstate": reason,
    "propose": lambda *_: {"recommended": "A"},
    "send_back": reason,
    "decide": decision,
    "accept_until": lambda *_: {
        "option": "B",
        "disclosure": "They count different things until March.",
        "reason": WHY,
        "exposure_note": "not estimated",
        "none_voiced": True,
    },
    "renew": lambda *_: {"reason": WHY, "expires_on": day(100)},
    "fail": reason,
    "reconsider": reason,
    "reopen": reason,
    "escalate": reason,
    "force": lambda c, _: {"overruled": WHY, "reason": WHY, "belief": "Leads are leads."},
}
MOVES = {
    verb: Case(
        READY[verb],
        RIGHT[verb],
        MOVE_BODIES.get(verb, lambda *_: {}),
        ALSO.get(verb, set()) - {"system"},
    )
    for verb in READY
    if verb != "expire"  # the system's alone: no person calls it
}
CHANGES = {
    "change_severity": Case(
        investigating,
        "steward",
        lambda *_: {"severity": 1, "reason": WHY},
        {"marketing_head", "decider", "arbiter"},
    ),
    "describe": Case(
        investigating,
        "steward",
        lambda *_: {"wording": "Two counts of leads", "exposure": "1200.50"},
        {"marketing_head"},
    ),
    "pause": Case(
        investigating,
        "marketing_head",
        lambda c, _: {"waiting_on": c.sales_head.pk, "until_on": day(2), "reason": WHY},
        {"arbiter"},
    ),
    "move_due": Case(investigating, "arbiter", lambda *_: {"due_on": day(30), "reason": WHY}),
    "resume": Case(paused, "marketing_head", also={"arbiter", "steward"}),
    "name_root_cause": Case(
        investigating,
        "marketing_head",
        lambda *_: {"root_cause": "definition"},
        {"steward"},
    ),
    "add_position": Case(
        investigating,
        "steward",
        lambda *_: {"statement": {"label": "Finance", "claim": "Counts paid accounts"}},
        PARTIES,
    ),
    "revise_position": Case(
        investigating,
        "steward",
        lambda _, item: {
            "position": first(item).pk,
            "statement": {"label": "Marketing", "claim": "We count everybody"},
            "reason": WHY,
        },
        PARTIES,
    ),
    "add_option": Case(investigating, "marketing_head", lambda *_: option(), {"steward"}),
    "change_option": Case(
        ready_to_propose, "marketing_head", lambda *_: {"option": "A", "risk": -2}, {"steward"}
    ),
    "withdraw_option": Case(
        ready_to_propose,
        "marketing_head",
        lambda *_: {"option": "A", "reason": WHY},
        {"steward"},
    ),
    "ask_agreers": Case(
        investigating, "marketing_head", lambda c, _: {"people": [c.sales_head.pk]}, {"steward"}
    ),
    "agree": Case(asked, "outsider"),
    "object": Case(asked, "outsider", reason),
    "start_bridge": Case(
        investigating,
        "marketing_head",
        lambda _, item: {
            "start": first(item).pk,
            "end": item.positions.latest("order").pk,
        },
        {"sales_head", "steward"},
    ),
    "add_bridge_line": Case(
        drawn,
        "marketing_head",
        lambda _, item: {**_bridge(item), "cause": 1, "label": "Sync", "amount": "-12.5"},
        {"sales_head", "steward"},
    ),
    "change_bridge_line": Case(
        drawn,
        "marketing_head",
        lambda _, item: {**_line(item), "cause": 5, "label": "Entity", "amount": "-600"},
        {"sales_head", "steward"},
    ),
    "withdraw_bridge_line": Case(
        drawn, "marketing_head", lambda _, item: _line(item), {"sales_head", "steward"}
    ),
    "submit_bridge": Case(
        drawn, "marketing_head", lambda _, item: _bridge(item), {"sales_head", "steward"}
    ),
    "sign_bridge": Case(submitted, "sales_head", lambda _, item: _bridge(item), {"decider"}),
}
ADDITIONS = {
    "answer": Case(
        investigating,
        "marketing_head",
        lambda _, item: {"position": first(item).pk, "answer": "confirmed"},
        {"steward"},
    ),
    "concede": Case(
        investigating,
        "marketing_head",
        lambda _, item: {"position": first(item).pk},
        {"steward"},
    ),
    "claim": Case(investigating, "outsider", reason, PARTIES | {"decider"}),
    "comment": Case(logged, "outsider", lambda *_: {"body": "Seen again."}, PARTIES | {"decider"}),
    "add_evidence": Case(
        logged,
        "outsider",
        lambda *_: {"title": "Log", "text": "Seen in the log."},
        PARTIES | {"decider"},
    ),
    "answer_step": Case(
        investigating,
        "marketing_head",
        lambda *_: {"step": 1, "finding": "clear", "note": "Checked"},
        {"steward"},
    ),
    "add_follow_up": Case(
        investigating,
        "marketing_head",
        lambda c, _: {"title": "Fix it", "owner": c.sales_head.pk, "due_on": day(9)},
        {"steward", "decider"},
    ),
    "complete_follow_up": Case(
        with_follow_up,
        "sales_head",
        lambda _, item: {"follow_up": item.follow_ups.get().pk, "text": "Done on Monday"},
        {"marketing_head", "steward", "decider"},
    ),
    "cancel_follow_up": Case(
        with_follow_up,
        "sales_head",
        lambda _, item: {"follow_up": item.follow_ups.get().pk, "reason": WHY},
        {"marketing_head", "steward", "decider"},
    ),
    "add_dissent_reason": Case(
        with_dissent,
        "sales_head",
        lambda _, item: {"dissent": item.decisions.get().dissents.get().pk, "reason": WHY},
        {"steward"},
    ),
}
CASES: dict[str, Case] = {**MOVES, **CHANGES, **ADDITIONS}
# A state from which the verb is refused; what anybody may do at any time has none.
WRONG_STATE: dict[str, str] = {
    "change_severity": "closed",
    "describe": "closed",
    "pause": "closed",
    "move_due": "closed",
    "resume": "closed",
    "name_root_cause": "decided",
    "add_position": "closed",
    "revise_position": "closed",
    "add_option": "decided",
    "change_option": "decided",
    "withdraw_option": "decided",
    "ask_agreers": "decided",
    "start_bridge": "closed",
    "answer": "closed",
    "concede": "closed",
    "claim": "closed",
    "answer_step": "decided",
    "add_follow_up": "closed",
}
PEOPLE = (
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
)
