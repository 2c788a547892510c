"""Files as people have them: each ends in a right answer or in a sentence that says what to do."""

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from metrics.bridge import (
    Bridge,
    BridgeError,
    Cancelled,
    File,
    Key,
    Normaliser,
    Order,
    Rows,
    Running,
    Side,
    bridge,
)

GOOD = b"id,amount\n1,10\n2,20\n"


def made(
    folder: Path, left: bytes, right: bytes = GOOD, name: str = "left.csv", **more: object
) -> Bridge:
    (folder / name).write_bytes(left)
    (folder / "right.csv").write_bytes(right)
    key = (Key("id"),)
    return bridge(
        Side(source=File(path=folder / name, **more), key=key),
        Side(source=File(path=folder / "right.csv"), key=key),
    )


def steps(found: Bridge) -> dict[tuple[str, str], int]:
    return {(step.cause.value, step.side): int(step.amount) for step in found.steps}


class TestRightAnswers:
    @pytest.mark.parametrize(
        "text",
        [
            b"id,amount\n",
            b"id,amount",
            b"\xef\xbb\xbfid,amount\r\n",
        ],
    )
    def test_a_header_alone_is_an_empty_list(self, tmp_path: Path, text: bytes) -> None:
        found = made(tmp_path, text)

        assert (found.left_total, found.right_total) == (0, 2)
        assert steps(found) == {("absent", "right"): 2}

    def test_two_empty_lists_have_no_steps(self, tmp_path: Path) -> None:
        assert made(tmp_path, b"id\n", b"id\n").steps == ()

    @pytest.mark.parametrize(
        "text",
        [
            "id;note\n1;a\n2;b\n",
            "id\tnote\r\n1\ta\r\n2\tb\r\n",
            "id,note\r\n1,a\n2,b\r\n",
            "id,note\r1,a\r2,b\r",
            'id,note\n1,"two\nlines, and ""quotes"""\n2,\n',
            "id,note\n\n1,a\n\n2,b",
            ",id,row\n0,1,x\n1,2,y\n",
            "id\n1\n2\n",
        ],
    )
    def test_delimiters_line_ends_and_quotes_are_found(self, tmp_path: Path, text: str) -> None:
        found = made(tmp_path, text.encode())

        assert (found.left_total, found.matched, found.steps) == (2, 2, ())

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_two_sides_may_be_encoded_differently(self, tmp_path: Path, encoding: str) -> None:
        text = "id,note\nJosé,a\nÆgir,b\n"

        found = made(tmp_path, text.encode(encoding), text.encode())

        assert (found.matched, found.steps) == (2, ())
        assert bool(found.notes) == (encoding == "cp1252")

    @pytest.mark.parametrize("name", ['a "b"', "select", "it's", "Größe €", "line", "cause", "k1"])
    def test_columns_may_have_any_name(self, tmp_path: Path, name: str) -> None:
        quoted = name.replace('"', '""')
        (tmp_path / "one.csv").write_text(f'"{quoted}","row","first"\n1,2,3\n', encoding="utf-8")
        (tmp_path / "two.csv").write_text(f'"{quoted}"\n', encoding="utf-8")
        key = (Key(name),)

        found = bridge(
            Side(
                source=File(path=tmp_path / "one.csv", delimiter=","),
                key=key,
                first_by=(Order("row"),),
            ),
            Side(source=File(path=tmp_path / "two.csv", delimiter=","), key=key),
            rows=Rows(tmp_path / "rows"),
        )

        assert steps(found) == {("absent", "left"): -1}
        assert '"2","1","2","3"' in (tmp_path / "rows" / "left-absent.csv").read_text()

    def test_an_encoding_that_is_told_is_not_doubted(self, tmp_path: Path) -> None:
        mixed = "id\nJosé\n".encode() + "Ægir\n".encode("cp1252")

        assert made(tmp_path, mixed, encoding="cp1252").left_total == 2

    def test_rows_without_a_key_are_a_step(self, tmp_path: Path) -> None:
        found = made(tmp_path, b'id,amount\n,1\n  ,2\n"",3\n1,4\n')

        assert steps(found) == {("key", "left"): -3, ("absent", "right"): 1}

    def test_json_lines_keep_every_digit(self, tmp_path: Path) -> None:
        (tmp_path / "left.jsonl").write_text(
            '{"id": "1", "amount": 12345678901234567.10}\n\n{"id": 2, "more": {"a": [1]}}\n'
        )
        (tmp_path / "right.jsonl").write_text('{"amount": 0.1, "id": 1}\n{"amount": 0.2, "id": 1}')
        key = (Key("id"),)

        found = bridge(
            Side(source=File(path=tmp_path / "left.jsonl"), key=key, amount="amount"),
            Side(source=File(path=tmp_path / "right.jsonl"), key=key, amount="amount"),
        )

        assert found.left_total == Decimal("12345678901234567.1")
        assert found.right_total == Decimal("0.3")
        assert [(step.cause, step.side, step.amount) for step in found.steps] == [
            ("absent", "left", 0),
            ("duplicates", "right", Decimal("0.2")),
            ("value", "left", Decimal("-12345678901234567.0")),
        ]
        assert json.loads(found.as_json())["left"]["kind"] == "jsonl"
        assert '"left_total": 12345678901234567.1,' in found.as_json()

    def test_parquet_has_types_of_its_own(self, tmp_path: Path) -> None:
        path = tmp_path / "left.parquet"
        duckdb.sql(
            "SELECT * FROM (VALUES (1::BIGINT, 0.1::DOUBLE), (3, 0.2), (NULL, 0.3)) t(id, amount)"
        ).write_parquet(str(path))
        (tmp_path / "right.csv").write_bytes(GOOD)
        key = (Key("id"),)

        found = bridge(
            Side(source=File(path=path), key=key, amount="amount"),
            Side(source=File(path=tmp_path / "right.csv"), key=key, amount="amount"),
            rows=Rows(tmp_path / "rows", "parquet"),
        )

        assert found.left_total == Decimal("0.6")
        assert [(step.cause, step.side, str(step.amount)) for step in found.steps] == [
            ("absent", "left", "-0.2"),
            ("absent", "right", "20.0"),
            ("key", "left", "-0.3"),
            ("value", "right", "9.9"),
        ]
        rows = duckdb.sql(f"SELECT * FROM '{tmp_path}/rows/left-absent.parquet'").fetchall()
        assert rows == [(2, 3, 0.2)]

    def test_a_large_file_keeps_the_place_of_each_row(self, tmp_path: Path) -> None:
        lines = "".join(f"{n},{n % 7}\n" for n in range(2, 150_002))

        key = (Key("id"),)
        (tmp_path / "left.csv").write_text(f"id,amount\n{lines}")
        (tmp_path / "right.csv").write_text("id\n")
        bridge(
            Side(source=File(path=tmp_path / "left.csv"), key=key),
            Side(source=File(path=tmp_path / "right.csv"), key=key),
            rows=Rows(tmp_path / "rows"),
        )

        written = (tmp_path / "rows" / "left-absent.csv").read_text().splitlines()[1:]
        assert len(written) == 150_000
        assert all(row.split(",")[:2] == [f'"{n}"'] * 2 for n, row in enumerate(written, start=2))


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "has no header"),
        (b"\n\n", "has no header"),
        (zip_bomb(), "a workbook or another zip archive, which we do not open"),
        (b"\x1f\x8b\x08\x00", "packed by gzip"),
        (b"PAR1 and no more", r"left\.csv: it cannot be read"),
        (b"PAR1" + bytes(200) + b"\xff\xff\xff\x7fPAR1", r"left\.csv: it cannot be read"),
        (b"id,a\n1,x\0y\n", "line 2 holds a NUL byte"),
        ("id,a\n1,x\n".encode("utf-16-le"), "NUL byte"),
        ("id\nJosé\n".encode() + b"Jos\xe9\n", "two encodings: line 2 is UTF-8, line 3 is not"),
        (b"id\n\x81\xe9\n", "neither UTF-8 nor Windows-1252"),
        (b"id," + b"x," * 1_000_000 + b"\n1\n", "more than 2,000 columns|far too long"),
        (b"id,a\n1," + b"x," * 1_000_000 + b"\n", "line 2 has more cells than the header's 2"),
        (b"id,a\n1\n", "line 2 has fewer cells than the header's 2"),
        (b"id,a\n1,2,3\n", "line 2 has more cells than the header's 2"),
        (b'id,a\n1,"open\n2,b\n', "quotes of line 2 do not match"),
        (b"id,a\n1," + b"x" * 20_000_000 + b"\n", "far too long"),
        (b"id,ID\n1,2\n", "two columns named ID"),
        (b"key,a\n1,2\n", "has no column id. It has key, a"),
        (b"Id,a\n1,2\n", "has no column id. It has Id"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(BridgeError, match=words) as refused:
        made(tmp_path, data)

    assert "left.csv" in str(refused.value)
    assert str(tmp_path) not in str(refused.value)
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"id": 1}\n{"id":\n', "line 2 is no complete JSON object"),
        ('[{"id": 1}]\n', "line 1 is no JSON object"),
        ('{"id": "a\\u0000"}\n', "line 1 holds a NUL"),
        ("", "holds no objects"),
        (json.dumps({f"k{n}": n for n in range(1_000_000)}), "more than 2,000 keys"),
        ("[" * 100_000, "line 1 is no complete JSON object"),
        ('{"id": 1, "Id": 2}', "two columns named Id"),
    ],
)
def test_says_what_is_wrong_with_json_lines(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BridgeError, match=words):
        made(tmp_path, text.encode(), name="left.jsonl")


