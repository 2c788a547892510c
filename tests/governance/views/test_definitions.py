import pytest
from django.test import Client
from django.urls import reverse

from metrics.models import KPI, KPIDefinition
from tests.factories.governance import Company
from tests.governance.actions.test_definitions import approved, proposed

MEANING = {
    "meaning": "A person whose score reached 75.",
    "formula": "Count of people with a score of 75 or more.",
    "effective_from": "2026-01-01",
}


@pytest.fixture
def kpi(company: Company) -> KPI:
    return company.kpi_pair()[0]


@pytest.fixture
def steward(client: Client, company: Company) -> Client:
    client.force_login(company.steward)
    return client


def of(name: str, one: KPIDefinition) -> str:
    return reverse(name, args=[one.kpi.slug, one.number])


class TestPropose:
    def test_starts_from_the_agreed_meaning(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        approved(company, kpi)

        page = steward.get(reverse("definition_propose", args=[kpi.slug])).content.decode()

        assert "A person whose score passed 60." in page

    def test_refuses_what_it_means_already(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        current = approved(company, kpi)
        same = {
            "meaning": current.meaning,
            "formula": current.formula,
            "effective_from": "2026-02-01",
        }

        answer = steward.post(reverse("definition_propose", args=[kpi.slug]), same)

        assert answer.status_code == 422
        assert "This is what it means already." in answer.content.decode()
        assert KPIDefinition.objects.count() == 1

    def test_waits_for_approval(self, steward: Client, company: Company, kpi: KPI) -> None:
        answer = steward.post(reverse("definition_propose", args=[kpi.slug]), MEANING)

        assert answer.status_code == 302
        made = KPIDefinition.objects.get()
        assert (made.status, made.author) == ("proposed", company.steward)

    def test_an_incomplete_one_keeps_what_was_typed(self, steward: Client, kpi: KPI) -> None:
        fields = MEANING | {"formula": "", "exclusions": "Students"}

        answer = steward.post(reverse("definition_propose", args=[kpi.slug]), fields)

        assert answer.status_code == 422
        text = answer.content.decode()
        assert "Enter the formula." in text
        assert "Students" in text

    def test_a_second_one_waits_for_the_first(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        proposed(company, kpi)

        answer = steward.post(reverse("definition_propose", args=[kpi.slug]), MEANING)

        assert answer.status_code == 422
        assert "still waits for approval" in answer.content.decode()


class TestJudge:
    def test_shows_word_by_word_what_changes(
        self, client: Client, company: Company, kpi: KPI
    ) -> None:
        approved(company, kpi)
        draft = proposed(company, kpi, meaning="A person whose score reached 75.")
        client.force_login(company.decider)

        text = client.get(of("definition", draft)).content.decode()

        assert "<del>passed 60</del><ins>reached 75</ins>" in text
        assert "Approve v2" in text

    def test_approving_makes_it_current(self, client: Client, company: Company, kpi: KPI) -> None:
        draft = proposed(company, kpi)
        client.force_login(company.marketing_head)

        assert client.post(of("definition_approve", draft)).status_code == 302
        kpi.refresh_from_db()
        assert kpi.current_definition == draft

    def test_a_second_press_answers_409(self, client: Client, company: Company, kpi: KPI) -> None:
        done = approved(company, kpi)
        client.force_login(company.marketing_head)

        answer = client.post(of("definition_approve", done))

        assert answer.status_code == 409
        assert "approved already" in answer.content.decode()

    def test_rejecting_needs_a_reason(self, client: Client, company: Company, kpi: KPI) -> None:
        draft = proposed(company, kpi)
        client.force_login(company.marketing_head)

        assert client.post(of("definition_reject", draft)).status_code == 422
        assert (
            client.post(of("definition_reject", draft), {"reason": "Too wide"}).status_code == 302
        )
        draft.refresh_from_db()
        assert draft.status == "rejected"
        assert "Too wide" in client.get(of("definition", draft)).content.decode()

    @pytest.mark.parametrize(
        "who", ["outsider", "viewer", "auditor", "administrator", "steward", "sales_head"]
    )
    @pytest.mark.parametrize("verb", ["definition_approve", "definition_reject"])
    def test_nobody_else_judges(
        self, client: Client, company: Company, kpi: KPI, who: str, verb: str
    ) -> None:
        draft = proposed(company, kpi)
        client.force_login(getattr(company, who))

        answer = client.post(of(verb, draft), {"reason": "No"})

        assert answer.status_code == 403
        draft.refresh_from_db()
        assert draft.status == "proposed"
        page = client.get(of("definition", draft)).content.decode()
        assert "Approve v1" not in page
        assert "Head of Marketing or CRO can judge it." in page

    @pytest.mark.parametrize("verb", ["definition_approve", "definition_reject"])
    def test_looking_changes_nothing(
        self, client: Client, company: Company, kpi: KPI, verb: str
    ) -> None:
        draft = proposed(company, kpi)
        client.force_login(company.decider)

        assert client.get(of(verb, draft)).status_code == 405

    def test_a_number_that_does_not_exist_is_not_there(self, steward: Client, kpi: KPI) -> None:
        address = reverse("definition", args=[kpi.slug, 9])

        assert steward.get(address).status_code == 404
