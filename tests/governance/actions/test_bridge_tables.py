"""A bridge out of tables: chosen columns of a named database, read once and bridged as lists."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from config.settings.policy import Policy
from governance.actions.bridge_given import GivenTable, source_tables, table_columns
from governance.history.verification import findings
from governance.models import BridgeJob
from governance.refusals import IllegalMove, NotEntitled
from metrics.bridge.sources import Source
from tests.factories.bridge_lists import DEALS, LEADS, Listed, filled_with, given, rules, work
from tests.factories.bridge_sources import SOURCE_KINDS, Run, source_of
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
LEADS_TABLE = GivenTable(source="crm", table="leads", columns=("id", "origin", "asked"))
DEALS_TABLE = GivenTable(source="crm", table="deals", columns=("lead",))


@pytest.fixture(params=SOURCE_KINDS)
def change(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[Run]:
    """Offer one database with both lists in it, and yield how its own people change it."""
    with source_of(request.param, tmp_path) as (source, run):
        settings.TIEOUT_BRIDGE_SOURCES = {"crm": source}
        filled_with(run, leads=LEADS, deals=DEALS)
        yield run


def told(listed: Listed, **more: Any) -> dict[str, Any]:
    return {"item": listed.item, "actor": listed.owner, "at": clock.tick(), **more}


def test_two_tables_become_a_bridge(listed: Listed, change: Run) -> None:
    bridge = work(listed.run(listed.upload(left=LEADS_TABLE, right=DEALS_TABLE)))

    steps = {line.step: line.amount for line in bridge.lines.all()}
    assert steps == {"left-absent": -2, "right-absent": 1, "left-key": -1}
    assert list(findings(listed.item.chain)) == []


def test_the_result_says_how_to_repeat_it(listed: Listed, change: Run) -> None:
    run = work(listed.run(listed.upload(left=LEADS_TABLE, right=DEALS_TABLE))).runs.get()

    facts = run.facts["left"]
    assert facts["source"] == "crm"
    assert facts["table"].endswith("leads")
    assert facts["columns"] == ["id", "origin", "asked"]
    assert re.fullmatch("[0-9a-f]{64}", facts["sha256"])
    assert run.left_name == f"crm: {facts['table']}"
    assert f"crm: {facts['table']} was read on 2026-" in run.notes


def test_the_hash_is_that_of_the_rows_in_whatever_order(listed: Listed, change: Run) -> None:
    def hashed() -> str:
        found: str = listed.upload(left=LEADS_TABLE).lists["left"]["sha256"]
        return found

    first = hashed()
    change("CREATE TABLE again AS SELECT * FROM leads ORDER BY origin DESC, id DESC")
    change("DROP TABLE leads")
    change("ALTER TABLE again RENAME TO leads")
    assert hashed() == first

    change("UPDATE leads SET origin = 'call' WHERE id = '1'")
    assert hashed() != first


def test_a_column_that_was_not_chosen_is_never_read(
    listed: Listed, change: Run, tmp_path: Path
) -> None:
    job = listed.upload(left=LEADS_TABLE, right=DEALS_TABLE)

    kept = b"".join(one.read_bytes() for one in job.folder.rglob("*") if one.is_file())
    assert b"fair" in kept
    assert b"example" not in kept
    assert list((tmp_path / "bridges" / "work").iterdir()) == []


def test_a_table_stands_beside_a_file(listed: Listed, change: Run) -> None:
    bridge = work(listed.run(listed.upload(left=LEADS_TABLE, right=given(DEALS, "deals.csv"))))

    run = bridge.runs.get()
    assert run.right_name == "deals.csv"
    assert "source" not in run.facts["right"]


def test_a_table_without_rows_is_a_list_of_none(listed: Listed, change: Run) -> None:
    change("DELETE FROM deals")

    bridge = work(listed.run(listed.upload(left=LEADS_TABLE, right=DEALS_TABLE)))

    assert {line.step: line.amount for line in bridge.lines.all()} == {
        "left-absent": -4,
        "left-key": -1,
    }


class TestRefuses:
    def test_the_outsider_before_a_source_is_asked(self, listed: Listed, settings: Any) -> None:
        settings.TIEOUT_BRIDGE_SOURCES = {"crm": Source("crm", "sqlite:////nowhere/none.sqlite3")}
        outsider = listed.company.outsider

        for attempt in (
            lambda: listed.upload(left=LEADS_TABLE, actor=outsider),
            lambda: source_tables(source="crm", **told(listed, actor=outsider)),
            lambda: source_tables(source="nobody", **told(listed, actor=outsider)),
            lambda: table_columns(source="crm", table="leads", **told(listed, actor=outsider)),
        ):
            with pytest.raises(NotEntitled, match="draw up a bridge"):
                attempt()
        assert not BridgeJob.objects.exists()

    def test_an_item_that_is_not_looked_into_yet(self, company: Company, change: Run) -> None:
        item = assigned(company)

        with pytest.raises(IllegalMove, match="draw up a bridge"):
            source_tables(item=item, source="crm", actor=company.steward, at=clock.tick())

    @pytest.mark.parametrize(
        ("table", "field", "said"),
        [
            ({"source": "erp"}, "left_source", "There is no source erp here. Choose one of crm."),
            ({"table": "lead"}, "left_columns", "crm has no table lead to read"),
            ({"columns": ("nobody",)}, "left_columns", "has no column nobody. It has id, email"),
            ({"columns": ()}, "left_columns", "Choose at least one column"),
            ({"table": "leads; DROP TABLE leads"}, "left_columns", "crm has no table leads; DROP"),
        ],
    )
    def test_what_is_not_there(
        self, listed: Listed, change: Run, table: dict[str, Any], field: str, said: str
    ) -> None:
        facts = {"source": "crm", "table": "leads", "columns": ("id",), **table}

        with pytest.raises(ValidationError) as refused:
            listed.upload(left=GivenTable(**facts))

        assert said in refused.value.message_dict[field][0]
        assert not BridgeJob.objects.exists()

    @pytest.mark.parametrize(
        ("bound", "said"),
        [
            ({"bridge_table_max_rows": 2}, "has more than 2 rows, the most that are read"),
            ({"bridge_list_max_bytes": 40}, "hold more than 0 MB, the most that is read"),
            ({"bridge_table_seconds": 0.000_001}, "took longer than"),
        ],
    )
    def test_more_than_is_read(
        self, listed: Listed, change: Run, settings: Any, bound: dict[str, Any], said: str
    ) -> None:
        settings.TIEOUT = Policy(**bound)

        with pytest.raises(ValidationError, match=said):
            listed.upload(left=LEADS_TABLE, right=DEALS_TABLE)

        assert not BridgeJob.objects.exists()
        assert not list(BridgeJob().folder.parent.glob("*"))

    @pytest.mark.parametrize(
        "url",
        ["postgres://reader:hidden-word@127.0.0.1:1/none", "sqlite:////nowhere/none.sqlite3"],
    )
    def test_a_source_that_is_down_without_saying_where_it_is(
        self, listed: Listed, settings: Any, url: str
    ) -> None:
        settings.TIEOUT_BRIDGE_SOURCES = {"crm": Source("crm", url)}

        with pytest.raises(ValidationError, match="crm cannot be read") as refused:
            listed.upload(left=LEADS_TABLE)

        secret = ("hidden-word", "127.0.0.1", "port", "reader", "nowhere")
        assert [one for one in secret if one in str(refused.value)] == []


def test_the_next_run_starts_from_the_rules_of_the_last(listed: Listed, change: Run) -> None:
    work(listed.run(listed.upload(left=LEADS_TABLE, right=DEALS_TABLE), rules=rules()))

    job = listed.upload(left=LEADS_TABLE, right=DEALS_TABLE)

    assert job.rules["left"]["key"] == [{"column": "id", "normaliser": "exact"}]
