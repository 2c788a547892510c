"""What a row of the permission table says, and how it is tried.

A row is one line: the method, the address as it stands in the URL map, and the answer each role
gets, in the order of ROLES. Add yours to `pages.py`, `account.py` or `api.py`; an address without
a row fails the suite.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLResolver, get_resolver

from governance.models import Contradiction
from tests.factories.governance import Company, investigating

ROLES = ("anonymous", "viewer", "contributor", "steward", "auditor", "administrator")

# The answers that most rows share.
EVERYBODY = "200 200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200 200"
API_READ = "401 200 200 200 200 200"
NOBODY = "401 403 403 403 403 403"

PART = re.compile(r"<(?:\w+:)?(\w+)>")
Body = Callable[["World"], dict[str, Any]]


@dataclass
class World:
    """The company and the item that addresses are filled with."""

    company: Company
    ready: Callable[[Company], Contradiction] = investigating
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def item(self) -> Contradiction:
        """The item, made when a row first needs it."""
        if "item" not in self.kept:
            self.kept["item"] = self.ready(self.company)
        item: Contradiction = self.kept["item"]
        return item

    def __getitem__(self, name: str) -> str | int:
        """Return what a part of an address is filled with, by the name of the part."""
        if name == "code":
            return self.item.code
        if name == "slug":
            kpi = self.item.positions.earliest("order").kpi
            return kpi.slug if kpi else ""
        return {"verb": "comment", "letter": "A", "prefix": "0123456789abcde"}.get(name, 1)


def nothing(_: World) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Row:
    """One method of one address, and what each role is answered."""

    method: str
    route: str
    answers: str
    at: Body = nothing
    body: Body = nothing
    ready: Callable[[Company], Contradiction] = investigating
    path: str = ""
    json: bool = False
    versioned: bool = False

    @property
    def expected(self) -> dict[str, int]:
        """The answer of each role."""
        return dict(zip(ROLES, map(int, self.answers.split()), strict=True))

    def address(self, world: World) -> str:
        """Return the address, filled in by the row where it says how, else by the world."""
        values = self.at(world)
        return "/" + (
            self.path or PART.sub(lambda p: str(values.get(p[1], world[p[1]])), self.route)
        )

    def plain(self, world: World) -> str:
        """Return the address, filled in by the world alone."""
        return self._filled(lambda name: world[name])

    def _filled(self, value: Callable[[str], object]) -> str:
        return "/" + (self.path or PART.sub(lambda part: str(value(part[1])), self.route))

    def __str__(self) -> str:
        return f"{self.method} /{self.route}"


def get(route: str, answers: str = SIGNED_IN, **more: Any) -> Row:
    """Return the row of a page that is read."""
    return Row("GET", route, answers, **more)


def post(route: str, answers: str, **more: Any) -> Row:
    """Return the row of a form that is sent; an empty one unless there is a body."""
    return Row("POST", route, answers, **more)


def routes() -> Iterator[str]:
    """Yield every address of the project as the URL map writes it."""
    yield from _below(get_resolver(), "")


def _below(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _below(pattern, route)
        else:
            yield route
