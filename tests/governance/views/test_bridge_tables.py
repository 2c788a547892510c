"""Choosing tables on the pages of a bridge: source, table, columns; a file beside one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from governance.models import BridgeJob
from metrics.bridge.sources import Source
from tests.factories.bridge_lists import DEALS, LEADS, Listed, filled_with, work
from tests.factories.bridge_sources import SOURCE_KINDS, Run, source_of
from tests.governance.views.visiting import text, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LEFT_TABLE = "left_source=crm&left_of=crm&left_table=leads"
RIGHT_TABLE = "right_source=crm&right_of=crm&right_table=deals"


@pytest.fixture(params=SOURCE_KINDS)
def change(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Run]:
    with source_of(request.param, tmp_path) as (source, run):
        settings.TIEOUT_BRIDGE_SOURCES = {"crm": source, "shop": Source("shop", source.url)}
        filled_with(run, leads=LEADS, deals=DEALS)
        yield run


def lists(listed: Listed, query: str = "") -> str:
    return f"/c/{listed.item.code}/bridge/lists/?sides=1-2&{query}"


def chosen(**changes: str) -> dict[str, str]:
    sides = ("left", "right")
    same = {f"{side}_normaliser_1": "exact" for side in sides}
    same |= {f"{side}_counts": "rows" for side in sides}
    return {"left_key_1": "id", "right_key_1": "lead", "keep_days": "30", **same, **changes}


def test_step_by_step_from_the_source_to_the_bridge(listed: Listed, change: Run) -> None:
    where = text(visit(listed.owner, lists(listed)))
    assert '<form class="sec" method="get"' in where
    assert "A table of crm" in where
    assert 'type="file"' not in where
    tables = text(visit(listed.owner, lists(listed, "left_source=crm&right_source=")))
    assert "leads</option>" in tables
    assert "choose a table or a view." not in tables
    columns = text(visit(listed.owner, lists(listed, f"{LEFT_TABLE}&{RIGHT_TABLE}")))
    assert 'type="checkbox" name="left_columns" value="email"' in columns
    assert "checked" not in columns
    assert 'type="file"' not in columns

    sent = visit(
        listed.owner,
        lists(listed, f"{LEFT_TABLE}&{RIGHT_TABLE}"),
        {"left_columns": ["id", "origin"], "right_columns": ["lead"]},
    )
    assert sent.status_code == 302
    rules = text(visit(listed.owner, sent["Location"]))
    assert "crm: " in rules
    assert '<option value="id" selected>' in rules
    assert ">email</option>" not in rules
    visit(listed.owner, f"{sent['Location']}run/", chosen())
    work(BridgeJob.objects.get())
    page = text(visit(listed.owner, f"/c/{listed.item.code}/bridge/"))
    assert "In Marketing, not in Sales at all" in page
    assert "was read on 2026-" in page


def test_a_file_is_chosen_last_so_that_it_is_not_lost(listed: Listed, change: Run) -> None:
    where = lists(listed, f"{LEFT_TABLE}&right_source=")

    page = text(visit(listed.owner, where))
    assert page.count('type="file"') == 1
    assert "Other lists" in page
    file = SimpleUploadedFile("deals.csv", DEALS)
    sent = visit(listed.owner, where, {"left_columns": ["id"], "right": file})

    assert sent.status_code == 302
    assert BridgeJob.objects.get().lists["right"]["name"] == "deals.csv"


def test_the_next_time_begins_with_what_was_read_last(listed: Listed, change: Run) -> None:
    columns = {"left_columns": ["id", "asked"], "right_columns": ["lead"]}
    sent = visit(listed.owner, lists(listed, f"{LEFT_TABLE}&{RIGHT_TABLE}"), columns)
    visit(listed.owner, f"{sent['Location']}run/", chosen())
    work(BridgeJob.objects.get())
    read = BridgeJob.objects.get().lists["left"]["table"]

    first = text(visit(listed.owner, lists(listed)))
    assert first.count('value="crm" id="id_left_source_1" checked') == 1
    assert f'<option value="{read}" selected>' in first
    again = f"left_source=crm&left_table={read}&right_source="
    last = text(visit(listed.owner, lists(listed, again)))
    assert last.count(" checked") == 2


def test_another_source_asks_for_a_table_of_its_own(listed: Listed, change: Run) -> None:
    query = "left_source=shop&left_of=crm&left_table=leads&right_source="

    page = visit(listed.owner, lists(listed, query))

    assert page.status_code == 200
    assert "Choose a table" in text(page)
    assert 'type="file"' not in text(page)


def test_other_lists_shows_what_was_chosen_for_choosing_anew(listed: Listed, change: Run) -> None:
    page = visit(listed.owner, lists(listed, f"{LEFT_TABLE}&right_source=&again=1"))

    assert page.status_code == 200
    assert '<form class="sec" method="get"' in text(page)
    assert "leads</option>" in text(page)


class TestSays:
    @pytest.mark.parametrize(
        ("query", "said"),
        [
            ("left_source=erp&right_source=", "There is no source erp here."),
            (
                "left_source=crm&left_of=crm&left_table=&right_source=",
                "Marketing: choose a table or a view.",
            ),
            ("left_source=crm&left_table=lead&right_source=", "crm has no table lead to read."),
        ],
    )
    def test_what_cannot_be_chosen(
        self, listed: Listed, change: Run, query: str, said: str
    ) -> None:
        page = visit(listed.owner, lists(listed, query))

        assert page.status_code == 422
        assert page.content.decode().count("<title>Error: C-") == 1
        assert said in text(page)

    def test_that_no_column_is_chosen(self, listed: Listed, change: Run) -> None:
        where = lists(listed, f"{LEFT_TABLE}&{RIGHT_TABLE}")

        page = visit(listed.owner, where, {"right_columns": ["lead"]})

        assert page.status_code == 422
        assert "choose at least the column that names a row." in text(page)
        assert 'value="lead" id="id_right_columns_0" checked' in text(page)

    def test_that_a_source_is_down_and_not_where_it_is(self, listed: Listed, settings: Any) -> None:
        url = "postgres://reader:hidden-word@127.0.0.1:1/none"
        settings.TIEOUT_BRIDGE_SOURCES = {"crm": Source("crm", url)}

        page = visit(listed.owner, lists(listed, "left_source=crm&right_source="))

        assert page.status_code == 422
        assert "crm cannot be read: it does not answer." in text(page)
        assert [one for one in ("hidden-word", "127.0.0.1", "reader") if one in text(page)] == []


def test_without_sources_files_are_asked_for_at_once(listed: Listed) -> None:
    page = text(visit(listed.owner, lists(listed)))

    assert page.count('type="file"') == 2
    assert "Other lists" not in page


class TestOthers:
    def test_learn_of_no_source(self, listed: Listed, change: Run) -> None:
        for query in ("", "left_source=crm&right_source=", LEFT_TABLE):
            page = visit(listed.company.outsider, lists(listed, query))
            assert page.status_code == 403
            assert "crm" not in text(page)

    def test_find_nothing_of_a_confidential_item(self, listed: Listed, change: Run) -> None:
        type(listed.item).objects.filter(pk=listed.item.pk).update(is_confidential=True)

        page = visit(listed.company.outsider, lists(listed, LEFT_TABLE))

        assert page.status_code == 404


def test_the_next_month_of_two_tables_asks_for_no_choice_again(listed: Listed, change: Run) -> None:
    read = lists(listed, f"{LEFT_TABLE}&{RIGHT_TABLE}")
    given = {"left_columns": ["id", "asked"], "right_columns": ["lead"]}
    first = visit(listed.owner, read, given)["Location"]
    month = {"left_period": "asked", "left_from": "2026-01-01", "left_before": "2026-02-01"}
    visit(listed.owner, f"{first}run/", chosen(**month))
    work(BridgeJob.objects.get())

    page = text(visit(listed.owner, lists(listed, "next_month=1")))

    assert "a month on: Marketing asked from 2026-02-01 before 2026-03-01." in page
    assert 'name="left_columns" value="asked" id="id_left_columns_3" checked' in page
    assert 'type="file"' not in page
    visit(listed.owner, lists(listed, "next_month=1"), given)
    assert BridgeJob.objects.latest("pk").rules["left"]["period"] == {
        "column": "asked",
        "from": "2026-02-01",
        "before": "2026-03-01",
    }
