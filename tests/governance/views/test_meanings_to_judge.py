"""What a metric is proposed to mean stands at Home for those who may judge it."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories.governance import Company
from tests.factories.lending import lend
from tests.governance.actions.test_definitions import approved, proposed
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db
HEADING = "Meanings to judge"


def home(person: User) -> str:
    return text(visit(person, "/"))


def test_leads_who_answers_for_it_to_the_change(company: Company) -> None:
    made = proposed(company, company.kpi_pair()[0])

    page = home(company.marketing_head)

    assert HEADING in page
    assert "Nothing is due. <b>One meaning</b> waits for your judgement." in page
    assert f"v{made.number}: approve, or reject with a reason" in page
    assert f"Proposed by {company.steward}" in page
    assert reverse("definition", args=[made.kpi.slug, made.number]) in page


def test_is_nothing_to_its_author_or_to_others(company: Company) -> None:
    proposed(company, company.kpi_pair()[0])

    for person in (company.steward, company.outsider, company.viewer, company.administrator):
        assert HEADING not in home(person), person


def test_is_nothing_to_who_stands_in_for_its_author(company: Company) -> None:
    proposed(company, company.kpi_pair()[0])
    lend(company.steward, company.marketing_head)

    assert HEADING not in home(company.marketing_head)


def test_is_gone_once_it_is_judged(company: Company) -> None:
    made = approved(company, company.kpi_pair()[0])

    assert made.effective_from <= date(2026, 12, 31)
    assert HEADING not in home(company.marketing_head)
