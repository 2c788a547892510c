"""A worker killed in the middle of a bridge: no half result, and the next one finishes it."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import Site, site

PREPARE = """
from datetime import timedelta
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from governance.actions.bridge_jobs import run_bridge, upload_lists
from tests.factories.bridge_lists import given, rules
from tests.factories.clock import clock
from tests.factories.governance import company, investigating
clock.moment = timezone.now() - timedelta(days=10)
made = company()
rows = 400_000
item = investigating(made, values=(rows, rows))
start, end = item.positions.order_by("order")
left = "id,note\\n" + "".join(f"{{n}},left {{n}}\\n" for n in range(rows))
right = "id,note\\n" + "".join(f"{{n}},right {{n}}\\n" for n in range(1000, rows + 1000))
told = {{"actor": made.marketing_head, "at": timezone.now()}}
job = upload_lists(
    item=item, start=start, end=end, left=given(left.encode()), right=given(right.encode()), **told
)
run_bridge(job=job, rules=rules("id", "id"), actor=made.marketing_head, at=timezone.now())
"""
LOOK = """
from governance.models import BridgeJob, BridgeLine, BridgeRun, BridgeRows
job = BridgeJob.objects.get()
steps = sorted(BridgeLine.objects.values_list("step", "rows"))
print(job.step, bool(job.doing), BridgeRun.objects.count(), steps)
"""
RESUMED = 120.0


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path, prepare=PREPARE.format()) as made:
        yield made


def wait_for(ready: Site, *wanted: str) -> str:
    deadline = time.monotonic() + RESUMED
    while time.monotonic() < deadline:
        seen = ready.run("-c", LOOK)
        if any(one in seen for one in wanted):
            return seen
        time.sleep(0.2)
    raise AssertionError(f"never saw {wanted}, but {seen!r}")


@pytest.mark.deep
@pytest.mark.processes
def test_a_killed_worker_leaves_nothing_and_the_next_one_finishes(ready: Site) -> None:
    ready.start("worker")
    wait_for(ready, "True", "done")
    ready.kill("worker")

    left = ready.run("-c", LOOK)
    # Fast enough, it was done before the power went; then there is nothing to resume.
    assert "0 []" in left or left.startswith("done")

    ready.start("worker")
    done = wait_for(ready, "done")
    assert "1 [('left-absent', 1000), ('right-absent', 1000)]" in done
