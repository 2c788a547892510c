"""People who visit pages at the moment the test's clock shows."""

from typing import Any

import time_machine
from django.test import Client

from accounts.models import User
from governance.models import Contradiction
from tests.factories.clock import clock

Answer = Any


def visit(
    person: User | None,
    path: str,
    data: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Answer:
    """GET a path, or POST to it when there is something to send, an hour later."""
    with time_machine.travel(clock.tick(), tick=False):
        client = Client()
        if person is not None:
            client.force_login(person)
        if data is None:
            return client.get(path, headers=headers)
        return client.post(path, data, headers=headers)


def dossier(person: User | None, item: Contradiction) -> Answer:
    """Open an item."""
    return visit(person, f"/c/{item.code}/")


def use(
    verb: str,
    person: User,
    item: Contradiction,
    data: dict[str, Any] | None = None,
    *,
    row: Any = None,
) -> Answer:
    """POST a verb with the version the item has, unless another is given."""
    path = f"/c/{item.code}/{verb}/" + (f"{row.pk}/" if row is not None else "")
    item.refresh_from_db()
    return visit(person, path, {"version": item.version, **(data or {})})


def text(answer: Answer) -> str:
    """Return the page as one line of text."""
    return " ".join(answer.content.decode().split())
