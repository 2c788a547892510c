"""Who may lend rights to whom, and what lending them lets somebody do."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Delegation, LedgerEntry, User
from governance.actions import bridges, decisions, follow_ups, options, outcomes
from governance.actions import contradictions as items
from governance.actions.acceptances import accept_until
from governance.actions.delegations import go_away, withdraw_delegation
from governance.actions.people import deactivate_person
from governance.actions.rights import grant
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import Contradiction, Decision
from governance.policies import may_see
from governance.refusals import IllegalMove, NotEntitled
from governance.rights.lending import authors_of
from governance.waiting import items_waiting, standing
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    assigned,
    decided,
    decision_facts,
    first_option,
    investigating,
    proposed,
    read_again,
    ready_to_propose,
    verifying,
)
from tests.factories.lending import day, lend


@pytest.fixture
def deputy(company: Company) -> User:
    return PersonFactory.create(name="Deputy", role=User.Role.VIEWER)


def decide(item: Contradiction, actor: User, **more: Any) -> Contradiction:
    facts = {**decision_facts(item), **more}
    return decisions.decide(item=item, actor=actor, at=clock.tick(), **facts)


class TestLend:
    def test_is_recorded_under_who_lends(self, company: Company, deputy: User) -> None:
        made = lend(company.decider, deputy, reason="Parental leave")

        entry = LedgerEntry.objects.get(verb="delegate")
        assert entry.chain == f"person:{company.decider.pk}"
        assert (entry.actor, made.history.get().history_change_reason) == (
            company.decider,
            "Parental leave",
        )
        assert list(findings()) == []

    def test_a_steward_may_enter_it(self, company: Company, deputy: User) -> None:
        assert lend(company.decider, deputy, actor=company.steward).to == deputy

    @pytest.mark.parametrize("who", ["outsider", "viewer", "auditor"])
    def test_refuses_an_outsider(self, company: Company, deputy: User, who: str) -> None:
        with pytest.raises(NotEntitled, match="Only CRO, a steward or an administrator"):
            lend(company.decider, deputy, actor=getattr(company, who))

    def test_refuses_oneself(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="nobody stands in for themselves"):
            lend(company.decider, company.decider)

    def test_refuses_an_administrator(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="administrators decide nothing"):
            lend(company.decider, company.administrator)

    def test_refuses_who_left(self, company: Company, deputy: User) -> None:
        deactivate_person(
            person=deputy, reason="Left", actor=company.administrator, at=clock.tick()
        )
        deputy.refresh_from_db()

        with pytest.raises(ValidationError, match="name one active person"):
            lend(company.decider, deputy)

    def test_refuses_days_that_are_over(self, company: Company, deputy: User) -> None:
        with pytest.raises(ValidationError, match="still to come"):
            lend(company.decider, deputy, from_on=date(2026, 1, 1), until_on=date(2026, 1, 2))

    def test_refuses_an_end_before_the_start(self, company: Company, deputy: User) -> None:
        with pytest.raises(ValidationError, match="on or after the first"):
            lend(company.decider, deputy, from_on=day(9), until_on=day(8))

    def test_refuses_to_say_nothing(self, company: Company, deputy: User) -> None:
        with pytest.raises(ValidationError, match="Say why"):
            lend(company.decider, deputy, reason=" ")

    def test_refuses_a_second_delegate_on_a_day(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy, from_on=day(2), until_on=day(6))

        with pytest.raises(ValidationError, match="Deputy stands in from 2026-11-02"):
            lend(company.decider, company.outsider, from_on=day(6), until_on=day(9))
        assert lend(company.decider, company.outsider, from_on=day(7), until_on=day(9))

    def test_refuses_a_circle(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy, from_on=day(2), until_on=day(6))
        lend(deputy, company.outsider, from_on=day(4), until_on=day(9))

        with pytest.raises(ValidationError, match="Outsider to CRO to Deputy to Outsider"):
            lend(company.outsider, company.decider, from_on=day(5), until_on=day(5))
        assert lend(company.outsider, company.decider, from_on=day(7), until_on=day(9))


class TestWithdraw:
    def test_ends_it_at_once(self, company: Company, deputy: User) -> None:
        made = lend(company.decider, deputy)
        item = proposed(company)

        withdraw_delegation(
            delegation=made, reason="Back early", actor=company.decider, at=clock.tick()
        )

        with pytest.raises(NotEntitled):
            decide(item, deputy)
        assert Delegation.objects.get().is_withdrawn

    def test_refuses_the_delegate(self, company: Company, deputy: User) -> None:
        made = lend(company.decider, deputy)

        with pytest.raises(NotEntitled, match="Only CRO"):
            withdraw_delegation(delegation=made, reason="No", actor=deputy, at=clock.tick())

    def test_refuses_twice(self, company: Company, deputy: User) -> None:
        made = lend(company.decider, deputy)
        told = {"delegation": made, "reason": "Back", "actor": company.decider}
        withdraw_delegation(**told, at=clock.tick())

        with pytest.raises(IllegalMove, match="already"):
            withdraw_delegation(**told, at=clock.tick())


class TestStandIn:
    def test_decides_on_behalf_of_the_decider(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        item = decide(proposed(company), deputy)

        made = item.current_decision
        assert made is not None
        assert (made.by, made.on_behalf_of) == (deputy, company.decider)
        assert made.decided_by == "Deputy, on behalf of CRO"
        entries = LedgerEntry.objects.filter(chain=item.chain, verb="decide")
        assert {(one.actor, one.on_behalf_of) for one in entries} == {(deputy, company.decider)}
        told = timeline(Trail(item))[0]
        assert told.who == "Deputy, on behalf of CRO"
        assert told.sentence.startswith("decided D-001")
        assert list(findings()) == []

    def test_may_not_before_or_after(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy, from_on=day(20), until_on=day(30))

        with pytest.raises(NotEntitled, match=r"Only the decider \(CRO\)"):
            decide(proposed(company), deputy)

    def test_the_decider_still_decides(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        item = decide(proposed(company), company.decider)

        assert item.current_decision is not None
        assert item.current_decision.on_behalf_of is None

    def test_what_is_lent_is_not_lent_on(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        lend(deputy, company.outsider)

        with pytest.raises(NotEntitled):
            decide(proposed(company), company.outsider)

    def test_a_role_is_not_lent(self, company: Company, deputy: User) -> None:
        lend(company.steward, deputy)

        with pytest.raises(NotEntitled):
            items.dismiss(item=assigned(company), reason="Twice", actor=deputy, at=clock.tick())

    def test_takes_up_for_the_owner(self, company: Company, deputy: User) -> None:
        lend(company.marketing_head, deputy)
        item = items.take_up(item=assigned(company), actor=deputy, at=clock.tick())

        entry = LedgerEntry.objects.filter(chain=item.chain).order_by("-seq").first()
        assert entry is not None
        assert (entry.actor, entry.on_behalf_of) == (deputy, company.marketing_head)
        assert item.owner == company.marketing_head

    def test_accepts_for_the_decider(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        item = proposed(company)

        item = accept_until(
            item=item,
            option=item.options.get(letter="B"),
            disclosure="They count different things.",
            reason="Until the CRM moves.",
            exposure_note="not estimated",
            none_voiced=True,
            actor=deputy,
            at=clock.tick(),
        )

        assert item.acceptances.get().accepted_by == "Deputy, on behalf of CRO"

    def test_answers_where_the_other_was_asked(self, company: Company, deputy: User) -> None:
        item = investigating(company)
        asked = [company.sales_head, deputy]
        options.ask_agreers(item=item, people=asked, actor=company.steward, at=clock.tick())
        lend(company.sales_head, deputy)

        for _ in asked:
            item = options.agree(item=item, actor=deputy, at=clock.tick())

        answers = {row.person: row.answered_by for row in item.agreers.all()}
        assert answers == {deputy: None, company.sales_head: deputy}
        hands = LedgerEntry.objects.filter(chain=item.chain, verb="agree").order_by("seq")
        assert list(dict.fromkeys(one.on_behalf_of for one in hands)) == [
            None,
            company.sales_head,
        ]

    def test_proves_a_follow_up(self, company: Company, deputy: User) -> None:
        lend(company.marketing_head, deputy)
        row = decided(company).follow_ups.get()

        done = follow_ups.complete(follow_up=row, actor=deputy, at=clock.tick(), text="Done")

        assert done.status == "done"

    def test_reads_what_is_confidential(self, company: Company, deputy: User) -> None:
        item = proposed(company, is_confidential=True)
        assert not may_see(item, deputy, clock.moment.date())

        lend(company.decider, deputy)

        assert may_see(item, deputy, clock.moment.date())
        assert item in Contradiction.objects.visible_to(deputy)
        assert not may_see(item, deputy, date(2030, 1, 1))

    def test_sees_it_waiting_at_home(self, company: Company, deputy: User) -> None:
        item, today = proposed(company), clock.moment.date()
        assert standing(deputy, clock.moment).counts["home"] == 0

        lend(company.decider, deputy)

        assert standing(deputy, clock.moment).counts["home"] == 1
        assert item not in items_waiting(deputy, today)


class TestNobodySignsOffTheirOwn:
    def test_a_delegate_who_recommended_may_not_decide(
        self, company: Company, deputy: User
    ) -> None:
        lend(company.marketing_head, deputy)
        lend(company.decider, deputy)
        item = self._severe(company, deputy)

        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, deputy)

    def test_nor_may_who_lent_the_right_to_recommend(self, company: Company, deputy: User) -> None:
        self._let_recommend(company, company.decider)
        item = self._severe(company, company.decider)
        lend(company.decider, deputy)

        for person in (company.decider, deputy):
            with pytest.raises(ValidationError, match="recommended on C-"):
                decide(item, person)

    def test_nor_may_who_it_was_recommended_for(self, company: Company, deputy: User) -> None:
        self._let_recommend(company, company.decider)
        lend(company.decider, deputy)
        item = self._severe(company, deputy)

        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, company.decider)

    def test_nor_may_they_let_it_stand(self, company: Company) -> None:
        self._let_recommend(company, company.decider)
        item = self._severe(company, company.decider)

        with pytest.raises(ValidationError, match="recommended on C-"):
            accept_until(
                item=item,
                option=item.options.get(letter="B"),
                disclosure="They count different things.",
                reason="Until the CRM moves.",
                exposure_note="not estimated",
                none_voiced=True,
                actor=company.decider,
                at=clock.tick(),
            )
        assert not Decision.objects.exists()

    def test_who_stood_in_for_the_owner_does_not_verify(self, company: Company) -> None:
        item = verifying(company)
        read_again(item, 400, 401)
        lend(company.marketing_head, company.outsider)

        with pytest.raises(NotEntitled, match="other than the owner"):
            outcomes.verify(item=item, actor=company.outsider, at=clock.tick())

    def test_nor_afterwards(self, company: Company) -> None:
        made = lend(company.marketing_head, company.outsider)
        item = decided(company)
        row = item.follow_ups.get()
        follow_ups.complete(follow_up=row, actor=company.outsider, at=clock.tick(), text="Done")
        item = outcomes.start_verifying(item=item, actor=company.outsider, at=clock.tick())
        withdraw_delegation(
            delegation=made, reason="Back", actor=company.marketing_head, at=clock.tick()
        )
        read_again(item, 400, 401)

        with pytest.raises(NotEntitled, match="other than the owner"):
            outcomes.verify(item=item, actor=company.outsider, at=clock.tick())

    def test_a_decider_waives_through_a_delegate(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        item = outcomes.verify(
            item=verifying(company), waiver="No later reading", actor=deputy, at=clock.tick()
        )

        entry = LedgerEntry.objects.filter(chain=item.chain, verb="verify").first()
        assert entry is not None
        assert entry.on_behalf_of == company.decider

    def test_a_bridge_is_not_signed_by_who_it_was_drawn_for(
        self, company: Company, deputy: User
    ) -> None:
        lend(company.marketing_head, deputy)
        item = investigating(company)
        start, end = item.positions.order_by("order")
        bridge = bridges.start_bridge(
            item=item, start=start, end=end, actor=deputy, at=clock.tick()
        )
        bridges.add_line(
            bridge=bridge, cause=4, label="All", amount=-647, actor=deputy, at=clock.tick()
        )
        bridge.refresh_from_db()
        assert authors_of(bridge) == {deputy.pk, company.marketing_head.pk}

    def _severe(self, company: Company, recommender: User) -> Contradiction:
        item = ready_to_propose(company)
        item = items.change_severity(
            item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        return decisions.propose(
            item=item, recommended=first_option(item), actor=recommender, at=clock.tick()
        )

    def _let_recommend(self, company: Company, person: User) -> None:
        grant(
            person=person,
            right="recommends",
            domain=company.leads,
            actor=company.steward,
            at=clock.tick(),
        )


class TestGoAway:
    def _away(self, company: Company, **more: Any) -> Any:
        told = {"from_on": day(1), "until_on": day(30), "actor": company.decider, **more}
        return go_away(person=company.decider, at=clock.tick(), **told)

    def test_asks_for_a_delegate_where_something_falls_due(self, company: Company) -> None:
        item = proposed(company)
        assert item.due_at is not None
        due_on = item.due_at.date()

        with pytest.raises(ValidationError, match=f"{item.code} falls due while CRO is away"):
            self._away(company, from_on=due_on, until_on=due_on)
        assert not company.decider.leaves.exists()

    def test_needs_none_where_nothing_does(self, company: Company) -> None:
        assert self._away(company).person == company.decider

    def test_names_who_stands_in(self, company: Company, deputy: User) -> None:
        proposed(company)

        self._away(company, from_on=clock.moment.date(), to=deputy)

        assert Delegation.objects.get().to == deputy

    def test_is_covered_by_a_delegation_on_record(self, company: Company, deputy: User) -> None:
        proposed(company)
        lend(company.decider, deputy)

        assert self._away(company, from_on=clock.moment.date())

    def test_a_steward_says_why(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="you enter it for CRO"):
            self._away(company, actor=company.steward)
        assert self._away(company, actor=company.steward, reason="Ill")

    def test_refuses_an_outsider(self, company: Company) -> None:
        with pytest.raises(NotEntitled):
            self._away(company, actor=company.outsider)
