"""Power cuts and two editors, on real processes and a real database."""

import random
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.faults.calls import PREPARE, Answer, call
from tests.site import Site, site

ITEM = "/api/v1/contradictions/C-001/"
RESUMED = 60.0
# A second item, which waits for a decision.
PROPOSED = """
from tests.factories.governance import proposed
step = clock.tick
clock.tick = lambda hours=1: step(hours / 60)  # so that nothing lies ahead of now
proposed(made)
"""
# Who is mailed what of an item that was assigned and declined. Whether a side is asked to confirm
# depends on which of the two the worker finds; what else is told is no matter here.
HEARS = {"head.of.marketing": "is yours to answer", "revops.lead": "was declined"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Make one site for this file; what a test kills is started again for the next."""
    folder: Path = tmp_path_factory.mktemp("site")
    with site(folder, prepare=PREPARE.format(folder=str(folder)) + PROPOSED) as made:
        yield made


@pytest.fixture
def running(shared: Site) -> Site:
    """Start a site with one assigned item and a token each for the steward and the owner."""
    if "web" not in shared.processes:
        shared.start("web")
    return shared


def token(running: Site, name: str) -> str:
    return (running.folder / name).read_text()


def insist(running: Site, body: dict[str, str], key: str) -> Answer:
    """Send a comment until it is answered, as a careful client does: the same key each time."""
    deadline = time.monotonic() + RESUMED
    while time.monotonic() < deadline:
        answer = call(
            f"{running.url}{ITEM}comment/",
            token(running, "RevOps lead"),
            body,
            Idempotency_Key=key,
        )
        if answer and answer.status != 409:
            return answer
        time.sleep(0.2)
    raise AssertionError("the work did not resume within 60 s")


@pytest.mark.processes
def test_nothing_acknowledged_is_lost_or_doubled_when_the_web_is_killed(running: Site) -> None:
    chance = random.Random(7)
    stop = threading.Event()

    def cut_the_power() -> None:
        while not stop.is_set():
            stop.wait(chance.uniform(0.3, 1.0))
            running.kill("web")
            running.start("web")

    bodies = [f"Comment {number}" for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        killer = pool.submit(cut_the_power)
        try:
            jobs = [
                pool.submit(insist, running, {"body": body}, f"key-{body[8:]}") for body in bodies
            ]
            answers = [job.result() for job in jobs]
        finally:
            stop.set()
        killer.result()

    assert {answer.status for answer in answers} == {201}
    said = running.run(
        "-c",
        "from governance.models import Comment\n"
        "print('\\n'.join(Comment.objects.values_list('body', flat=True)))",
    ).splitlines()
    assert Counter(said) & Counter(bodies) == Counter(bodies)
    assert max(Counter(said).values()) == 1
    assert "ties out" in running.run("verify_history")


@pytest.mark.processes
def test_promised_mail_survives_a_killed_worker(running: Site) -> None:
    running.start("worker")
    time.sleep(1.5)
    running.kill("worker")
    owner = token(running, "Head of Marketing")
    found = call(f"{running.url}{ITEM}", owner)
    assert found is not None
    assert found.etag, found.body
    moved = call(f"{running.url}{ITEM}decline/", owner, {"reason": "Not ours"}, If_Match=found.etag)
    assert moved is not None
    assert moved.status == 200, moved.body

    running.start("worker")
    # The round that comes every five minutes anyway: nothing is late, so it sends nothing.
    running.run("-c", "from governance.tasks import tend\ntend()")

    deadline = time.monotonic() + RESUMED
    while not (left := _waiting(running)).startswith("0 waiting"):
        assert time.monotonic() < deadline, left
        time.sleep(0.5)
    # A worker killed while it writes a mail leaves an empty file, which no mailbox would hold.
    written = [p.read_bytes() for p in running.mail.iterdir() if p.stat().st_size]
    mails = [message_from_bytes(text) for text in written]
    ids = defaultdict(set)
    for mail in mails:
        ids[mail["To"], mail["Subject"]].add(mail["Message-ID"])
    assert all(len(same) == 1 for same in ids.values()), "a repeat carries the same Message-ID"
    for name, says in HEARS.items():
        to = f"{name}@example.com"
        assert [s for person, s in ids if person == to and says in s], f"{name}: {says}: {set(ids)}"


def _waiting(running: Site) -> str:
    return running.run(
        "-c",
        "from django.utils import timezone\n"
        "from governance.models import Outbox\n"
        "due = Outbox.objects.filter(done_at__isnull=True, due_at__lte=timezone.now())\n"
        "print(due.count(), 'waiting',"
        " list(Outbox.objects.values_list('last_error', flat=True)))",
    )


@pytest.mark.processes
def test_of_many_editors_at_once_one_wins_and_the_others_are_told(running: Site) -> None:
    steward = token(running, "RevOps lead")
    found = call(f"{running.url}{ITEM}", steward)
    assert found is not None
    assert found.etag, found.body

    def lower(number: int) -> int:
        answer = call(
            f"{running.url}{ITEM}change_severity/",
            steward,
            {"severity": 1, "reason": f"Editor {number}"},
            If_Match=found.etag,
        )
        assert answer is not None
        return answer.status

    with ThreadPoolExecutor(8) as pool:
        statuses = Counter(pool.map(lower, range(8)))

    assert statuses == {200: 1, 412: 7}


@pytest.mark.processes
def test_of_many_who_record_one_decision_one_wins_and_the_others_are_told(running: Site) -> None:
    decider, url = token(running, "CRO"), "/api/v1/contradictions/C-002/"
    found = call(f"{running.url}{url}", decider)
    assert found is not None
    position = found.body["positions"][0]["id"]
    owner = found.body["owner"]["id"]
    body = {
        "option": "A",
        "rationale": "Capacity follows what Sales can work.",
        "uses": [
            {
                "position": position,
                "purpose": "Capacity plan",
                "from_on": "2099-01-01",
                "restated_by": owner,
            }
        ],
        "follow_ups": [{"title": "Rewrite it", "owner": owner, "due_on": "2099-02-01"}],
        "revisit_on": "2099-03-01",
        "none_voiced": True,
    }

    def record(_: int) -> Answer:
        answer = call(f"{running.url}{url}decide/", decider, body, If_Match=found.etag)
        assert answer is not None
        return answer

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(record, range(8)))

    assert Counter(answer.status for answer in answers) == {200: 1, 412: 7}
    told = [str(answer.body) for answer in answers if answer.status == 412]
    assert [text for text in told if "changed by CRO" not in text] == []


@pytest.mark.processes
def test_a_double_submit_has_one_effect(running: Site) -> None:
    steward = token(running, "RevOps lead")

    def send(_: int) -> int:
        answer = call(
            f"{running.url}{ITEM}comment/", steward, {"body": "Once"}, Idempotency_Key="one"
        )
        assert answer is not None
        return answer.status

    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(send, range(8)))

    assert statuses <= {201, 409}
    assert 201 in statuses
    counted = running.run(
        "-c",
        "from governance.models import Comment\nprint(Comment.objects.filter(body='Once').count())",
    )
    assert counted.strip() == "1"
