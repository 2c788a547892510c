"""One seeded site and one browser for all journeys; each signs in anew."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import SEED, Person, chromium, sign_in
from tests.site import Site, site


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start web and worker on a sample company of their own."""
    folder: Path = tmp_path_factory.mktemp("journeys")
    with site(folder, prepare=SEED) as made:
        made.start("web")
        yield made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium once."""
    with chromium() as started:
        yield started


@pytest.fixture
def enter(seeded: Site, browser: Browser) -> Iterator[Callable[..., Person]]:
    """Sign somebody in; at the end, nothing may have been said in any console."""
    people: list[Person] = []

    def as_(who: str, **more: Any) -> Person:
        people.append(sign_in(browser, seeded.url, who, **more))
        return people[-1]

    yield as_
    for person in people:
        person.close()
