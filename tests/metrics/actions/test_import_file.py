from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest

from accounts.models import LedgerEntry
from accounts.refusals import NotEntitled
from metrics.actions.measurements import Outcome, import_file
from metrics.imports import Formats, plan, rows_sha256
from metrics.models import KPI, Measurement, MeasurementImport
from metrics.reading import Problem
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory

HEADER = "kpi,period,value,as of\n"


@pytest.fixture
def kpi(company: Company) -> KPI:
    facts = {"domain": company.leads, "system": SystemFactory(name="CRM", slug="crm")}
    return KPIFactory(slug="mqls", function=company.marketing, **facts)


@pytest.fixture
def rate(company: Company) -> KPI:
    facts = {"domain": company.leads, "system": SystemFactory(name="Desk", slug="desk")}
    return KPIFactory(slug="on-time", function=company.sales, unit="percent", **facts)


def run(company: Company, text: str, **choices: Any) -> Outcome:
    given: dict[str, Any] = {"file": text.encode(), "actor": company.steward, "at": clock.tick()}
    return import_file(**(given | choices))


def values() -> list[Decimal | None]:
    rows = Measurement.objects.current().order_by("period_start", "segment")
    return list(rows.values_list("value", flat=True))


def said(outcome: Outcome) -> list[str]:
    return [one.text for one in (*outcome.plan.problems, *outcome.plan.row_problems)]


GOOD = HEADER + "mqls,2026-07,250,2026-09-30\nmqls,2026-08,290,2026-09-30\n"


