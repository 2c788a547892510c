"""schemathesis over the whole schema: no server error, and no answer the schema does not know."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
import time_machine
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.errors import SchemathesisError
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.actions.tokens import make_token
from governance.history.verification import findings
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.undoing import undone
from tests.governance.permissions.api import full

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
REFUSED = 300
EXAMPLES = 3
EXAMPLES_DEEP = 150
# What a generated address says is seldom there: every second one is pointed at what is.
ITEMS = ("C-001", "C-002", "C-005", "C-009")
NEARLY_NEVER_EXACT = {"id": 1, "number": "D-001"}


@contextmanager
def one_connection() -> Iterator[None]:
    """Keep requests on the test's connection, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def token_of(person: Any) -> str:
    _, text = make_token(name="fuzz", days=300, actor=person, at=timezone.now())
    return text


def aim(case: Any, number: int) -> None:
    """Point every second case at an item or a row that exists, at its present version."""
    if number % 2 or not case.path_parameters:
        return
    for name, value in NEARLY_NEVER_EXACT.items():
        if name in case.path_parameters:
            case.path_parameters[name] = value
    if "code" in case.path_parameters:
        code = ITEMS[number // 2 % len(ITEMS)]
        case.path_parameters["code"] = code
        item = Contradiction.objects.get(number=int(code[2:]))
        case.headers["If-Match"] = f'"{item.code}-v{item.version}"'


class Tries:
    """Requests to one operation, by several people in turn; each is undone."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens, self.number = tokens, 0

    def send(self, case: Any) -> None:
        """Send a case and hold the answer against the schema."""
        self.number += 1
        aim(case, self.number)
        token = self.tokens[self.number % len(self.tokens)]
        with undone():
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            case.validate_response(response, checks=CHECKS)
            if case.method != "GET" and response.status_code < REFUSED:
                assert list(findings()) == []


def fuzz(company: Company, examples: int) -> list[str]:
    """Send generated requests to every operation; return what went wrong."""
    full(company)
    app, wrong, sent = get_wsgi_application(), [], 0
    with time_machine.travel(clock.tick(), tick=False), one_connection():
        tokens = [token_of(one) for one in (company.steward, company.decider, company.outsider)]
        schema = schemathesis.openapi.from_wsgi(
            "/api/v1/schema/", app, headers={"Authorization": f"Bearer {tokens[0]}"}
        )
        for found in schema.get_all_operations():
            tries = Tries(tokens)
            operation = found.ok()
            try:
                _run(operation, tries.send, examples)
            except (SchemathesisError, AssertionError, BaseExceptionGroup) as error:
                wrong.append(f"{operation.label}: {error}")
            sent += tries.number
    assert sent >= examples * 50
    return wrong


def _run(operation: Any, send: Callable[[Any], None], examples: int) -> None:
    """Draw cases from a fixed seed, so that a failure today is a failure tomorrow."""
    bounds = settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )

    def one(case: Any) -> None:
        send(case)

    bounds(given(case=operation.as_strategy())(one))()


def test_no_server_error_and_no_surprise(company: Company) -> None:
    wrong = fuzz(company, EXAMPLES)

    assert not wrong, "\n\n".join(wrong)


@pytest.mark.deep
def test_no_server_error_and_no_surprise_in_depth(company: Company) -> None:
    wrong = fuzz(company, EXAMPLES_DEEP)

    assert not wrong, "\n\n".join(wrong)
