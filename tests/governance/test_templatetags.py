from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import timezone

from governance.templatetags import tieout

MINUS, NBSP, NARROW = "\N{MINUS SIGN}", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"


def draw(source: str, **context: object) -> str:
    return Template("{% load tieout %}" + source).render(Context(context))


class TestFigures:
    def test_groups_thousands_with_commas(self) -> None:
        assert tieout.number(487000) == "487,000"

    def test_keeps_the_decimals_a_value_has_and_drops_empty_ones(self) -> None:
        assert tieout.number(Decimal("99.9500")) == "99.95"
        assert tieout.number(Decimal("97.0000")) == "97"

    def test_rounds_half_away_from_zero_to_the_asked_places(self) -> None:
        assert tieout.number(Decimal("2.25"), 1) == "2.3"
        assert tieout.number(Decimal("-2.25"), 1) == f"{MINUS}2.3"

    def test_reads_a_float_as_it_is_written(self) -> None:
        assert tieout.number(0.1) == "0.1"

    def test_writes_a_sign_on_differences_but_not_on_zero(self) -> None:
        assert tieout.signed(33) == "+33"
        assert tieout.signed(-647) == f"{MINUS}647"
        assert tieout.signed(0) == "0"

    def test_a_negative_that_rounds_to_nothing_has_no_sign(self) -> None:
        assert tieout.number(Decimal("-0.04"), 1) == "0.0"
        assert tieout.signed(Decimal("0.04"), 1) == "0.0"

    def test_writes_a_share_as_percent_that_never_parts_from_its_sign(self) -> None:
        assert tieout.percent(Decimal("0.764")) == f"76.4{NARROW}%"

    def test_says_nothing_where_there_is_nothing(self) -> None:
        assert tieout.number(None) == tieout.signed(None) == tieout.percent(None) == ""
        assert tieout.money(None) == tieout.days(None) == tieout.isodate(None) == ""
        assert tieout.moment(None) == tieout.deadline(None) == tieout.weekday(None) == ""


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "written"),
        [
            (12, "€12"),
            (999, "€999"),
            (1000, f"€1{NBSP}k"),
            (420_000, f"€420{NBSP}k"),
            (950_000, f"€950{NBSP}k"),
            (999_950, f"€1{NBSP}m"),
            (3_800_000, f"€3.8{NBSP}m"),
            (-1_200_000, f"{MINUS}€1.2{NBSP}m"),
            (2_500_000_000, f"€2.5{NBSP}bn"),
        ],
    )
    def test_shortens_thousands_and_millions(self, amount: int, written: str) -> None:
        assert tieout.money(amount, "EUR") == written

    def test_names_a_currency_without_a_sign_by_its_code(self) -> None:
        assert tieout.money(1_200_000, "CHF") == f"CHF{NBSP}1.2{NBSP}m"


class TestQuantities:
    @pytest.mark.parametrize(
        ("value", "unit", "currency", "written"),
        [
            (847, "count", "", "847"),
            (Decimal("97.0"), "percent", "", f"97{NARROW}%"),
            (3_800_000, "money", "EUR", f"€3.8{NBSP}m"),
            (Decimal("2.3"), "ratio", "", "2.3"),
            (60, "days", "", f"60{NBSP}d"),
        ],
    )
    def test_writes_a_value_by_its_unit(
        self, value: int | Decimal, unit: str, currency: str, written: str
    ) -> None:
        assert tieout.quantity(value, unit, currency) == written

    def test_writes_a_gap_between_percentages_in_points(self) -> None:
        assert tieout.difference(Decimal("2.7"), "percent") == f"+2.7{NBSP}pts"

    def test_writes_a_gap_in_money_with_the_sign_before_the_currency(self) -> None:
        assert tieout.difference(-1_700_000, "money", "EUR") == f"{MINUS}€1.7{NBSP}m"
        assert tieout.difference(700_000, "money", "EUR") == f"+€700{NBSP}k"


class TestDates:
    at = datetime(2026, 11, 12, 22, 59, tzinfo=UTC)

    def test_deadlines_name_the_day_and_the_zone_of_the_owner(self) -> None:
        assert tieout.deadline(self.at, "Europe/Berlin") == (
            f"Thu{NBSP}12{NBSP}Nov, 23:59{NBSP}CET"
        )

    def test_deadlines_follow_daylight_saving(self) -> None:
        summer = datetime(2026, 7, 2, 21, 59, tzinfo=UTC)
        assert tieout.deadline(summer, "Europe/Berlin").endswith(f"23:59{NBSP}CEST")

    def test_moments_in_tables_are_iso_in_the_reader_zone(self) -> None:
        with timezone.override("Asia/Tokyo"):
            assert tieout.moment(self.at) == f"2026-11-13{NBSP}07:59"
            assert tieout.isodate(self.at) == "2026-11-13"
            assert tieout.weekday(self.at) == f"Fri{NBSP}13{NBSP}Nov"

    def test_dates_have_no_zone(self) -> None:
        assert tieout.isodate(date(2026, 2, 1)) == "2026-02-01"

    def test_spans_keep_their_unit(self) -> None:
        assert tieout.days(1204) == f"1,204{NBSP}d"


