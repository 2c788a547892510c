"""The sentence above a checked file."""

import pytest

from metrics.figures import tally
from metrics.imports.columns import mapping_problems
from metrics.imports.saying import findings
from metrics.reading import ReadingError, read_period

pytestmark = pytest.mark.either


@pytest.mark.parametrize(
    ("adds", "same", "refused", "said"),
    [
        (5, 0, 0, "All 5 rows can be imported."),
        (1, 0, 0, "The one row can be imported."),
        (0, 5, 0, "All 5 rows are here already; importing changes nothing."),
        (0, 1, 0, "The one row is here already; importing changes nothing."),
        (0, 0, 5, "None of the 5 rows can be imported yet."),
        (2, 3, 0, "2 of 5 rows can be imported, 3 are here already."),
        (4, 0, 1, "4 of 5 rows can be imported, 1 cannot be taken yet."),
        (0, 4, 1, "4 of 5 rows are here already, 1 cannot be taken yet."),
        (2, 1, 2, "2 of 5 rows can be imported, 1 is here already, 2 cannot be taken yet."),
        (0, 0, 0, "The file has no rows."),
    ],
)
def test_only_what_changes_something_can_be_imported(
    adds: int, same: int, refused: int, said: str
) -> None:
    assert findings(adds + same + refused, adds=adds, same=same, refused=refused) == said


def test_one_of_a_kind_is_no_plural() -> None:
    assert [tally(1, "problem"), tally(1200, "problem")] == ["1 problem", "1,200 problems"]
    assert tally(2, "entry", "entries") == "2 entries"


def test_a_missing_column_is_asked_for_in_one_sentence() -> None:
    (missing,) = mapping_problems({"kpi": "KPI", "period": "Month"}, ("KPI", "Month"))

    assert missing.fix == "Choose the column that holds it, such as 97 or 97 %"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-09-30..2026-09-01", "Put the earlier day first."),
        ("2026-13", "is no period: a year has no month 13. Write one that the calendar has."),
    ],
)
def test_a_period_that_is_none_says_how_to_put_it_right(written: str, said: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read_period(written)

    assert str(refused.value).endswith(said)
