from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from metrics.actions.domains import add_system
from metrics.models import KPI, DataDomain, IdentityRule, Population, SourceSystem
from tests.factories.clock import clock
from tests.factories.governance import Company


@pytest.fixture
def steward(client: Client, company: Company) -> Client:
    client.force_login(company.steward)
    return client


def text_of(client: Client, name: str) -> str:
    return client.get(reverse(name)).content.decode()


class TestDomains:
    def test_the_tree_shows_depth_and_who_is_accountable(self, steward: Client) -> None:
        answer = steward.get(reverse("domains"))

        found = [(domain.name, depth) for domain, depth, _ in answer.context["branches"]]
        assert found == [("Company", 0), ("Leads", 1)]
        assert "Nobody" in answer.content.decode()

    def test_a_new_one_gets_a_name_of_its_own(self, steward: Client, company: Company) -> None:
        for name in ("Leads!", "New"):
            fields = {"name": name, "parent": company.root.pk}
            assert steward.post(reverse("domain_add"), fields)["Location"] == reverse("domains")

        assert {"leads-2", "new-2"} <= set(DataDomain.objects.values_list("slug", flat=True))

    def test_a_circle_is_refused_beside_its_field(self, steward: Client, company: Company) -> None:
        address = reverse("domain_change", args=[company.root.slug])

        answer = steward.post(address, {"name": "Company", "parent": company.leads.pk})

        assert answer.status_code == 422
        assert "lies inside" in answer.content.decode()

    def test_a_name_that_is_taken_is_refused(self, steward: Client) -> None:
        answer = steward.post(reverse("domain_add"), {"name": "Leads"})

        assert answer.status_code == 422
        assert "already exists" in answer.content.decode()


class TestSystems:
    def test_an_overdue_shadow_is_an_alarm_in_words(
        self, steward: Client, company: Company
    ) -> None:
        add_system(
            name="Quota.xlsx",
            slug="quota",
            is_shadow=True,
            retire_by=timezone.now().date() - timedelta(days=3),
            actor=company.steward,
            at=clock.tick(),
        )

        text = text_of(steward, "systems")

        assert "<b>1</b> of <b>1</b> shadows should have retired by now." in text
        assert "Overdue by 3" in text

    def test_adding_and_changing(self, steward: Client) -> None:
        steward.post(reverse("system_add"), {"name": "CRM"})
        made = SourceSystem.objects.get(slug="crm")
        address = reverse("system_change", args=["crm"])

        refused = steward.post(address, {"name": "CRM", "retire_by": "2027-01-01"})
        assert refused.status_code == 422
        assert "Only a shadow" in refused.content.decode()
        steward.post(address, {"name": "CRM", "is_shadow": "on", "retire_by": "2027-01-01"})
        made.refresh_from_db()

        assert made.is_shadow


class TestPopulations:
    def test_both_kinds_are_added_and_listed(self, steward: Client) -> None:
        steward.post(reverse("population_add"), {"name": "Payers", "entity_grain": "payer"})
        steward.post(reverse("identity_rule_add"), {"name": "Same payer", "rule": "one pays both"})

        assert Population.objects.get().entity_grain == "payer"
        assert IdentityRule.objects.get().rule == "one pays both"
        text = text_of(steward, "populations")
        assert "Payers" in text
        assert "one pays both" in text


class TestKeepingKpis:
    def fields(self, company: Company, **other: str) -> dict[str, str]:
        system = SourceSystem.objects.first() or add_system(
            name="CRM", slug="crm", actor=company.steward, at=clock.tick()
        )
        return {
            "name": "Won deals",
            "kind": "functional",
            "function": str(company.sales.pk),
            "domain": str(company.leads.pk),
            "system": str(system.pk),
            "unit": "count",
            "verb": "closed",
            "direction": "higher",
            "cadence": "month",
            "target": "30",
        } | other

    def test_adding_one(self, steward: Client, company: Company) -> None:
        answer = steward.post(reverse("kpi_add"), self.fields(company))

        assert answer["Location"] == reverse("dictionary")
        assert KPI.objects.get(slug="won-deals").target == 30

    def test_what_makes_no_sense_is_explained(self, steward: Client, company: Company) -> None:
        answer = steward.post(reverse("kpi_add"), self.fields(company, unit="money", function=""))

        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Name the currency of an amount" in text
        assert "Choose the function a functional KPI belongs to." in text

    def test_two_editors_do_not_lose_a_change(self, steward: Client, company: Company) -> None:
        steward.post(reverse("kpi_add"), self.fields(company))
        address = reverse("kpi_change", args=["won-deals"])
        first = self.fields(company, target="40", reason="New plan", version="1")
        assert steward.post(address, first).status_code == 302

        answer = steward.post(address, first | {"target": "50", "uses": "Board pack"})

        assert answer.status_code == 409
        text = answer.content.decode()
        assert "changed this" in text
        assert "Board pack" in text
        assert KPI.objects.get(slug="won-deals").target == 40
