"""Looking at a decision again: expected beside actual, the dissent, and who may."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from governance.actions.decisions import decide
from governance.actions.revisits import revisit
from governance.models import Contradiction, Decision, Revisit
from governance.pages.decision_log import decisions_seen_by, in_log_order, log_rows
from governance.refusals import NotEntitled
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, decision_facts, proposed

pytestmark = pytest.mark.django_db


def look(company: Company, item: Contradiction, **more: Any) -> Revisit:
    assert item.current_decision is not None
    facts = {"actual": "Sales works 310 of 400.", "outcome": "kept", "actor": company.decider}
    return revisit(decision=item.current_decision, **facts | more, at=clock.tick())


def disputed(company: Company) -> Contradiction:
    item = proposed(company)
    facts = decision_facts(item) | {"none_voiced": False, "dissenters": [company.sales]}
    return decide(item=item, **facts, actor=company.decider, at=clock.tick())


def test_keeps_what_was_expected_beside_what_happened(company: Company) -> None:
    item = decided(company)
    row = look(company, item)

    assert row.expected.startswith("Service: faster; Profit: more; Risk: none identified.")
    assert (row.actual, row.dissent) == ("Sales works 310 of 400.", "none")
    now = Contradiction.objects.get(pk=item.pk)
    assert (now.version, now.current_decision) == (item.version, item.current_decision)


def test_asks_whether_the_dissent_was_right(company: Company) -> None:
    item = disputed(company)
    with pytest.raises(ValidationError, match="whether the dissent was right"):
        look(company, item)
    assert look(company, item, dissent="right").get_dissent_display() == "It was right"
    with pytest.raises(ValidationError, match="No dissent was voiced"):
        look(company, decided(company), dissent="wrong")


@pytest.mark.parametrize(
    ("more", "found"),
    [({"actual": " "}, "what happened"), ({"next_on": date(2026, 1, 1)}, "a later day")],
)
def test_needs_words_and_a_day_to_come(company: Company, more: dict[str, Any], found: str) -> None:
    item = decided(company)
    with pytest.raises(ValidationError, match=found):
        look(company, item, **more)


@pytest.mark.parametrize("who", ["outsider", "viewer", "administrator", "auditor", "sales_head"])
def test_is_not_for_others(company: Company, who: str) -> None:
    item = decided(company)
    with pytest.raises(NotEntitled):
        look(company, item, actor=getattr(company, who))


def test_leads_the_log_by_the_day_of_the_next_look(company: Company) -> None:
    first, second = decided(company), decided(company)
    look(company, first, next_on=date(2099, 1, 5))
    rows = log_rows(list(in_log_order(decisions_seen_by(company.viewer))), clock.moment.date())
    assert [row.decision.contradiction for row in rows] == [second, first]

    look(company, second)
    rows = log_rows(list(in_log_order(decisions_seen_by(company.viewer))), clock.moment.date())
    assert [row.revisit for row in rows][1] == "Looked at for good"


def test_never_changes(company: Company) -> None:
    row = look(company, decided(company))
    change = "UPDATE governance_revisit SET actual = 'x' WHERE id = %s"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change, [row.pk])
    assert Decision.objects.count() == 1
