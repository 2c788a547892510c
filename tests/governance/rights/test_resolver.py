from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.models import Function, User
from governance.actions.contradictions import assign, change_severity, log
from governance.actions.positions import Statement
from governance.actions.rights import add_decision_type, end, grant
from governance.models import Contradiction, DecisionRight, DecisionType
from governance.rights.matrix import Matrix, Matter, Right
from metrics.models import KPI, DataDomain
from tests.factories.accounts import FunctionFactory, PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.factories.metrics import DomainFactory, KPIFactory, reading

DAY = date(2026, 10, 10)
pytestmark = pytest.mark.django_db


class Tree:
    """Company > Demand > Leads with one KPI, and Company > Finance with another."""

    def __init__(self) -> None:
        self.steward = PersonFactory.create(role=User.Role.STEWARD)
        self.root = DomainFactory.create(name="Company")
        self.demand = DomainFactory.create(name="Demand", parent=self.root)
        self.leads = DomainFactory.create(name="Leads", parent=self.demand)
        self.finance = DomainFactory.create(name="Finance", parent=self.root)
        self.function: Function = FunctionFactory.create()
        self.mql = KPIFactory.create(name="MQL", domain=self.leads, function=self.function)
        self.revenue = KPIFactory.create(
            name="Revenue", domain=self.finance, function=self.function
        )
        self.sort: DecisionType = add_decision_type(
            name="Change a definition", slug="definition", actor=self.steward, at=clock.tick()
        )

    def give(self, right: str, over: DataDomain | KPI, **facts: Any) -> User:
        """Grant a right to somebody new, and return them."""
        person: User = PersonFactory.create()
        place = {"kpi": over} if isinstance(over, KPI) else {"domain": over}
        facts = {"since": date(2026, 1, 1)} | place | facts
        grant(person=person, right=right, actor=self.steward, at=clock.tick(), **facts)
        return person


@pytest.fixture
def tree() -> Tree:
    return Tree()


def decider(*kpis: KPI, on: date = DAY, **facts: Any) -> User | None:
    return Matrix.on(on).decider(Matter(kpis=kpis, **facts)).person


class TestPlace:
    def test_a_kpi_goes_before_its_domain_and_that_before_its_parents(self, tree: Tree) -> None:
        for place in (tree.root, tree.demand, tree.leads, tree.mql):
            nearest = tree.give("decides", place)

            assert decider(tree.mql) == nearest

    def test_a_right_reaches_down_and_never_sideways(self, tree: Tree) -> None:
        tree.give("decides", tree.demand)

        assert decider(tree.revenue) is None

    def test_a_domain_is_the_subject_where_no_side_has_a_kpi(self, tree: Tree) -> None:
        holder = tree.give("decides", tree.demand)

        assert decider(domain=tree.leads) == holder

    def test_the_rule_names_the_place_and_the_day(self, tree: Tree) -> None:
        tree.give("decides", tree.demand, since=date(2026, 3, 1))
        rule = Matrix.on(DAY).decider(Matter(kpis=(tree.mql,))).rule

        assert rule == "holds “decides” on Demand since 2026-03-01"

    def test_the_owner_is_found_the_same_way(self, tree: Tree) -> None:
        tree.give("accountable", tree.root)
        owner = tree.give("accountable", tree.leads)

        assert Matrix.on(DAY).owner(Matter(kpis=(tree.mql,))).person == owner


class TestTypeAndBand:
    def test_the_very_type_goes_before_a_nearer_right_for_any(self, tree: Tree) -> None:
        general = tree.give("decides", tree.mql)
        special = tree.give("decides", tree.root, decision_type=tree.sort)

        assert decider(tree.mql) == general
        assert decider(tree.mql, decision_type=tree.sort) == special

    def test_a_right_for_another_type_never_applies(self, tree: Tree) -> None:
        other = add_decision_type(
            name="Set a target", slug="target", actor=tree.steward, at=clock.tick()
        )
        tree.give("decides", tree.mql, decision_type=other)

        assert decider(tree.mql, decision_type=tree.sort) is None

    def test_a_band_of_severity_goes_before_a_nearer_right_for_all(self, tree: Tree) -> None:
        usual = tree.give("decides", tree.leads)
        severe = tree.give("decides", tree.root, severity_from=1, severity_to=1)

        assert decider(tree.mql, severity=1) == severe
        assert decider(tree.mql, severity=2) == usual

    def test_the_rule_that_chose_names_the_band(self, tree: Tree) -> None:
        tree.give("decides", tree.leads, exposure_from=Decimal(400_000), severity_to=2)

        matter = Matter(kpis=(tree.mql,), severity=1, exposure=Decimal(500_000))
        rule = Matrix.on(DAY).decider(matter).rule

        assert rule == "holds “decides” on Leads (S1 to S2 from 400,000) since 2026-01-01"

    def test_bands_of_exposure_meet_without_a_gap(self, tree: Tree) -> None:
        small = tree.give("decides", tree.leads, exposure_to=Decimal(1_000_000))
        large = tree.give("decides", tree.leads, exposure_from=Decimal(1_000_000))

        assert decider(tree.mql, severity=2, exposure=Decimal("999999.99")) == small
        assert decider(tree.mql, severity=2, exposure=Decimal(1_000_000)) == large

    def test_what_nobody_estimated_is_the_smallest_case(self, tree: Tree) -> None:
        small = tree.give("decides", tree.leads, exposure_to=Decimal(50_000))
        tree.give("decides", tree.root, exposure_from=Decimal(50_000))

        assert decider(tree.mql, severity=2) == small

    def test_a_severity_nobody_set_lies_in_no_band(self, tree: Tree) -> None:
        usual = tree.give("decides", tree.root)
        tree.give("decides", tree.leads, severity_from=1, severity_to=2)

        assert decider(tree.mql) == usual


