"""Polls of a company's leaders, asked, answered and closed by actions alone."""

from datetime import timedelta
from typing import Any

from accounts.models import User
from governance.actions.polls import Question, answer_poll, ask_owners
from governance.models import Contradiction, OwnershipPoll
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating

DAYS = 14


def leaders(company: Company) -> list[User]:
    """Return the five people a poll asks unless told otherwise."""
    return [
        company.marketing_head,
        company.sales_head,
        company.decider,
        company.arbiter,
        company.executive,
    ]


def asked(company: Company, **more: Any) -> OwnershipPoll:
    """Ask the leaders who owns leads."""
    at = clock.tick()
    facts: dict[str, Any] = {
        "questions": [Question(domain=company.leads)],
        "people": leaders(company),
        "closes_on": at.date() + timedelta(days=DAYS),
        "actor": company.steward,
        "at": at,
    }
    return ask_owners(**{**facts, **more})[0]


def says(poll: OwnershipPoll, who: User, choice: str, **more: Any) -> None:
    """Answer a poll."""
    answer_poll(poll=poll, actor=who, choice=choice, at=clock.tick(), **more)
    poll.refresh_from_db()


def in_conflict(company: Company) -> OwnershipPoll:
    """Let all five answer: two for Sales, one for Marketing, one for the CRO, one for nobody."""
    poll = asked(company)
    marketing_head, sales_head, cro, coo, ceo = leaders(company)
    says(poll, marketing_head, "function", function=company.marketing)
    says(poll, sales_head, "function", function=company.sales, sentence="We call every lead.")
    says(poll, cro, "person", person=company.sales_head)
    says(poll, coo, "person", person=company.decider)
    says(poll, ceo, "nobody")
    return poll


def item_beside_open_poll(company: Company) -> Contradiction:
    """Return an item, with a poll open that the outsider was asked too."""
    asked(company, people=[*leaders(company), company.outsider])
    return investigating(company)


def item_beside_closed_poll(company: Company) -> Contradiction:
    """Return an item, with a closed poll in conflict."""
    in_conflict(company)
    return investigating(company)
