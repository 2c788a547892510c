"""Other rules for the key, tried on what has no like on the other side."""

from pathlib import Path

from metrics.bridge import File, Key, Normaliser, Side, which_rule


def sides(folder: Path, left: str, right: str, *normalisers: Normaliser) -> tuple[Side, Side]:
    made = []
    for name, text in (("left", left), ("right", right)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        columns = text.partition("\n")[0].split(",")[: max(len(normalisers), 1)]
        keys = normalisers or (Normaliser.EXACT,)
        key = tuple(Key(*pair) for pair in zip(columns, keys, strict=True))
        made.append(Side(source=File(path=folder / f"{name}.csv", delimiter=","), key=key))
    return made[0], made[1]


def test_names_the_rule_that_matches_most_first(tmp_path: Path) -> None:
    left = "mail,line\nAnn@x.com,1\nann@x.com,2\nBob+news@x.com,3\nsame@x.com,4\nlost@y.com,5\n,6\n"
    right = "mail\nANN@X.COM\nbob@x.com\nsame@x.com\nzoe@z.com\n"

    found = which_rule(*sides(tmp_path, left, right))

    assert [(one.normaliser, one.entities) for one in found.trials] == [
        (Normaliser.EMAIL, 2),
        (Normaliser.FOLDED, 1),
        (Normaliser.DOMAIN, 1),
        (Normaliser.COMPANY, 1),
    ]
    email = found.trials[0]
    assert (email.left_rows, email.right_rows, email.merged) == (3, 2, 1)
    assert [(one.left, one.right) for one in email.examples] == [
        ("Ann@x.com", "ANN@X.COM"),
        ("Bob+news@x.com", "bob@x.com"),
    ]


def test_shows_what_is_nearly_the_same(tmp_path: Path) -> None:
    left = "name\nHarbour Group\nNorthwind\n"
    right = "name\nHarbor Group\nSomething else\n"

    (near,) = which_rule(*sides(tmp_path, left, right)).near

    assert (near.left, near.right) == ("Harbour Group", "Harbor Group")
    assert 0.9 <= near.likeness < 1


def test_rows_that_are_there_but_not_counted_are_left_alone(tmp_path: Path) -> None:
    same = "id\na\nb\n"

    found = which_rule(*sides(tmp_path, same, same))

    assert (found.trials, found.near) == ((), ())


def test_a_key_of_several_columns_is_tried_as_a_whole(tmp_path: Path) -> None:
    left, right = "a,b\nX,1\nY,2\n", "a,b\nx,1\ny,3\n"

    found = which_rule(*sides(tmp_path, left, right, Normaliser.EXACT, Normaliser.EXACT))

    assert [(one.normaliser, one.entities) for one in found.trials] == [
        (Normaliser.FOLDED, 1),
        (Normaliser.COMPANY, 1),
    ]
    assert found.trials[0].examples[0].left == "X, 1"
