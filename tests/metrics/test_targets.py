from decimal import Decimal

import pytest

from metrics.targets import Status, status_against, worst


@pytest.mark.parametrize(
    ("value", "target", "direction", "at_risk", "expected"),
    [
        ("847", "800", "higher", "700", "ok"),
        ("800", "800", "higher", "700", "ok"),
        ("799", "800", "higher", "700", "risk"),
        ("700", "800", "higher", "700", "risk"),
        ("699.9", "800", "higher", "700", "off"),
        ("799", "800", "higher", None, "off"),
        ("0.5", "0.5", "lower", "1", "ok"),
        ("0.7", "0.5", "lower", "1", "risk"),
        ("2.3", "0.5", "lower", "1", "off"),
        ("0.6", "0.5", "lower", None, "off"),
        ("10", "10", "near", None, "ok"),
        ("10.1", "10", "near", None, "off"),
        ("11", "10", "near", "12", "ok"),
        ("9", "10", "near", "12", "ok"),
        ("8.5", "10", "near", "12", "risk"),
        ("12", "10", "near", "12", "risk"),
        ("7.9", "10", "near", "12", "off"),
        (None, "10", "higher", None, "none"),
        ("10", None, "higher", None, "none"),
    ],
)
def test_status_follows_direction_and_bound(
    value: str | None, target: str | None, direction: str, at_risk: str | None, expected: str
) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    status = status_against(
        number(value), number(target), direction=direction, at_risk=number(at_risk)
    )
    assert status == expected


def test_the_worst_of_several_comes_first_and_not_measured_is_not_green() -> None:
    assert worst([Status.OK, Status.NONE]) is Status.NONE
    assert worst([Status.NONE, Status.RISK, Status.OFF]) is Status.OFF
    assert worst([]) is Status.NONE
