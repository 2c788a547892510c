"""Whoever stands in for somebody is no second pair of eyes on what that person did."""

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import LedgerEntry, User
from governance.actions import bridges, decisions, definitions, follow_ups, options, outcomes
from governance.actions import contradictions as items
from governance.actions.acceptances import renew
from governance.actions.delegations import withdraw_delegation
from governance.actions.rights import end, grant
from governance.actions.waivers import waive
from governance.history.verification import findings
from governance.models import Bridge, Contradiction, Decision, DecisionRight
from governance.refusals import NotEntitled
from governance.rights.approvers import judged_for
from governance.waiting import waiting_for_others
from metrics.models import KPI, KPIDefinition
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    decided,
    decision_facts,
    first_option,
    investigating,
    note,
    read_again,
    ready_to_propose,
)
from tests.factories.lending import LONG, lend
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def deputy(company: Company) -> User:
    return PersonFactory.create(name="Deputy", role=User.Role.VIEWER)


def severe(company: Company, recommender: User | None = None) -> Contradiction:
    """Return an item at S1 that its owner, or whoever is named, recommended on."""
    item = items.change_severity(
        item=ready_to_propose(company),
        severity=1,
        reason="Board",
        actor=company.steward,
        at=clock.tick(),
    )
    return decisions.propose(
        item=item,
        recommended=first_option(item),
        actor=recommender or company.marketing_head,
        at=clock.tick(),
    )


def let_recommend(company: Company, person: User) -> None:
    place = {"domain": company.leads, "actor": company.steward, "at": clock.tick()}
    grant(person=person, right="recommends", **place)


def decide(item: Contradiction, actor: User) -> Contradiction:
    return decisions.decide(item=item, actor=actor, at=clock.tick(), **decision_facts(item))


