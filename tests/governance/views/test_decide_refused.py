"""What the decide page says when something is missing, stale, or not the reader's to decide."""

from typing import Any

import pytest

from governance.actions import contradictions as items
from governance.actions.decisions import propose
from governance.models import Contradiction, Decision
from tests.factories.clock import clock
from tests.factories.decisions import disputed, prepared, put_forward
from tests.factories.governance import (
    Company,
    accepted,
    closed,
    decided,
    first_option,
    investigating,
    logged,
)
from tests.governance.views.deciding import filled, page_of, three_clicks
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db


class TestRefusals:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"option": None}, "Choose an option."),
            ({"none_voiced": None}, "Tick “None voiced”, or choose who disagrees; not both."),
            ({"dissenters": "sales"}, "Tick “None voiced”, or choose who disagrees; not both."),
            ({"A-rationale": " "}, "Enter why this option."),
            ({"A-position": ""}, "Choose the number to use."),
            ({"A-title": ""}, "Enter the follow-up."),
            ({"A-due_on": "soon"}, "Enter a valid date."),
            ({"A-revisit_on": "2026-01-01"}, "Choose a later date to look at it again."),
            ({"A-title_2": "Tell the board"}, "as well, or leave the second one empty"),
            ({"retires": "on"}, "Write what was believed, in one sentence."),
        ],
    )
    def test_keep_the_input_and_say_what_to_put_right(
        self, company: Company, change: dict[str, Any], words: str
    ) -> None:
        item = put_forward(company)
        if change.get("dissenters"):
            change = {"dissenters": f"function-{company.sales.pk}"}

        answer = three_clicks(item, company.decider, **{"A-purpose": "the hiring plan", **change})

        page = text(answer)
        assert answer.status_code == 422
        assert words in page
        assert "There is a problem" in page
        assert "Error: " in page
        assert 'value="the hiring plan"' in page
        assert not Decision.objects.exists()

    @pytest.mark.parametrize(
        "who", ["outsider", "viewer", "steward", "marketing_head", "sales_head", "administrator"]
    )
    def test_nobody_but_the_decider_records(self, company: Company, who: str) -> None:
        item = put_forward(company)
        sent = {**filled(item, company.decider), "none_voiced": "on"}

        answer = visit(getattr(company, who), page_of(item), sent)

        assert answer.status_code == 403
        assert "Only the decider (CRO) may decide" in text(answer)
        assert not Decision.objects.exists()

    def test_a_stranger_is_asked_to_sign_in(self, company: Company) -> None:
        item = put_forward(company)

        assert visit(None, page_of(item), {"option": 1}).status_code == 302
        assert not Decision.objects.exists()

    def test_confidential_items_are_not_there_for_others(self, company: Company) -> None:
        item = put_forward(company, is_confidential=True)

        assert visit(company.outsider, page_of(item)).status_code == 404
        assert visit(company.outsider, page_of(item), {}).status_code == 404
        assert visit(company.decider, page_of(item)).status_code == 200

    def test_a_stale_page_shows_what_changed_and_keeps_the_input(self, company: Company) -> None:
        item = put_forward(company)
        sent = {**filled(item, company.decider), "none_voiced": "on"}
        items.change_severity(
            item=item, severity=4, reason="Small", actor=company.steward, at=clock.tick()
        )

        answer = visit(company.decider, page_of(item), {**sent, "A-purpose": "the hiring plan"})

        page = text(answer)
        assert answer.status_code == 409
        assert "RevOps lead changed this" in page
        assert "<del>S3</del>" in page
        assert 'value="the hiring plan"' in page
        item.refresh_from_db()
        assert f'name="version" value="{item.version}"' in page
        assert not Decision.objects.exists()

    def test_what_was_decided_meanwhile_is_not_decided_again(self, company: Company) -> None:
        item = put_forward(company)
        sent = {**filled(item, company.decider), "none_voiced": "on"}
        visit(company.decider, page_of(item), sent)

        answer = visit(company.decider, page_of(item), sent)

        assert answer.status_code == 409
        assert "What you entered" in text(answer)
        assert Decision.objects.count() == 1

    def test_an_objection_needs_a_written_override(self, company: Company) -> None:
        item = disputed(company)

        refused = three_clicks(item, company.decider)
        taken = three_clicks(item, company.decider, override_reason="Capacity comes first.")

        assert refused.status_code == 422
        assert "Write why you override Head of Sales, or send it back." in text(refused)
        assert taken.status_code == 302
        assert Decision.objects.get().override_reason == "Capacity comes first."

    def test_an_answer_still_owed_is_a_conflict(self, company: Company) -> None:
        item = disputed(company, answer="")

        answer = three_clicks(item, company.decider)

        assert answer.status_code == 409
        assert "answer still owed by Head of Sales" in text(answer)
        assert not Decision.objects.exists()

    def test_an_acceptance_retires_no_belief(self, company: Company) -> None:
        item = put_forward(company)

        answer = three_clicks(item, company.decider, "C", retires="on", belief="All is well.")

        assert answer.status_code == 422
        assert "A difference that stands retires no belief." in text(answer)

    @pytest.mark.parametrize("version", ["x", "9" * 40, "-1"])
    def test_a_nonsense_version_is_no_server_error(self, company: Company, version: str) -> None:
        item = put_forward(company)

        assert three_clicks(item, company.decider, version=version).status_code < 500

    def test_a_withdrawn_or_foreign_option_is_no_choice(self, company: Company) -> None:
        item, other = put_forward(company), put_forward(company)

        answer = three_clicks(item, company.decider, option=first_option(other).pk)

        assert answer.status_code == 422
        assert not Decision.objects.exists()


