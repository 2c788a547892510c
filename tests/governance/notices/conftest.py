"""Another system on the loopback address, which messages of the tests may go to."""

from collections.abc import Iterator
from dataclasses import replace
from http.server import ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests.factories.outside import Receiver


@pytest.fixture
def receiver(settings: Any) -> Iterator[tuple[Receiver, str]]:
    settings.TIEOUT = replace(settings.TIEOUT, webhook_to_private=True, webhook_seconds=5)
    kept = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), kept.handler())
    Thread(target=server.serve_forever, daemon=True).start()
    yield kept, f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()
