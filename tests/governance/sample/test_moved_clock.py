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


TOLD = """
import json
from governance.models import Notification
rows = Notification.objects.filter(item__number=14, event="escalate")
print(json.dumps(sorted(rows.values_list("person__name", flat=True))))
"""


@pytest.mark.processes
def test_an_item_nobody_answers_climbs_to_the_executive(tmp_path: Path) -> None:
    with site(tmp_path, prepare=SEED) as made:
        found = []
        for days in (0, 20, 40):
            made.environment["CLOCK_AHEAD"] = str(days)
            assert "kept" in made.run("tend")
            found.append(json.loads(made.run("-c", WHERE)))

        assert found == [
            ["investigating", 0, "None"],
            ["investigating", 2, "COO"],
            ["investigating", 3, "CEO"],
        ]
        assert json.loads(made.run("-c", TOLD)) == ["CEO", "COO"]
        assert list(made.mail.iterdir())
        assert "ties out" in made.run("verify_history")
