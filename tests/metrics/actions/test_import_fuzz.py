"""Whatever somebody uploads, the answer is a plan: rows, problems, and never a crash."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.actions.measurements import import_file
from metrics.imports import Formats
from metrics.imports.columns import DAYS, FIELDS
from metrics.models import Measurement
from metrics.reading import DateFormat
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory

QUICK = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
CELLS = st.one_of(
    st.sampled_from(
        ["mqls", "on-time", "2026-07", "FY26-Q3", "1,234.5", "97 %", "€5", "=1+1", "v1", "", "-0"]
    ),
    st.text(max_size=12),
    st.integers().map(str),
    st.floats().map(str),
)
COLUMNS = st.lists(st.sampled_from([field.name for field in FIELDS]), unique=True, min_size=1)


@pytest.fixture
def kpis(company: Company) -> Company:
    facts = {"domain": company.leads, "function": company.sales}
    KPIFactory(slug="mqls", system=SystemFactory(), **facts)
    KPIFactory(slug="on-time", system=SystemFactory(), unit="percent", **facts)
    return company


@given(data=st.one_of(st.binary(max_size=400), st.text(max_size=200).map(str.encode)))
@QUICK
def test_any_bytes_are_answered(kpis: Company, data: bytes) -> None:
    outcome = import_file(file=data, actor=kpis.steward, at=clock.tick(), dry_run=True)

    assert outcome.plan.problems


@given(columns=COLUMNS, rows=st.lists(st.lists(CELLS, max_size=13), max_size=6), choice=st.data())
@QUICK
def test_any_cells_are_taken_or_refused_row_by_row(
    kpis: Company, columns: list[str], rows: list[list[str]], choice: Any
) -> None:
    lines = [",".join(columns), *(",".join(_quoted(cell) for cell in row) for row in rows)]
    formats = Formats(date_format=choice.draw(st.sampled_from(list(DateFormat))).value)

    outcome = import_file(
        file="\n".join(lines).encode("utf-8", "surrogatepass"),
        mapping={name: name for name in columns},
        formats=formats,
        good_rows_only=True,
        actor=kpis.steward,
        at=clock.tick(),
    )

    plan = outcome.plan
    assert plan.added + plan.same + plan.rejected == len(plan.lines)
    assert all(problem.wrong and problem.fix for problem in (*plan.problems, *plan.row_problems))
    list(plan.result_rows())
    if outcome.record:
        assert Measurement.objects.filter(source=outcome.record).count() == plan.added


@pytest.mark.parametrize("name", DAYS)
def test_days_at_the_ends_of_the_calendar_are_answered(kpis: Company, name: str) -> None:
    row = {"kpi": "mqls", "period_start": "2026-01-01", "period_end": "2026-01-31", "value": "1"}
    for day in ("0001-01-01", "9999-12-31", "0000-00-00", "2199-12-31"):
        cells = row | {"as_of": "2026-02-01"} | {name: day}
        text = ",".join(cells) + "\n" + ",".join(cells.values())
        outcome = import_file(
            file=text.encode(), formats=Formats(), actor=kpis.steward, at=clock.tick(), dry_run=True
        )
        assert outcome.plan.rejected == 1 or name == "period_end"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
