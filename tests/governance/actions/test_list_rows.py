from datetime import date
from decimal import Decimal

import pytest

from accounts.models import Function, User
from governance.actions.rights import add_decision_type
from governance.models import DecisionRight, Outbox
from metrics.models import KPI, DataDomain, SourceSystem
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory
from tests.governance.actions.importing import PEOPLE, rows, take, told

pytestmark = pytest.mark.django_db


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