class TestNotYet:
    def test_says_that_there_is_no_recommendation(self, company: Company) -> None:
        item = investigating(company)

        page = text(visit(company.decider, page_of(item)))

        assert "No recommendation yet." in page
        assert "Head of Marketing proposes the options first." in page
        assert "Record decision" not in page

    @pytest.mark.parametrize("who", ["outsider", "steward", "marketing_head", "auditor"])
    def test_says_who_decides(self, company: Company, who: str) -> None:
        item = put_forward(company)

        page = text(visit(getattr(company, who), page_of(item)))

        assert "You are not the decider. Ask the CRO." in page
        assert "Record decision" not in page
        assert 'type="radio"' not in page

    def test_says_who_still_owes_an_answer(self, company: Company) -> None:
        item = disputed(company, answer="")

        page = text(visit(company.decider, page_of(item)))

        assert "Not yet: answer still owed by Head of Sales." in page
        assert "Record decision" not in page

    def test_says_that_nobody_holds_the_right(self, company: Company) -> None:
        item = put_forward(company)
        nobody = item.decider_rule
        assert nobody
        Contradiction.objects.filter(pk=item.pk).update(
            decider=None, decider_rule="Nobody holds “decides” on Leads"
        )

        page = text(visit(company.outsider, page_of(item)))

        assert "No decider" in page
        assert "Nobody holds “decides” on Leads" in page

    def test_says_that_who_recommended_cannot_decide_at_s2(self, company: Company) -> None:
        item = prepared(company)
        items.change_severity(
            item=item, severity=2, reason="Board", actor=company.steward, at=clock.tick()
        )
        item = propose(item=item, actor=company.marketing_head, at=clock.tick())
        Contradiction.objects.filter(pk=item.pk).update(recommender=company.decider)

        page = text(visit(company.decider, page_of(item)))

        assert "At S1 and S2 somebody else decides." in page
        assert "Record decision" not in page

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (decided, "is decided by"),
            (accepted, "chose B. Leave as is. Nobody disagreed. It is looked at again then."),
            (closed, "is decided by"),
            (logged, "It has no owner yet"),
        ],
    )
    def test_says_what_became_of_it(self, company: Company, state: Any, words: str) -> None:
        item = state(company)

        page = text(visit(company.decider, page_of(item)))

        assert words in page
        assert "Record decision" not in page

    def test_is_not_found_for_a_nonsense_number(self, company: Company) -> None:
        for code in ("C-999", "D-001", "C-1x"):
            assert visit(company.decider, f"/c/{code}/decide/").status_code == 404
