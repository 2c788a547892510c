"""Many notices under way while workers die: every inbox once, every mail, repeats only as such."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from tests.factories.outside import Mailbox, mail_server
from tests.faults.calls import PREPARE
from tests.site import Site, site

EVERYBODY = """
from datetime import time
from django.utils import timezone
from accounts.models import User
from governance.models import Contradiction, MailSettings
from governance.promises.outbox import promise
item = Contradiction.objects.get()
people = [User(email=f"person{{n}}@example.com", name=f"Person {{n}}") for n in range({people})]
people = User.objects.bulk_create(people)
MailSettings.objects.bulk_create(
    MailSettings(person=one, quiet_from=time.max, quiet_until=time.min, digest="never")
    for one in people
)
now = timezone.now()
for one in people:
    payload = {{"item": item.pk, "heard": {{"assign": [one.pk]}}, "by": None}}
    promise("notice", key=f"many:{{one.pk}}", payload=payload, at=now)
"""
COUNT = """
from governance.models import Notification, Outbox
waiting = Outbox.objects.filter(done_at__isnull=True)
inboxes = Notification.objects.filter(person__email__startswith="person")
print(waiting.count(), inboxes.count(), waiting.filter(failed_at__isnull=False).count())
"""


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    with mail_server() as made:
        yield made


def _tell(folder: Path, mailbox: tuple[Mailbox, int], people: int, kills: int) -> None:
    kept, port = mailbox
    chance = random.Random(11)
    with site(folder, prepare=PREPARE.format(folder=str(folder))) as running:
        running.environment["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        running.run("-c", EVERYBODY.format(people=people))
        for _ in range(kills):
            running.start("worker")
            _until(lambda: len(kept.received) > chance.randint(1, people // 2), 30)
            running.kill("worker")
        running.start("worker")
        _until(lambda: _counts(running)[0] == 0, 60 + people)
        waiting, inboxes, failed = _counts(running)
    assert (waiting, inboxes, failed) == (0, people, 0)
    _check(kept, people, kills)


def _check(kept: Mailbox, people: int, kills: int) -> None:
    mails = [message_from_bytes(text) for text in kept.received]
    mine = [mail for mail in mails if str(mail["To"]).startswith("person")]
    assert len({mail["To"] for mail in mine}) == people
    ids = Counter(mail["Message-ID"] for mail in mine)
    # Two workers' threads at most were between the sending and the mark when each was killed.
    assert len(ids) == people
    assert sum(ids.values()) - people <= 2 * kills


def _until(done: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done() and time.monotonic() < deadline:
        time.sleep(0.3)


def _counts(running: Site) -> tuple[int, int, int]:
    waiting, inboxes, failed = running.run("-c", COUNT).split()
    return int(waiting), int(inboxes), int(failed)


@pytest.mark.deep
@pytest.mark.processes
def test_a_thousand_notices_arrive_though_the_worker_is_killed_again_and_again(
    tmp_path: Path, mailbox: tuple[Mailbox, int]
) -> None:
    _tell(tmp_path, mailbox, people=1000, kills=4)
