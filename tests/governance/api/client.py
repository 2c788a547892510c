"""Calling the API as somebody, at the moment of the test's clock."""

from typing import Any

import time_machine
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from governance.models import Contradiction
from tests.factories.clock import clock

Answer = Any


class Caller:
    """One person at the API; each request is an hour later, as each act of the factories is."""

    def __init__(self, person: User | None) -> None:
        self.client = APIClient()
        if person is not None:
            self.client.force_authenticate(person)

    def get(self, url: str, **query: Any) -> Answer:
        """Read."""
        with time_machine.travel(clock.tick(), tick=False):
            return self.client.get(url, query)

    def post(self, url: str, body: Any = None, **options: Any) -> Answer:
        """Send JSON, unless a format is given; `headers` as HTTP names them."""
        options.setdefault("format", "json")
        with time_machine.travel(clock.tick(), tick=False):
            return self.client.post(url, body, **options)

    def item(self, item: Contradiction) -> Answer:
        """Read one item."""
        return self.get(address(item))

    def does(self, verb: str, item: Contradiction, body: Any = None, **headers: Any) -> Answer:
        """Do something to an item as it stands now."""
        item.refresh_from_db()
        headers = {"If-Match": tag(item), **headers}
        return self.post(address(item, verb), body or {}, headers=headers)


def address(item: Contradiction, verb: str = "") -> str:
    """Return the address of an item, or of a verb on it."""
    return reverse(f"api:{verb or 'item'}", args=[item.code])


def tag(item: Contradiction) -> str:
    """Return the ETag of an item as it was read."""
    return f'"{item.code}-v{item.version}"'


def codes(answer: Answer) -> set[str]:
    """Return the words for programs of a problem."""
    return {error["code"] for error in answer.json()["errors"]}


def fields(answer: Answer) -> set[str | None]:
    """Return the fields a problem names."""
    return {error["attr"] for error in answer.json()["errors"]}
