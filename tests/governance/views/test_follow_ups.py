"""Follow-ups: what was promised, by due date and function, done with proof."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import Contradiction, FollowUp
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, prove_follow_ups
from tests.governance.views.reading_pages import HTMX
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db


def promise(item: Contradiction) -> FollowUp:
    return item.follow_ups.get()


def mark_done(kept: FollowUp, person: Any, htmx: bool = False, **proof: Any) -> Any:
    sent = {f"f{kept.pk}-{name}": value for name, value in proof.items()}
    headers = HTMX if htmx else None
    return visit(person, f"/actions/{kept.pk}/done/", {"x": "", **sent}, headers=headers)


def titles(answer: Any) -> list[int]:
    return [row.follow_up.pk for row in answer.context["rows"]]


class TestList:
    def test_orders_open_ones_by_due_date_and_counts_the_late(self, company: Company) -> None:
        first, second = promise(decided(company)), promise(decided(company))
        clock.tick((first.due_on - clock.moment.date() + timedelta(days=1)).days * 24)

        answer = visit(company.viewer, "/actions/")

        page = text(answer)
        assert titles(answer) == [first.pk, second.pk]
        assert "<b>2</b> follow-ups are open; <b>1</b> is overdue." in page
        assert "Overdue by 1\N{NO-BREAK SPACE}d" in answer.content.decode()

    def test_narrows_to_the_function_of_the_owner(self, company: Company) -> None:
        kept = promise(decided(company))

        mine = visit(company.viewer, "/actions/?function=marketing")
        theirs = visit(company.viewer, "/actions/?function=sales")

        assert titles(mine) == [kept.pk]
        assert titles(theirs) == []
        assert "Nothing is open in this function." in text(theirs)
        assert "Show all functions" in text(theirs)

    def test_lists_what_ended_with_its_proof(self, company: Company) -> None:
        item = decided(company)
        prove_follow_ups(item)

        is_open, ended = (visit(company.viewer, f"/actions/{q}") for q in ("", "?ended=1"))

        assert "All follow-ups are proven." in text(is_open)
        assert "Proof: Rewrite the bonus rule" in text(ended)

    def test_hides_those_of_confidential_items(self, company: Company) -> None:
        kept = promise(decided(company, is_confidential=True))

        assert titles(visit(company.outsider, "/actions/")) == []
        assert mark_done(kept, company.outsider, text="Done.").status_code == 404
        assert titles(visit(company.marketing_head, "/actions/")) == [kept.pk]

    def test_offers_the_button_to_those_who_may(self, company: Company) -> None:
        decided(company)

        for somebody in (company.marketing_head, company.decider, company.steward):
            assert "Mark done" in text(visit(somebody, "/actions/"))
        for somebody in (company.outsider, company.viewer, company.sales_head):
            assert "Mark done" not in text(visit(somebody, "/actions/"))

    def test_asks_as_many_questions_for_many_as_for_one(self, company: Company) -> None:
        decided(company)
        with CaptureQueriesContext(connection) as one:
            visit(company.viewer, "/actions/")
        for _ in range(3):
            decided(company)
        with CaptureQueriesContext(connection) as four:
            visit(company.viewer, "/actions/")

        assert len(four) == len(one)


class TestDone:
    def test_with_a_link_becomes_evidence(self, company: Company) -> None:
        kept = promise(decided(company))

        answer = mark_done(kept, company.marketing_head, url="https://example.com/rule")

        kept.refresh_from_db()
        assert (answer.status_code, answer["Location"]) == (302, "/actions/")
        assert kept.status == "done"
        assert kept.proof.url == "https://example.com/rule"

    def test_with_a_file_becomes_evidence(self, company: Company) -> None:
        kept = promise(decided(company))
        file = SimpleUploadedFile("rule.pdf", b"%PDF-1.7 rule")

        mark_done(kept, company.marketing_head, file=file)

        kept.refresh_from_db()
        assert kept.proof.file_name == "rule.pdf"

    def test_answers_htmx_with_the_row_alone(self, company: Company) -> None:
        kept = promise(decided(company))

        answer = mark_done(kept, company.marketing_head, htmx=True, text="Rewritten.")

        page = text(answer)
        assert page.startswith(f'<li id="f-{kept.pk}">')
        assert "Mark done" not in page
        assert "Done" in page

    @pytest.mark.parametrize("htmx", [True, False])
    @pytest.mark.parametrize(
        ("proof", "words"),
        [
            ({}, "Choose a file, or enter a link or a note."),
            ({"url": "not a link"}, "Enter a valid URL."),
            ({"url": "https://example.com/", "text": "Both."}, "Give one of the three"),
        ],
    )
    def test_needs_one_proof(
        self, company: Company, proof: dict[str, str], words: str, htmx: bool
    ) -> None:
        kept = promise(decided(company))

        answer = mark_done(kept, company.marketing_head, htmx=htmx, **proof)

        kept.refresh_from_db()
        assert answer.status_code == 422
        assert words in text(answer)
        assert kept.status == "open"

    @pytest.mark.parametrize("who", ["outsider", "viewer", "sales_head", "auditor"])
    def test_is_not_for_others_to_say(self, company: Company, who: str) -> None:
        kept = promise(decided(company))

        answer = mark_done(kept, getattr(company, who), text="Done.")

        kept.refresh_from_db()
        assert answer.status_code == 403
        assert kept.status == "open"

    def test_twice_is_a_conflict(self, company: Company) -> None:
        kept = promise(decided(company))
        mark_done(kept, company.marketing_head, text="Rewritten.")

        answer = mark_done(kept, company.marketing_head, text="Rewritten again.")

        assert answer.status_code == 409
        assert "is done already" in text(answer)

    def test_of_nothing_is_not_found(self, company: Company) -> None:
        assert visit(company.steward, "/actions/999/done/", {"x": ""}).status_code == 404