class TestImportFile:
    def test_writes_rows_one_import_and_one_entry(self, company: Company, kpi: KPI) -> None:
        outcome = run(company, GOOD, file_name="export/august.csv")

        record = MeasurementImport.objects.get()
        assert outcome.record == record
        assert (record.rows_added, record.rows_same, record.rows_rejected) == (2, 0, 0)
        assert record.file_name == "august.csv"
        assert record.sha256 == sha256(GOOD.encode()).hexdigest()
        assert record.mapping["columns"]["as_of"] == "as of"
        rows = list(record.rows.all())
        assert [row.value for row in rows] == [290, 250]
        assert rows[0].system == kpi.system
        assert LedgerEntry.objects.filter(table_name="metrics_measurement").count() == 0
        assert LedgerEntry.objects.get(chain="measurements").row_id == record.pk

    def test_its_entry_vouches_for_the_rows_as_they_are_read_back(
        self, company: Company, kpi: KPI
    ) -> None:
        record = run(company, GOOD).record
        assert record

        assert rows_sha256(Measurement.objects.filter(source=record)) == record.rows_sha256

    def test_the_same_file_again_changes_nothing(self, company: Company, kpi: KPI) -> None:
        run(company, GOOD)
        entries = LedgerEntry.objects.count()

        again = run(company, GOOD)

        assert again.was_run
        assert (again.record, again.plan.same, again.plan.added) == (None, 2, 0)
        assert LedgerEntry.objects.count() == entries
        assert Measurement.objects.count() == 2

    def test_a_dry_run_writes_nothing(self, company: Company, kpi: KPI) -> None:
        outcome = run(company, GOOD, dry_run=True)

        assert (outcome.plan.added, outcome.was_run) == (2, False)
        assert not Measurement.objects.exists()

    def test_a_later_value_corrects_and_the_first_file_stays_harmless(
        self, company: Company, kpi: KPI
    ) -> None:
        run(company, GOOD)

        later = run(company, HEADER + "mqls,2026-08,284,2026-10-02\n")

        assert later.plan.corrected == 1
        assert values() == [250, 284]
        assert Measurement.objects.get(value=284).supersedes.value == 290
        assert run(company, GOOD).plan.same == 2
        assert values() == [250, 284]

    def test_the_same_value_read_later_is_no_correction(self, company: Company, kpi: KPI) -> None:
        run(company, GOOD)

        assert run(company, HEADER + "mqls,2026-08,290,2026-10-02\n").plan.same == 1

    def test_what_a_file_leaves_out_is_no_correction_and_is_taken_over_by_one(
        self, company: Company, rate: KPI
    ) -> None:
        told = "kpi,period,numerator,denominator,as_of,grade,sample_size\n"
        run(company, told + "on-time,2026-07,45,60,2026-08-02,sampled,60\n")
        bare = "kpi,period,numerator,denominator,as_of\n"

        assert run(company, bare + "on-time,2026-07,45,60,2026-09-02\n").plan.same == 1
        run(company, bare + "on-time,2026-07,46,60,2026-09-03\n")

        standing = Measurement.objects.current().get()
        assert (standing.grade, standing.sample_size) == ("sampled", 60)

    def test_another_value_of_the_same_day_is_refused(self, company: Company, kpi: KPI) -> None:
        run(company, GOOD)

        outcome = run(company, HEADER + "mqls,2026-08,284,2026-09-30\n")

        assert not outcome.was_run
        assert said(outcome) == [
            "Row 2, as_of: “2026-09-30” is not later than the reading it would correct, 290 as of "
            "2026-09-30. Give a correction the later day on which it was read."
        ]

    def test_good_rows_only_by_choice(self, company: Company, kpi: KPI) -> None:
        mixed = GOOD + "mqls,2026-09,many,2026-09-30\n"

        held = run(company, mixed)
        assert (held.was_run, values()) == (False, [])
        taken = run(company, mixed, good_rows_only=True)

        assert taken.record
        assert (taken.record.rows_added, taken.record.rows_rejected) == (2, 1)
        assert values() == [250, 290]

    def test_rows_that_disagree_with_each_other_are_all_refused(
        self, company: Company, kpi: KPI
    ) -> None:
        outcome = run(company, GOOD + "mqls,2026-08,291,2026-09-30\n", good_rows_only=True)

        assert values() == [250]
        assert [problem.row for problem in outcome.plan.row_problems] == [3, 4]

    def test_a_long_file_of_one_reading_over_and_over_is_checked_in_one_pass(
        self, company: Company, kpi: KPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        held: list[int] = []
        real = plan._disagrees

        def counted(group: Any) -> bool:
            held.append(len(group))
            return real(group)

        monkeypatch.setattr(plan, "_disagrees", counted)

        outcome = run(company, GOOD + "mqls,2026-08,290,2026-09-30\n" * 40, dry_run=True)

        assert (outcome.plan.added, outcome.plan.same) == (2, 40)
        assert sum(held) == 42

    def test_a_count_with_decimals_is_refused(self, company: Company, kpi: KPI) -> None:
        outcome = run(company, HEADER + "mqls,2026-07,12.34,2026-09-30\n")

        assert "12.34 is not a whole number, but the unit is count" in said(outcome)[0]
        assert values() == []

    def test_a_row_written_twice_counts_once(self, company: Company, kpi: KPI) -> None:
        outcome = run(company, GOOD + "mqls,2026-08,290,2026-09-30\n")

        assert (outcome.plan.added, outcome.plan.same) == (2, 1)

    def test_reads_percentages_and_their_parts(self, company: Company, rate: KPI) -> None:
        text = (
            "KPI;Period start;Period end;Value;Numerator;Denominator;Sample size;Evidence\n"
            "on-time;1.7.2026;31.7.2026;97,5 %;1.170;1.200;1.200;Sampled\n"
            "on-time;1.8.2026;31.8.2026;;0;0;;\n"
        )
        outcome = run(
            company,
            text,
            formats=Formats(
                date_format="D.M.YYYY",
                decimal_mark=",",
                thousands_mark=".",
                as_of=date(2026, 9, 1),
            ),
        )

        assert said(outcome) == []
        first, second = Measurement.objects.order_by("period_start")
        assert (first.value, first.numerator, first.sample_size) == (
            Decimal("97.5"),
            Decimal(1170),
            1200,
        )
        assert first.grade == "sampled"
        assert second.value is None

    @pytest.mark.parametrize(
        ("row", "field", "wrong"),
        [
            ("mqlz,2026-07,1,2026-09-30", "kpi", "Perhaps mqls is meant"),
            (",2026-07,1,2026-09-30", "kpi", "empty"),
            ("mqls,2026-13,1,2026-09-30", "period", "no month 13"),
            ("mqls,,1,2026-09-30", "period", "empty"),
            ("mqls,2026-07,1e3,2026-09-30", "value", "exponent"),
            ("mqls,2026-07,12 %,2026-09-30", "value", "percentage"),
            ("mqls,2026-07,,2026-09-30", "value", "empty"),
            ("mqls,2026-07,1,30/09/2026", "as_of", "not a date"),
            ("mqls,2026-07,1,2026-06-30", "as_of", "before the period begins"),
            ("mqls,2026-07,1,2031-01-01", "as_of", "has not come yet"),
            ("mqls,2026-07,1,2026-09-30,more", "", "5 cells"),
        ],
    )
    def test_a_bad_row_names_row_and_field_and_says_how_to_fix_it(
        self, company: Company, kpi: KPI, row: str, field: str, wrong: str
    ) -> None:
        outcome = run(company, HEADER + row + "\n", formats=Formats())

        (problem,) = outcome.plan.row_problems
        assert (problem.row, problem.field) == (2, field)
        assert wrong in problem.text
        assert problem.fix
        assert not Measurement.objects.exists()

    def test_names_systems_and_definitions_it_does_not_know(
        self, company: Company, kpi: KPI
    ) -> None:
        text = "kpi,period,value,as_of,system,definition\nmqls,2026-07,1,2026-09-30,ERP,v9\n"

        outcome = run(company, text, formats=Formats())

        assert [one.field for one in outcome.plan.row_problems] == ["system", "definition"]

    @pytest.mark.parametrize(
        ("file", "wrong"),
        [
            (b"", "empty"),
            (b"PK\x03\x04zip", "workbook"),
            (b"kpi,period\nmqls,2026-07\n", "No column holds the value"),
            (b"value\n3\n", "No column holds the KPI"),
            (b"kpi,kpi\n1,2\n", "two columns"),
            (b'kpi,period,value\n"mqls,2026-07,1\n', "quotes"),
        ],
    )
    def test_a_file_that_cannot_be_read_is_said_to_be_so(
        self, company: Company, kpi: KPI, file: bytes, wrong: str
    ) -> None:
        outcome = import_file(file=file, actor=company.steward, at=clock.tick())

        assert not outcome.was_run
        assert any(wrong in problem.text for problem in outcome.plan.problems)

    def test_asks_which_format_is_meant_where_two_would_do(
        self, company: Company, kpi: KPI
    ) -> None:
        text = "kpi;period;value;as_of\nmqls;2026-07;1,250;3/4/2026\n"

        outcome = run(company, text)

        assert {problem.field for problem in outcome.plan.problems} == {
            "decimal_mark",
            "date_format",
        }
        assert not outcome.was_run

    def test_one_bad_date_does_not_hide_how_the_others_are_written(
        self, company: Company, kpi: KPI
    ) -> None:
        text = "kpi;month;value;as_of\nmqls;2026-07;1.250,0;14.8.2026\nmqls;2026-08;x;31.9.2026\n"

        outcome = run(company, text, good_rows_only=True)

        assert values() == [1250]
        assert [problem.field for problem in outcome.plan.row_problems] == ["as_of", "value"]

    def test_a_mapping_that_does_not_fit_is_refused(self, company: Company, kpi: KPI) -> None:
        mapping = {"kpi": "kpi", "period": "kpi", "value": "nowhere", "owner": "period"}

        outcome = run(company, GOOD, mapping=mapping)

        fields = [problem.field for problem in outcome.plan.problems]
        assert {"value", "owner", ""} <= set(fields)

    @pytest.mark.parametrize("who", ["outsider", "viewer", "marketing_head", "administrator"])
    @pytest.mark.parametrize("dry_run", [True, False])
    def test_refuses_who_is_no_steward(
        self, company: Company, kpi: KPI, who: str, dry_run: bool
    ) -> None:
        with pytest.raises(NotEntitled, match="Only a steward"):
            run(company, GOOD, actor=getattr(company, who), dry_run=dry_run)

    def test_the_result_has_a_line_for_every_row(self, company: Company, kpi: KPI) -> None:
        outcome = run(company, GOOD + "mqls,2026-09,many,2026-09-30\n", good_rows_only=True)

        rows = list(outcome.plan.result_rows())
        assert [row[4] for row in rows] == ["new", "new", "refused"]
        assert isinstance(outcome.plan.row_problems[0], Problem)
        assert rows[2][:4] == (4, "mqls", "2026-09", "many")

    def test_queries_do_not_grow_with_rows(
        self, company: Company, kpi: KPI, django_assert_max_num_queries: Any
    ) -> None:
        rows = "".join(f"mqls,2026-07,{n},2026-09-30,S{n}\n" for n in range(300))

        with django_assert_max_num_queries(20):
            outcome = run(company, "kpi,period,value,as_of,segment\n" + rows)

        assert outcome.plan.added == 300
