from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics import figures
from metrics.reading import Number, NumberStyle, Problem, ReadingError, guess_styles, read_number
from metrics.reading.numbers import STYLES

GERMAN = {"decimal_mark": ",", "thousands_mark": "."}
styles = st.sampled_from(STYLES)
values = st.decimals(-(10**11) + 1, 10**11 - 1, places=4)


def problem_of(text: str, unit: str = "", currency: str = "", **marks: str) -> Problem:
    with pytest.raises(ReadingError) as refused:
        read_number(text, unit=unit, currency=currency, **marks)
    return refused.value.problem


class TestReadNumber:
    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("847", "847"),
            ("1,234", "1234"),
            ("1,234,567.8", "1234567.8"),
            ("1234567.8", "1234567.8"),
            (" 0.5 ", "0.5"),
            ("-12", "-12"),
            ("\u221212", "-12"),
            ("+12", "12"),
            ("-0", "0"),
            ("12.50000000", "12.5"),
            ("12345678901.1234", "12345678901.1234"),
        ],
    )
    def test_takes_a_well_written_number_at_its_word(self, text: str, value: str) -> None:
        number = read_number(text)
        assert str(number.value) == value

    @pytest.mark.parametrize(
        ("text", "decimal_mark", "thousands_mark", "value"),
        [
            ("1.234,5", ",", ".", "1234.5"),
            ("1.234", ",", ".", "1234"),
            ("1,234", ",", ".", "1.234"),
            ("1 234,5", ",", " ", "1234.5"),
            ("1\u202f234,5", ",", " ", "1234.5"),
            ("1\u00a0234,5", ",", " ", "1234.5"),
            ("1'234.5", ".", "'", "1234.5"),
            ("1\u2019234.5", ".", "'", "1234.5"),
            ("1234,5", ",", "", "1234.5"),
        ],
    )
    def test_reads_the_marks_chosen(
        self, text: str, decimal_mark: str, thousands_mark: str, value: str
    ) -> None:
        number = read_number(text, decimal_mark=decimal_mark, thousands_mark=thousands_mark)
        assert number.value == Decimal(value)

    @pytest.mark.parametrize(
        "text",
        [
            "12,34",
            "1,23,456",
            "1,2345",
            "1234,567",
            ",123",
            "1,",
            "1.",
            "1.2.3",
            "1.234,5",
            "1 234",
            "--1",
            "1-",
            "1 %%",
            "0,123",
            "twelve",
            "0x10",
            "1_000",
            "\u0661\u0662",
            "\uff11\uff12",
            "\u00bd",
            "1\n2",
            "1;2",
        ],
    )
    def test_refuses_what_only_looks_like_a_number(self, text: str) -> None:
        problem = problem_of(text)
        assert problem.value == text
        assert problem.wrong
        assert problem.fix

    @pytest.mark.parametrize(
        ("text", "wrong"),
        [
            ("", "empty"),
            ("   ", "empty"),
            ("1e5", "exponent"),
            ("1.5E-3", "exponent"),
            ("NaN", "no number"),
            ("-Infinity", "no number"),
            ("(1,234)", "brackets"),
            ("007", "begins with a zero"),
            (".5", "before the decimal mark"),
            ("420k", "shortened"),
            ("€3.8 m", "shortened"),
            ("1234567890123456", "more than 15 digits"),
            ("0.1234567890123456", "more than 15 digits"),
            ("123456789012", "more than 11 digits before"),
            ("0.12345", "more than 4 decimals"),
            ("12,34", "style chosen"),
        ],
    )
    def test_says_what_is_wrong(self, text: str, wrong: str) -> None:
        assert wrong in problem_of(text).wrong

    def test_places_of_the_column_set_the_room_before_the_mark(self) -> None:
        assert read_number("1234567890123.45", places=2).value == Decimal("1234567890123.45")
        with pytest.raises(ReadingError, match="2 decimals"):
            read_number("0.123", places=2)

    @pytest.mark.parametrize("marks", [(",", ","), (".", "x"), ("-", "")])
    def test_refuses_marks_that_cannot_tell_numbers_apart(self, marks: tuple[str, str]) -> None:
        with pytest.raises(ReadingError, match="together"):
            read_number("1", decimal_mark=marks[0], thousands_mark=marks[1])


