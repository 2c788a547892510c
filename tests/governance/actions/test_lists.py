from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Function, LedgerEntry, User
from governance.actions.lists import Outcome, import_list
from governance.actions.rights import add_decision_type
from governance.lists import BY_SLUG, KINDS, template_csv
from governance.models import Contradiction, DecisionRight, Origin, Outbox, Position
from governance.refusals import NotEntitled
from governance.verification import findings
from metrics.models import KPI, DataDomain, SourceSystem
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory

pytestmark = pytest.mark.django_db

PEOPLE = """email,name,role,function
a@example.com,Ada,contributor,sales
b@example.com,Ben,auditor,
"""


def rows(outcome: Outcome) -> list[tuple[int, str]]:
    return [(line.number, line.verdict.value) for line in outcome.lines]


def told(outcome: Outcome) -> list[str]:
    return [problem.text for problem in (*outcome.problems, *outcome.row_problems)]


def take(company: Company, kind: str, text: str, **facts: Any) -> Outcome:
    facts = {"actor": company.administrator} | facts
    return import_list(kind=BY_SLUG[kind], file=text.encode(), at=clock.tick(), **facts)


class TestEveryList:
    def test_templates_found_a_company_and_again_change_nothing(self) -> None:
        keeper = PersonFactory.create(role=User.Role.ADMINISTRATOR)
        steward = PersonFactory.create(role=User.Role.STEWARD)
        heads = (BY_SLUG["functions"],)
        verdicts = []
        for kind in (*KINDS, *heads, *KINDS):
            text = template_csv(kind)
            if not User.objects.filter(name="Head of Sales").exists() and kind in heads:
                text = text.replace("head.of.sales@example.com", "")
            outcome = import_list(
                kind=kind,
                file=text.encode(),
                actor=steward if kind.slug == "issues" else keeper,
                at=clock.tick(),
            )
            assert told(outcome) == [], kind.slug
            verdicts.append({verdict for _, verdict in rows(outcome)})

        assert verdicts[: len(KINDS)] == [{"new"}] * len(KINDS)
        assert verdicts[len(KINDS)] == {"unchanged", "changed"}
        assert verdicts[len(KINDS) + 1 :] == [{"unchanged"}] * len(KINDS)
        assert Function.objects.get(slug="sales").head == User.objects.get(name="Head of Sales")
        assert list(findings()) == []

    def test_that_is_here_writes_nothing(self, company: Company) -> None:
        take(company, "people", PEOPLE)
        entries = LedgerEntry.objects.count()
        take(company, "people", PEOPLE)

        assert LedgerEntry.objects.count() == entries

    @pytest.mark.parametrize("dry", [True, False])
    def test_with_a_bad_row_changes_nothing_unless_told_to(
        self, company: Company, dry: bool
    ) -> None:
        text = PEOPLE + "b@example.com,,king,nowhere\n"
        outcome = take(company, "people", text, dry_run=dry)

        assert not outcome.was_run
        assert rows(outcome) == [(2, "new"), (3, "new"), (4, "refused")]
        assert not User.objects.filter(name="Ada").exists()
        assert not Outbox.objects.filter(kind="invitation_mail").exists()

    def test_names_row_field_what_and_how(self, company: Company) -> None:
        text = PEOPLE + "c@example.com,,auditer,sale\n"

        assert told(take(company, "people", text, dry_run=True)) == [
            "Row 4, name: is empty. Fill it in.",
            "Row 4, role: “auditer” is not one of the words this column has. Did you mean auditor.",
            "Row 4, function: “sale” is no function here. Did you mean sales.",
        ]

    def test_imports_good_rows_by_choice(self, company: Company) -> None:
        text = PEOPLE + "c@example.com,,king,\n"
        outcome = take(company, "people", text, good_rows_only=True)

        assert outcome.was_run
        assert outcome.counts == {"new": 2, "changed": 0, "same": 0, "refused": 1}
        assert User.objects.filter(name__in=("Ada", "Ben")).count() == 2

    def test_of_a_dry_run_leaves_no_trace(self, company: Company) -> None:
        before = LedgerEntry.objects.count(), User.objects.count(), Outbox.objects.count()
        outcome = take(company, "people", PEOPLE, dry_run=True, invites=True)

        assert rows(outcome) == [(2, "new"), (3, "new")]
        assert (LedgerEntry.objects.count(), User.objects.count(), Outbox.objects.count()) == before

    def test_without_a_needed_column_says_which(self, company: Company) -> None:
        assert told(take(company, "people", "e-mail,names\na@example.com,Ada\n")) == [
            "name: The header has no column “name”. Name the column “names” so."
        ]

    def test_says_which_columns_it_does_not_read(self, company: Company) -> None:
        outcome = take(company, "people", "E-Mail,Name,Shoe size\na@example.com,Ada,38\n")

        assert outcome.was_run
        assert any("“Shoe size”" in note for note in outcome.notes)

    @pytest.mark.parametrize("junk", [b"", b"PK\x03\x04 a workbook", b"\x00\x00", b"email,name\n"])
    def test_that_is_no_list_never_breaks(self, company: Company, junk: bytes) -> None:
        outcome = import_list(
            kind=BY_SLUG["people"], file=junk, actor=company.administrator, at=clock.tick()
        )

        assert outcome.lines == ()

    @pytest.mark.parametrize(
        ("kind", "allowed"),
        [
            ("people", {"administrator"}),
            ("functions", {"administrator"}),
            ("domains", {"administrator", "steward"}),
            ("systems", {"administrator", "steward"}),
            ("kpis", {"administrator", "steward"}),
            ("rights", {"administrator", "steward"}),
            ("issues", {"steward"}),
        ],
    )
    def test_is_for_those_who_keep_it(self, company: Company, kind: str, allowed: set[str]) -> None:
        text = template_csv(BY_SLUG[kind])
        for who in ("viewer", "outsider", "auditor", "decider", "steward", "administrator"):
            if who in allowed:
                take(company, kind, text, actor=getattr(company, who), dry_run=True)
                continue
            with pytest.raises(NotEntitled, match="Only a"):
                take(company, kind, text, actor=getattr(company, who), dry_run=True)


