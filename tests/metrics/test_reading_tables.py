import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.reading import DELIMITERS, ENCODINGS, Limits, ReadingError, Table, read_table

SMALL = Limits(size=200, rows=3, columns=4, cell=20)


def refused(data: bytes, **options: object) -> str:
    with pytest.raises(ReadingError) as error:
        read_table(data, **options)
    return error.value.problem.text


def as_lists(table: Table) -> list[list[str]]:
    return [list(row.cells.values()) for row in table.rows]


class TestDecoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
    def test_tells_encodings_apart(self, encoding: str) -> None:
        table = read_table("kpi,wert\nÜbergabe,€5\n".encode(encoding))
        assert table.encoding == encoding
        assert as_lists(table) == [["Übergabe", "€5"]]
        assert table.header == ("kpi", "wert")

    def test_big_endian_utf_16_is_read_by_its_mark(self) -> None:
        data = b"\xfe\xff" + "a,b\n1,ü\n".encode("utf-16-be")
        assert as_lists(read_table(data)) == [["1", "ü"]]

    def test_the_fallback_is_declared(self) -> None:
        assert "Windows-1252" in read_table("a,b\n1,ü\n".encode("cp1252")).notes[0]
        assert read_table("a,b\n1,ü\n".encode("cp1252"), encoding="cp1252").notes == ()
        assert read_table("a,b\n1,ü\n".encode()).notes == ()

    def test_an_encoding_that_was_named_is_not_replaced(self) -> None:
        assert "not utf-8 throughout" in refused("a\nü".encode("cp1252"), encoding="utf-8")
        assert "not utf-16 throughout" in refused(b"a\nb", encoding="utf-16")
        assert "is not an encoding we read" in refused(b"a\nb", encoding="utf-7")

    def test_a_mark_left_over_by_a_named_encoding_is_no_part_of_the_header(self) -> None:
        assert read_table("a,b\n1,2\n".encode("utf-8-sig"), encoding="utf-8").header[0] == "a"

    @pytest.mark.parametrize(
        "data",
        [b"a,b\n1,\x00\n", "a,b\n1,2\n".encode("utf-16-le"), b"\xff\xfe\x00\x00a\x00\x00\x00"],
    )
    def test_refuses_nul(self, data: bytes) -> None:
        assert "NUL" in refused(data)

    def test_refuses_bytes_that_no_encoding_explains(self) -> None:
        assert "not utf-8 or cp1252 throughout" in refused(b"a\n\x81\n")

    @pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"])
    def test_names_a_workbook_for_what_it_is(self, start: bytes) -> None:
        assert "workbook" in refused(start + b"rest")


class TestDelimiters:
    @pytest.mark.parametrize("delimiter", DELIMITERS)
    def test_finds_each_of_them(self, delimiter: str) -> None:
        text = f"kpi{delimiter}value\nMQL{delimiter}847\nSQL{delimiter}200\n"
        table = read_table(text.encode())
        assert (table.delimiter, table.delimiters) == (delimiter, (delimiter,))

    def test_decimal_commas_do_not_mislead(self) -> None:
        table = read_table(b"kpi;value\nMQL;1,5\nSQL;2,5\n")
        assert table.delimiter == ";"

    def test_a_tie_is_reported(self) -> None:
        table = read_table(b"a;b,c\n1;2,3\n")
        assert set(table.delimiters) == {",", ";"}
        assert "Confirm which" in table.notes[0]

    def test_a_choice_settles_it(self) -> None:
        table = read_table(b"a;b,c\n1;2,3\n", delimiter=";")
        assert (table.header, table.notes) == (("a", "b,c"), ())

    def test_one_column_is_a_table_too(self) -> None:
        assert as_lists(read_table(b"value\n847\n")) == [["847"]]

    def test_refuses_a_delimiter_it_does_not_know(self) -> None:
        assert "comma, semicolon, tab, bar" in refused(b"a:b", delimiter=":")


class TestHeader:
    @pytest.mark.parametrize("header", [b"a,b,a", b"a, A", b"a b,a  b", "\ufb01,fi".encode()])
    def test_refuses_two_columns_of_one_name(self, header: bytes) -> None:
        assert "name of two columns" in refused(header + b"\n1,2,3\n", delimiter=",")

    def test_refuses_a_column_without_name_and_says_which(self) -> None:
        assert "Column 2 has no name" in refused(b"a,,c\n1,2,3\n", delimiter=",")

    @pytest.mark.parametrize("data", [b"", b"\n\n", b",,\n", b"\xef\xbb\xbf"])
    def test_refuses_a_file_without_header(self, data: bytes) -> None:
        assert "empty" in refused(data)

    def test_a_header_alone_is_a_table_without_rows(self) -> None:
        assert read_table(b"a,b\n").rows == ()