class TestUnits:
    @pytest.mark.parametrize("text", ["12.5 %", "12.5%", "12.5\u202f%"])
    def test_a_percentage_keeps_its_value_in_percent(self, text: str) -> None:
        number = read_number(text, unit="percent")
        assert (number.value, number.is_percent) == (Decimal("12.5"), True)

    @pytest.mark.parametrize("unit", ["count", "money", "ratio", "days"])
    def test_refuses_a_percent_sign_on_another_unit(self, unit: str) -> None:
        assert f"the unit is {unit}" in problem_of("12.5 %", unit).wrong

    @pytest.mark.parametrize(
        ("text", "value"),
        [
            ("€1,200", 1200),
            ("1,200 €", 1200),
            ("EUR 1,200", 1200),
            ("1,200 EUR", 1200),
            ("-€1,200", -1200),
            ("€-1,200", -1200),
            ("1,200", 1200),
        ],
    )
    def test_reads_money_in_the_currency_of_the_kpi(self, text: str, value: int) -> None:
        number = read_number(text, unit="money", currency="EUR")
        assert (number.value, number.currency) == (Decimal(value), "EUR")

    @pytest.mark.parametrize("text", ["$5", "5 USD", "£5", "XXX 5"])
    def test_refuses_another_currency(self, text: str) -> None:
        assert "not in EUR" in problem_of(text, "money", "EUR").wrong

    @pytest.mark.parametrize("text", ["€5 USD", "€5%", "€€5", "-€-5", "5 € €"])
    def test_refuses_a_muddle_of_signs(self, text: str) -> None:
        assert problem_of(text, "money", "EUR").value == text

    @pytest.mark.parametrize("unit", ["", "count", "percent", "ratio", "days"])
    def test_refuses_a_currency_where_the_unit_is_not_money(self, unit: str) -> None:
        assert "names a currency" in problem_of("€5", unit).wrong


class TestGuessStyles:
    def test_one_clear_cell_settles_the_column(self) -> None:
        assert guess_styles(["1.234,5", "847", ""]) == (NumberStyle(",", "."),)

    def test_an_ambiguous_column_is_reported_not_guessed(self) -> None:
        english, german = guess_styles(["1,234", "5,678"])
        assert (english.decimal_mark, german.decimal_mark) == (".", ",")

    def test_styles_that_read_all_alike_count_once(self) -> None:
        assert len(guess_styles(["847", "200"])) == 1

    def test_percentages_and_money_are_no_obstacle(self) -> None:
        assert guess_styles(["12,5 %"]) != ()
        assert guess_styles(["€1,200.50"], currency="EUR") == (NumberStyle(".", ","),)

    def test_no_style_fits_words_or_nothing(self) -> None:
        assert guess_styles(["847", "n/a"]) == ()
        assert guess_styles(["", " "]) == ()


@given(value=values, style=styles)
def test_every_number_written_in_a_style_is_read_back_exactly(
    value: Decimal, style: NumberStyle
) -> None:
    swap = {",": style.thousands_mark, ".": style.decimal_mark}
    text = "".join(swap.get(letter, letter) for letter in figures.number(value))
    number = read_number(text, decimal_mark=style.decimal_mark, thousands_mark=style.thousands_mark)
    assert number.value == value


@given(
    text=st.text(max_size=40) | st.text("0123456789.,' %€EUR+-()ekm", max_size=20),
    style=styles,
    unit=st.sampled_from(["", "count", "percent", "money", "ratio", "days"]),
)
def test_any_text_is_read_or_refused_with_a_reason(
    text: str, style: NumberStyle, unit: str
) -> None:
    number: Number | Problem
    try:
        number = read_number(
            text,
            decimal_mark=style.decimal_mark,
            thousands_mark=style.thousands_mark,
            unit=unit,
            currency="EUR",
        )
    except ReadingError as refused:
        number = refused.problem
    if isinstance(number, Problem):
        assert number.wrong
        assert number.fix
    else:
        assert number.value.is_finite()
        assert len(number.value.as_tuple().digits) <= 15
        assert -int(number.value.as_tuple().exponent) <= 4
