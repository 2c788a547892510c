"""Several people who have one bridge repeated at the same moment: one does, and all know who."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.faults.calls import Answer, call
from tests.site import Site, site

PREPARE = """
from datetime import timedelta
from django.utils import timezone
from accounts.actions.tokens import make_token
from tests.factories.bridge_lists import Listed
from tests.factories.clock import clock
from tests.factories.governance import company
clock.moment = timezone.now() - timedelta(days=30)
listed = Listed(company())
listed.signed()
for person in (listed.owner, listed.company.steward):
    _, text = make_token(name="test", days=1, actor=person, at=timezone.now())
    open({folder!r} + "/" + person.name, "w").write(text)
"""
LOOK = """
from governance.models import BridgeRepeat
print(BridgeRepeat.objects.count(), BridgeRepeat.objects.standing().count())
"""
AT_ONCE = 8


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, prepare=PREPARE.format(folder=str(tmp_path))) as made:
        made.start("web")
        yield made


@pytest.mark.processes
def test_one_begins_and_one_ends_it(running: Site) -> None:
    people = ("Head of Marketing", "RevOps lead")
    tokens = [(running.folder / name).read_text() for name in people]

    def press(verb: str) -> list[Answer]:
        def one(number: int) -> Answer:
            url = f"{running.url}/api/v1/bridges/1/{verb}/"
            answer = call(url, tokens[number % 2], {})
            assert answer is not None
            return answer

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, range(AT_ONCE)))

    begun = press("repeat")
    assert Counter(answer.status for answer in begun) == {200: 1, 409: AT_ONCE - 1}
    late = [str(answer.body) for answer in begun if answer.status == 409]
    assert [text for text in late if "has it repeated since" not in text] == []
    assert running.run("-c", LOOK).split() == ["1", "1"]

    ended = press("stop_repeating")
    assert Counter(answer.status for answer in ended) == {200: 1, 409: AT_ONCE - 1}
    assert running.run("-c", LOOK).split() == ["2", "0"]
