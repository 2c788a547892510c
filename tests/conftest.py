"""What every test shares: no way out of this machine, and one small company."""

import copy
import gc
import socket
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from hypothesis import settings

from tests.factories.clock import Clock, clock
from tests.factories.tape import recorder

if TYPE_CHECKING:
    from tests.factories.governance import Company

# How long an example takes says more of the machine than of our code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

LOOPBACK = ("127.", "::1", "localhost")


class OutsideRefused(Exception):
    """A test tried to reach another machine."""


def _is_local(address: Any) -> bool:
    """Tell whether an address stays here; a path is a Unix socket."""
    return not isinstance(address, tuple) or str(address[0]).startswith(LOOPBACK)


@pytest.fixture(autouse=True)
def _clock_from_the_start() -> None:
    """Give each test the same moments."""
    clock.reset()
    recorder.begin()


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what asks for no database: it says the same beside SQLite and PostgreSQL."""
    asked = {"db", "transactional_db", "_django_db_helper"} & {*getattr(item, "fixturenames", ())}
    marked = any(item.get_closest_marker(name) for name in ("django_db", "processes"))
    if not asked and not marked:
        item.add_marker("either")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what needs an empty database first: from its first use on, the company stays."""
    items.sort(key=lambda item: "company" in getattr(item, "fixturenames", ()))


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and never among what every test shares."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)


def pytest_unconfigure() -> None:
    """Give it back at the end: libraries complain about what is never cleared away."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Take the tables made from the models for migrated ones: a test holds the two together."""
    with django_db_blocker.unblock():
        call_command("migrate", fake=True, verbosity=0)


@pytest.fixture(scope="session")
def founded(django_db_setup: None, django_db_blocker: Any) -> "tuple[Company, Clock]":
    """Make the small company of tests.factories.governance once, outside any test's transaction."""
    from tests.factories.governance import company as make

    with django_db_blocker.unblock():
        clock.reset()
        made = make()
        recorder.found()
        return made, copy.deepcopy(clock)


@pytest.fixture
def company(founded: "tuple[Company, Clock]", db: None) -> "Company":
    """Hand out the company as it was founded, at the moment when that was done."""
    made, then = copy.deepcopy(founded)
    clock.moment, clock.given = then.moment, then.given
    recorder.rewind()
    return made


@pytest.fixture(autouse=True, scope="session")
def _no_way_out() -> Iterator[None]:
    """Refuse connections beyond the loopback address for the whole session."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        yield


def _guarded(connect: Any) -> Any:
    """Wrap a connect method so that it checks where it leads first."""

    def guarded(self: socket.socket, address: Any) -> Any:
        if not _is_local(address):
            raise OutsideRefused(f"A test tried to reach {address!r}.")
        return connect(self, address)

    return guarded