class TestPeople:
    def test_are_invited_by_choice(self, company: Company) -> None:
        take(company, "people", PEOPLE, invites=True)

        assert Outbox.objects.filter(kind="invitation_mail").count() == 2

    def test_change_where_the_list_says_otherwise_and_nowhere_else(self, company: Company) -> None:
        take(company, "people", PEOPLE)
        outcome = take(
            company,
            "people",
            "email,name,role,function,time_zone\nA@Example.com,Ada L.,,,Asia/Jakarta\n",
            file_name="later.csv",
        )

        assert rows(outcome) == [(2, "changed")]
        ada = User.objects.get(email="a@example.com")
        assert (ada.name, ada.role, ada.function) == ("Ada L.", "contributor", company.sales)
        assert ada.history.first().history_change_reason == "Imported from later.csv"

    def test_twice_in_a_file_are_one_person(self, company: Company) -> None:
        text = "email,name\na@example.com,Ada\nA@EXAMPLE.COM,Ada\n"

        assert rows(take(company, "people", text)) == [(2, "new"), (3, "unchanged")]


class TestFunctions:
    def test_get_their_heads_when_people_are_here(self, company: Company) -> None:
        head = PersonFactory.create(email="head@example.com")
        text = f"name,letter,head\nFinance,f,\nSales,S,{head.email}\n"
        outcome = take(company, "functions", text)

        assert rows(outcome) == [(2, "new"), (3, "changed")]
        assert Function.objects.get(slug="finance").letter == "F"
        assert Function.objects.get(slug="sales").head == head


class TestDomainsAndSystems:
    def test_a_parent_may_stand_in_a_row_above(self, company: Company) -> None:
        text = "name,parent\nDemand,company\nCampaigns,demand\n"
        take(company, "domains", text, actor=company.steward)

        names = [one.name for one in DataDomain.objects.get(slug="campaigns").lineage()]
        assert names == ["Campaigns", "Demand", "Company"]

    def test_a_parent_that_is_nowhere_is_named(self, company: Company) -> None:
        outcome = take(company, "domains", "name,parent\nCampaigns,demnd\nDemand,company\n")

        assert "“demnd” is no domain here" in told(outcome)[0]

    def test_only_a_shadow_retires(self, company: Company) -> None:
        text = "name,shadow,retire_by\nCRM,,2027-01-01\nList,yes,2027-01-01\n"
        outcome = take(company, "systems", text, good_rows_only=True)

        assert rows(outcome) == [(2, "refused"), (3, "new")]
        assert told(outcome)[0].startswith("Row 2, retire_by: Only a shadow has a date to retire")
        assert SourceSystem.objects.get(slug="list").retire_by == date(2027, 1, 1)


