"""Tables behind figures over the API: what there is, and taking some columns of one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.bridge_lists import DEALS, LEADS, Listed, filled_with
from tests.factories.bridge_sources import SOURCE_KINDS, Run, source_of
from tests.governance.api.client import Answer, Caller

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
V1 = "/api/v1/contradictions/"


@pytest.fixture(params=SOURCE_KINDS)
def change(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Run]:
    with source_of(request.param, tmp_path) as (source, run):
        settings.TIEOUT_BRIDGE_SOURCES = {"crm": source}
        filled_with(run, leads=LEADS, deals=DEALS)
        yield run


def upload(listed: Listed, **body: Any) -> Answer:
    ends = {"start": listed.start.pk, "end": listed.end.pk}
    url = f"{V1}{listed.item.code}/upload_bridge_lists/"
    return Caller(listed.owner).post(url, {**ends, **body}, format="multipart")


def table(side: str, **changes: Any) -> dict[str, Any]:
    name, columns = ("leads", ["id", "origin"]) if side == "left" else ("deals", ["lead"])
    facts = {"source": "crm", "table": name, "columns": columns, **changes}
    return {f"{side}_{what}": told for what, told in facts.items() if told is not None}


def test_lists_sources_tables_and_columns(listed: Listed, change: Run) -> None:
    caller, url = Caller(listed.owner), f"{V1}{listed.item.code}/bridge_sources/"

    assert caller.get(url).json() == {"sources": ["crm"], "tables": [], "columns": []}
    tables = caller.get(url, source="crm").json()["tables"]
    assert {"leads", "deals"} <= {one.rpartition(".")[2] for one in tables}
    columns = caller.get(url, source="crm", table="leads").json()["columns"]
    assert columns == ["id", "email", "origin", "asked"]


def test_takes_tables_for_both_sides_or_one(listed: Listed, change: Run) -> None:
    both = upload(listed, **table("left"), **table("right"))
    assert both.status_code == 201
    left = both.json()["lists"]["left"]
    assert (left["source"], left["columns"]) == ("crm", ["id", "origin"])

    beside = upload(listed, **table("left"), right=SimpleUploadedFile("deals.csv", DEALS))
    assert beside.status_code == 201
    assert beside.json()["lists"]["left"]["sha256"] == left["sha256"]


@pytest.mark.parametrize(
    ("left", "attr", "said"),
    [
        ({}, "left", "Send a file, or left_source, left_table and left_columns"),
        (table("left", columns=None), "left_columns", "Say the columns too."),
        (table("left", table=None), "left_table", "Say the table too."),
        (table("left", source="erp"), "left_source", "There is no source erp here."),
        (table("left", columns=["mail"]), "left_columns", "has no column mail."),
    ],
)
def test_says_what_is_missing(
    listed: Listed, change: Run, left: dict[str, Any], attr: str, said: str
) -> None:
    answer = upload(listed, **left, **table("right"))

    assert answer.status_code == 400
    errors = answer.json()["errors"]
    assert any(one["attr"].split(".")[0] == attr and said in one["detail"] for one in errors)


def test_refuses_a_file_and_a_table_for_one_side(listed: Listed, change: Run) -> None:
    file = SimpleUploadedFile("leads.csv", LEADS)

    answer = upload(listed, left=file, **table("left"), **table("right"))

    assert answer.status_code == 400
    assert "not both" in answer.content.decode()


def test_a_source_that_cannot_be_listed_is_said(listed: Listed, change: Run) -> None:
    caller, url = Caller(listed.owner), f"{V1}{listed.item.code}/bridge_sources/"

    assert caller.get(url, source="erp").status_code == 400
    assert caller.get(url, table="leads").status_code == 400
    assert caller.get(url, source="crm", table="nobody").status_code == 400


def test_the_outsider_learns_of_no_source(listed: Listed, change: Run) -> None:
    outsider, url = Caller(listed.company.outsider), f"{V1}{listed.item.code}/bridge_sources/"

    answer = outsider.get(url, source="crm")
    assert answer.status_code == 403
    assert "leads" not in answer.content.decode()
    type(listed.item).objects.filter(pk=listed.item.pk).update(is_confidential=True)
    assert outsider.get(url, source="crm").status_code == 404