class TestWhoDecides:
    def test_not_who_stands_in_for_whoever_recommended(self, company: Company) -> None:
        item = severe(company)
        lend(company.marketing_head, company.decider)

        with pytest.raises(ValidationError, match="stand in for somebody who recommended"):
            decide(item, company.decider)

        assert not Decision.objects.exists()
        page = text(visit(company.decider, f"/c/{item.code}/decide/"))
        assert "You stand in for somebody who recommended" in page

    def test_nor_in_the_place_of_a_decider_who_does(self, company: Company, deputy: User) -> None:
        item = severe(company)
        lend(company.marketing_head, company.decider)
        lend(company.decider, deputy)

        with pytest.raises(ValidationError, match="stand in for somebody who recommended"):
            decide(item, deputy)

    def test_a_mild_item_is_theirs_to_decide(self, company: Company) -> None:
        item = ready_to_propose(company)
        item = items.change_severity(
            item=item, severity=3, reason="Small", actor=company.steward, at=clock.tick()
        )
        item = decisions.propose(item=item, actor=company.marketing_head, at=clock.tick())
        lend(company.marketing_head, company.decider)

        assert decide(item, company.decider).status == "decided"

    def test_once_it_is_over_they_may(self, company: Company) -> None:
        item = severe(company)
        today = clock.moment.date()
        lend(company.marketing_head, company.decider, from_on=today, until_on=today)
        clock.moment += LONG / 30

        assert decide(item, company.decider).status == "decided"

    def test_nor_renews_what_they_recommended(self, company: Company) -> None:
        item = accepted(company)
        item = items.change_severity(
            item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        lend(company.marketing_head, company.decider)

        with pytest.raises(ValidationError, match="who recommended"):
            renew(
                item=item,
                reason="Longer",
                expires_on=clock.moment.date() + LONG / 3,
                actor=company.decider,
                at=clock.tick(),
            )

    def test_nor_somebody_of_a_side_in_the_place_of_the_decider(self, company: Company) -> None:
        item = severe(company)
        lend(company.decider, company.sales_head)

        with pytest.raises(ValidationError, match="of a function in dispute"):
            decide(item, company.sales_head)

    def test_a_waiver_lets_them_and_the_decision_names_it(self, company: Company) -> None:
        item = severe(company)
        lend(company.decider, company.sales_head)
        waiver = waive(
            rule="disputing",
            until_on=clock.moment.date() + LONG / 30,
            reason="Nobody else is here",
            contradiction=item,
            actor=company.executive,
            at=clock.tick(),
        )
        item.refresh_from_db()

        made = decide(item, company.sales_head).current_decision

        assert made is not None
        assert f"under waiver {waiver}" in made.rule

    def test_nobody_is_helped_by_a_waiver_of_their_own(self, company: Company) -> None:
        right = DecisionRight.objects.get(right="decides", person=company.decider)
        today = clock.moment.date()
        end(right=right, until=today, reason="Moved", actor=company.steward, at=clock.tick())
        place = {"domain": company.leads, "actor": company.steward, "at": clock.tick()}
        grant(person=company.executive, right="decides", **place)
        let_recommend(company, company.executive)
        item = severe(company, company.executive)
        waive(
            rule="recommender",
            until_on=today + LONG / 30,
            reason="It is quicker",
            domain=company.leads,
            actor=company.executive,
            at=clock.tick(),
        )
        item.refresh_from_db()

        with pytest.raises(ValidationError, match="You recommended on"):
            decide(item, company.executive)


class TestWhoWaives:
    def test_not_who_stands_in_for_whoever_recommended(self, company: Company) -> None:
        item = severe(company)
        lend(company.marketing_head, company.executive)

        with pytest.raises(ValidationError, match="stand in for who did"):
            waive(
                rule="recommender",
                until_on=clock.moment.date(),
                reason="It is quicker",
                contradiction=item,
                actor=company.executive,
                at=clock.tick(),
            )


class TestWhoVerifies:
    def test_not_who_stands_in_for_whoever_did_the_work(
        self, company: Company, deputy: User
    ) -> None:
        made = lend(company.marketing_head, deputy)
        item = decided(company)
        row = item.follow_ups.get()
        follow_ups.complete(follow_up=row, actor=deputy, at=clock.tick(), text="Done")
        item = outcomes.start_verifying(item=item, actor=deputy, at=clock.tick())
        withdraw_delegation(
            delegation=made, reason="Back", actor=company.marketing_head, at=clock.tick()
        )
        read_again(item, 400, 401)
        lend(deputy, company.outsider)

        with pytest.raises(NotEntitled, match="other than the owner"):
            outcomes.verify(item=item, actor=company.outsider, at=clock.tick())


class TestWhoSignsABridge:
    def drawn(self, company: Company, actor: User) -> Bridge:
        item = investigating(company)
        start, end_ = item.positions.order_by("order")
        bridge = bridges.start_bridge(
            item=item, start=start, end=end_, actor=actor, at=clock.tick()
        )
        note(item, actor)
        bridges.add_line(
            bridge=bridge,
            cause=4,
            label="All",
            amount=Decimal(-647),
            evidence=item.evidence.get(),
            actor=actor,
            at=clock.tick(),
        )
        return bridge

    @pytest.mark.parametrize("author", ["sales_head", "steward"])
    def test_not_who_stands_in_for_its_author(self, company: Company, author: str) -> None:
        drawer = getattr(company, author)
        bridge = self.drawn(company, drawer)
        bridges.submit(bridge=bridge, actor=drawer, at=clock.tick())
        bridge.refresh_from_db()
        lend(drawer, company.marketing_head)

        with pytest.raises(NotEntitled, match="stand in for who did"):
            bridges.sign(bridge=bridge, actor=company.marketing_head, at=clock.tick())


class TestWhoAgrees:
    def asked(self, company: Company) -> Contradiction:
        item = ready_to_propose(company)
        people = [company.arbiter]
        return options.ask_agreers(
            item=item, people=people, actor=company.marketing_head, at=clock.tick()
        )

    @pytest.mark.parametrize("who", ["marketing_head", "decider"])
    def test_not_who_puts_it_forward_or_decides_in_anothers_place(
        self, company: Company, who: str
    ) -> None:
        item, person = self.asked(company), getattr(company, who)
        lend(company.arbiter, person)

        with pytest.raises(NotEntitled, match="agree to it for nobody else"):
            options.agree(item=item, actor=person, at=clock.tick())

        assert not waiting_for_others(person, clock.moment.date())[1].exists()
        assert "agree with the options" not in text(visit(person, f"/c/{item.code}/"))

    def test_another_who_stands_in_does(self, company: Company, deputy: User) -> None:
        item = self.asked(company)
        lend(company.arbiter, deputy)

        assert waiting_for_others(deputy, clock.moment.date())[1].exists()
        options.agree(item=item, actor=deputy, at=clock.tick())

        assert item.agreers.get().answered_by == deputy


class TestWhoApprovesADefinition:
    @pytest.fixture
    def draft(self, company: Company) -> KPIDefinition:
        kpi: KPI = company.kpi_pair()[0]
        return definitions.propose(
            kpi=kpi,
            meaning="A person whose score passed 60.",
            formula="Count of people with a score over 60.",
            actor=company.steward,
            at=clock.tick(),
        )

    def judge(self, draft: KPIDefinition, actor: User, **more: Any) -> KPIDefinition:
        return definitions.approve(definition=draft, actor=actor, at=clock.tick(), **more)

    @pytest.mark.parametrize("lender", ["marketing_head", "decider"])
    def test_who_stands_in_for_an_approver_on_their_behalf(
        self, company: Company, draft: KPIDefinition, deputy: User, lender: str
    ) -> None:
        lend(getattr(company, lender), deputy)
        path = f"/m/{draft.kpi.slug}/definitions/{draft.number}/"
        assert "Approve" in text(visit(deputy, path))

        judged = self.judge(draft, deputy)

        entry = LedgerEntry.objects.filter(verb="approve_definition").earliest("seq")
        assert (judged.approver, entry.on_behalf_of) == (deputy, getattr(company, lender))
        assert judged_for([judged]) == {judged.pk: getattr(company, lender)}
        said = f"Deputy, on behalf of {getattr(company, lender)}"
        assert said in text(visit(company.viewer, path))
        assert said in text(visit(company.viewer, f"/m/{draft.kpi.slug}/"))
        assert list(findings()) == []

    def test_rejects_on_their_behalf_too(
        self, company: Company, draft: KPIDefinition, deputy: User
    ) -> None:
        lend(company.decider, deputy)

        judged = definitions.reject(
            definition=draft, reason="Too wide", actor=deputy, at=clock.tick()
        )

        assert judged_for([judged]) == {judged.pk: company.decider}

    def test_not_where_the_lender_is_the_author(
        self, company: Company, draft: KPIDefinition, deputy: User
    ) -> None:
        place = {"kpi": draft.kpi, "actor": company.administrator, "at": clock.tick()}
        grant(person=company.steward, right="accountable", **place)
        lend(company.steward, deputy)

        with pytest.raises(NotEntitled, match="Only Head of Marketing or CRO"):
            self.judge(draft, deputy)

    def test_nor_an_approver_who_stands_in_for_the_author(
        self, company: Company, draft: KPIDefinition
    ) -> None:
        lend(company.steward, company.decider)

        with pytest.raises(NotEntitled, match="You stand in for RevOps lead"):
            self.judge(draft, company.decider)

    def test_nor_before_or_after_the_days(
        self, company: Company, draft: KPIDefinition, deputy: User
    ) -> None:
        later = clock.moment.date() + LONG / 30
        lend(company.decider, deputy, from_on=later, until_on=later)

        with pytest.raises(NotEntitled, match="Only Head of Marketing or CRO"):
            self.judge(draft, deputy)
