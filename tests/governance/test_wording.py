"""Sentences that are put together from parts and have to read as one."""

import pytest

from governance.checks import checks
from governance.dossier import Dossier
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction
from governance.policies import permit
from governance.refusals import NotEntitled
from governance.rights.matrix import Matrix, Matter
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, item_in, proposed
from tests.governance.views.visiting import dossier, visit

pytestmark = pytest.mark.django_db
VERBS = ("decline", "resolve", "fail", "force", "renew", "accept_until")
READ = {
    "decline": "may decline C-",
    "resolve": "may resolve C-",
    "fail": "may fail the verification of C-",
    "force": "may force a reconciliation of C-",
    "renew": "may renew the acceptance of C-",
    "accept_until": "may accept the difference in C-",
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_refusal_says_who_may_do_what(company: Company, verb: str) -> None:
    item = item_in(LIFECYCLE[verb].sources[0], company)

    with pytest.raises(NotEntitled, match=READ[verb]):
        permit(verb, item, company.auditor, clock.tick())


def test_a_title_holds_no_markup(company: Company) -> None:
    item = proposed(company)

    head = dossier(company.viewer, item).content.decode().split("</title>")[0]

    assert Contradiction.objects.get(pk=item.pk).title in head
    assert "&lt;b&gt;" not in head
    assert "<b>" not in head


def test_a_form_writes_figures_as_people_do(company: Company) -> None:
    item = proposed(company)
    side = item.positions.latest("order")

    page = visit(company.sales_head, f"/c/{item.code}/answer/{side.pk}/").content.decode()

    assert "Sales: 200 MQLs" in page.replace("\N{NO-BREAK SPACE}", " ")
    assert "200.0000" not in page


def test_one_follow_up_is_no_plural(company: Company) -> None:
    (still_open,) = checks("start_verifying", Dossier(decided(company)))

    assert still_open.text == "1 follow-up still open"


def test_without_a_domain_no_right_is_said_to_be_missing_on_it(company: Company) -> None:
    rule = Matrix.on(clock.moment.date()).decider(Matter()).rule

    assert rule == "No domain is named yet, so no right covers it"


def test_a_decision_names_the_rule_in_a_sentence_of_its_own(company: Company) -> None:
    page = dossier(company.viewer, decided(company)).content.decode()

    assert "</span>. Holds “decides” on Leads" in page.replace("\N{NO-BREAK SPACE}", " ")
