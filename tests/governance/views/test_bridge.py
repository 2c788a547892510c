"""The bridge page: rows in place, what is unexplained always in sight, submit and sign."""

from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from governance.actions import contradictions as items
from governance.actions.evidence import add_evidence
from governance.actions.positions import Statement, revise_position
from metrics.figures import MINUS
from tests.factories.bridges import Drawn
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.views.bridging import page_of, send, step
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20


@pytest.fixture
def drawn(company: Company) -> Drawn:
    return Drawn(company)


class TestSteps:
    def test_are_offered_in_diagnosis_order_from_the_next_one(self, drawn: Drawn) -> None:
        drawn.add(-12, cause=1)

        page = visit(drawn.owner, page_of(drawn.item) + "?add=1")
        form = page.context["step_form"]

        assert [number for number, _ in form.fields["cause"].choices] == [1, 2, 3, 4, 5]
        assert form.initial["cause"] == 2
        assert form.initial["sign"] == "less"

    def test_saved_recompute_what_is_unexplained(self, drawn: Drawn) -> None:
        answer = send(drawn, "steps/", htmx=True, **step(drawn))

        page = text(answer)
        assert answer.status_code == 200
        assert page.startswith('<div id="bridge-page">')
        assert "<html" not in page
        assert f"{MINUS}471" in page
        assert f"<b>{MINUS}176</b>" in page
        assert "HX-Request" in answer["Vary"]

    def test_saved_without_script_return_to_the_page(self, drawn: Drawn) -> None:
        answer = send(drawn, "steps/", **step(drawn, sign="more", amount="1,000.5"))

        assert answer.status_code == 302
        assert answer["Location"].startswith(page_of(drawn.item))
        assert drawn.bridge.lines.get().amount == Decimal("1000.5")

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"label": ""}, "Enter what it is."),
            ({"amount": "many"}, "Enter the amount as a number, for example 1,200."),
            ({"amount": "-471"}, "Enter the amount without a sign, for example 471."),
            ({"amount": "9" * 20}, "Enter the amount as a number"),
            ({"cause": "6"}, "Select a valid choice"),
            ({"evidence": "999"}, "Select a valid choice"),
        ],
    )
    @pytest.mark.parametrize("htmx", [True, False])
    def test_say_what_to_put_right_and_keep_the_input(
        self, drawn: Drawn, change: dict[str, Any], words: str, htmx: bool
    ) -> None:
        answer = send(drawn, "steps/", htmx=htmx, **step(drawn, **{"label": "Kept", **change}))

        page = text(answer)
        assert answer.status_code == 422
        assert words in page
        assert "There is a problem" in page
        assert ("<html" in page) is not htmx
        assert "label" in change or 'value="Kept"' in page
        assert not drawn.bridge.lines.exists()

    def test_can_be_changed_and_withdrawn(self, drawn: Drawn) -> None:
        line = drawn.add(-471)

        changed = send(drawn, f"steps/{line.pk}/", **step(drawn, amount="400"))
        page = text(visit(drawn.owner, f"{page_of(drawn.item)}?edit={line.pk}"))
        gone = send(drawn, f"steps/{line.pk}/withdraw/")

        line.refresh_from_db()
        assert (changed.status_code, gone.status_code) == (302, 302)
        assert 'value="400"' in page
        assert line.is_withdrawn
        assert line.amount == Decimal(-400)

    def test_refuse_the_outsider_and_hide_the_form_from_him(self, drawn: Drawn) -> None:
        drawn.add(-471)
        outsider = drawn.company.outsider

        answer = send(drawn, "steps/", outsider, **step(drawn))
        page = text(visit(outsider, page_of(drawn.item) + "?add=1"))

        assert answer.status_code == 403
        assert drawn.bridge.lines.count() == 1
        assert "Save the step" not in page
        assert "Add a step" not in page

    def test_refuse_a_stale_page_and_show_what_changed(self, drawn: Drawn) -> None:
        drawn.item.refresh_from_db()
        old = drawn.item.version
        items.change_severity(
            item=drawn.item,
            severity=4,
            reason="Small",
            actor=drawn.company.steward,
            at=clock.tick(),
        )

        answer = send(drawn, "steps/", htmx=True, version=old, **step(drawn, label="Kept"))

        page = text(answer)
        assert answer.status_code == 409
        assert "RevOps lead changed this" in page
        assert 'value="Kept"' in page
        assert f'name="version" value="{old + 1}"' in page
        assert not drawn.bridge.lines.exists()

    def test_of_another_item_are_not_found(self, drawn: Drawn, company: Company) -> None:
        line, other = drawn.add(-1), Drawn(company)

        assert send(other, f"steps/{line.pk}/", **step(other)).status_code == 404
        path = f"/c/{other.item.code}/bridge/{drawn.bridge.pk}/steps/"
        assert visit(other.owner, path, step(other)).status_code == 404

    def test_keep_the_title_of_restricted_evidence_to_those_who_may_read_it(
        self, drawn: Drawn
    ) -> None:
        shown = add_evidence(
            item=drawn.item,
            title="Payroll",
            text="Seen.",
            actor=drawn.owner,
            at=clock.tick(),
            is_restricted=True,
        )
        drawn.add(-471, evidence=shown)

        assert "Payroll" in text(visit(drawn.owner, page_of(drawn.item)))
        page = text(visit(drawn.company.outsider, page_of(drawn.item)))
        assert "Payroll" not in page
        assert shown.code in page


