"""Bridges out of two lists over the API: from the files to the rows of each step."""

import subprocess
import sys
from typing import Any

import orjson
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import Bridge, BridgeJob
from governance.tasks import drain
from tests.factories.bridge_lists import DEALS, LEADS, Listed, rules
from tests.factories.clock import clock
from tests.factories.governance import Company, investigating
from tests.factories.olist import FOLDER, needs_olist, walks
from tests.governance.api.client import Answer, Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
V1 = "/api/v1/"


def upload(caller: Caller, item: Any, left: bytes, right: bytes, **more: Any) -> Answer:
    start, end = item.positions.order_by("order")
    files = {
        "left": SimpleUploadedFile("left.csv", left),
        "right": SimpleUploadedFile("right.csv", right),
    }
    body = {"start": start.pk, "end": end.pk, **files, **more}
    url = f"{V1}contradictions/{item.code}/upload_bridge_lists/"
    return caller.post(url, body, format="multipart")


def work() -> None:
    with time_machine.travel(clock.tick(), tick=False):
        drain()


def test_from_the_files_to_the_rows(company: Company) -> None:
    listed, caller = Listed(company), Caller(company.marketing_head)

    job = upload(caller, listed.item, LEADS, DEALS, left_leave_out=["email"])
    assert job.status_code == 201
    assert job.json()["lists"]["left"]["columns"] == ["id", "origin", "asked"]
    url = f"{V1}bridge-lists/{job.json()['key']}/"
    seen = caller.post(f"{url}preview/", rules())
    assert seen.json() == {"both": 2, "left": 2, "right": 1}
    asked = caller.post(f"{url}run/", {**rules(), "keep_days": 7})
    assert (asked.status_code, asked.json()["state"]) == (202, "queued")
    work()
    done = caller.get(url).json()
    assert done["state"] == "done"

    bridge = caller.get(f"{V1}bridges/{done['bridge']}/").json()
    steps = {line["step"]: (line["amount"], line["rows"]) for line in bridge["lines"]}
    assert steps == {"left-absent": ("-2", 2), "right-absent": ("1", 1), "left-key": ("-1", 1)}
    line = next(one["id"] for one in bridge["lines"] if one["step"] == "left-absent")
    rows = caller.get(f"{V1}bridge-steps/{line}/rows/").json()
    assert rows["columns"] == ["row", "id", "origin", "asked"]
    assert rows["rows"][0] == ["4", "3", "fair", "2026-02-01"]
    parts = caller.get(f"{V1}bridge-steps/{line}/parts/", by="asked").json()
    assert parts == [{"value": "2026-02", "rows": 2}]
    file = caller.post(f"{V1}bridge-steps/{line}/download/", {"kind": "parquet"})
    assert b"".join(file.streaming_content).startswith(b"PAR1")


class TestRefuses:
    def test_the_outsider(self, company: Company) -> None:
        listed = Listed(company)
        job, outsider = listed.upload(), Caller(company.outsider)
        url = f"{V1}bridge-lists/{job.key}/"

        assert upload(outsider, listed.item, LEADS, DEALS).status_code == 403
        assert outsider.get(url).status_code == 404
        assert outsider.post(f"{url}run/", rules()).status_code == 404
        listed.run(job)
        work()
        line = Bridge.objects.get().lines.first()
        assert line is not None
        for path in ("rows", "parts"):
            assert outsider.get(f"{V1}bridge-steps/{line.pk}/{path}/").status_code == 404
        down = outsider.post(f"{V1}bridge-steps/{line.pk}/download/", {"kind": "csv"})
        assert down.status_code == 404

    def test_a_file_that_cannot_be_read(self, company: Company) -> None:
        listed = Listed(company)

        answer = upload(Caller(company.marketing_head), listed.item, b"PK\x03\x04" * 50, DEALS)

        assert answer.status_code == 400
        assert "zip archive" in answer.content.decode()

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"left": {}, "right": {}},
            {"left": {"key": []}, "right": {"key": []}},
            {"left": {"key": "id"}, "right": {"key": 5}},
            {"left": {"key": [{"column": "id", "normaliser": "soundex"}]}},
            {**rules(), "keep_days": 10**6},
        ],
    )
    def test_rules_that_no_list_can_follow(self, company: Company, body: Any) -> None:
        job = Listed(company).upload()

        answer = Caller(company.marketing_head).post(f"{V1}bridge-lists/{job.key}/run/", body)

        assert answer.status_code == 400


@needs_olist
@pytest.mark.parametrize("name", ["leads-to-deals", "first-quarter", "deals-to-sellers"])
def test_the_lists_of_olist_add_up_by_api_and_by_command(company: Company, name: str) -> None:
    walk = walks()[name]
    item = investigating(company, values=walk.stated)
    caller = Caller(company.marketing_head)
    left, right = ((FOLDER / one).read_bytes() for one in (walk.left, walk.right))

    job = upload(caller, item, left, right).json()
    assert job["guesses"]["key"] == [walk.key, walk.key]
    url = f"{V1}bridge-lists/{job['key']}/"
    caller.post(f"{url}run/", walk.rules)
    work()
    made = caller.get(f"{V1}bridges/{caller.get(url).json()['bridge']}/").json()

    steps = {line["step"]: int(line["amount"]) for line in made["lines"]}
    assert steps == walk.steps
    assert walk.stated[0] + sum(steps.values()) == walk.stated[1]
    assert by_command(walk) == walk.steps


def by_command(walk: Any) -> dict[str, int]:
    """Ask the command without Django for the same bridge."""
    options = [str(FOLDER / walk.left), str(FOLDER / walk.right), "--key", walk.key, "--json"]
    for side, told in walk.rules.items():
        if period := told.get("period"):
            window = f"{period['column']}:{period['from']}:{period['before']}"
            options += [f"--{side}-period", window]
        if told.get("counts") == "key":
            options += [f"--{side}-distinct", walk.key]
    command = [sys.executable, "-m", "metrics.bridge", *options]
    said = subprocess.run(command, capture_output=True, check=True)
    steps = orjson.loads(said.stdout)["steps"]
    return {f"{one['side']}-{one['cause']}": int(one["amount"]) for one in steps}


def test_a_list_is_read_as_somebody_says_it_is_written(company: Company) -> None:
    listed, caller = Listed(company), Caller(company.marketing_head)
    left = "id|näme, first\n1|Zoë\n".encode("cp1252")

    sent = {"left_encoding": "cp1252", "left_delimiter": "|"}
    job = upload(caller, listed.item, left, DEALS, **sent).json()
    assert job["lists"]["left"]["columns"] == ["id", "näme, first"]
    kept = BridgeJob.objects.get(key=job["key"]).path_of("left").read_bytes()
    assert "Zoë" in kept.decode()
    wrong = upload(caller, listed.item, left, DEALS, left_encoding="utf-8")
    assert wrong.status_code == 400
    assert "not UTF-8 throughout" in str(wrong.json()["errors"])
    assert upload(caller, listed.item, left, DEALS, left_encoding="latin").status_code == 400
