"""One seeded site and one browser for all journeys; each person signs in once.

TIEOUT_JOURNEYS_URL points the journeys at a freshly seeded site that runs already, which is
quicker while a page is being worked on.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.browser import SEED, WIDE, Door, Person, chromium
from tests.site import Site, site

# The browser's driver keeps a loop of its own in this thread, which Django takes for asynchronous
# code; what a journey asks of the database itself is asked in turn.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start the web on a sample company of its own."""
    folder: Path = tmp_path_factory.mktemp("journeys")
    with site(folder, prepare=SEED) as made:
        made.start("web")
        yield made


@pytest.fixture(scope="session")
def address(request: pytest.FixtureRequest) -> str:
    """Return where the journeys go."""
    running = os.environ.get("TIEOUT_JOURNEYS_URL")
    return running or str(request.getfixturevalue("seeded").url)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's chromium once, for every site."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def door(browser: Browser, address: str) -> Door:
    """Return the way into the sample company."""
    return Door(browser, address)


@pytest.fixture
def enter(door: Door) -> Iterator[Callable[..., Person]]:
    """Let somebody in; at the end, nothing may have been said in any console."""
    people: list[Person] = []

    def as_(who: str, *, width: int = WIDE, script: bool = True) -> Person:
        people.append(door.enter(who, width=width, script=script))
        return people[-1]

    yield as_
    for person in people:
        person.close()