class TestKpis:
    HEADER = "name,slug,domain,system,function,unit,target,used_for\n"

    def test_are_added_and_changed(self, company: Company) -> None:
        SystemFactory.create(name="CRM", slug="crm")
        row = "MQL,mql-sales,leads,crm,Sales,count,320,budget board\n"
        take(company, "kpis", self.HEADER + row)
        outcome = take(company, "kpis", self.HEADER + row.replace("320", "340"))

        assert rows(outcome) == [(2, "changed")]
        kept = KPI.objects.get(slug="mql-sales")
        assert (kept.target, kept.version) == (Decimal(340), 2)
        assert (kept.used_for_board, kept.used_for_compensation) == (True, False)

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ("MQL,mql,nowhere,crm,Sales,count,1,\n", "domain"),
            ("MQL,mql,leads,crm,Sales,count,12.34.5,\n", "target"),
            ("MQL,mql,leads,crm,Sales,money,1,\n", "currency"),
            ("MQL,mql,leads,crm,,count,1,\n", "function"),
            ("MQL,mql,leads,crm,Sales,count,1,fun\n", "used_for"),
            ("MQL,M Q L,leads,crm,Sales,count,1,\n", "slug"),
        ],
    )
    def test_name_the_field_that_is_wrong(self, company: Company, row: str, field: str) -> None:
        SystemFactory.create(name="CRM", slug="crm")
        outcome = take(company, "kpis", self.HEADER + row)

        assert [problem.field for problem in outcome.row_problems] == [field]
        assert not KPI.objects.filter(name="MQL").exists()


class TestRights:
    HEADER = "person,right,domain,kpi,decision_type,since,until\n"

    def test_are_granted_and_ended(self, company: Company) -> None:
        row = "viewer@example.com,accountable,leads,,,2026-01-01,{}\n"
        take(company, "rights", self.HEADER + row.format(""))
        outcome = take(company, "rights", self.HEADER + row.format("2026-09-01"))

        assert rows(outcome) == [(2, "changed")]
        held = DecisionRight.objects.get(right="accountable")
        assert (held.person, held.until) == (company.viewer, date(2026, 9, 1))

    def test_for_a_sort_of_decision_over_a_kpi(self, company: Company) -> None:
        add_decision_type(
            name="Set a target", slug="target", actor=company.steward, at=clock.tick()
        )
        KPIFactory.create(slug="mql", domain=company.leads, function=company.sales)
        text = self.HEADER + "viewer@example.com,decides,,mql,Set a target,2026-01-01,\n"
        take(company, "rights", text)

        held = DecisionRight.objects.get(person=company.viewer)
        assert (str(held.decision_type), held.kpi and held.kpi.slug) == ("Set a target", "mql")

    def test_a_second_holder_is_refused_by_name(self, company: Company) -> None:
        text = self.HEADER + "viewer@example.com,decides,leads,,,2026-06-01,\n"
        outcome = take(company, "rights", text)

        assert "CRO holds “decides” on Leads" in told(outcome)[0]
        assert "End that right first" in told(outcome)[0]

    def test_need_one_subject(self, company: Company) -> None:
        text = self.HEADER + "viewer@example.com,decides,,,,2026-06-01,\n"

        assert told(take(company, "rights", text)) == [
            "Row 2, domain: names neither a domain nor a KPI, or both. Fill in one of the two."
        ]


