"""Rules of a bridge, a month later."""

from typing import Any

import pytest

from governance.bridging.rules import moved_on

pytestmark = pytest.mark.either


def window(start: str | None, end: str | None) -> dict[str, Any]:
    return {"column": "day", "from": start, "before": end}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("2018-05-01", "2018-06-01"), ("2018-06-01", "2018-07-01")),
        (("2018-11-01", "2018-12-01"), ("2018-12-01", "2019-01-01")),
        (("2018-12-01", "2019-01-01"), ("2019-01-01", "2019-02-01")),
        (("2018-01-31", "2018-02-28"), ("2018-02-28", "2018-03-28")),
        (("2018-01-01", "2018-04-01"), ("2018-02-01", "2018-05-01")),
        (("2018-05-01", None), ("2018-06-01", None)),
        ((None, "2018-06-01"), (None, "2018-07-01")),
        (("2018-05-01", "9999-12-31"), ("2018-06-01", "9999-12-31")),
    ],
)
def test_a_window_moves_on_by_a_month(
    before: tuple[str | None, str | None], after: tuple[str | None, str | None]
) -> None:
    rules: dict[str, Any] = {
        "left": {"key": [], "period": window(*before)},
        "right": {"period": None},
    }

    moved = moved_on(rules)

    assert moved["left"] == {"key": [], "period": window(*after)}
    assert moved["right"] == {"period": None}
    assert rules["left"]["period"] == window(*before)


def test_rules_without_windows_stay() -> None:
    assert moved_on({"left": {"counts": "rows"}, "right": {}})["left"]["counts"] == "rows"
