from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.dispute.gap import Side
from governance.dispute.sentences import Segment, Sentence, plain, title


def side(label: str, value: Any = None, unit: str = "count", **rest: Any) -> Side:
    number = None if value is None else Decimal(str(value))
    return Side(label=label, value=number, unit=unit, **rest)


def read(sentence: Sentence) -> str:
    text = plain(sentence)
    for fancy, simple in (("\u00a0", " "), ("\u202f", " "), ("\u201c", '"'), ("\u201d", '"')):
        text = text.replace(fancy, simple)
    return text


CUSTOMERS: dict[str, Any] = {"is_customer": True}


@pytest.mark.parametrize(
    ("sides", "sentence"),
    [
        (
            [side("Marketing", 847, unit_label="MQLs"), side("Sales", 200, unit_label="MQLs")],
            "Marketing counts 847 MQLs; Sales finds 200.",
        ),
        (
            [side("Marketing", 847, unit_label="MQLs"), side("Sales", 200, unit_label="leads")],
            "Marketing counts 847 MQLs; Sales finds 200 leads.",
        ),
        (
            [
                side("Sales", 487000, unit_label="customers"),
                side("Finance", 452000, unit_label="customers"),
                side("Marketing", 521000, unit_label="customers"),
            ],
            "Sales counts 487,000 customers, Finance 452,000, Marketing 521,000.",
        ),
        (
            [
                side(
                    "customers",
                    "2.3",
                    "ratio",
                    verb="chase each one",
                    unit_label="times",
                    **CUSTOMERS,
                ),
                side("Delivery", 97, "percent", verb="meets SLA on", unit_label="of tickets"),
            ],
            "Delivery meets SLA on 97 % of tickets; customers chase each one 2.3 times.",
        ),
        (
            [
                side("Finance", "4.1", "percent", unit_label="churn", verb="counts"),
                side("Success", "6.8", "percent", unit_label="churn", verb="counts"),
            ],
            "Finance reports 4.1 % churn; Success reports 6.8 %.",
        ),
        (
            [
                side("Product", "99.95", "percent", unit_label="uptime"),
                side("", 41, unit_label="outage calls", **CUSTOMERS),
            ],
            "Product reports 99.95 % uptime; customers report 41 outage calls.",
        ),
        (
            [
                side("Finance", 18400000, "money", currency="EUR", unit_label="ARR", verb="books"),
                side(
                    "Sales", 19100000, "money", currency="EUR", unit_label="ARR", verb="forecasts"
                ),
            ],
            "Finance books €18.4 m ARR; Sales forecasts €19.1 m.",
        ),
        (
            [
                side("Finance", 18410000, "money", currency="EUR"),
                side("Sales", 18440000, "money", currency="EUR"),
            ],
            "Finance reports €18,410,000; Sales reports €18,440,000.",
        ),
        (
            [
                side("Delivery", unit="", claim="Green."),
                side("customers", unit="", claim="red", **CUSTOMERS),
            ],
            'Delivery says "Green"; customers say "red".',
        ),
        (
            [side("Marketing", 847, unit_label="MQLs"), side("Sales")],
            "Marketing counts 847 MQLs; Sales has no figure yet.",
        ),
        (
            [side("Marketing", 847), side("", **CUSTOMERS)],
            "Marketing counts 847; customers have no figure yet.",
        ),
        ([side("Marketing"), side("Sales")], "Marketing and Sales differ on a figure."),
    ],
)
def test_writes_who_says_which_figure(sides: list[Side], sentence: str) -> None:
    assert read(title(sides)) == sentence


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("definition", "Marketing, Sales and Finance define MQL differently."),
        ("incentive", "Marketing, Sales and Finance are rewarded on MQL in different ways."),
        ("rights", "Marketing, Sales and Finance differ on who decides MQL."),
        ("number", "Marketing, Sales and Finance differ on MQL."),
    ],
)
def test_names_the_subject_where_no_side_brings_a_figure(kind: str, sentence: str) -> None:
    sides = [side("Marketing"), side("Sales"), side("Finance")]
    assert read(title(sides, kind=kind, subject="MQL")) == sentence


def test_a_disagreement_on_rights_with_figures_states_the_figures() -> None:
    sides = [side("Marketing", 1), side("Sales", 2)]
    assert read(title(sides, kind="rights", subject="MQL")) == "Marketing counts 1; Sales finds 2."


def test_figures_are_marked_and_names_never_are() -> None:
    sentence = title([side("Plan 847", 847, unit_label="MQLs"), side("Sales", 200)])
    assert [text for text, is_figure in sentence if is_figure] == ["847", "200"]
    assert Segment("Plan 847 counts ") in sentence


def test_typed_line_breaks_and_markup_stay_inside_one_plain_segment() -> None:
    sentence = title([side("<b>M</b>\n\tx", 1), side("Sales", 2)])
    assert sentence[0] == Segment("<b>M</b> x counts ")


def test_drops_whole_statements_when_a_title_would_not_fit() -> None:
    sides = [side(f"Function number {n:03}", 10**9 + n, unit_label="people") for n in range(40)]
    sentence = title(sides)
    assert len(plain(sentence)) <= 300
    assert plain(sentence).endswith("…")
    assert sentence[-2].is_figure


def test_a_long_title_without_figures_is_cut_to_fit() -> None:
    sides = [side("A" * 200, unit="", claim=f"{n}" * 200) for n in range(6)]
    assert len(plain(title(sides))) == 300


texts = st.text(max_size=200) | st.text(min_size=60, max_size=90)
sides = st.builds(
    Side,
    label=texts,
    value=st.none() | st.decimals(-(10**11), 10**11, places=4),
    unit=st.sampled_from(["", "count", "percent", "money", "ratio", "days"]),
    unit_label=texts,
    currency=st.sampled_from(["", "EUR", "CHF"]),
    verb=texts,
    claim=texts,
    is_customer=st.booleans(),
)


@given(
    given_sides=st.lists(sides, min_size=1, max_size=8),
    kind=st.sampled_from(["number", "signal", "definition", "incentive", "rights"]),
    subject=texts,
)
def test_any_sides_make_one_sentence_that_fits(
    given_sides: list[Side], kind: str, subject: str
) -> None:
    sentence = title(given_sides, kind=kind, subject=subject)
    text = plain(sentence)
    assert 1 < len(text) <= 300
    assert text.endswith((".", "…"))
    assert "\n" not in text
    assert not text[0].islower() or text[0].upper() == text[0] or not text[0].isascii()
