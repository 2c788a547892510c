"""The statement against the same classification by hand, over small random lists."""

import csv
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from metrics.bridge import Bridge, Rows, bridge
from tests.metrics.bridge.by_hand import Answer, List, by_hand
from tests.metrics.bridge.lists import side_of
from tests.metrics.bridge.random_lists import pairs, spread


def worked_out(
    left: List, right: List, folder: Path
) -> tuple[Bridge, dict[tuple[str, str], list[int]]]:
    """Run the engine, and read back the rows that it wrote for each step."""
    sides = (side_of(left, folder / "left.csv"), side_of(right, folder / "right.csv"))
    made = bridge(*sides, rows=Rows(folder / "rows"))
    found: dict[tuple[str, str], list[int]] = {}
    for step in made.steps:
        with (folder / "rows" / f"{step.side}-{step.cause}.csv").open(encoding="utf-8") as file:
            written = list(csv.DictReader(file))
        assert len(written) == step.rows
        if step.cause != "value":
            found[step.cause.value, step.side] = sorted(int(row["row"]) - 2 for row in written)
    return made, found


def check(left: List, right: List) -> None:
    expected: Answer = by_hand(left, right)
    with TemporaryDirectory() as folder:
        made, found = worked_out(left, right, Path(folder))

    assert (made.left_total, made.right_total) == (
        expected.totals["left"],
        expected.totals["right"],
    )
    assert {(step.cause.value, step.side): step.amount for step in made.steps} == expected.steps
    assert made.left_total + sum(step.amount for step in made.steps) == made.right_total
    assert made.matched == expected.matched
    assert found == {step: sorted(numbers) for step, numbers in expected.rows.items()}


@settings(max_examples=25, derandomize=True)
@given(spread())
def test_agrees_on_identities_of_several_entities(pair: tuple[List, List]) -> None:
    check(*pair)


@settings(max_examples=25, derandomize=True)
@given(pairs())
def test_agrees_with_the_classification_by_hand(pair: tuple[List, List]) -> None:
    check(*pair)


@pytest.mark.deep
@settings(max_examples=1500)
@given(pairs())
def test_agrees_with_the_classification_by_hand_many_times(pair: tuple[List, List]) -> None:
    check(*pair)
