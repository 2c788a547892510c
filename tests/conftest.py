"""What every test shares: no way out of this machine."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

LOOPBACK = ("127.", "::1", "localhost")


class OutsideRefused(Exception):
    """A test tried to reach another machine."""


def _is_local(address: Any) -> bool:
    """Tell whether an address stays here; a path is a Unix socket."""
    return not isinstance(address, tuple) or str(address[0]).startswith(LOOPBACK)


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
