import pytest

from governance.dispute.diagnosis import (
    LAYERS,
    OWNER_RESOLVABLE,
    STEPS,
    broken_layer_below,
    step,
)
from governance.models import Contradiction


def test_checks_come_in_their_fixed_order() -> None:
    assert [one.code for one in STEPS] == ["sync", "dates", "duplicates", "definition", "entity"]
    assert [one.number for one in STEPS] == [1, 2, 3, 4, 5]
    assert all(one.question.endswith("?") for one in STEPS)


def test_the_owner_resolves_what_takes_no_authority() -> None:
    causes = set(Contradiction.RootCause.values)
    assert causes - OWNER_RESOLVABLE == {"process", "rights", "incentive"}
    assert causes > OWNER_RESOLVABLE


@pytest.mark.parametrize("number", [0, 6, -1])
def test_refuses_a_step_that_does_not_exist(number: int) -> None:
    with pytest.raises(ValueError, match="none of them"):
        step(number)


@pytest.mark.parametrize(
    ("layer", "open_layers", "expected"),
    [
        (3, [2], LAYERS[1]),
        (5, [2, 1, 4], LAYERS[0]),
        (4, [3, 4, 5], None),
        (2, [1], None),
        (3, [], None),
    ],
)
def test_warns_above_the_foundation_only(
    layer: int, open_layers: list[int], expected: object
) -> None:
    assert broken_layer_below(layer, open_layers) == expected
