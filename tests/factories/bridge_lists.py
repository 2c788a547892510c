"""Two lists behind two figures, and the bridge a worker makes of them."""

import csv
from collections.abc import Callable, Iterable
from typing import Any

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from governance.actions.bridge_given import GivenList
from governance.actions.bridge_jobs import run_bridge, upload_lists
from governance.actions.bridges import sign, submit
from governance.models import Bridge, BridgeJob
from governance.tasks import drain
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating


def csv_of(header: str, rows: Iterable[str]) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


def given(data: bytes, name: str = "list.csv", leave_out: tuple[str, ...] = ()) -> GivenList:
    return GivenList(file=SimpleUploadedFile(name, data), leave_out=leave_out)


# Marketing counts 5 leads; Sales works 2 of them and one nobody else knows. One lead has no key.
LEADS = csv_of(
    "id,email,origin,asked",
    [
        "1,ann@a.example,web,2026-01-02",
        "2,ben@b.example,web,2026-01-03",
        "3,cem@c.example,fair,2026-02-01",
        "4,dia@d.example,fair,2026-02-02",
        ",eva@e.example,fair,2026-02-03",
    ],
)
DEALS = csv_of("lead,owner", ["1,Kim", "2,Lou", "9,Kim"])


class Listed:
    """An item under investigation, and two lists behind its two figures."""

    def __init__(self, company: Company, left: bytes = LEADS, right: bytes = DEALS) -> None:
        self.company = company
        values = tuple(max(one.count(b"\n") - 1, 1) for one in (left, right))
        self.item = investigating(company, values=values)
        self.owner: User = company.marketing_head
        self.start, self.end = self.item.positions.order_by("order")
        self.left, self.right = left, right

    def upload(self, **more: Any) -> BridgeJob:
        told = {
            "start": self.start,
            "end": self.end,
            "left": given(self.left, "leads.csv"),
            "right": given(self.right, "deals.csv"),
            "actor": self.owner,
            "at": clock.tick(),
            **more,
        }
        return upload_lists(item=self.item, **told)

    def run(self, job: BridgeJob | None = None, **more: Any) -> BridgeJob:
        job = job or self.upload()
        told = {"rules": rules(), "actor": self.owner, "at": clock.tick(), **more}
        return run_bridge(job=job, **told)

    def built(self, **more: Any) -> Bridge:
        """Let a worker come by."""
        return work(self.run(**more))

    def signed(self, **more: Any) -> Bridge:
        """Let the owner submit what a worker built, and the other side sign it."""
        told = {"is_all_i_can_explain": True, "note": "The rest is in no list."}
        bridge = submit(bridge=self.built(**more), actor=self.owner, at=clock.tick(), **told)
        return sign(bridge=bridge, actor=self.company.sales_head, at=clock.tick())


def rules(left: str = "id", right: str = "lead", **more: Any) -> dict[str, Any]:
    return {
        "left": {"key": [{"column": left, "normaliser": "exact"}], **more.get("left_rules", {})},
        "right": {"key": [{"column": right, "normaliser": "exact"}], **more.get("right_rules", {})},
    }


def work(job: BridgeJob) -> Bridge:
    with time_machine.travel(clock.tick(), tick=False):
        drain()
    job.refresh_from_db()
    assert job.bridge is not None, job.trouble
    return job.bridge


def filled_with(change: Callable[[str], object], **lists: bytes) -> None:
    """Put lists into a database as tables of text."""
    for table, data in lists.items():
        header, *rows = csv.reader(data.decode().splitlines())
        columns = ", ".join(f"{name} TEXT" for name in header)
        change(f"CREATE TABLE {table} ({columns})")
        for row in rows:
            cells = ", ".join(f"'{cell}'" for cell in row)
            change(f"INSERT INTO {table} VALUES ({cells})")