def test_a_lone_surrogate_in_json_is_kept_apart(tmp_path: Path) -> None:
    assert made(tmp_path, b'{"id": "\\ud800"}\n{"id": "1"}', name="left.jsonl").matched == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    side = Side(source=File(path=tmp_path / "nowhere.csv"), key=(Key("id"),))

    with pytest.raises(BridgeError, match=r"nowhere\.csv cannot be read: No such file"):
        bridge(side, side)


def test_nothing_is_left_in_the_working_folder(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    (tmp_path / "one.csv").write_text("mail\nÄnne@x.com\n", encoding="cp1252")
    side = Side(source=File(path=tmp_path / "one.csv"), key=(Key("mail", Normaliser.EMAIL),))

    assert bridge(side, side, work=work).matched == 1
    assert list(work.iterdir()) == []


@pytest.mark.parametrize("name", ["left.csv", "left.jsonl"])
def test_looking_a_file_through_can_be_stopped(tmp_path: Path, name: str) -> None:
    line = '{"id": 1}\n' if name.endswith("l") else "1,2,3\n"
    (tmp_path / name).write_text("id,a,b\n" * (name == "left.csv") + line * 400_000)
    calls = iter([False, False])
    side = Side(source=File(path=tmp_path / name), key=(Key("id"),))

    with pytest.raises(Cancelled):
        bridge(side, side, running=Running(is_cancelled=lambda: next(calls, True)))