class TestMarks:
    @pytest.mark.parametrize(("level", "filled"), [(1, 4), ("S2", 3), (3, 2), ("S4", 1)])
    def test_more_ink_is_worse(self, level: int | str, filled: int) -> None:
        drawn = tieout.bars(level)
        assert [on for _, on in drawn].count(True) == filled
        assert [x for x, _ in drawn] == [0, 5, 10, 15]

    def test_bars_stay_inside_their_box(self) -> None:
        assert tieout.svg_percent(Decimal("1.4")) == "100.00%"
        assert tieout.svg_percent(Decimal("-0.2")) == tieout.svg_percent(None) == "0.00%"
        assert tieout.svg_rest(Decimal("0.236")) == "76.40%"

    def test_an_icon_refers_to_the_sprite_and_is_silent(self) -> None:
        assert tieout.icon("tick") == (
            '<svg class="mk" aria-hidden="true"><use href="#tick"/></svg>'
        )

    def test_an_icon_name_cannot_break_out(self) -> None:
        assert "<script" not in tieout.icon('"><script>')


class TestSentences:
    def test_sets_figures_in_bold_with_their_unit(self) -> None:
        said = f"Sales won 112{NARROW}% of plan, {MINUS}€1.2{NBSP}m against 3 others."
        assert tieout.embolden(said) == (
            f"Sales won <b>112{NARROW}%</b> of plan, <b>{MINUS}€1.2{NBSP}m</b> "
            "against <b>3</b> others."
        )

    def test_leaves_names_ids_quarters_and_dates_alone(self) -> None:
        said = "C-014, v3 and FY26-Q3 as of 2026-10-02, on 1-2-3 paths."
        assert "<b>" not in tieout.embolden(said)

    def test_keeps_ids_and_dates_on_one_line(self) -> None:
        assert tieout.keep("C-014 since 2026-10-02") == (
            '<span class="nb">C-014</span> since <span class="nb">2026-10-02</span>'
        )

    @pytest.mark.parametrize("spell", [tieout.embolden, tieout.keep])
    def test_never_trusts_a_name_somebody_typed(self, spell: type[str]) -> None:
        assert spell("<img src=x onerror=1>").startswith("&lt;img")

    def test_a_comma_that_ends_a_clause_is_not_part_of_the_figure(self) -> None:
        assert tieout.embolden("Finance 452,000, Marketing 521,000.") == (
            "Finance <b>452,000</b>, Marketing <b>521,000</b>."
        )


class SideForm(forms.Form):
    period = forms.CharField(error_messages={"required": "Enter the period"})
    kind = forms.ChoiceField(
        choices=[("number", "Number")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind"},
    )

    def clean(self) -> None:
        raise forms.ValidationError("The two sides are the same")


class TestErrorSummary:
    def test_lists_every_error_and_links_to_its_input(self) -> None:
        found = tieout.problems(SideForm({}))
        assert found == [
            {"text": "The two sides are the same", "target": ""},
            {"text": "Enter the period", "target": "id_period"},
            {"text": "Choose a kind", "target": "id_kind_0"},
        ]

    def test_covers_several_forms_in_order(self) -> None:
        found = tieout.problems(forms=[SideForm({}, prefix="a"), SideForm({}, prefix="b")])
        assert [problem["target"] for problem in found if problem["target"]] == [
            "id_a-period",
            "id_a-kind_0",
            "id_b-period",
            "id_b-kind_0",
        ]

    def test_draws_nothing_when_all_is_well(self) -> None:
        drawn = draw('{% include "components/error_summary.html" with form=form only %}')
        assert drawn.strip() == ""

    def test_field_points_to_its_error_and_keeps_what_was_typed(self) -> None:
        form = SideForm({"period": "", "kind": "<b>"})
        drawn = draw(
            '{% include "components/error_summary.html" with form=form only %}'
            '{% include "components/field.html" with field=form.period only %}',
            form=form,
        )
        assert 'href="#id_period"' in drawn
        assert 'id="id_period_error"' in drawn
        assert 'aria-describedby="id_period_error"' in drawn
        assert 'aria-invalid="true"' in drawn
