"""Lists out of tables of databases that the environment names: on SQLite, and on PostgreSQL."""

import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from metrics.bridge import BridgeError, Cancelled, Running, sources
from metrics.bridge.sources import Bounds, Source, columns_of, read_table, sources_of, tables_of
from tests.factories.bridge_sources import SCHEMA, SOURCE_KINDS, Run, source_of

HOSTILE = """le"ads'; DROP TABLE deals; -- %s"""
NAMED = HOSTILE.replace('"', '""')


@pytest.fixture(params=SOURCE_KINDS)
def crm(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Source, Run]]:
    """Yield a source of each kind, and how its own people change it."""
    with source_of(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def filled(crm: tuple[Source, Run], monkeypatch: pytest.MonkeyPatch) -> tuple[Source, Run]:
    source, change = crm
    change(f"""CREATE TABLE "{NAMED}" (id INT, "won on" DATE, secret TEXT, "{NAMED}" TEXT)""")
    change(f"""INSERT INTO "{NAMED}" VALUES (2, '2018-02-01', 's', 'b'), (1, NULL, 's', 'a,"')""")
    change("CREATE TABLE deals (id INT, amount NUMERIC)")
    change("INSERT INTO deals VALUES (1, 10.25), (3, 7)")
    monkeypatch.setenv("BRIDGE_SOURCES", f"crm={source.url}")
    return source, change


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("bridge", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def read(source: Source, table: str, *columns: str, target: Path, **bounds: int) -> str:
    most = Bounds(**bounds)
    read_table(source, table, columns, target, running=Running(), bounds=most)
    return target.read_text()


def test_reads_the_chosen_columns_alone(filled: tuple[Source, Run], tmp_path: Path) -> None:
    source, _ = filled

    text = read(source, HOSTILE, "id", HOSTILE, target=tmp_path / "list.csv")

    name = HOSTILE.replace('"', '""')
    assert text == f'"id","{name}"\n"1","a,"""\n"2","b"\n'


def test_lists_what_the_catalogue_names(filled: tuple[Source, Run]) -> None:
    source, change = filled
    change("CREATE VIEW won AS SELECT id FROM deals")

    names = [one.name for one in tables_of(source) if one.schema in ("", SCHEMA)]

    assert sorted(names) == sorted(["deals", HOSTILE, "won"])
    assert columns_of(source, HOSTILE) == ["id", "won on", "secret", HOSTILE]


def test_refuses_what_the_catalogue_does_not_name(
    filled: tuple[Source, Run], tmp_path: Path
) -> None:
    source, _ = filled
    target = tmp_path / "list.csv"

    with pytest.raises(BridgeError, match=r"crm has no table deals; DROP TABLE deals to read"):
        read(source, "deals; DROP TABLE deals", "id", target=target)
    with pytest.raises(BridgeError, match=r"deals of crm has no column 1\. It has id, amount"):
        read(source, "deals", "1", target=target)
    assert not target.exists()


def test_a_source_may_only_be_read(filled: tuple[Source, Run]) -> None:
    source, _ = filled

    with (
        pytest.raises(BridgeError, match=r"crm cannot be read: .*(read-?only)"),
        sources._opened(source, Bounds()) as opened,
    ):
        opened.execute(
            "INSERT INTO deals VALUES (4, 1)"
            if source.kind == "sqlite"
            else f"INSERT INTO {SCHEMA}.deals VALUES (4, 1)"
        )


def test_too_many_rows_are_said_and_a_stop_is_heard(
    filled: tuple[Source, Run], tmp_path: Path
) -> None:
    source, _ = filled

    with pytest.raises(BridgeError, match="more than 1 rows, the most that are read"):
        read(source, "deals", "id", target=tmp_path / "list.csv", rows=1)
    with pytest.raises(BridgeError, match="hold more than 0 MB, the most that is read"):
        read(source, "deals", "id", target=tmp_path / "list.csv", bytes=9)
    running = Running(is_cancelled=lambda: True)
    with pytest.raises(Cancelled):
        read_table(source, "deals", ["id"], tmp_path / "list.csv", running=running)


def test_a_statement_that_takes_too_long_ends(filled: tuple[Source, Run], tmp_path: Path) -> None:
    source, change = filled
    series = (
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 30000000) "
        "SELECT count(*) AS x FROM n"
    )
    change(f"CREATE VIEW slow AS {series}")

    with pytest.raises(BridgeError, match="crm took longer than 1 seconds"):
        read(source, "slow", "x", target=tmp_path / "list.csv", seconds=1)


def test_the_shell_bridges_two_tables(filled: tuple[Source, Run]) -> None:
    told = json.loads(run(f"crm:{HOSTILE}", "crm:deals", "--key=id", "--json"))

    assert (told["left_total"], told["right_total"], told["matched"]) == (2, 2, 1)
    assert [(one["cause"], one["side"]) for one in told["steps"]] == [
        ("absent", "left"),
        ("absent", "right"),
    ]


def test_a_table_of_no_rows_is_a_list_of_none(filled: tuple[Source, Run]) -> None:
    _, change = filled
    change("DELETE FROM deals")

    told = json.loads(run(f"crm:{HOSTILE}", "crm:deals", "--key=id", "--json"))

    assert (told["left_total"], told["right_total"]) == (2, 0)


def test_a_table_stands_beside_a_file(filled: tuple[Source, Run], tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,value\n1,10.25\n")

    told = json.loads(
        run(
            *("crm:deals", str(tmp_path / "list.csv"), "--key=id", "--left-amount=amount"),
            *("--right-amount=value", "--json"),
        )
    )

    assert (told["left_total"], told["steps"][0]["amount"]) == (17.25, -7)


def test_a_column_that_went_away_is_named(filled: tuple[Source, Run]) -> None:
    _, change = filled
    change("ALTER TABLE deals RENAME COLUMN id TO number")

    with pytest.raises(
        CommandError, match=r"deals of crm has no column id\. It has number, amount"
    ):
        run(f"crm:{HOSTILE}", "crm:deals", "--key=id")


@pytest.mark.parametrize(
    "url", ["postgres://nobody:hidden-word@127.0.0.1:1/none", "sqlite:////nowhere/none.sqlite3"]
)
def test_a_source_that_is_down_is_said_without_where_it_is(url: str) -> None:
    with pytest.raises(BridgeError, match="crm cannot be read") as refused:
        tables_of(Source("crm", url))

    said = f"{refused.value}{Source('crm', url)!r}"
    assert [one for one in ("hidden-word", "127.0.0.1", "port", "nowhere") if one in said] == []


@pytest.mark.parametrize(
    "text",
    [
        "postgres://u:hidden-word@h/d",
        "a b=postgres://u:hidden-word@h/d",
        "crm=postgres://u:hidden-word%zz@h/d",
        "crm=mysql://u:hidden-word@h/d",
        "crm=postgres://u:hidden-word@h",
        "crm=postgres://u:hidden-word@h:port/d",
        "crm=postgres://u:hidden-word,@h/d",
        "crm=sqlite:///",
        "crm=sqlite:////a,crm=sqlite:////b",
    ],
)
def test_refuses_sources_it_cannot_read(text: str) -> None:
    with pytest.raises(BridgeError, match="Set BRIDGE_SOURCES to NAME=postgres://") as refused:
        sources_of(text)

    assert "hidden-word" not in str(refused.value)


def test_names_the_sources_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIDGE_SOURCES", "crm=sqlite:////a, warehouse=postgres://u:p@h/d")

    with pytest.raises(CommandError, match=r"no source erp\. It names crm, warehouse\."):
        run("erp:deals", "crm:deals", "--key=id")
