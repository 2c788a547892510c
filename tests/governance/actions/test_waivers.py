"""Waiving a rule is itself a decision: by the executive, for a reason, until a date."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from governance.actions import contradictions as items
from governance.actions import decisions
from governance.actions.rights import end, grant
from governance.actions.waivers import waive, withdraw_waiver
from governance.history.timeline import timeline
from governance.history.trail import Trail
from governance.history.verification import findings
from governance.models import Contradiction, DecisionRight, RuleWaiver
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    decision_facts,
    first_option,
    logged,
    ready_to_propose,
)
from tests.factories.lending import lend
from tests.governance.views.visiting import text, visit


def waived(company: Company, **more: Any) -> RuleWaiver:
    at = clock.tick()
    given: dict[str, Any] = {
        "rule": "recommender",
        "until_on": at.date() + timedelta(days=10),
        "reason": "Two roles in one this quarter",
        "actor": company.executive,
        **more,
    }
    if "contradiction" not in given:
        given.setdefault("domain", company.leads)
    return waive(at=at, **given)


def own(company: Company) -> Contradiction:
    """Return a severe item that its decider recommended on."""
    place = {"domain": company.leads, "actor": company.steward, "at": clock.tick()}
    grant(person=company.decider, right="recommends", **place)
    item = items.change_severity(
        item=ready_to_propose(company),
        severity=1,
        reason="Board",
        actor=company.steward,
        at=clock.tick(),
    )
    return decisions.propose(
        item=item, recommended=first_option(item), actor=company.decider, at=clock.tick()
    )


def decide(item: Contradiction, actor: User) -> Contradiction:
    return decisions.decide(item=item, actor=actor, at=clock.tick(), **decision_facts(item))


class TestWaive:
    def test_lets_who_recommended_decide_and_says_so(self, company: Company) -> None:
        item = own(company)
        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, company.decider)

        waived(company, contradiction=item)
        item = decide(item, company.decider)

        made = item.current_decision
        assert made is not None
        assert made.rule.endswith(", under waiver W-001")
        told = timeline(Trail(item))
        assert "Under waiver W-001." in told[0].note
        assert any(
            one.sentence.startswith("waived a rule until") and one.actor == company.executive
            for one in told
        )
        assert list(findings()) == []

    def test_holds_for_what_lies_below_a_domain(self, company: Company) -> None:
        item = own(company)
        waived(company, domain=company.root)

        assert decide(item, company.decider).status == "decided"

    def test_does_not_hold_for_another_item(self, company: Company) -> None:
        item = own(company)
        waived(company, contradiction=logged(company))

        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, company.decider)

    def test_another_rule_still_holds(self, company: Company) -> None:
        item = own(company)
        waived(company, contradiction=item, rule="disputing")

        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, company.decider)

    def test_expires_by_itself(self, company: Company) -> None:
        item = own(company)
        waived(company, contradiction=item, until_on=clock.moment.date() + timedelta(days=1))
        clock.tick(24 * 3)

        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, company.decider)

    def test_lets_a_side_decide_and_says_so(self, company: Company) -> None:
        held = DecisionRight.objects.get(right="decides")
        today = clock.moment.date()
        end(right=held, until=today, reason="Moved", actor=company.steward, at=clock.tick())
        place = {"domain": company.leads, "actor": company.steward, "at": clock.tick()}
        grant(person=company.marketing_head, right="decides", **place)
        item = items.change_severity(
            item=logged(company), severity=1, reason="x", actor=company.steward, at=clock.tick()
        )
        assert item.decider == company.arbiter

        made = waived(company, contradiction=item, rule="disputing")
        item.refresh_from_db()
        assert item.decider == company.marketing_head
        assert item.decider_rule.endswith("under waiver W-001")

        told = {"reason": "No longer", "actor": company.executive, "at": clock.tick()}
        withdraw_waiver(waiver=made, **told)
        item.refresh_from_db()
        assert item.decider == company.arbiter

    @pytest.mark.parametrize("who", ["outsider", "steward", "decider", "administrator"])
    @pytest.mark.parametrize("place", ["item", "domain"])
    def test_refuses_who_is_no_executive(self, company: Company, who: str, place: str) -> None:
        subject: dict[str, Any] = {"domain": company.leads}
        if place == "item":
            subject = {"contradiction": logged(company)}
        with pytest.raises(NotEntitled):
            waived(company, actor=getattr(company, who), **subject)

    def test_the_page_names_who_may(self, company: Company) -> None:
        refused = visit(company.steward, "/rights/waivers/new/")

        assert refused.status_code == 403
        assert f"“executive” ({company.executive}) may waive a rule" in text(refused)

    def test_a_delegate_waives_on_behalf(self, company: Company) -> None:
        deputy = PersonFactory.create(name="Deputy")
        lend(company.executive, deputy)

        made = waived(company, actor=deputy)
        assert (made.by, made.on_behalf_of) == (deputy, company.executive)

    def test_nobody_waives_it_for_what_they_recommended(self, company: Company) -> None:
        place = {"domain": company.leads, "actor": company.steward, "at": clock.tick()}
        grant(person=company.decider, right="executive", **place)
        item = own(company)

        with pytest.raises(ValidationError, match="You recommended on"):
            waived(company, contradiction=item, actor=company.decider)

    @pytest.mark.parametrize(
        ("more", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"rule": "everything"}, "rule"),
            ({"days": 33}, "until_on"),
            ({"days": -1}, "until_on"),
        ],
    )
    def test_says_what_is_wrong(self, company: Company, more: dict[str, Any], field: str) -> None:
        days = more.pop("days", 3)
        more = {**more, "until_on": clock.tick().date() + timedelta(days=days)}
        with pytest.raises(ValidationError) as error:
            waived(company, **more)
        assert field in error.value.error_dict

    def test_the_database_holds_it_to_its_days(self, company: Company) -> None:
        made = waived(company)
        sql = f"UPDATE governance_rulewaiver SET until_on = '2027-12-01' WHERE id = {made.pk}"

        with pytest.raises(IntegrityError, match="waived for at most"), transaction.atomic():
            connection.cursor().execute(sql)


class TestWithdraw:
    def test_lets_the_rule_hold_again(self, company: Company) -> None:
        item = own(company)
        made = waived(company, contradiction=item)
        told = {"reason": "Not needed", "actor": company.executive}
        withdraw_waiver(waiver=made, at=clock.tick(), **told)

        with pytest.raises(ValidationError, match="recommended on C-"):
            decide(item, company.decider)
        with pytest.raises(IllegalMove):
            withdraw_waiver(waiver=made, at=clock.tick(), **told)

    def test_refuses_an_outsider(self, company: Company) -> None:
        made = waived(company)
        with pytest.raises(NotEntitled):
            withdraw_waiver(waiver=made, reason="x", actor=company.outsider, at=clock.tick())
