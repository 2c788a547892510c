from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from metrics.models import KPI, Measurement, MeasurementImport
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory

GOOD = "kpi,period,value,as_of\nmqls,2026-07,250,2026-08-02\nmqls,2026-08,290,2026-09-02\n"


@pytest.fixture
def kpi(company: Company) -> KPI:
    facts = {"domain": company.leads, "system": SystemFactory()}
    return KPIFactory(slug="mqls", function=company.marketing, **facts)


def run(folder: Path, text: str, *options: str, **more: Any) -> tuple[str, str]:
    file, out, err = folder / "august.csv", StringIO(), StringIO()
    file.write_text(text, encoding="utf-8")
    try:
        call_command("import_measurements", str(file), *options, stdout=out, stderr=err, **more)
    finally:
        said = out.getvalue(), err.getvalue()
    return said


def test_imports_and_says_so(tmp_path: Path, kpi: KPI) -> None:
    out, err = run(tmp_path, GOOD)

    assert out == "2 added (0 as corrections), 0 unchanged, 0 refused\n"
    assert err == ""
    assert MeasurementImport.objects.get().by.is_system


def test_a_second_run_changes_nothing(tmp_path: Path, kpi: KPI) -> None:
    run(tmp_path, GOOD)

    assert run(tmp_path, GOOD)[0] == "0 added (0 as corrections), 2 unchanged, 0 refused\n"


def test_a_dry_run_writes_nothing(tmp_path: Path, kpi: KPI) -> None:
    out, _ = run(tmp_path, GOOD, "--dry-run")

    assert out.startswith("2 to add")
    assert not Measurement.objects.exists()


def test_lists_every_problem_and_fails(tmp_path: Path, kpi: KPI) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(GOOD + "mqls,2026-09,many,2026-10-01\nmqlz,2026-09,1,2026-10-01\n")
    err = StringIO()

    with pytest.raises(CommandError, match=r"2 problems\. Nothing was imported\."):
        call_command("import_measurements", str(file), stdout=StringIO(), stderr=err)

    assert [line[:12] for line in err.getvalue().splitlines()] == ["Row 4, value", "Row 5, kpi: "]
    assert not Measurement.objects.exists()


def test_good_rows_go_in_by_choice_and_the_result_is_written(tmp_path: Path, kpi: KPI) -> None:
    result = tmp_path / "result.csv"

    with pytest.raises(CommandError, match="The good rows were imported"):
        run(tmp_path, GOOD + "mqls,2026-09,many,2026-10-01\n", "--good-rows", result=result)

    assert Measurement.objects.count() == 2
    assert result.read_text(encoding="utf-8-sig").count('"new"') == 2


def test_columns_and_formats_may_be_told(tmp_path: Path, kpi: KPI, company: Company) -> None:
    text = "kpi;when;n\nmqls;2026-07;1.250\n"

    run(
        tmp_path,
        text,
        "--map=period=when",
        "--map=value=n",
        "--thousands-mark=.",
        "--decimal-mark=,",
        "--as-of=2026-08-02",
        "--by=revops.lead@example.com",
    )

    row = Measurement.objects.get()
    assert (row.value, row.as_of.isoformat()) == (Decimal(1250), "2026-08-02")
    assert row.recorded_by == company.steward


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("--map=owner=x", "write FIELD=COLUMN"),
        ("--by=nobody@example.com", "Nobody signs in as nobody@example.com"),
        ("--by=outsider@example.com", "Only a steward may import readings"),
        ("--date-format=YY", "problem"),
    ],
)
def test_says_what_is_wrong_with_an_option(
    tmp_path: Path, kpi: KPI, option: str, words: str
) -> None:
    with pytest.raises(CommandError, match=words):
        run(tmp_path, GOOD, option)

    assert not Measurement.objects.exists()


def test_a_file_that_is_not_there_is_named(kpi: KPI) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_measurements", "/nowhere/at-all.csv")
