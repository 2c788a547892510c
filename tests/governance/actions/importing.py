"""Importing a list in a test, and what became of it."""

from typing import Any

from governance.actions.lists import Outcome, import_list
from governance.lists import BY_SLUG
from tests.factories.clock import clock
from tests.factories.governance import Company

PEOPLE = """email,name,role,function
a@example.com,Ada,contributor,sales
b@example.com,Ben,auditor,
"""


def rows(outcome: Outcome) -> list[tuple[int, str]]:
    """Return each row and what it came to."""
    return [(line.number, line.verdict.value) for line in outcome.lines]


def told(outcome: Outcome) -> list[str]:
    """Return every problem as it is printed."""
    return [problem.text for problem in (*outcome.problems, *outcome.row_problems)]


def take(company: Company, kind: str, text: str, **facts: Any) -> Outcome:
    """Import a list as the administrator, unless another actor is given."""
    given = {"actor": company.administrator, **facts}
    return import_list(kind=BY_SLUG[kind], file=text.encode(), at=clock.tick(), **given)
