"""Who decides an open item follows rights, domains and KPIs, in the act that changes them."""

from datetime import timedelta

import pytest

from governance.actions import decisions
from governance.actions.domains import change_domain
from governance.actions.kpis import change_kpi
from governance.actions.rights import end, grant
from governance.history.verification import findings
from governance.models import Contradiction, DecisionRight, Outbox
from governance.promises import outbox
from governance.refusals import NotEntitled
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, closed, decision_facts, logged, proposed
from tests.factories.metrics import DomainFactory
from tests.factories.telling import told


def decider_of(item: Contradiction) -> str:
    return str(Contradiction.objects.get(pk=item.pk).decider)


def elsewhere(company: Company) -> str:
    """Let somebody else decide in a domain of its own; return the name."""
    cfo = PersonFactory.create(name="CFO")
    domain = DomainFactory.create(name="Revenue", slug="revenue", parent=company.root)
    grant(person=cfo, right="decides", domain=domain, actor=company.steward, at=clock.tick())
    company.extra["revenue"] = domain
    return str(cfo)


class TestMovingAKpi:
    def test_hands_its_open_items_to_whoever_decides_there(self, company: Company) -> None:
        item, ended = logged(company), closed(company)
        cfo = elsewhere(company)
        assert decider_of(item) == "CRO"

        for position in item.positions.all():
            change_kpi(
                kpi=position.kpi,
                domain=company.extra["revenue"],
                reason="Finance keeps it now",
                actor=company.steward,
                at=clock.tick(),
            )

        item.refresh_from_db()
        assert decider_of(item) == cfo
        assert "Revenue" in item.decider_rule
        assert decider_of(ended) == "CRO"
        last = item.history.first()
        assert (last.history_user, last.decider_id) == (company.steward, item.decider_id)
        assert "moved to Revenue" in last.history_change_reason
        assert list(findings()) == []

    def test_goes_to_the_arbiter_while_one_side_has_moved(self, company: Company) -> None:
        item = logged(company)
        elsewhere(company)

        change_kpi(
            kpi=item.positions.first().kpi,
            domain=company.extra["revenue"],
            reason="Finance keeps it now",
            actor=company.steward,
            at=clock.tick(),
        )

        assert decider_of(item) == "COO"

    def test_tells_the_new_decider_of_what_is_on_the_table(self, company: Company) -> None:
        item = proposed(company)
        elsewhere(company)
        Outbox.objects.all().delete()

        for position in item.positions.all():
            change_kpi(
                kpi=position.kpi,
                domain=company.extra["revenue"],
                reason="Finance keeps it now",
                actor=company.steward,
                at=clock.tick(),
            )

        item.refresh_from_db()
        assert told()[-1] == ("rule_again", item.decider_id)

    def test_turns_on_who_speaks_when_a_kpi_becomes_the_customers(self, company: Company) -> None:
        item = logged(company)
        elsewhere(company)
        first, second = (position.kpi for position in item.positions.order_by("order"))
        change_kpi(
            kpi=first,
            domain=company.extra["revenue"],
            reason="Moved",
            actor=company.steward,
            at=clock.tick(),
        )
        assert decider_of(item) == "COO"

        change_kpi(
            kpi=second,
            kind="customer",
            reason="Customers say so themselves",
            actor=company.steward,
            at=clock.tick(),
        )

        assert decider_of(item) == "CFO"

    def test_leaves_items_alone_when_nothing_that_counts_changes(self, company: Company) -> None:
        item = logged(company)

        change_kpi(
            kpi=item.positions.first().kpi,
            target=900,
            reason="A new year",
            actor=company.steward,
            at=clock.tick(),
        )

        assert Contradiction.objects.get(pk=item.pk).version == item.version

    def test_refuses_the_outsider_and_changes_nothing(self, company: Company) -> None:
        item = logged(company)
        elsewhere(company)

        with pytest.raises(NotEntitled):
            change_kpi(
                kpi=item.positions.first().kpi,
                domain=company.extra["revenue"],
                reason="I would rather decide",
                actor=company.outsider,
                at=clock.tick(),
            )

        assert decider_of(item) == "CRO"


class TestMovingADomain:
    def test_hands_what_lies_below_to_whoever_decides_above(self, company: Company) -> None:
        below = DomainFactory.create(name="MQLs", slug="mqls", parent=company.leads)
        company.leads, leads = below, company.leads
        item = logged(company)
        cfo = elsewhere(company)
        assert decider_of(item) == "CRO"

        change_domain(
            domain=below,
            parent=company.extra["revenue"],
            reason="It is revenue",
            actor=company.steward,
            at=clock.tick(),
        )

        item.refresh_from_db()
        assert leads != below
        assert decider_of(item) == cfo
        assert "lies under Revenue" in item.history.first().history_change_reason
        assert list(findings()) == []

    def test_leaves_items_alone_when_it_is_only_renamed(self, company: Company) -> None:
        item = logged(company)

        change_domain(
            domain=company.leads,
            name="Prospects",
            reason="Clearer",
            actor=company.steward,
            at=clock.tick(),
        )

        assert Contradiction.objects.get(pk=item.pk).version == item.version


class TestARightWithDates:
    def test_passes_the_decision_on_when_its_last_day_is_over(self, company: Company) -> None:
        item = proposed(company)
        heir = PersonFactory.create(name="Interim CRO")
        held = DecisionRight.objects.get(right="decides", domain=company.leads)
        day = clock.moment.date() + timedelta(days=10)
        facts = {"actor": company.steward, "at": clock.tick()}
        end(right=held, until=day, reason="Leaves", **facts)
        grant(person=heir, right="decides", domain=company.leads, since=day, **facts)
        assert decider_of(item) == "CRO"

        at = clock.tick(24 * 11)
        while row := outbox.claim(at):
            outbox.keep(row, at)

        assert decider_of(item) == "Interim CRO"
        last = item.history.first()
        assert last.history_user.is_system
        assert list(findings()) == []

    def test_cannot_be_used_after_it_ended_even_before_a_worker_comes_by(
        self, company: Company
    ) -> None:
        item = proposed(company)
        heir = PersonFactory.create(name="Interim CRO")
        held = DecisionRight.objects.get(right="decides", domain=company.leads)
        day = clock.moment.date() + timedelta(days=10)
        facts = {"actor": company.steward, "at": clock.tick()}
        end(right=held, until=day, reason="Leaves", **facts)
        grant(person=heir, right="decides", domain=company.leads, since=day, **facts)
        at = clock.tick(24 * 11)

        with pytest.raises(NotEntitled, match="Interim CRO"):
            decisions.decide(item=item, actor=company.decider, at=at, **decision_facts(item))
        done = decisions.decide(item=item, actor=heir, at=at, **decision_facts(item))

        assert (done.status, done.decider) == ("decided", heir)
        assert done.current_decision.rule == done.decider_rule

    def test_promises_nothing_for_days_that_are_over(self, company: Company) -> None:
        assert not Outbox.objects.filter(kind="right_in_force").exists()
