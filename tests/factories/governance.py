"""A small company, and items in each of the nine states, reached by legal moves only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.models import Function, User
from governance.actions import (
    acceptances,
    decisions,
    diagnosis,
    evidence,
    follow_ups,
    options,
    outcomes,
)
from governance.actions import contradictions as items
from governance.actions.positions import Statement, answer
from governance.actions.rights import grant
from governance.models import Contradiction, FollowUp, Option
from metrics.models import KPI, DataDomain
from tests.factories.accounts import FunctionFactory, PersonFactory, head_of
from tests.factories.clock import clock
from tests.factories.metrics import NEXT_Q1, Q4, DomainFactory, KPIFactory, SystemFactory, reading
from tests.factories.tape import remembered

GOOD: dict[str, Any] = {
    "service": 1,
    "service_note": "faster",
    "profit": 1,
    "profit_note": "more",
    "risk": 0,
}


@dataclass
class Company:
    """Everybody an item needs: two sides, a steward, a decider, an arbiter and an outsider."""

    marketing: Function
    sales: Function
    marketing_head: User
    sales_head: User
    steward: User
    decider: User
    arbiter: User
    executive: User
    force_holder: User
    outsider: User
    viewer: User
    auditor: User
    administrator: User
    root: DataDomain
    leads: DataDomain
    extra: dict[str, Any] = field(default_factory=dict)

    def kpi_pair(self) -> tuple[KPI, KPI]:
        """Make a fresh pair of KPIs that count leads, one a side."""
        system = SystemFactory.create()
        common = {"domain": self.leads, "system": system, "name": "MQL", "unit_label": "MQLs"}
        return (
            KPIFactory.create(function=self.marketing, target=800, **common),
            KPIFactory.create(function=self.sales, target=320, verb="finds", **common),
        )


def company() -> Company:
    """Make the company: the CRO decides on leads, the COO arbitrates, the CEO is executive."""
    marketing = FunctionFactory.create(name="Marketing", slug="marketing", letter="M")
    sales = FunctionFactory.create(name="Sales", slug="sales", letter="S")
    root = DomainFactory.create(name="Company", slug="company")
    people: dict[str, Any] = {
        "steward": PersonFactory.create(name="RevOps lead", role=User.Role.STEWARD),
        "decider": PersonFactory.create(name="CRO", role=User.Role.VIEWER),
        "arbiter": PersonFactory.create(name="COO", role=User.Role.VIEWER),
        "executive": PersonFactory.create(name="CEO", role=User.Role.VIEWER),
        "force_holder": PersonFactory.create(name="Chair", role=User.Role.VIEWER),
        "outsider": PersonFactory.create(name="Outsider"),
        "viewer": PersonFactory.create(name="Viewer", role=User.Role.VIEWER),
        "auditor": PersonFactory.create(name="Auditor", role=User.Role.AUDITOR),
        "administrator": PersonFactory.create(name="Administrator", role=User.Role.ADMINISTRATOR),
    }
    leads = DomainFactory.create(name="Leads", slug="leads", parent=root)
    made = Company(
        marketing=marketing,
        sales=sales,
        marketing_head=head_of(marketing),
        sales_head=head_of(sales),
        root=root,
        leads=leads,
        **people,
    )
    for right, person, domain in (
        ("decides", made.decider, leads),
        ("arbiter", made.arbiter, root),
        ("executive", made.executive, root),
        ("force", made.force_holder, root),
    ):
        grant(
            person=person,
            right=right,
            domain=domain,
            since=date(2026, 1, 1),
            actor=made.steward,
            at=clock.tick(),
        )
    return made


@remembered
def logged(at: Company, values: tuple[int, int] = (847, 200), **more: Any) -> Contradiction:
    """Log a fresh pair of KPIs that disagree."""
    pair = at.kpi_pair()
    readings = [reading(kpi, value) for kpi, value in zip(pair, values, strict=True)]
    statements = [Statement(measurement=row) for row in readings]
    return items.log(statements=statements, actor=at.steward, at=clock.tick(), **more)


@remembered
def assigned(at: Company, **more: Any) -> Contradiction:
    """Name the head of Marketing as owner."""
    return items.assign(
        item=logged(at, **more), owner=at.marketing_head, layer=2, actor=at.steward, at=clock.tick()
    )


@remembered
def investigating(at: Company, **more: Any) -> Contradiction:
    """Let the owner take it up."""
    return items.take_up(item=assigned(at, **more), actor=at.marketing_head, at=clock.tick())


@remembered
def ready_to_propose(at: Company, **more: Any) -> Contradiction:
    """Prepare everything that a proposal needs."""
    item, owner = investigating(at, **more), at.marketing_head
    for step in range(1, 6):
        diagnosis.answer_step(
            item=item, step=step, finding="clear", note="Checked", actor=owner, at=clock.tick()
        )
    diagnosis.name_root_cause(item=item, root_cause="definition", actor=owner, at=clock.tick())
    for summary, outcome in (("Plan on accepted leads", "adopt"), ("Leave as is", "as_is")):
        item = options.add_option(
            item=item,
            summary=summary,
            outcome=outcome,
            accepts="600 fewer reported leads",
            risk_note="none identified",
            **GOOD,
            actor=owner,
            at=clock.tick(),
        )
    return item


@remembered
def proposed(at: Company, **more: Any) -> Contradiction:
    """Put the options before the decider."""
    item = ready_to_propose(at, **more)
    return decisions.propose(
        item=item, recommended=first_option(item), actor=at.marketing_head, at=clock.tick()
    )


def first_option(item: Contradiction) -> Option:
    """Return option A of the current cycle."""
    return item.options.get(letter="A", cycle=item.cycle)


def decision_facts(item: Contradiction) -> dict[str, Any]:
    """Return what `decide` needs beside the actor and the moment."""
    position = item.positions.filter(superseded_by__isnull=True).earliest("order")
    today = clock.moment.date()
    owner = item.owner or item.raiser
    return {
        "option": first_option(item),
        "rationale": "Capacity follows what Sales can work.",
        "uses": [
            decisions.Use(
                position=position, purpose="Capacity plan", from_on=today, restated_by=owner
            )
        ],
        "follow_ups": [
            decisions.Promise(
                title="Rewrite the bonus rule", owner=owner, due_on=today + timedelta(days=30)
            )
        ],
        "revisit_on": today + timedelta(days=90),
        "none_voiced": True,
    }


@remembered
def decided(at: Company, **more: Any) -> Contradiction:
    """Let the decider choose option A."""
    item = proposed(at, **more)
    return decisions.decide(item=item, actor=at.decider, at=clock.tick(), **decision_facts(item))


def prove_follow_ups(item: Contradiction) -> None:
    """Complete every open follow-up with a link as proof."""
    for row in item.follow_ups.filter(status=FollowUp.Status.OPEN):
        follow_ups.complete(
            follow_up=row, actor=row.owner, at=clock.tick(), url="https://example.com/proof"
        )


@remembered
def verifying(at: Company, **more: Any) -> Contradiction:
    """Keep every promise and wait for readings."""
    item = decided(at, **more)
    prove_follow_ups(item)
    return outcomes.start_verifying(item=item, actor=at.marketing_head, at=clock.tick())


def read_again(item: Contradiction, *values: int) -> None:
    """Record two later quarters in which every side reads the same values."""
    kpis = [position.kpi for position in item.positions.filter(superseded_by__isnull=True)]
    for period in (Q4, NEXT_Q1):
        for kpi, value in zip(kpis, values, strict=True):
            assert kpi is not None
            reading(kpi, value, period)


@remembered
def closed(at: Company, **more: Any) -> Contradiction:
    """Verify with two quarters inside tolerance."""
    item = verifying(at, **more)
    read_again(item, 400, 401)
    return outcomes.verify(item=item, actor=at.steward, at=clock.tick())


@remembered
def accepted(at: Company, **more: Any) -> Contradiction:
    """Let the difference stand for ninety days."""
    item = proposed(at, **more)
    return acceptances.accept_until(
        item=item,
        option=item.options.get(letter="B"),
        disclosure="Marketing and Sales count different things until the next quarter.",
        reason="The CRM moves in December.",
        exposure_note="not estimated",
        none_voiced=True,
        actor=at.decider,
        at=clock.tick(),
    )


@remembered
def dismissed(at: Company, **more: Any) -> Contradiction:
    """Dismiss it under the steward's name."""
    return items.dismiss(
        item=logged(at, **more), reason="The same reading twice", actor=at.steward, at=clock.tick()
    )


