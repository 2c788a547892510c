from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.csv_writing import csv_lines, csv_plain, csv_safe, csv_text
from metrics.reading import read_table

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@pytest.mark.parametrize(
    "cell",
    [
        "=1+1",
        "+1+1",
        "-1+cmd|' /C calc'!A0",
        "@SUM(A1)",
        " =1",
        "\u00a0=1",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "\uff0b1",
        "-",
        "-1e5",
        "'=1",
        "''@x",
        "'-5",
    ],
)
def test_a_formula_becomes_text(cell: str) -> None:
    assert csv_safe(cell) == f"'{cell}"
    assert csv_plain(csv_safe(cell)) == cell


@pytest.mark.parametrize("cell", ["-647", "+2.7", "847", "a=1", "", "\u2212647", "C-014", "'tis"])
def test_what_is_no_formula_stays_as_it_is(cell: str) -> None:
    assert csv_safe(cell) == cell


def test_values_are_written_plainly() -> None:
    at = datetime(2026, 11, 10, 9, 40, tzinfo=UTC)
    row = (Decimal("1E+3"), Decimal("-0.50"), date(2026, 9, 30), at, None, True, 7)
    text = csv_text(["a"] * 7, [row])
    assert text.splitlines()[1] == (
        '"1000","-0.50","2026-09-30","2026-11-10T09:40:00+00:00","","yes","7"'
    )


def test_a_file_begins_with_its_mark_and_neutralises_its_header() -> None:
    lines = list(csv_lines(["=x", "b"], [["1", "2"]]))
    assert lines == ['\ufeff"\'=x","b"\r\n', '"1","2"\r\n']


@given(rows=st.lists(st.tuples(texts, texts), max_size=5))
def test_our_own_reader_reads_what_we_write(rows: list[tuple[str, str]]) -> None:
    table = read_table(csv_text(["a", "b"], rows).encode(), delimiter=",")
    safe = [[csv_safe(cell) for cell in row] for row in rows]
    kept = [row for row in safe if any(cell.strip() for cell in row)]
    assert [list(row.cells.values()) for row in table.rows] == kept


@given(cell=st.text(st.sampled_from("'=+-@1 a\t\uff1d"), max_size=6) | texts)
def test_every_cell_is_read_back_exactly(cell: str) -> None:
    assert csv_plain(csv_safe(cell)) == cell


@given(cell=texts)
def test_nothing_written_begins_like_a_formula(cell: str) -> None:
    safe = csv_safe(cell)
    assert not safe.lstrip().startswith(("=", "@"))
    if safe.lstrip().startswith(("+", "-")):
        assert Decimal(safe).is_finite()


@pytest.mark.parametrize("cell", ["'", "'tis", "O'Neil", "847", ""])
def test_an_apostrophe_of_somebody_s_own_is_left(cell: str) -> None:
    assert csv_plain(cell) == cell
