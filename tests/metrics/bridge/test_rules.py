"""What the rules of a side mean, one at a time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from metrics.bridge import (
    Bridge,
    BridgeError,
    Cancelled,
    Cause,
    Counted,
    DateFormat,
    File,
    Key,
    Normaliser,
    Order,
    Rows,
    Running,
    Side,
    Window,
    bridge,
)

Make = Callable[..., Side]
WIDE_DIGITS = "".join(chr(ord(digit) + 0xFEE0) for digit in "622155501")


@pytest.fixture
def side(tmp_path: Path) -> Make:
    made = iter(range(100))

    def make(text: str, *, file: dict[str, Any] | None = None, **rules: Any) -> Side:
        path = tmp_path / f"list-{next(made)}.csv"
        path.write_text(text, encoding="utf-8")
        return Side(source=File(path=path, **(file or {})), **({"key": (Key("id"),)} | rules))

    return make


def steps(found: Bridge) -> dict[tuple[str, str], Decimal]:
    return {(step.cause.value, step.side): step.amount for step in found.steps}


class TestNormalisers:
    @pytest.mark.parametrize(
        ("normaliser", "left", "right"),
        [
            (Normaliser.FOLDED, " Straße ", "STRASSE".replace("SS", "ẞ")),
            (Normaliser.FOLDED, "\ufb01le \u2116\uff11", "FILE no1"),
            (Normaliser.FOLDED, "E\u0301cole", "école"),
            (Normaliser.EMAIL, "Jo.Doe+news+more@X.com", " jo.doe@x.COM "),
            (Normaliser.EMAIL, "JÜRGEN@bücher.example", "jürgen@BÜCHER.example"),
            (Normaliser.DOMAIN, "a@X.com", "b+c@x.com"),
            (Normaliser.DIGITS, "+62 (21) 555-01", WIDE_DIGITS),
            (Normaliser.COMPANY, "Müller & Söhne GmbH & Co. KG", "MÜLLER SÖHNE"),
            (Normaliser.COMPANY, "PT Maju Jaya, Tbk.", "maju  jaya"),
            (Normaliser.COMPANY, "L'Oréal S.A.", "loreal s.a.".replace("e", "é")),
            (Normaliser.COMPANY, "Acme, Inc.", "ACME Corporation"),
        ],
    )
    def test_what_means_the_same_matches(
        self, side: Make, normaliser: Normaliser, left: str, right: str
    ) -> None:
        key = (Key("id", normaliser),)

        found = bridge(side(f'id\n"{left}"\n', key=key), side(f'id\n"{right}"\n', key=key))

        assert (found.matched, found.steps) == (1, ())

    @pytest.mark.parametrize(
        ("normaliser", "left", "right"),
        [
            (Normaliser.EXACT, "A", "a"),
            (Normaliser.EXACT, "1", "01"),
            (Normaliser.EXACT, "a ", "a"),
            (Normaliser.FOLDED, "a b", "ab"),
            (Normaliser.EMAIL, "jo@x.com", "jo@y.com"),
            (Normaliser.COMPANY, "Agfa", "fa"),
            (Normaliser.COMPANY, "Gmbh", "AG"),
        ],
    )
    def test_what_differs_does_not(
        self, side: Make, normaliser: Normaliser, left: str, right: str
    ) -> None:
        key = (Key("id", normaliser),)

        found = bridge(side(f'id\n"{left}"\n', key=key), side(f'id\n"{right}"\n', key=key))

        assert steps(found) == {("absent", "left"): -1, ("absent", "right"): 1}

    @pytest.mark.parametrize(
        ("normaliser", "cell", "reason"),
        [
            (Normaliser.EXACT, " ", "empty"),
            (Normaliser.EMAIL, "jo", "unreadable"),
            (Normaliser.EMAIL, "a b@x.com", "unreadable"),
            (Normaliser.EMAIL, "a@x.com; b@x.com", "ambiguous"),
            (Normaliser.DOMAIN, "a@x.com,b@y.com", "ambiguous"),
            (Normaliser.DIGITS, "none", "unreadable"),
            (Normaliser.COMPANY, "***", "unreadable"),
        ],
    )
    def test_what_is_no_key_is_a_step_with_its_reason(
        self, side: Make, tmp_path: Path, normaliser: Normaliser, cell: str, reason: str
    ) -> None:
        key = (Key("id", normaliser),)
        same = side(f'id\n"{cell}"\n', key=key)

        found = bridge(same, same, rows=Rows(tmp_path / "rows"))

        assert steps(found) == {("key", "left"): -1, ("key", "right"): 1}
        written = (tmp_path / "rows" / "left-key.csv").read_text().splitlines()
        assert written == ['"row","reason","id"', f'"2","{reason}","{cell}"']

    def test_a_key_of_several_columns_is_whole_or_not_there(self, side: Make) -> None:
        key = (Key("id", Normaliser.FOLDED), Key("n"))

        found = bridge(side("id,n\nA,1\nA,2\nA,\n", key=key), side("id,n\na,1\n,1\n", key=key))

        assert found.matched == 1
        assert steps(found) == {
            ("absent", "left"): -1,
            ("key", "left"): -1,
            ("key", "right"): 1,
        }


class TestCauses:
    def test_the_order_of_causes_decides_when_several_hold(self, side: Make) -> None:
        quarter = Window("on", date(2018, 1, 1), date(2018, 4, 1))
        left = side("id\n1\n2\n3\n4\n5\n5\n")
        right = side(
            "id,on,state\n"
            "1,2017-12-31,lost\n"  # outside and not counted: dates
            "2,2018-03-31,lost\n"  # inside and not counted: status
            "3,2018-04-01,won\n"  # TO is not included: dates
            "3,2018-01-01,lost\n"  # but one row is inside: status
            "4,2018-01-01,won\n",  # FROM is included: matched
            window=quarter,
            counted=Counted("state", ("won",)),
        )

        found = bridge(left, right)

        assert (found.left_total, found.right_total, found.matched) == (6, 1, 1)
        assert steps(found) == {
            ("absent", "left"): -2,
            ("dates", "left"): -1,
            ("status", "left"): -2,
        }

    def test_every_row_beyond_the_first_is_a_duplicate_on_its_side(self, side: Make) -> None:
        found = bridge(side("id\n1\n1\n1\n"), side("id\n1\n1\n"))

        assert found.matched == 1
        assert steps(found) == {("duplicates", "left"): -2, ("duplicates", "right"): 1}

    def test_a_rule_of_its_own_splits_and_merges(self, side: Make, tmp_path: Path) -> None:
        accounts = side(
            "domain,account\nx.com,A\nx.com,B\ny.com,C\nz.com,C\n",
            key=(Key("domain"),),
            distinct=(Key("account"),),
        )
        payers = side("domain\nx.com\ny.com\nz.com\n", key=(Key("domain"),))

        found = bridge(accounts, payers, rows=Rows(tmp_path / "rows"))

        assert (found.left_total, found.right_total, found.matched) == (3, 3, 2)
        assert steps(found) == {("matching", "left"): -1, ("matching", "right"): 1}
        assert '"3","2","x.com","B"' in (tmp_path / "rows" / "left-matching.csv").read_text()
        assert '"z.com"' in (tmp_path / "rows" / "right-matching.csv").read_text()

    def test_an_identity_that_is_the_key_counts_each_entity_once(self, side: Make) -> None:
        items = side("id\n1\n1\n2\n2\n\n\n,\n".replace(",\n", ""), distinct=(Key("id"),))

        found = bridge(items, side("id\n1\n3\n"))

        (absent,) = [step for step in found.steps if (step.cause, step.side) == ("absent", "left")]
        assert (absent.units, absent.rows) == (1, 2)
        assert steps(found)["key", "left"] == -found.left_total + 2

    def test_the_first_row_by_a_named_order_stands_for_its_entity(self, side: Make) -> None:
        text = "id,on,n\n1,1/9/2018,5\n1,1/10/2018,7\n1,,9\n1,13/1/2018,1\n"
        right = side("id,n\n1,5\n", amount="n")

        def first(*orders: Order) -> dict[tuple[str, str], Decimal]:
            return steps(bridge(side(text, amount="n", first_by=orders), right))

        assert first() == {("duplicates", "left"): -17}
        assert first(Order("on")) == {("duplicates", "left"): -21, ("value", "right"): 4}
        assert first(Order("on", is_descending=True)) == {
            ("duplicates", "left"): -15,
            ("value", "left"): -2,
        }
        assert first(Order("n")) == first(Order("on"))


class TestDays:
    @pytest.mark.parametrize(
        ("first", "last"),
        [
            ("2018-01-31", "2018-02-01"),
            ("2018-01-31T23:59:59.999Z", "2018-02-01T00:00:00+02:00"),
            ("31.1.2018", "1.2.2018"),
            ("1/31/2018 11:59 PM", "2/1/2018 12:00 AM"),
            ("31/01/2018", "01/02/2018"),
            ("31-1-2018", "1-2-2018"),
            ("20180131", "20180201"),
            ("2018/01/31", "2018/02/01"),
        ],
    )
    def test_windows_are_half_open_however_days_are_written(
        self, side: Make, first: str, last: str
    ) -> None:
        january = Window("on", date(2018, 1, 1), date(2018, 2, 1))

        found = bridge(side(f"id,on\n1,{first}\n2,{last}\n", window=january), side("id\n1\n2\n"))

        assert steps(found) == {("dates", "right"): 1}

    def test_a_swap_of_day_and_month_is_asked_about(self, side: Make) -> None:
        text = "id,on\n1,1/2/2018\n2,3/4/2018\n"
        january = Window("on", date(2018, 1, 1), date(2018, 2, 1))

        with pytest.raises(BridgeError, match="can be read as M/D/YYYY or D/M/YYYY"):
            bridge(side(text, window=january), side("id\n1\n"))

        told = side(text, window=january, file={"date_format": DateFormat.MONTH_FIRST})
        assert bridge(told, side("id\n1\n")).matched == 1

    def test_cells_that_are_no_day_lie_outside_and_are_told(self, side: Make) -> None:
        january = Window("on", date(2018, 1, 1), None)

        found = bridge(
            side("id,on\n1,2018-01-31\n2,soon\n3,\n4,2018-02-30\n", window=january),
            side("id\n1\n2\n3\n4\n"),
        )

        assert steps(found) == {("dates", "right"): 3}
        assert "2 cells of on" in found.notes[0]
        assert found.left.formats == {"on": "YYYY-MM-DD"}

    def test_a_column_without_days_is_refused(self, side: Make) -> None:
        with pytest.raises(BridgeError, match="holds no day; 'x', for one, is none"):
            bridge(side("id,on\n1,x\n", window=Window("on", date(2018, 1, 1), None)), side("id\n"))

    def test_a_window_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(BridgeError, match="ends on 2018-01-01"):
            Window("on", date(2018, 1, 1), date(2018, 1, 1))


class TestStatus:
    def test_an_empty_text_counts_empty_cells(self, side: Make) -> None:
        text = "id,state\n1,\n2,won\n3,lost\n"

        found = bridge(side(text, counted=Counted("state", ("", "won"))), side("id\n"))

        assert found.left_total == 2

    def test_a_value_that_never_occurs_is_told(self, side: Make) -> None:
        found = bridge(side("id,state\n1,Won\n", counted=Counted("state", ("won",))), side("id\n"))

        assert found.left_total == 0
        assert "has state 'won'; the values are 'Won'" in found.notes[0]


class TestAmounts:
    @pytest.mark.parametrize(
        ("cells", "total"),
        [
            (["0.1", "0.2", "-0.3"], "0"),
            (["1,234.5", "1,000,000"], "1001234.5"),
            (["1.234,5", "1.000.000"], "1001234.5"),
            (["1 234,50", "2"], "1236.5"),
            (["1'234.50", "2"], "1236.5"),
            (["1e3", "2.5E-3"], "1000.0025"),
            (["99999999999999999999.01", "0.01"], "99999999999999999999.02"),
            (["", "7"], "7"),
        ],
    )
    def test_sums_are_exact_however_numbers_are_written(
        self, side: Make, cells: list[str], total: str
    ) -> None:
        lines = "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))

        found = bridge(side(f"id,n\n{lines}", amount="n"), side("id,n\n", amount="n"))

        assert found.left_total == Decimal(total)
        assert bool(found.notes) == ("" in cells)

    def test_a_mark_that_could_mean_both_is_asked_about(self, side: Make) -> None:
        text = 'id,n\n1,"1,234"\n2,"5,678"\n'
        empty = side("id,n\n", amount="n")

        with pytest.raises(BridgeError, match="decimal point or a decimal comma"):
            bridge(side(text, amount="n"), empty)

        for mark, total in ((".", 6912), (",", Decimal("6.912"))):
            told = side(text, amount="n", file={"decimal_mark": mark, "delimiter": ","})
            assert bridge(told, empty).left_total == total

    @pytest.mark.parametrize("cell", ["n/a", "nan", "inf", "1.2.3", "0x10", "1_000", "EUR 5"])
    def test_what_is_no_amount_is_named_with_its_row(self, side: Make, cell: str) -> None:
        with pytest.raises(BridgeError, match=r"no amount: '.+' in row 3"):
            bridge(side(f"id,n\n1,5\n2,{cell}\n", amount="n"), side("id,n\n", amount="n"))

    def test_amounts_too_long_to_be_exact_are_refused(self, side: Make) -> None:
        empty = side("id,n\n", amount="n")

        with pytest.raises(BridgeError, match="13 decimals"):
            bridge(side("id,n\n1,0.0000000000001\n", amount="n"), empty)
        with pytest.raises(BridgeError, match="too many digits"):
            bridge(side(f"id,n\n1,{'9' * 38}\n2,{'9' * 38}\n", amount="n"), empty)

    def test_both_sides_have_an_amount_or_neither(self, side: Make) -> None:
        with pytest.raises(BridgeError, match="Only one side has an amount"):
            bridge(side("id,n\n", amount="n"), side("id\n"))


class TestResult:
    def test_what_was_stated_beyond_the_lists_stays_unexplained(self, side: Make) -> None:
        left = side("id\n1\n2\n3\n", stated=Decimal(5))
        right = side("id\n1\n", stated=Decimal(2))

        found = bridge(left, right)

        assert found.unexplained == (3 - 5) + (2 - 1)
        assert (found.unexplained_left, found.unexplained_right) == (-2, 1)
        assert 5 + sum(step.amount for step in found.steps) + found.unexplained == 2

    def test_records_what_it_takes_to_repeat_it(self, side: Make) -> None:
        left = side("id\n1\n", leave_out=())

        one, two = bridge(left, left), bridge(left, left)

        assert one.left.sha256 == two.right.sha256
        assert one.left.rows == 1
        assert one.left.rules["key"] == ({"column": "id", "normaliser": "exact"},)
        assert one.statement == two.statement
        assert {"rules", "duckdb", "sqlglot", "python"} == set(one.versions)

    def test_causes_lead_to_the_diagnosis_order(self) -> None:
        assert [cause.diagnosis for cause in Cause] == [1, 2, 2, 3, 5, 5, 4]
        assert all(cause.question.endswith("?") for cause in Cause)

    def test_keys_of_different_width_are_refused(self, side: Make) -> None:
        with pytest.raises(BridgeError, match="The left key has 1 column, the right key 2"):
            bridge(side("id\n"), side("id,n\n", key=(Key("id"), Key("n"))))


class TestRows:
    def test_columns_left_out_are_written_nowhere(self, side: Make, tmp_path: Path) -> None:
        left = side("id,name\n1,Jo\n", leave_out=("name",))

        bridge(left, side("id\n"), rows=Rows(tmp_path / "rows"))

        assert (tmp_path / "rows" / "left-absent.csv").read_text() == '"row","id"\n"2","1"\n'

    def test_a_column_that_a_rule_needs_is_not_left_out(self, side: Make) -> None:
        with pytest.raises(BridgeError, match="id cannot be left out"):
            bridge(side("id\n", leave_out=("id",)), side("id\n"))

    def test_cells_that_a_spreadsheet_would_run_are_written_as_text(
        self, side: Make, tmp_path: Path
    ) -> None:
        cells = ["=1+1", "@x", "\tx", "-2", "-x", "\uff1dx", "plain"]
        text = "id,row\n" + "".join(f'{n},"{cell}"\n' for n, cell in enumerate(cells))

        bridge(side(text), side("id\n"), rows=Rows(tmp_path / "rows"))

        written = (tmp_path / "rows" / "left-absent.csv").read_text(encoding="utf-8")
        assert written.startswith('"_row","id","row"\n')
        assert [line.split(",")[2] for line in written.splitlines()[1:]] == [
            '"\'=1+1"',
            '"\'@x"',
            '"\'\tx"',
            '"-2"',
            '"\'-x"',
            '"\'\uff1dx"',
            '"plain"',
        ]

    def test_pairs_that_differ_are_listed_with_both_rows(self, side: Make, tmp_path: Path) -> None:
        left = side("id,n\n1,5\n2,7\n", amount="n")
        right = side("id,n\n2,9.5\n1,4\n", amount="n")

        found = bridge(left, right, rows=Rows(tmp_path / "rows"))

        assert steps(found) == {("value", "left"): -1, ("value", "right"): Decimal("2.5")}
        assert (tmp_path / "rows" / "right-value.csv").read_text().splitlines()[1] == (
            '"2","3","2","7.0","9.5","2.5"'
        )

    def test_a_folder_that_holds_something_is_left_alone(self, side: Make, tmp_path: Path) -> None:
        (tmp_path / "mine.txt").write_text("mine")

        with pytest.raises(BridgeError, match="is there already"):
            bridge(side("id\n1\n"), side("id\n"), rows=Rows(tmp_path))

        assert (tmp_path / "mine.txt").read_text() == "mine"


class TestRunning:
    def test_progress_names_what_is_being_done(self, side: Make) -> None:
        heard: list[str] = []
        running = Running(progress=lambda step, share: heard.append(step))

        bridge(side("id\n1\n"), side("id\n1\n"), running=running)

        assert heard[0] == "Looking the left list through"
        assert "Setting both lists side by side" in heard

    def test_a_bridge_that_is_stopped_leaves_nothing_behind(
        self, side: Make, tmp_path: Path
    ) -> None:
        heard: list[str] = []
        running = Running(
            progress=lambda step, share: heard.append(step),
            is_cancelled=lambda: heard[-1:] == ["Finding the rows of the left list"],
        )

        with pytest.raises(Cancelled):
            bridge(side("id\n1\n"), side("id\n"), rows=Rows(tmp_path / "rows"), running=running)

        assert not (tmp_path / "rows").exists()

    def test_a_statement_under_way_is_interrupted(self, side: Make) -> None:
        from metrics.bridge.run import Opening

        calls = iter([False])
        running = Running(is_cancelled=lambda: next(calls, True))
        with Opening(side("id\n"), side("id\n")) as opening:
            opening.duck.running = running
            with pytest.raises(Cancelled):
                opening.duck.rows("SELECT COUNT(*) FROM range(10000000000000)", "Counting")
