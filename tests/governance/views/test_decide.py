"""The decide page: three clicks with trade-off, dissent and follow-ups on file."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from governance.models import Decision, Dissent, RetiredBelief
from tests.factories.clock import clock
from tests.factories.decisions import day, disputed, put_forward
from tests.factories.governance import Company
from tests.governance.views.deciding import filled, page_of, three_clicks
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


class TestThreeClicks:
    def test_record_a_decision_with_everything_on_file(self, company: Company) -> None:
        item = put_forward(company)

        answer = three_clicks(item, company.decider)

        made = Decision.objects.get(contradiction=item)
        assert (answer.status_code, answer["Location"]) == (302, f"/c/{item.code}/")
        assert (made.by, made.none_voiced) == (company.decider, True)
        assert made.trade_off == "600 fewer reported leads"
        assert made.rationale.startswith("Plan on accepted leads: service faster")
        assert made.revisit_on == made.option.revisit_on
        use = made.uses.get()
        assert (use.position.label, use.purpose) == ("Sales", "the capacity plan")
        assert (use.from_on, use.restated_by) == (made.option.use_from_on, company.marketing_head)
        promise = made.follow_ups.get()
        assert (promise.title, promise.owner) == ("Rewrite the bonus rule", company.marketing_head)
        item.refresh_from_db()
        assert item.status == "decided"

    def test_are_answered_by_a_page_that_names_the_decision(self, company: Company) -> None:
        item = put_forward(company)
        sent = {**filled(item, company.decider), "none_voiced": "on"}

        client = Client()
        client.force_login(company.decider)
        with time_machine.travel(clock.tick(), tick=False):
            answer = client.post(page_of(item), sent, follow=True)

        code = Decision.objects.get(contradiction=item).code
        assert f"{code} is recorded." in text(answer)

    def test_keep_what_was_edited(self, company: Company) -> None:
        item = put_forward(company)

        three_clicks(
            item,
            company.decider,
            **{
                "A-rationale": "Capacity follows what Sales can work.",
                "A-purpose": "the hiring plan",
                "A-title": "Rewrite both bonus rules",
                "A-revisit_on": day(60).isoformat(),
                "A-trade_off": "647 fewer reported leads",
            },
        )

        made = Decision.objects.get(contradiction=item)
        assert made.rationale == "Capacity follows what Sales can work."
        assert made.trade_off == "647 fewer reported leads"
        assert made.uses.get().purpose == "the hiring plan"
        assert made.follow_ups.get().title == "Rewrite both bonus rules"

    def test_take_a_second_number_and_follow_up(self, company: Company) -> None:
        item = put_forward(company)
        second: dict[str, Any] = {
            "A-position_2": item.positions.get(label="Marketing").pk,
            "A-purpose_2": "the early signal",
            "A-from_on_2": day(20).isoformat(),
            "A-restated_by_2": company.steward.pk,
            "A-title_2": "Tell the board",
            "A-owner_2": company.steward.pk,
            "A-due_on_2": day(25).isoformat(),
        }

        three_clicks(item, company.decider, **second)

        made = Decision.objects.get(contradiction=item)
        assert {use.position.label for use in made.uses.all()} == {"Sales", "Marketing"}
        assert made.follow_ups.count() == 2

    def test_name_who_disagrees(self, company: Company) -> None:
        item = put_forward(company)

        three_clicks(
            item,
            company.decider,
            none_voiced=None,
            dissenters=[f"function-{company.sales.pk}", f"function-{company.marketing.pk}"],
        )

        voices = Dissent.objects.filter(decision__contradiction=item)
        assert {str(one.function) for one in voices} == {"Sales", "Marketing"}

    def test_retire_a_belief(self, company: Company) -> None:
        item = put_forward(company)

        three_clicks(item, company.decider, retires="on", belief="Every lead is ready to buy.")

        assert RetiredBelief.objects.get().belief == "Every lead is ready to buy."

    def test_leave_a_belief_alone_that_was_typed_and_unticked(self, company: Company) -> None:
        item = put_forward(company)

        three_clicks(item, company.decider, belief="Every lead is ready to buy.")

        assert not RetiredBelief.objects.exists()

    def test_let_the_difference_stand_until_a_date(self, company: Company) -> None:
        item = put_forward(company)

        answer = three_clicks(item, company.decider, "C")

        kept = item.acceptances.get()
        item.refresh_from_db()
        assert answer.status_code == 302
        assert item.status == "accepted"
        assert kept.expires_on == item.accepted_until == kept.option.expires_on
        assert kept.exposure_note == "not estimated"
        assert "Marketing counts 847" in kept.disclosure
        assert not Decision.objects.exists()

    def test_keep_dissent_from_an_acceptance(self, company: Company) -> None:
        item = put_forward(company)

        three_clicks(
            item,
            company.decider,
            "C",
            none_voiced=None,
            dissenters=[f"function-{company.sales.pk}"],
        )

        assert item.acceptances.get().dissent == "Voiced by Sales."


class TestPage:
    def test_asks_few_questions_however_many_options_there_are(
        self, company: Company, client: Client
    ) -> None:
        item = put_forward(company)
        client.force_login(company.decider)
        with time_machine.travel(clock.tick(), tick=False):
            client.get(page_of(item))
            with CaptureQueriesContext(connection) as asked:
                client.get(page_of(item))

        assert len(asked) <= MOST_QUERIES

    def test_shows_option_trade_off_owner_due_and_revisit(self, company: Company) -> None:
        item = put_forward(company)

        page = text(visit(company.decider, page_of(item)))

        for words in (
            "Recommended by Head of Marketing",
            "Plan on accepted leads",
            "<b>600</b> fewer reported leads",
            "faster",
            "Head of Marketing",
            "Record decision",
            'data-key="d"',
            "Sales: 200 MQLs, for the capacity plan from",
            "Customer clock",
            "Decider: <b>CRO</b>, you",
        ):
            assert words in page, words
        assert page.count("btn btn-1") == 1

    def test_chooses_nothing_for_the_decider(self, company: Company) -> None:
        item = put_forward(company)

        page = visit(company.decider, page_of(item)).content.decode()

        assert not re.search(r"<input[^>]*(radio|checkbox)[^>]* checked", page)

    def test_asks_for_an_override_only_where_somebody_objects(self, company: Company) -> None:
        quiet, loud = disputed(company, "agree"), disputed(company)

        assert "override_reason" not in text(visit(company.decider, page_of(quiet)))
        page = text(visit(company.decider, page_of(loud)))
        assert "Head of Sales objects: “We lose the signal.” Why do you override?" in page
        assert f'value="person-{company.sales_head.pk}"' in page

    def test_opens_what_an_option_was_not_prepared_with(self, company: Company) -> None:
        item = put_forward(company)

        page = visit(company.decider, page_of(item)).content.decode()
        parts = re.findall(r'<details class="rec"( open)?>', page)

        assert parts == ["", " open", ""]

    def test_leaves_single_keys_off_for_who_switched_them_off(self, company: Company) -> None:
        item = put_forward(company)
        User.objects.filter(pk=company.decider.pk).update(shortcuts=False)

        assert 'data-shortcuts="off"' in text(visit(company.decider, page_of(item)))


def test_a_prepared_date_gone_by_is_replaced_by_a_later_one(company: Company) -> None:
    item = put_forward(company)
    clock.tick(24 * 130)

    page = visit(company.decider, page_of(item))

    part = page.context["options"][0]["recorded"]
    assert part.initial["revisit_on"] > clock.moment.date() + timedelta(days=60)
