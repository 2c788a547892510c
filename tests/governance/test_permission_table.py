"""The permission table: every address of the URL map, for every role.

The rows stand in `tests/governance/permissions/`, one line each.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.cookies import SimpleCookie
from itertools import groupby
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.factories.undoing import undone
from tests.governance.permissions import account, api, company, lists, pages, reviews
from tests.governance.permissions.table import Row, World, routes

pytestmark = pytest.mark.either

ROWS = [*account.ROWS, *pages.ROWS, *company.ROWS, *api.ROWS, *lists.ROWS, *reviews.ROWS]
ROUTES = list(dict.fromkeys(routes()))
MINUTE = 1 / 60
LONG = 10**8  # the table takes weeks of the test's clock


class Visitors:
    """One signed-in browser per role."""

    def __init__(self, company: Company) -> None:
        people: dict[str, User | None] = {
            "anonymous": None,
            "viewer": company.viewer,
            "contributor": company.outsider,
            "steward": company.steward,
            "auditor": company.auditor,
            "administrator": company.administrator,
        }
        self.clients = {role: _signed_in(person) for role, person in people.items()}
        self.cookies = {
            role: client.cookies.output(header="") for role, client in self.clients.items()
        }

    def send(self, role: str, row: Row, url: str, body: Any, item: Contradiction | None) -> int:
        """Send what a row says as a role, and return the status."""
        headers = {}
        # Signing out is undone in the database; the browser has to forget it as well.
        self.clients[role].cookies = SimpleCookie(self.cookies[role])
        if row.versioned and item is not None:
            item.refresh_from_db()
            headers["If-Match"] = f'"{item.code}-v{item.version}"'
        options: dict[str, Any] = {"headers": headers}
        if row.json:
            body, options["content_type"] = json.dumps(body), "application/json"
        with time_machine.travel(clock.tick(MINUTE), tick=False):
            answer = getattr(self.clients[role], row.method.lower())(url, body, **options)
        if answer.streaming:
            list(answer.streaming_content)  # reading a file to its end closes it
        return int(answer.status_code)


def _signed_in(person: User | None) -> Client:
    client = Client()
    if person is not None:
        with time_machine.travel(clock.tick(MINUTE), tick=False):
            client.force_login(person)
            session = client.session
            session.set_expiry(LONG)
            session.save()
    return client


def tried(company: Company) -> Iterator[tuple[Row, World]]:
    """Yield each row with the world it needs; rows that need the same item share it."""
    by_item = sorted(ROWS, key=lambda row: row.ready.__qualname__)
    for ready, rows in groupby(by_item, key=lambda row: row.ready):
        with undone():
            world = World(company, ready)
            assert world.item.pk
            for row in rows:
                with undone():
                    yield row, world


def test_every_address_has_a_row() -> None:
    without = [route for route in ROUTES if route not in {row.route for row in ROWS}]

    assert not without, "\n".join(without)


def test_every_row_has_an_address() -> None:
    assert [str(row) for row in ROWS if row.route not in ROUTES] == []
    assert [key for key, count in Counter(map(str, ROWS)).items() if count > 1] == []


def test_each_role_is_answered_as_the_table_says(company: Company) -> None:
    visitors, wrong = Visitors(company), []
    for row, world in tried(company):
        item, url = world.item, row.address(world)
        for role, expected in row.expected.items():
            with undone():
                found = visitors.send(role, row, url, row.body(world), item)
            if found != expected:
                wrong.append(f"{row} as {role}: {found}, not {expected}")

    assert not wrong, "\n".join(wrong)


def test_methods_without_a_row_are_refused(company: Company) -> None:
    visitors, listed, wrong = Visitors(company), {str(row) for row in ROWS}, []
    world = World(company)
    assert world.item.pk
    # The library that signs people in takes PUT for POST, and redirects the rest.
    ours = [row for row in ROWS if not row.route.startswith("accounts/")]
    for row in ours:
        for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
            other = replace(row, method=method, json=False)
            if str(other) in listed:
                continue
            with undone():
                found = visitors.send("steward", other, row.plain(world), None, None)
            if found not in (404, 405):
                wrong.append(f"{other}: {found}")

    assert not wrong, "\n".join(wrong)


def test_a_confidential_item_is_nowhere_for_those_without_a_part(company: Company) -> None:
    visitors, item, wrong = Visitors(company), logged(company, is_confidential=True), []
    world = World(company, kept={"item": item})
    for row in ROWS:
        if "code>" not in row.route or row.route.startswith("d/"):
            continue
        for role in ("viewer", "contributor", "administrator"):
            with undone():
                body: dict[str, Any] | None = {} if row.method == "POST" else None
                found = visitors.send(role, row, row.plain(world), body, item)
            if found != 404:
                wrong.append(f"{row} as {role}: {found}")

    assert not wrong, "\n".join(wrong)
