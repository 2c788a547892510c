"""`manage.py bridge`, and the same without Django."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.architecture.source import ROOT

LEADS = (
    "mql_id,first_contact,origin\n"
    "1,1/31/2018,social\n2,2/1/2018,social\n3,12/31/2017,email\n4,3/31/2018,\n5,4/1/2018,email\n"
)
DEALS = (
    "lead,won_date,revenue\n"
    "1,2018-02-26 19:58:54,100.10\n3,2018-03-31 23:59:59,50\n4,2018-04-01 00:00:00,20.5\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "leads.csv").write_text(LEADS)
    (tmp_path / "deals.csv").write_text(DEALS)
    return str(tmp_path / "leads.csv"), str(tmp_path / "deals.csv")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("bridge", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


QUARTER = (
    "--left-key=mql_id",
    "--right-key=lead",
    "--left-period=first_contact:2018-01-01:2018-04-01",
    "--right-period=won_date:2018-01-01:2018-04-01",
)


def test_prints_the_walk(files: tuple[str, str]) -> None:
    lines = [" ".join(line.split()) for line in run(*files, *QUARTER).splitlines()]

    assert lines == [
        "Left, leads.csv 3",
        "absent (left): not on the right at all -1 1 rows",
        "dates (left): on the right, outside its window -1 1 rows",
        "dates (right): on the left, outside its window +1 1 rows",
        "Right, deals.csv 2",
        "Matched one to one 1",
    ]


def test_json_says_the_same(files: tuple[str, str], tmp_path: Path) -> None:
    told = json.loads(run(*files, *QUARTER, "--json", "--stated-left=4", f"--rows={tmp_path}/rows"))

    assert (told["left_total"], told["right_total"], told["unexplained"]) == (3, 2, -1)
    assert (told["stated_left"], "stated_right" in told) == (4, False)
    assert [(one["cause"], one["side"], one["amount"], one["rows"]) for one in told["steps"]] == [
        ("absent", "left", -1, 1),
        ("dates", "left", -1, 1),
        ("dates", "right", 1, 1),
    ]
    assert sorted(path.name for path in (tmp_path / "rows").iterdir()) == [
        "left-absent.csv",
        "left-dates.csv",
        "right-dates.csv",
    ]


def test_options_reach_the_rules(tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text(
        "mail;state;n;account\nA+x@X.com;won;1,5;p\na@x.com;;2,5;p\nb@x.com;lost;9;q\n"
    )
    (tmp_path / "right.jsonl").write_text('{"mail": "a@x.com", "value": 4.25}\n')

    told = json.loads(
        run(
            *(str(tmp_path / name) for name in ("left.csv", "right.jsonl")),
            *("--key=mail", "--normalise=email", "--left-count=state=won,", "--left-amount=n"),
            *("--right-amount=value", "--left-first-by=-n", "--json"),
        )
    )

    assert told["measure"] == "amount"
    assert [(one["cause"], one["side"], one["amount"]) for one in told["steps"]] == [
        ("duplicates", "left", -1.5),
        ("value", "right", 1.75),
    ]


def test_counts_what_a_column_tells_apart(tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text("mail\na@x.com\nA@X.com\nb@y.com\n")
    (tmp_path / "right.csv").write_text("mail\nc@x.com\n")
    both = [str(tmp_path / name) for name in ("left.csv", "right.csv")]

    told = json.loads(
        run(*both, "--key=mail", "--normalise=domain", "--left-distinct=mail:email", "--json")
    )
    same = json.loads(
        run(*both, "--key=mail", "--normalise=domain", "--left-distinct=mail", "--json")
    )

    assert (told["left_total"], same["left_total"]) == (2, 2)
    assert told["steps"] == [
        {"cause": "absent", "side": "left", "amount": -1, "units": 1, "rows": 1}
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Name the key"),
        (("--key=id",), "leads.csv has no column id"),
        (("--key=mql_id",), "deals.csv has no column mql_id. It has lead, won_date, revenue"),
        ((*QUARTER, "--left-period=first_contact"), "write COL:FROM:TO"),
        ((*QUARTER, "--left-period=first_contact:2018-13-01:"), "write COL:FROM:TO"),
        ((*QUARTER, "--left-count=origin"), "write COL=VALUE"),
        ((*QUARTER, "--stated-left=many"), "many is not a figure"),
        ((*QUARTER, "--stated-left=NaN"), "NaN is not a figure"),
        ((*QUARTER, "--amount=revenue"), "leads.csv has no column revenue"),
        ((*QUARTER, "--right-amount=revenue"), "Only one side has an amount"),
        ((*QUARTER, "--normalise=email", "--normalise=exact"), "once for all key columns"),
        ((*QUARTER, "--memory=1"), "at least 100 MB"),
        ((*QUARTER, "--left-encoding=latin-9"), "Use one of utf-8"),
        ((*QUARTER, "--left-delimiter=x"), "is no delimiter we read"),
    ],
)
def test_says_what_is_wrong(files: tuple[str, str], options: tuple[str, ...], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(*files, *options)


def test_runs_without_django(files: tuple[str, str]) -> None:
    code = "import sys, runpy; runpy.run_module('metrics.bridge', run_name='__main__')"
    check = f"import atexit, sys; atexit.register(lambda: print('django' in sys.modules)); {code}"

    done = subprocess.run(
        [sys.executable, "-c", check, *files, *QUARTER],
        capture_output=True,
        check=True,
        cwd=ROOT,
        text=True,
    )

    assert done.stdout.splitlines()[0].split() == ["Left,", "leads.csv", "3"]
    assert done.stdout.splitlines()[-1] == "False"


def test_the_shell_says_what_is_wrong_and_fails(files: tuple[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "metrics.bridge", *files, "--key=id"],
        capture_output=True,
        check=False,
        cwd=ROOT,
        text=True,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("leads.csv has no column id.")


def test_other_rules_are_tried_on_request(tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text("mail\nA@x.com\nharbour group\n")
    (tmp_path / "right.csv").write_text("mail\na@x.com\nharbor group\n")
    both = [str(tmp_path / name) for name in ("left.csv", "right.csv")]

    text = run(*both, "--key=mail", "--which-rule")
    told = json.loads(run(*both, "--key=mail", "--which-rule", "--json"))

    assert "folded would match 1 more (1 rows left, 1 right)" in text
    assert "harbour group  ~  harbor group" in text
    assert told["which_rule"]["trials"][0]["examples"] == [{"left": "A@x.com", "right": "a@x.com"}]