class TestSubmitAndSign:
    def test_one_submits_and_another_signs(self, drawn: Drawn) -> None:
        drawn.add(-626)

        submitted = send(drawn, "submit/")
        theirs = text(visit(drawn.company.sales_head, page_of(drawn.item)))
        signed = send(drawn, "sign/", drawn.company.sales_head, note="21 have no call on record.")

        drawn.bridge.refresh_from_db()
        assert (submitted.status_code, signed.status_code) == (302, 302)
        assert "Sign bridge" in theirs
        assert drawn.bridge.status == "signed"
        page = text(visit(drawn.owner, page_of(drawn.item)))
        assert "Signed by Head of Sales" in page
        assert "It never changes." in page
        assert "21 have no call on record." in page
        assert "Start a later bridge" in page

    def test_a_large_remainder_needs_the_tick_and_a_note(self, drawn: Drawn) -> None:
        drawn.add(-471)
        page = text(visit(drawn.owner, page_of(drawn.item)))

        refused = send(drawn, "submit/", note="")
        taken = send(drawn, "submit/", note="No calls on record.", is_all_i_can_explain="on")

        assert "This is all I can explain; 176 stay unexplained" in page
        assert "needs a note" in page
        assert (refused.status_code, taken.status_code) == (409, 302)

    def test_says_what_a_draft_still_needs_instead_of_a_button(self, drawn: Drawn) -> None:
        drawn.add(-647, evidence=None)

        page = text(visit(drawn.owner, page_of(drawn.item)))

        assert "evidence for 1 step" in page
        assert "Submit bridge" not in page

    def test_the_author_cannot_sign(self, drawn: Drawn) -> None:
        drawn.add(-647)
        send(drawn, "submit/")

        page = text(visit(drawn.owner, page_of(drawn.item)))
        answer = send(drawn, "sign/")

        assert "It waits for Head of Sales or CRO to sign." in page
        assert answer.status_code == 403
        assert "not its author" in text(answer)

    @pytest.mark.parametrize("path", ["steps/", "submit/", "sign/"])
    def test_a_signed_bridge_takes_nothing_more(self, drawn: Drawn, path: str) -> None:
        drawn.signed()

        answer = send(drawn, path, drawn.company.sales_head, **step(drawn))

        assert answer.status_code == 409
        assert drawn.bridge.lines.count() == 1

    def test_an_earlier_bridge_stays_readable(self, drawn: Drawn) -> None:
        first = drawn.signed()
        visit(drawn.owner, f"{page_of(drawn.item)}start/", {"sides": "1-2"})

        now = text(visit(drawn.owner, page_of(drawn.item)))
        then = text(visit(drawn.owner, f"{page_of(drawn.item)}?bridge={first.pk}"))

        assert "Earlier bridges" in now
        assert f"?bridge={first.pk}" in now
        assert "A later bridge superseded this one." in then
        assert "Add a step" not in then

    def test_tells_of_a_figure_revised_since(self, drawn: Drawn) -> None:
        drawn.signed()
        revise_position(
            position=drawn.end,
            statement=Statement(label="Sales", value=Decimal(210), unit="count"),
            reason="Ten came late",
            actor=drawn.company.sales_head,
            at=clock.tick(),
        )

        page = text(visit(drawn.owner, page_of(drawn.item)))

        assert "A side has revised its figure since" in page
        assert "Start a later bridge" in page


def test_asks_few_questions_however_many_steps_there_are(drawn: Drawn, client: Client) -> None:
    for cause in (1, 2, 3, 4, 5, 5, 5):
        drawn.add(-10, cause=cause)
    client.force_login(drawn.owner)
    with time_machine.travel(clock.tick(), tick=False):
        client.get(page_of(drawn.item))
        with CaptureQueriesContext(connection) as asked:
            client.get(page_of(drawn.item) + "?add=1")

    assert len(asked) <= MOST_QUERIES


def test_the_chart_says_in_words_what_it_draws(drawn: Drawn) -> None:
    drawn.add(-471)
    drawn.add(24, cause=5, label="Resellers")

    page = text(visit(drawn.owner, page_of(drawn.item)))

    assert f"score over 60 {MINUS}471, Resellers +24, unexplained {MINUS}200." in page
    assert 'role="img"' in page