class TestPeriod:
    def test_holds_from_its_first_day_until_the_day_without(self, tree: Tree) -> None:
        holder = tree.give("decides", tree.leads, since=date(2026, 2, 1), until=date(2026, 3, 1))

        found = [
            decider(tree.mql, on=day)
            for day in (
                date(2026, 1, 31),
                date(2026, 2, 1),
                date(2026, 2, 28),
                date(2026, 3, 1),
            )
        ]
        assert found == [None, holder, holder, None]


class TestSidesThatDiffer:
    def test_go_to_the_arbiter_of_the_nearest_common_ancestor(self, tree: Tree) -> None:
        tree.give("decides", tree.leads)
        tree.give("decides", tree.finance)
        tree.give("arbiter", tree.demand)
        arbiter = tree.give("arbiter", tree.root)

        ruling = Matrix.on(DAY).decider(Matter(kpis=(tree.mql, tree.revenue)))
        assert (ruling.person, ruling.is_alarm) == (arbiter, False)
        assert "is arbiter of Company" in ruling.rule

    def test_that_lead_to_one_person_need_no_arbiter(self, tree: Tree) -> None:
        one = tree.give("decides", tree.leads)
        grant(
            person=one,
            right="decides",
            domain=tree.finance,
            since=date(2026, 1, 1),
            actor=tree.steward,
            at=clock.tick(),
        )

        assert decider(tree.mql, tree.revenue) == one

    def test_without_an_arbiter_raise_an_alarm_and_fall_to_the_executive(self, tree: Tree) -> None:
        tree.give("decides", tree.leads)
        tree.give("decides", tree.finance)
        executive = tree.give("executive", tree.root)

        ruling = Matrix.on(DAY).decider(Matter(kpis=(tree.mql, tree.revenue)))
        assert (ruling.person, ruling.stand_in, ruling.is_alarm) == (None, executive, True)
        assert "different people" in ruling.rule

    def test_an_owner_is_left_for_a_steward_to_pick(self, tree: Tree) -> None:
        tree.give("accountable", tree.leads)
        tree.give("accountable", tree.finance)

        ruling = Matrix.on(DAY).owner(Matter(kpis=(tree.mql, tree.revenue)))
        assert (ruling.person, ruling.is_alarm) == (None, True)


class TestNobody:
    def test_is_an_alarm_that_says_of_what(self, tree: Tree) -> None:
        ruling = Matrix.on(DAY).decider(Matter(kpis=(tree.mql,)))

        assert ruling.person is None
        assert ruling.stand_in is None
        assert ruling.is_alarm
        assert "Nobody holds “decides” on MQL" in ruling.rule

    def test_falls_to_the_executive_who_does_not_become_the_decider(self, tree: Tree) -> None:
        executive = tree.give("executive", tree.root)
        ruling = Matrix.on(DAY).decider(Matter(kpis=(tree.mql,)))

        assert (ruling.person, ruling.stand_in) == (None, executive)

    def test_a_matter_without_a_subject_is_nobodys(self) -> None:
        assert Matrix.on(DAY).decider(Matter()).person is None


class TestHolders:
    def test_of_a_right_many_may_have_are_all_of_them(self, tree: Tree) -> None:
        near = [tree.give("agrees", tree.leads) for _ in range(2)]
        far = tree.give("agrees", tree.root)

        found = Matrix.on(DAY).holders(Right.AGREES, Matter(kpis=(tree.mql,)))
        assert found == [*near, far]

    def test_of_a_right_one_has_are_the_nearest(self, tree: Tree) -> None:
        tree.give("executive", tree.root)
        near = tree.give("executive", tree.demand)

        assert Matrix.on(DAY).holders(Right.EXECUTIVE, Matter(kpis=(tree.mql,))) == [near]


