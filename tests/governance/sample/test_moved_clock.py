"""The sample company some days on: what nobody answers climbs, by commands alone."""

import json
from pathlib import Path

import pytest

from tests.journeys.browser import SEED
from tests.site import site

CLIMBED = """
import json
from governance.models import Contradiction, Notification
item = Contradiction.objects.get(number=14)
rungs = [(one.level, str(one.to), one.at.toordinal()) for one in item.escalations.all()]
told = Notification.objects.filter(item=item, event="escalate")
names = sorted(told.values_list("person__name", flat=True))
print(json.dumps([item.status, rungs, names]))
"""


@pytest.mark.deep
@pytest.mark.processes
def test_an_item_nobody_answers_climbs_to_the_executive(tmp_path: Path) -> None:
    with site(tmp_path, prepare=SEED) as made:
        for days in (20, 40):
            made.environment["CLOCK_AHEAD"] = str(days)
            assert "kept" in made.run("tend")

        status, rungs, told = json.loads(made.run("-c", CLIMBED))
        assert status == "investigating"
        (level, to, on), last = rungs
        assert (level, to) == (2, "COO")
        assert last == [3, "CEO", on + 20]
        assert told == ["CEO", "COO"]
        assert list(made.mail.iterdir())
        assert "ties out" in made.run("verify_history")
