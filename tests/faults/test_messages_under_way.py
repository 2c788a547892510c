"""Webhooks and chats under way when the worker is killed: each arrives, and again only as such."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.factories.outside import Receiver, listening
from tests.faults.calls import PREPARE
from tests.faults.test_many_notices import EVERYBODY, _until
from tests.site import Site, site

pytestmark = [pytest.mark.processes, pytest.mark.deep]
MANY, KILLS = 6, 2
LISTENERS = """
from django.utils import timezone
from accounts.models import Function, User
from governance.actions.chats import set_chat
from governance.actions.endpoints import add_endpoint
keeper = next(one for one in User.objects.all() if one.is_administrator)
at = timezone.now()
add_endpoint(name="Lake", url={url!r}, events=["assign"], actor=keeper, at=at)
set_chat(
    function=Function.objects.get(name="Marketing"), name="Marketing", events=["assign"],
    address={url!r}.replace("http", "json") + "/chat", actor=keeper, at=at,
)
"""
LEFT = """
from governance.models import Delivery
sent = Delivery.objects.filter(channel__in=("webhook", "chat"), subject="assign")
leads = sent.filter(told_with__isnull=True, channel="chat")
print(sent.filter(sent_at__isnull=False).count(), sent.count(), leads.count())
"""


def _received(running: Site) -> tuple[int, int]:
    done, promised, _ = running.run("-c", LEFT).split()
    return int(done), int(promised)


def _spoken(running: Site) -> int:
    """Count the messages that a chat is told, each of which may tell of several acts."""
    return int(running.run("-c", LEFT).split()[-1])


def _webhooks(kept: Receiver) -> Counter[str]:
    return Counter(head["webhook-id"] for head, _ in kept.got if "webhook-id" in head)


def test_each_message_arrives_though_the_worker_is_killed(tmp_path: Path) -> None:
    prepare = PREPARE.format(folder=str(tmp_path))
    with listening() as (kept, url), site(tmp_path, prepare=prepare) as running:
        running.environment["DJANGO_SETTINGS_MODULE"] = "tests.faults.settings"
        running.run("-c", LISTENERS.format(url=url))
        running.run("-c", EVERYBODY.format(people=MANY))
        for _ in range(KILLS):
            before = len(kept.got)
            running.start("worker")
            _until(lambda before=before: len(kept.got) > before, 60)
            running.kill("worker")
        running.start("worker")
        # The item that PREPARE assigned is told too.
        every = 2 * (MANY + 1)
        _until(lambda: _received(running) == (every, every), 120)
        assert _received(running) == (every, every)
        leads = _spoken(running)

    ids, chats = _webhooks(kept), [body for head, body in kept.got if "webhook-id" not in head]
    assert len(ids) == MANY + 1
    assert 1 <= leads <= MANY + 1
    assert leads <= len(chats) <= leads + 2 * KILLS
    assert sum(ids.values()) - len(ids) <= 2 * KILLS
    bodies = {(head["webhook-id"], body) for head, body in kept.got if "webhook-id" in head}
    assert len(bodies) == len(ids), "a repeat says the same, byte for byte"
    assert {json.loads(body)["title"] for body in chats} == {"C-001 has an owner"}