class TestIssues:
    HEADER = (
        "reference,side_1,kpi_1,value_1,claim_1,side_2,kpi_2,value_2,claim_2,period,occurred_on,"
        "domain,layer,severity,owner,exposure,currency\n"
    )

    @pytest.fixture
    def pair(self, company: Company) -> tuple[KPI, KPI]:
        return company.kpi_pair()

    def row(self, pair: tuple[KPI, KPI], **cells: str) -> str:
        usual = {
            "reference": "LOG-1",
            "kpi_1": pair[0].slug,
            "value_1": "847",
            "kpi_2": pair[1].slug,
            "value_2": "200",
            "period": "2026-Q3",
            "occurred_on": "2026-10-02",
        }
        names = self.HEADER.strip().split(",")
        return self.HEADER + ",".join((usual | cells).get(name, "") for name in names) + "\n"

    def test_are_logged_under_their_reference(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        outcome = take(
            company, "issues", self.row(pair), actor=company.steward, file_name="log.csv"
        )

        assert told(outcome) == []
        item = Contradiction.objects.get()
        assert (item.status, item.raiser, item.decider) == (
            "logged",
            company.steward,
            company.decider,
        )
        assert item.occurred_on == date(2026, 10, 2)
        assert [position.value for position in item.positions.all()] == [847, 200]
        origin = Origin.objects.get()
        assert (origin.contradiction, str(origin)) == (item, "LOG-1 in log.csv")

    def test_with_an_owner_are_assigned_at_once(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        text = self.row(
            pair,
            owner="head.of.marketing@example.com",
            layer="2",
            severity="1",
            exposure="1200000",
            currency="EUR",
        )
        outcome = take(company, "issues", text, actor=company.steward)

        assert told(outcome) == []
        item = Contradiction.objects.get()
        assert (item.status, item.owner, item.severity) == (
            "assigned",
            company.marketing_head,
            1,
        )
        assert (item.exposure, item.exposure_currency) == (Decimal(1_200_000), "EUR")

    def test_that_are_here_live_their_own_life(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        take(company, "issues", self.row(pair), actor=company.steward)
        version = Contradiction.objects.get().version
        outcome = take(company, "issues", self.row(pair, value_1="900"), actor=company.steward)

        assert rows(outcome) == [(2, "unchanged")]
        assert Contradiction.objects.get().version == version

    def test_of_the_same_figures_name_the_open_item(
        self, company: Company, pair: tuple[KPI, KPI]
    ) -> None:
        take(company, "issues", self.row(pair), actor=company.steward)
        text = self.row(pair, reference="LOG-2")
        outcome = take(company, "issues", text, actor=company.steward)

        assert rows(outcome) == [(2, "refused")]
        assert Contradiction.objects.get().code in told(outcome)[0]

    def test_of_words_need_no_kpi(self, company: Company) -> None:
        text = (
            "reference,side_1,claim_1,side_2,claim_2,domain,kind\n"
            "LOG-9,Sales,All green,customer,Still waiting,leads,signal\n"
        )
        outcome = take(company, "issues", text, actor=company.steward)

        assert told(outcome) == []
        sides = {row.label: row for row in Position.objects.all()}
        assert sides["Sales"].function == company.sales
        assert sides["customer"].is_customer

    @pytest.mark.parametrize(
        ("cells", "field"),
        [
            ({"value_1": ""}, "claim_1"),
            ({"kpi_2": ""}, "side_2"),
            ({"value_2": "many"}, "value_2"),
            ({"period": "last summer"}, "period"),
            ({"occurred_on": "2.10.2026"}, "occurred_on"),
            ({"owner": "head.of.marketing@example.com"}, "layer"),
            ({"owner": "nobody@example.com", "layer": "2"}, "owner"),
            ({"severity": "5"}, "severity"),
            ({"exposure": "100"}, "exposure"),
            ({"reference": ""}, "reference"),
            ({"reference": "x" * 81}, "reference"),
        ],
    )
    def test_name_the_field_that_is_wrong(
        self, company: Company, pair: tuple[KPI, KPI], cells: dict[str, str], field: str
    ) -> None:
        outcome = take(company, "issues", self.row(pair, **cells), actor=company.steward)

        assert field in {problem.field for problem in outcome.row_problems}
        assert not Contradiction.objects.exists()


class TestCommand:
    def run(self, *arguments: object) -> str:
        said = StringIO()
        call_command("import_register", *arguments, stdout=said, stderr=said)
        return said.getvalue()

    def test_imports_and_writes_the_result(self, company: Company, tmp_path: Path) -> None:
        file, result = tmp_path / "people.csv", tmp_path / "result.csv"
        file.write_text(PEOPLE, encoding="utf-8")

        assert "would be new 2" in self.run("people", file, "--dry-run")
        assert "new 2, changed 0, unchanged 0, refused 0" in self.run(
            "people", file, "--result", result
        )
        assert "a@example.com" in result.read_text(encoding="utf-8-sig")
        assert "unchanged 2" in self.run("people", file)

    def test_fails_loudly_and_takes_good_rows(self, company: Company, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text(PEOPLE + "c@example.com,,,\n", encoding="utf-8")

        with pytest.raises(CommandError, match="--good-rows"):
            self.run("people", file)
        assert not User.objects.filter(name="Ada").exists()
        assert "refused 1" in self.run("people", file, "--good-rows")
        assert User.objects.filter(name="Ada").exists()

    def test_acts_as_somebody_who_may(self, company: Company, tmp_path: Path) -> None:
        file = tmp_path / "people.csv"
        file.write_text(PEOPLE, encoding="utf-8")

        with pytest.raises(CommandError, match="Only an administrator"):
            self.run("people", file, "--by", company.steward.email)
        with pytest.raises(CommandError, match="Nobody signs in"):
            self.run("people", file, "--by", "nobody@example.com")
        self.run("people", file, "--by", company.administrator.email)
        ada = User.objects.get(name="Ada")
        assert ada.history.first().history_user == company.administrator

    def test_says_when_a_file_is_not_there(self, company: Company, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="cannot be read"):
            self.run("people", tmp_path / "nothing.csv")
