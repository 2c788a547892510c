"""The log of decisions, one decision, and the beliefs that ended."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.actions.decisions import add_dissent_reason, decide, reconsider
from governance.models import Decision
from tests.factories.clock import clock
from tests.factories.decisions import disputed
from tests.factories.governance import Company, decided, decision_facts, proposed
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db


def decided_with(company: Company, **changes: Any) -> Decision:
    item = changes.pop("item", None) or proposed(company)
    facts = decision_facts(item) | changes
    decide(item=item, actor=company.decider, at=clock.tick(), **facts)
    return Decision.objects.filter(contradiction=item).latest("number")


def codes(answer: Any) -> list[str]:
    return [row.decision.code for row in answer.context["rows"]]


class TestLog:
    def test_puts_what_is_due_to_be_looked_at_again_first(self, company: Company) -> None:
        today = clock.moment.date()
        late = decided_with(company, revisit_on=today + timedelta(days=60))
        soon = decided_with(company, revisit_on=today + timedelta(days=20))
        clock.tick(24 * 40)

        answer = visit(company.viewer, "/decisions/")

        page = text(answer)
        assert codes(answer) == [soon.code, late.code]
        assert "<b>2</b> decisions stand; <b>1</b> is due to be looked at again." in page
        assert "Overdue by" in page
        assert "600 fewer reported leads" in page.replace("<b>", "").replace("</b>", "")

    def test_puts_what_was_superseded_last(self, company: Company) -> None:
        first = decided_with(company)
        item = reconsider(
            item=first.contradiction, reason="New facts", actor=company.decider, at=clock.tick()
        )
        second = decided_with(company, item=item)
        third = decided_with(company)

        answer = visit(company.viewer, "/decisions/")

        assert codes(answer) == [second.code, third.code, first.code]
        assert f"superseded by {second.code}" in text(answer)

    def test_counts_each_dissent_once(self, company: Company) -> None:
        made = decided_with(company, none_voiced=False, dissenters=[company.sales])
        add_dissent_reason(
            dissent=made.dissents.get(),
            reason="Too late",
            actor=company.sales_head,
            at=clock.tick(),
        )

        assert "1 voiced" in text(visit(company.viewer, "/decisions/"))

    def test_keeps_confidential_items_to_their_people(self, company: Company) -> None:
        item = decided(company, is_confidential=True)
        code = Decision.objects.get(contradiction=item).code

        assert codes(visit(company.outsider, "/decisions/")) == []
        assert visit(company.outsider, f"/d/{code}/").status_code == 404
        assert codes(visit(company.decider, "/decisions/")) == [code]
        assert visit(company.decider, f"/d/{code}/").status_code == 200

    def test_shows_an_example_while_nothing_is_decided(self, company: Company) -> None:
        page = text(visit(company.viewer, "/decisions/"))

        assert "No decisions yet." in page
        assert "A decision reads like this" in page

    def test_asks_a_stranger_to_sign_in(self, company: Company) -> None:
        for path in ("/decisions/", "/decisions/beliefs/", "/d/D-001/", "/actions/"):
            assert visit(None, path).status_code == 302

    def test_asks_as_many_questions_for_ten_as_for_one(self, company: Company) -> None:
        decided_with(company)
        with CaptureQueriesContext(connection) as one:
            visit(company.viewer, "/decisions/")
        for _ in range(3):
            decided_with(company)
        with CaptureQueriesContext(connection) as four:
            visit(company.viewer, "/decisions/")

        assert len(four) == len(one)


class TestDecision:
    def test_says_what_why_at_what_price_and_by_which_right(self, company: Company) -> None:
        made = decided_with(company)

        page = text(visit(company.viewer, f"/d/{made.code}/"))

        for words in (
            "CRO decided: Plan on accepted leads",
            "Capacity follows what Sales can work.",
            "600 fewer reported leads",
            "Marketing: 847 MQLs",
            "Capacity plan",
            "Rewrite the bonus rule",
            "Everybody was asked; none was voiced.",
            "Holds “decides” on Leads",
            "B. Leave as is",
        ):
            assert words in page, words

    def test_shows_dissent_with_its_reason(self, company: Company) -> None:
        made = decided_with(company, none_voiced=False, dissenters=[company.sales])
        path = f"/d/{made.code}/"

        before = text(visit(company.sales_head, path))
        add_dissent_reason(
            dissent=made.dissents.get(),
            reason="We lose the signal.",
            actor=company.sales_head,
            at=clock.tick(),
        )
        after = text(visit(company.sales_head, path))

        assert "the reason has not been given yet" in before
        assert "Give the reason" in before
        assert "disagreed: We lose the signal." in after
        assert "Give the reason" not in after

    def test_offers_the_reason_to_the_dissenters_alone(self, company: Company) -> None:
        made = decided_with(company, none_voiced=False, dissenters=[company.sales])

        for somebody in (company.outsider, company.viewer, company.marketing_head):
            assert "Give the reason" not in text(visit(somebody, f"/d/{made.code}/"))

    def test_shows_an_objection_and_why_it_was_overridden(self, company: Company) -> None:
        made = decided_with(company, item=disputed(company), override_reason="Capacity first.")

        page = text(visit(company.viewer, f"/d/{made.code}/"))

        assert "We lose the signal." in page
        assert "Capacity first." in page

    def test_is_superseded_never_edited(self, company: Company) -> None:
        first = decided_with(company)
        item = reconsider(
            item=first.contradiction, reason="New facts", actor=company.decider, at=clock.tick()
        )
        second = decided_with(company, item=item)

        old = text(visit(company.decider, f"/d/{first.code}/"))
        new = text(visit(company.decider, f"/d/{second.code}/"))

        assert "A later decision superseded this one." in old
        assert "Take it up again" not in old
        assert f'href="/d/{first.code}/"' in new
        assert "Take it up again" in new

    @pytest.mark.parametrize("who", ["outsider", "viewer", "steward", "marketing_head"])
    def test_offers_to_take_it_up_again_to_the_decider_alone(
        self, company: Company, who: str
    ) -> None:
        made = decided_with(company)

        assert "Take it up again" not in text(visit(getattr(company, who), f"/d/{made.code}/"))
        assert "Take it up again" in text(visit(company.decider, f"/d/{made.code}/"))

    @pytest.mark.parametrize("code", ["D-999", "C-001", "D-x", "D-"])
    def test_that_is_not_there_is_not_found(self, company: Company, code: str) -> None:
        assert visit(company.viewer, f"/d/{code}/").status_code == 404


class TestBeliefs:
    def test_name_who_said_so_first(self, company: Company) -> None:
        made = decided_with(company, retires_belief="Every lead over 60 is ready to buy.")

        page = text(visit(company.viewer, "/decisions/beliefs/"))

        assert "We no longer believe <b>1</b> thing that we used to." in page
        assert "Every lead over 60 is ready to buy." in page
        assert "First said by RevOps lead" in page
        assert made.code in page

    def test_of_confidential_items_stay_with_their_people(self, company: Company) -> None:
        item = proposed(company, is_confidential=True)
        decided_with(company, item=item, retires_belief="Nobody chases twice.")

        assert "Nobody chases" not in text(visit(company.outsider, "/decisions/beliefs/"))

    def test_say_why_there_are_none(self, company: Company) -> None:
        assert "No belief has been retired yet." in text(
            visit(company.viewer, "/decisions/beliefs/")
        )