STATES: dict[str, Callable[..., Contradiction]] = {
    "logged": logged,
    "assigned": assigned,
    "investigating": investigating,
    "proposed": proposed,
    "decided": decided,
    "verifying": verifying,
    "closed": closed,
    "accepted": accepted,
    "dismissed": dismissed,
}


def item_in(status: str, at: Company, **more: Any) -> Contradiction:
    """Return a fresh item in a state, reached by legal moves."""
    return STATES[status](at, **more)


@remembered
def resolvable(at: Company) -> Contradiction:
    """Return a mild item every side agrees on, with one proven fix."""
    item, owner = ready_to_propose(at), at.marketing_head
    item = items.change_severity(
        item=item, severity=3, reason="Small amounts", actor=at.steward, at=clock.tick()
    )
    for position in item.positions.all():
        answer(position=position, answer="agreed", actor=at.steward, at=clock.tick())
    promised = follow_ups.add_follow_up(
        item=item,
        title="Fix the sync",
        owner=owner,
        due_on=clock.moment.date(),
        actor=owner,
        at=clock.tick(),
    )
    follow_ups.complete(follow_up=promised, actor=owner, at=clock.tick(), text="Sync log attached")
    return item


def note(item: Contradiction, actor: User) -> None:
    """Add a note as evidence."""
    evidence.add_evidence(
        item=item, title="A note", text="Seen in the log.", actor=actor, at=clock.tick()
    )
