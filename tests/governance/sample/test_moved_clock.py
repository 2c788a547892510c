"""The sample company some days on: what nobody answers climbs, by commands alone."""

import json
from pathlib import Path

import pytest

from tests.journeys.browser import SEED
from tests.site import site

WHERE = """
import json
from governance.models import Contradiction
item = Contradiction.objects.select_related("escalated_to").get(number=14)
print(json.dumps([item.status, item.escalation_level, str(item.escalated_to)]))
"""


@pytest.mark.processes
def test_an_item_nobody_answers_climbs_to_the_executive(tmp_path: Path) -> None:
    with site(tmp_path, prepare=SEED) as made:
        found = []
        for days in (0, 10, 20):
            made.environment["CLOCK_AHEAD"] = str(days)
            assert "kept" in made.run("tend")
            found.append(json.loads(made.run("-c", WHERE)))

        assert found == [
            ["investigating", 0, "None"],
            ["investigating", 2, "COO"],
            ["investigating", 3, "CEO"],
        ]
        mails = [path.read_text() for path in made.mail.iterdir()]
        assert any("C-014 was escalated to you" in text for text in mails)
        assert "ties out" in made.run("verify_history")