class TestItems:
    def test_are_ruled_again_when_a_right_begins_or_ends(self, company: Company) -> None:
        item = logged(company)
        assert item.decider == company.decider

        held = company.decider.rights.get()
        end(
            right=held,
            until=clock.moment.date(),
            reason="Moves on",
            actor=company.steward,
            at=clock.tick(),
        )
        without = Contradiction.objects.get(pk=item.pk)
        assert without.decider is None
        assert "falls to the executive, CEO" in without.decider_rule

        grant(
            person=company.arbiter,
            right="decides",
            domain=company.leads,
            actor=company.steward,
            at=clock.tick(),
        )
        assert Contradiction.objects.get(pk=item.pk).decider == company.arbiter

    def test_go_to_whom_their_type_belongs(self, company: Company) -> None:
        sort = add_decision_type(
            name="Set a target", slug="target", actor=company.steward, at=clock.tick()
        )
        grant(
            person=company.arbiter,
            right="decides",
            domain=company.leads,
            decision_type=sort,
            since=date(2026, 1, 1),
            actor=company.steward,
            at=clock.tick(),
        )
        item = assign(
            item=logged(company),
            owner=company.marketing_head,
            layer=2,
            decision_type=sort,
            actor=company.steward,
            at=clock.tick(),
        )

        assert item.decider == company.arbiter

    def test_a_customer_signal_leads_to_the_functions_decider(self, company: Company) -> None:
        signal = KPIFactory.create(kind="customer", domain=DomainFactory.create())
        ours, _ = company.kpi_pair()
        item = log(
            statements=[
                Statement(measurement=reading(ours, 900)),
                Statement(measurement=reading(signal, 12)),
            ],
            actor=company.steward,
            at=clock.tick(),
        )

        assert item.decider == company.decider


class TestSevere:
    """At S1 and S2 nobody of a function in dispute decides."""

    @pytest.fixture
    def near(self, tree: Tree) -> User:
        """Let somebody of the function in dispute decide on leads."""
        person: User = PersonFactory.create(name="Near", function=tree.function)
        place = {"domain": tree.leads, "since": date(2026, 1, 1)}
        grant(person=person, right="decides", actor=tree.steward, at=clock.tick(), **place)
        return person

    def _ruling(self, tree: Tree, severity: int | None) -> Any:
        matter = Matter(kpis=(tree.mql,), severity=severity, parties=(tree.function,))
        return Matrix.on(DAY).decider(matter)

    @pytest.mark.parametrize("severity", [1, 2])
    def test_moves_up_to_the_arbiter_and_says_so(
        self, tree: Tree, near: User, severity: int
    ) -> None:
        arbiter = tree.give("arbiter", tree.demand)
        ruling = self._ruling(tree, severity)

        assert ruling.person == arbiter
        assert ruling.rule == (
            f"At S{severity}, Near is of a function in dispute; {arbiter} is arbiter of Demand"
        )

    @pytest.mark.parametrize("severity", [3, 4, None])
    def test_leaves_milder_items_where_they_are(
        self, tree: Tree, near: User, severity: int | None
    ) -> None:
        tree.give("arbiter", tree.demand)

        assert self._ruling(tree, severity).person == near

    def test_leaves_who_is_of_no_side(self, tree: Tree) -> None:
        tree.give("arbiter", tree.demand)
        decides = tree.give("decides", tree.leads)

        assert self._ruling(tree, 1).person == decides

    def test_goes_to_the_executive_where_the_arbiter_is_one_of_them(
        self, tree: Tree, near: User
    ) -> None:
        executive = tree.give("executive", tree.root)
        place = {"domain": tree.demand, "since": date(2026, 1, 1)}
        grant(person=near, right="arbiter", actor=tree.steward, at=clock.tick(), **place)
        ruling = self._ruling(tree, 1)

        assert (ruling.person, ruling.stand_in, ruling.is_alarm) == (None, executive, True)
        assert "Near is of a function in dispute: falls to the executive" in ruling.rule

    def test_is_an_alarm_where_nobody_stands_above(self, tree: Tree, near: User) -> None:
        ruling = self._ruling(tree, 1)

        assert (ruling.person, ruling.stand_in, ruling.is_alarm) == (None, None, True)


def test_a_severe_item_leaves_the_head_of_a_side(company: Company) -> None:
    held = DecisionRight.objects.get(right="decides")
    today = clock.moment.date()
    end(right=held, until=today, reason="Moved", actor=company.steward, at=clock.tick())
    place = {"domain": company.leads, "actor": company.steward}
    grant(person=company.marketing_head, right="decides", at=clock.tick(), **place)
    item = logged(company)
    assert item.decider == (
        company.arbiter if (item.severity or 4) <= 2 else company.marketing_head
    )

    for severity, person in ((2, company.arbiter), (3, company.marketing_head)):
        item = change_severity(
            item=item, severity=severity, reason="x", actor=company.steward, at=clock.tick()
        )
        assert item.decider == person
