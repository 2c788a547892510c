"""The page of forcing: it says what is overruled and who is told before anything happens."""

import pytest

from governance.actions.decisions import propose
from governance.actions.forcing import concerned
from governance.actions.options import ask_agreers, object_to
from governance.dossier import Dossier
from governance.models import Contradiction, RetiredBelief
from governance.rights.matrix import Matrix
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    decided,
    first_option,
    investigating,
    logged,
    ready_to_propose,
)
from tests.factories.lending import lend
from tests.governance.views.visiting import dossier, text, use, visit

pytestmark = pytest.mark.django_db
FORM = {
    "overruled": "Each function reports its own count.",
    "reason": "The board saw two numbers.",
    "belief": "More leads mean more revenue.",
}


def page(company: Company, item: Contradiction) -> str:
    return text(visit(company.force_holder, f"/c/{item.code}/force/"))


def test_names_whoever_the_act_tells(company: Company) -> None:
    item = decided(company)
    told = concerned(Dossier(item), Matrix.on(clock.moment.date()))

    shown = page(company, item)

    assert len(told) >= 4
    for one in told:
        assert f"{one.person} <span" in shown
        assert one.why in shown


def test_names_who_stands_in_for_somebody_who_is_told(company: Company) -> None:
    item = decided(company)
    lend(company.decider, company.outsider)

    assert "Outsider stands in and is told too" in page(company, item)


def test_shows_the_decision_that_stands_and_what_becomes_of_it(company: Company) -> None:
    item = decided(company)

    shown = page(company, item)

    assert f'href="/d/{item.current_decision.code}/"' in shown
    assert "Investigated again from the start, in cycle 2" in shown
    assert "1 still open" in shown


def test_shows_positions_and_the_answers_of_who_was_asked(company: Company) -> None:
    item = ready_to_propose(company)
    item = ask_agreers(
        item=item, people=[company.sales_head], actor=company.marketing_head, at=clock.tick()
    )
    object_to(item=item, reason="It halves my team.", actor=company.sales_head, at=clock.tick())
    item.refresh_from_db()
    option = first_option(item)
    item = propose(item=item, recommended=option, actor=company.marketing_head, at=clock.tick())

    shown = page(company, item)

    assert "It halves my team." in shown
    assert "847 MQLs" in shown
    assert "nobody has answered for it" in shown
    assert "Is proposed anew" in shown
    assert "Holds unless the options change" in shown


def test_asks_for_an_owner_only_where_there_is_none(company: Company) -> None:
    assert 'name="owner"' in page(company, logged(company))
    assert 'name="owner"' not in page(company, investigating(company))


@pytest.mark.parametrize("field", FORM)
def test_asks_for_what_is_missing_and_keeps_the_rest(company: Company, field: str) -> None:
    item = investigating(company)

    answer = use("force", company.force_holder, item, {**FORM, field: ""})

    assert answer.status_code == 422
    assert "There is a problem" in text(answer)
    for name, said in FORM.items():
        assert (said in text(answer)) == (name != field)
    assert not RetiredBelief.objects.exists()


def test_tells_others_who_holds_the_right(company: Company) -> None:
    item = decided(company)

    for method in (
        visit(company.steward, f"/c/{item.code}/force/"),
        use("force", company.decider, item, FORM),
    ):
        assert method.status_code == 403
        assert "Only whoever holds “force reconciliation” (Chair) may" in text(method)
    assert not RetiredBelief.objects.exists()


def test_a_confidential_item_has_no_such_page_for_an_outsider(company: Company) -> None:
    item = investigating(company, is_confidential=True)

    assert visit(company.outsider, f"/c/{item.code}/force/").status_code == 404


def test_the_dossier_leads_there_and_shows_the_belief_afterwards(company: Company) -> None:
    item = decided(company)
    assert f'href="/c/{item.code}/force/"' in text(dossier(company.force_holder, item))

    answer = use("force", company.force_holder, item, FORM)
    shown = text(dossier(company.viewer, item))

    assert answer.status_code == 302
    assert "<del>More leads mean more revenue.</del>" in shown
    assert "it ends the belief “More leads mean more revenue”" in shown
    assert "Overruled: Each function reports its own count." in shown
    assert "Told: " in shown
    assert "Escalated to CEO, <span" in shown
    assert "A reconciliation was forced." in shown
