"""The same statement inside PostgreSQL, against the classification by hand."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings

from metrics.bridge import (
    POSTGRES,
    Bridge,
    BridgeError,
    Key,
    Normaliser,
    Side,
    Table,
    bridge_tables,
)
from metrics.bridge.database import labels_for
from tests.metrics.bridge.by_hand import List, by_hand
from tests.metrics.bridge.lists import COLUMNS, rules_of
from tests.metrics.bridge.random_lists import pairs, spread

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs PostgreSQL"),
]
random = settings(
    max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def tables() -> Iterator[None]:
    with connection.cursor() as cursor:
        for name in ("Left list", "Right list"):
            cursor.execute(
                f'CREATE TEMP TABLE "{name}" (number int, id text, mail text, own text, day date, '
                "status text, amount numeric, seq text)"
            )
        yield
        cursor.execute('DROP TABLE "Left list", "Right list"')


def fill(name: str, listed: List) -> Side:
    """Put the rows into the table; an empty day or amount is NULL there."""
    with connection.cursor() as cursor:
        cursor.execute(f'TRUNCATE "{name}"')
        places = ", ".join(["%s"] * (1 + len(COLUMNS)))
        cursor.executemany(
            f'INSERT INTO "{name}" VALUES ({places})',
            [
                (number, *(row[c] or (None if c in ("day", "amount") else "") for c in COLUMNS))
                for number, row in enumerate(listed.rows)
            ],
        )
    return rules_of(listed, Table(name=name, row="number"))


def labelled(left: Side, right: Side) -> dict[tuple[str, str], list[int]]:
    """Ask for the cause of every counted row that has no like."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for side in ("left", "right"):
        with connection.cursor() as cursor:
            cursor.execute(labels_for(left, right, side, POSTGRES))
            for number, cause, *_ in cursor.fetchall():
                if cause != "matched":
                    found[cause, side].append(number)
    return {step: sorted(numbers) for step, numbers in found.items()}


def steps(found: Bridge) -> dict[tuple[str, str], Any]:
    return {(step.cause.value, step.side): step.amount for step in found.steps}


def check(left: List, right: List) -> None:
    expected = by_hand(left, right)
    sides = (fill("Left list", left), fill("Right list", right))

    found = bridge_tables(connection, *sides)

    assert (found.left_total, found.right_total) == (
        expected.totals["left"],
        expected.totals["right"],
    )
    assert (steps(found), found.matched) == (expected.steps, expected.matched)
    assert labelled(*sides) == {step: sorted(rows) for step, rows in expected.rows.items()}


@random
@given(pair=pairs())
def test_agrees_with_the_classification_by_hand(tables: None, pair: tuple[List, List]) -> None:
    check(*pair)


@random
@given(pair=spread())
def test_agrees_on_identities_of_several_entities(tables: None, pair: tuple[List, List]) -> None:
    check(*pair)


def one(name: str, cell: str, normaliser: Normaliser) -> Side:
    side = fill(name, List(rows=[dict.fromkeys(COLUMNS, "") | {"id": cell}]))
    return Side(source=side.source, key=(Key("id", normaliser),))


@pytest.mark.parametrize(
    ("normaliser", "left", "right"),
    [
        (Normaliser.FOLDED, " \ufb01le \u2116\uff11", "FILE no1"),
        (Normaliser.FOLDED, "E\u0301COLE", "école"),
        (Normaliser.EMAIL, "Jo.Doe+news+more@X.com", " jo.doe@x.COM "),
        (Normaliser.EMAIL, "JÜRGEN@bücher.example", "jürgen@BÜCHER.example"),
        (Normaliser.DOMAIN, "a@X.com", "b+c@x.com"),
        (Normaliser.DIGITS, "+62 (21) 555-01", "622155501"),
        (Normaliser.COMPANY, "Müller & Söhne GmbH & Co. KG", "MÜLLER SÖHNE"),
        (Normaliser.COMPANY, "PT Maju Jaya, Tbk.", "maju  jaya"),
    ],
)
def test_normalisers_mean_the_same_there(
    tables: None, normaliser: Normaliser, left: str, right: str
) -> None:
    sides = (one("Left list", left, normaliser), one("Right list", right, normaliser))

    assert bridge_tables(connection, *sides).matched == 1


def test_a_column_that_is_not_there_is_named(tables: None) -> None:
    side = Side(source=Table(name="Left list", row="number"), key=(Key("nothing"),))

    with pytest.raises(BridgeError, match=r"Left list has no column nothing\. It has number, id"):
        bridge_tables(connection, side, side)


def test_rows_that_cannot_be_told_apart_are_refused(tables: None) -> None:
    listed = List(rows=[dict.fromkeys(COLUMNS, "")] * 2)
    fill("Left list", listed)
    side = Side(source=Table(name="Left list", row="id"), key=(Key("mail"),))

    with pytest.raises(BridgeError, match="id does not tell the rows of Left list apart: 2 rows"):
        bridge_tables(connection, side, side)
