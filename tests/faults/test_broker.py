"""A broker that dies: pages answer at once, and every notice, mail and webhook arrives."""

import os
import random
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as Unreachable

from tests.factories.outside import Mailbox, listening
from tests.faults.calls import PREPARE, call
from tests.faults.test_many_notices import (
    EVERYBODY,
    _check,
    _counts,
    _until,
    mailbox,
)
from tests.site import Site, free_port, site

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(
        not os.environ.get("CELERY_BROKER_URL"), reason="the run with Redis starts one of its own"
    ),
]
__all__ = ["mailbox"]
COMMENT = "/api/v1/contradictions/C-001/comment/"
LISTENER = """
from django.utils import timezone
from accounts.models import User
from governance.actions.endpoints import add_endpoint
keeper = next(one for one in User.objects.all() if one.is_administrator)
add_endpoint(name="Lake", url={url!r}, events=["assign"], actor=keeper, at=timezone.now())
"""


class Broker:
    """A Redis server of this test alone, which keeps nothing."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1"]
        self.process = subprocess.Popen(
            [*command, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _until(self._answers, 20)

    def kill(self) -> None:
        """End it as kill -9 does: what it held is gone."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        with Redis(port=self.port) as client:
            try:
                return bool(client.ping())
            except Unreachable:
                return False


@pytest.fixture
def broker() -> Iterator[Broker]:
    made = Broker()
    yield made
    made.kill()


@contextmanager
def site_with(folder: Path, broker: Broker, mail_port: int = 9) -> Iterator[Site]:
    with site(folder, prepare=PREPARE.format(folder=str(folder))) as running:
        running.environment |= {
            "CELERY_BROKER_URL": broker.url,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        yield running


def tell(
    folder: Path, broker: Broker, mailbox: tuple[Mailbox, int], people: int, kills: int
) -> None:
    """Tell many people, and kill worker and broker in turn while they are told."""
    kept, port = mailbox
    chance = random.Random(5)
    with listening() as (receiver, url), site_with(folder, broker, port) as running:
        running.run("-c", LISTENER.format(url=url))
        running.run("-c", EVERYBODY.format(people=people))
        for _ in range(kills):
            broker.start()
            running.start("worker")
            enough = len(kept.received) + chance.randint(1, people // 3)
            _until(lambda enough=enough: len(kept.received) >= enough, 60)
            broker.kill()
            running.kill("worker")
        broker.start()
        running.start("worker")
        _until(lambda: _counts(running)[0] == 0, 120 + people)
        waiting, inboxes, failed = _counts(running)
    assert (waiting, inboxes, failed) == (0, people, 0)
    _check(kept, people, kills)
    ids = Counter(headers["webhook-id"] for headers, _ in receiver.got)
    assert len(ids) >= people
    # Two threads of a worker were at most between the sending and the mark when it was killed.
    assert sum(ids.values()) - len(ids) <= 2 * kills


@pytest.mark.deep
def test_all_arrives_though_worker_and_broker_are_killed(
    tmp_path: Path, broker: Broker, mailbox: tuple[Mailbox, int]
) -> None:
    tell(tmp_path, broker, mailbox, people=60, kills=2)


@pytest.mark.deep
def test_a_thousand_notices_arrive_though_worker_and_broker_are_killed(
    tmp_path: Path, broker: Broker, mailbox: tuple[Mailbox, int]
) -> None:
    tell(tmp_path, broker, mailbox, people=1000, kills=4)


def test_without_a_broker_nobody_waits_and_nothing_is_lost(tmp_path: Path, broker: Broker) -> None:
    with site_with(tmp_path, broker) as running:
        running.start("web")
        token = (tmp_path / "Head of Marketing").read_text()
        call(f"{running.url}{COMMENT}", token, {"body": "The first, which warms it up"})
        began = time.monotonic()
        answers = [
            call(f"{running.url}{COMMENT}", token, {"body": f"Comment {n}"}) for n in range(3)
        ]
        took = (time.monotonic() - began) / 3

        assert [answer and answer.status for answer in answers] == [201, 201, 201]
        assert running.answers()
        # A connection that is tried again and again costs seconds.
        assert took < 2
        broker.start()
        running.start("worker")
        _until(lambda: "0" in running.run("-c", UNTOLD), 60)
        assert running.run("-c", UNTOLD).strip() == "0"


UNTOLD = """
from governance.models import Outbox
print(Outbox.objects.filter(kind="notice", done_at__isnull=True).count())
"""
