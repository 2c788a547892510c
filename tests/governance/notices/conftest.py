"""Another system on the loopback address, which messages of the tests may go to."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.factories.outside import Receiver, listening


@pytest.fixture(scope="session")
def other_system() -> Iterator[tuple[Receiver, str]]:
    """Run it once: starting and ending it takes longer than most of what it is told."""
    with listening() as running:
        yield running


@pytest.fixture
def receiver(settings: Any, other_system: tuple[Receiver, str]) -> tuple[Receiver, str]:
    settings.TIEOUT = replace(settings.TIEOUT, webhook_to_private=True, webhook_seconds=5)
    other_system[0].forget()
    return other_system
