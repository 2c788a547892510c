"""The same statement as Spark SQL: `make test-spark`, which brings Spark and needs Java."""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from metrics.bridge import SPARK, Key, Normaliser, Side, Table, bridge_tables
from metrics.bridge.database import labels_for
from metrics.bridge.spark import SparkConnection
from tests.metrics.bridge.by_hand import List, by_hand
from tests.metrics.bridge.lists import COLUMNS, rules_of
from tests.metrics.bridge.random_lists import pairs, spread

pyspark = pytest.importorskip("pyspark")
# Spark leaves sockets and temporary files to its own clean-up.
pytestmark = pytest.mark.filterwarnings("ignore")
random = settings(
    max_examples=6, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
SCHEMA = (
    "number int, id string, mail string, own string, day date, status string, "
    "amount decimal(20, 4), seq string"
)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    from pyspark.sql import SparkSession

    built = (
        SparkSession.builder.master("local[1]")
        .config("spark.pyspark.python", sys.executable)
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.adaptive.enabled", "false")
        .config("spark.driver.memory", "1g")
        .getOrCreate()
    )
    built.sparkContext.setLogLevel("OFF")
    yield built
    built.stop()


def fill(session: Any, name: str, listed: List) -> Side:
    rows = [
        (
            number,
            *(row[c] for c in ("id", "mail", "own")),
            date.fromisoformat(row["day"]) if row["day"] else None,
            row["status"],
            Decimal(row["amount"]) if row["amount"] else None,
            row["seq"],
        )
        for number, row in enumerate(listed.rows)
    ]
    session.createDataFrame(rows, SCHEMA).createOrReplaceTempView(name)
    return rules_of(listed, Table(name=name, row="number"))


def check(session: Any, left: List, right: List) -> None:
    expected = by_hand(left, right)
    sides = (fill(session, "left_list", left), fill(session, "right_list", right))

    found = bridge_tables(SparkConnection(session), *sides, engine=SPARK)

    assert (found.left_total, found.right_total) == (
        expected.totals["left"],
        expected.totals["right"],
    )
    assert {(one.cause.value, one.side): one.amount for one in found.steps} == expected.steps
    assert found.matched == expected.matched
    for side in ("left", "right"):
        labels = session.sql(labels_for(*sides, side, SPARK)).collect()
        rows = sorted(row["line"] for row in labels if row["cause"] != "matched")
        assert rows == sorted(
            number for (_, on), some in expected.rows.items() if on == side for number in some
        )


@random
@given(pair=pairs())
def test_agrees_with_the_classification_by_hand(session: Any, pair: tuple[List, List]) -> None:
    check(session, *pair)


@random
@given(pair=spread())
def test_agrees_on_identities_of_several_entities(session: Any, pair: tuple[List, List]) -> None:
    check(session, *pair)


@pytest.mark.parametrize(
    ("normaliser", "left", "right"),
    [
        (Normaliser.FOLDED, " \ufb01le \u2116\uff11", "FILE no1"),
        (Normaliser.EMAIL, "Jo.Doe+news+more@X.com", " jo.doe@x.COM "),
        (Normaliser.DOMAIN, "a@X.com", "b+c@x.com"),
        (Normaliser.DIGITS, "+62 (21) 555-01", "622155501"),
        (Normaliser.COMPANY, "Müller & Söhne GmbH & Co. KG", "MÜLLER SÖHNE"),
    ],
)
def test_normalisers_mean_the_same_there(
    session: Any, normaliser: Normaliser, left: str, right: str
) -> None:
    sides = []
    for name, cell in (("left_list", left), ("right_list", right)):
        side = fill(session, name, List(rows=[dict.fromkeys(COLUMNS, "") | {"id": cell}]))
        sides.append(Side(source=side.source, key=(Key("id", normaliser),)))

    assert bridge_tables(SparkConnection(session), *sides, engine=SPARK).matched == 1
