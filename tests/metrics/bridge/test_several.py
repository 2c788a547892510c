"""Three lists: each against a baseline, and what each combination of them knows."""

from pathlib import Path

import pytest

from metrics.bridge import BridgeError, Counted, File, Key, Normaliser, Side, bridge_all, overlap_of


def side(folder: Path, name: str, text: str, **rules: object) -> Side:
    (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    key = (Key("id", Normaliser.FOLDED),)
    return Side(source=File(path=folder / f"{name}.csv", delimiter=","), key=key, **rules)


@pytest.fixture
def sides(tmp_path: Path) -> dict[str, Side]:
    return {
        "Sales, CRM": side(tmp_path, "sales", "id\na\nA \nb\nc\n\n"),
        "Finance": side(tmp_path, "finance", "id\nb\nc\nd\n"),
        "Marketing": side(
            tmp_path,
            "marketing",
            "id,state\na,on\nc,off\nc,on\ne,off\n",
            counted=Counted("state", ("on",)),
        ),
    }


def test_every_list_is_bridged_with_the_baseline(sides: dict[str, Side]) -> None:
    found = bridge_all(sides, "Finance")

    assert set(found.bridges) == {"Sales, CRM", "Marketing"}
    assert all(one.left_total == 3 for one in found.bridges.values())
    assert {name: int(one.right_total) for name, one in found.bridges.items()} == {
        "Sales, CRM": 5,
        "Marketing": 2,
    }


def test_the_overlap_counts_each_entity_in_one_combination(sides: dict[str, Side]) -> None:
    found = {one.lists: (one.known, one.counted) for one in overlap_of(sides)}

    assert found == {
        frozenset(sides): (1, 1),
        frozenset({"Sales, CRM", "Finance"}): (1, 1),
        frozenset({"Sales, CRM", "Marketing"}): (1, 1),
        frozenset({"Finance"}): (1, 1),
        frozenset({"Marketing"}): (1, 0),
    }


def test_the_baseline_must_be_one_of_the_lists(sides: dict[str, Side]) -> None:
    with pytest.raises(BridgeError, match="one of them as the baseline"):
        bridge_all(sides, "Product")


def test_keys_must_fit_all_lists(sides: dict[str, Side], tmp_path: Path) -> None:
    two = Side(source=sides["Finance"].source, key=(Key("id"), Key("id")))

    with pytest.raises(BridgeError, match="The left key has 1 column, the right key 2"):
        overlap_of({**sides, "two": two})