class TestRows:
    def test_row_numbers_are_those_of_a_spreadsheet(self) -> None:
        table = read_table(b'a,b\n1,"two\nlines"\n\n3,4\n')
        assert [row.number for row in table.rows] == [2, 4]
        assert table.column("b") == ["two\nlines", "4"]

    def test_a_bad_row_is_reported_and_the_good_ones_kept(self) -> None:
        table = read_table(b"a,b\n1,2\n3\n4,5,6\n7,8\n", delimiter=",")
        assert as_lists(table) == [["1", "2"], ["7", "8"]]
        assert [problem.row for problem in table.problems] == [3, 4]
        assert "1 cell, the header 2" in table.problems[0].text

    def test_a_cell_that_is_too_long_names_its_field(self) -> None:
        table = read_table(b"a,b\n1," + b"x" * 21 + b"\n", limits=SMALL)
        assert [(problem.row, problem.field) for problem in table.problems] == [(2, "b")]

    @pytest.mark.parametrize(
        "data", [b'a,b\n1,"two\n', b'a,b\n1,"two"2\n', b'a,b\n"1,2\n3,4\n', b'"a,b\n']
    )
    def test_quotes_that_do_not_match_stop_the_file_at_their_row(self, data: bytes) -> None:
        message = refused(data, delimiter=",")
        assert message.startswith("Row ")
        assert "quotes of this row do not match" in message

    def test_line_ends_of_all_systems_are_understood(self) -> None:
        for end in ("\n", "\r\n", "\r"):
            table = read_table(f"a,b{end}1,2{end}3,4{end}".encode())
            assert as_lists(table) == [["1", "2"], ["3", "4"]]


class TestLimits:
    def test_size(self) -> None:
        assert "200 are allowed" in refused(b"a" * 201, limits=SMALL)

    def test_rows_good_and_bad_together(self) -> None:
        assert len(read_table(b"a\n1\n2\n3\n", limits=SMALL).rows) == 3
        assert "more than 3 rows" in refused(b"a,b\n1,2\n1\n3,4\n5,6\n", limits=SMALL)

    def test_columns(self) -> None:
        assert "more than 4 columns" in refused(b"a,b,c,d,e\n", limits=SMALL)

    def test_a_cell_no_reader_can_hold(self) -> None:
        huge = b"a,b\n1," + b"x" * 200_000 + b"\n"
        assert "Row 2" in refused(huge)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
tables = st.integers(2, 5).flatmap(
    lambda width: st.lists(
        st.lists(cells, min_size=width, max_size=width).filter(
            lambda row: any(cell.strip() for cell in row)
        ),
        max_size=6,
    ).map(lambda rows: ([f"c{n}" for n in range(width)], rows))
)


@given(
    table=tables,
    delimiter=st.sampled_from(sorted(DELIMITERS)),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_csv_writer_wrote_is_read_back(
    table: tuple[list[str], list[list[str]]], delimiter: str, encoding: str
) -> None:
    header, rows = table
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    found = read_table(buffer.getvalue().encode(encoding), encoding=encoding, delimiter=delimiter)
    assert (list(found.header), as_lists(found), found.problems) == (header, rows, ())


@given(
    data=st.binary(max_size=300)
    | st.text("a1,;\t|\"\n\r'=\ufeffü", max_size=80).map(str.encode)
    | st.text(max_size=60).map(lambda text: text.encode("utf-16", "surrogatepass")),
    encoding=st.none() | st.sampled_from(ENCODINGS),
    delimiter=st.none() | st.sampled_from(sorted(DELIMITERS)),
)
def test_any_bytes_make_a_table_or_one_refusal(
    data: bytes, encoding: str | None, delimiter: str | None
) -> None:
    try:
        table = read_table(data, encoding=encoding, delimiter=delimiter, limits=SMALL)
    except ReadingError:
        return
    assert table.header
    assert all(len(row.cells) == len(table.header) for row in table.rows)
    assert all(problem.row and problem.wrong and problem.fix for problem in table.problems)
