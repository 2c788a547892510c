"""The mail at the close of a review: to each person just what they promised in it."""

from datetime import date
from typing import Any

import pytest

from governance.actions.decisions import Promise, decide
from governance.actions.follow_ups import cancel
from governance.actions.reviews import close_review
from governance.models import Contradiction, Notification
from governance.notices.matters import matter_of
from tests.factories.clock import clock
from tests.factories.governance import Company, decision_facts, proposed
from tests.factories.reviews import under_way
from tests.factories.telling import keep_notices, mails_to

pytestmark = pytest.mark.django_db
DUE = date(2026, 12, 1)


def met(company: Company) -> Contradiction:
    """Let a review decide one item, with a promise of the head of Sales and one of the CRO."""
    item = proposed(company)
    review = under_way(company)
    promises = [
        Promise(title="Rewrite the rule", owner=company.sales_head, due_on=DUE),
        Promise(title="Tell the board", owner=company.decider, due_on=DUE),
    ]
    facts = decision_facts(item) | {"follow_ups": promises}
    decide(item=item, **facts, actor=company.decider, at=clock.tick())
    close_review(review=review, actor=company.arbiter, at=clock.tick())
    return item


def of_minutes(company: Company, who: str) -> dict[str, Any]:
    keep_notices()
    told = Notification.objects.filter(event="review_closed", person=getattr(company, who))
    return matter_of(told.get(), clock.moment)


def test_lists_what_each_promised_and_nothing_of_others(company: Company) -> None:
    met(company)

    for who, title in (("sales_head", "Rewrite the rule"), ("decider", "Tell the board")):
        assert [one.title for one in of_minutes(company, who)["promised"]] == [title]
    assert of_minutes(company, "marketing_head")["promised"] == []


def test_no_longer_lists_what_ended_before_it_left(company: Company) -> None:
    item = met(company)
    row = item.follow_ups.get(owner=company.sales_head)
    cancel(follow_up=row, reason="Not needed", actor=company.sales_head, at=clock.tick())
    assert of_minutes(company, "sales_head")["promised"] == []


def test_stands_in_the_mail_alone_or_among_others(company: Company) -> None:
    met(company)
    bodies = [str(one.body) for one in mails_to(company.sales_head, hours=48)]
    about = [body for body in bodies if "is closed; its minutes are there" in body]

    assert len(about) == 1
    assert "You promised" in about[0]
    assert "Rewrite the rule" in about[0]
    assert "Tell the board" not in about[0]
    alone = [str(one.body) for one in mails_to(company.marketing_head, hours=48)]
    assert any("minutes are there" in body for body in alone)
