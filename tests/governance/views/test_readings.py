import pytest
from django.test import Client
from django.urls import reverse

from metrics.models import KPI, Measurement
from tests.factories.governance import Company
from tests.factories.metrics import Q3, Q4, KPIFactory, SystemFactory, reading
from tests.governance.views.test_kpis import page


@pytest.fixture
def kpi(company: Company) -> KPI:
    return company.kpi_pair()[0]


@pytest.fixture
def steward(client: Client, company: Company) -> Client:
    client.force_login(company.steward)
    return client


class TestRecord:
    def fields(self, kpi: KPI, **other: str) -> dict[str, str]:
        return {
            "period_start": "2026-07-01",
            "period_end": "2026-09-30",
            "value": "847",
            "as_of": "2026-10-02",
            "grade": "measured",
            "system": str(kpi.system_id),
        } | other

    def test_a_contributor_records_one(self, client: Client, company: Company, kpi: KPI) -> None:
        client.force_login(company.outsider)

        answer = client.post(reverse("reading_record", args=[kpi.slug]), self.fields(kpi))

        assert answer["Location"] == reverse("kpi", args=[kpi.slug])
        assert Measurement.objects.get().recorded_by == company.outsider

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"value": ""}, "Enter the value."),
            ({"value": "1e3000"}, "Ensure that"),
            ({"as_of": "2026-06-01"}, "before the period begins"),
            ({"period_end": "2026-06-01"}, "before it starts"),
            ({"as_of": "soon"}, "Enter a valid date"),
        ],
    )
    def test_keeps_what_was_typed_and_says_how_to_put_it_right(
        self, steward: Client, kpi: KPI, change: dict[str, str], words: str
    ) -> None:
        fields = self.fields(kpi, reason="From the board pack", **change)

        answer = steward.post(reverse("reading_record", args=[kpi.slug]), fields)

        assert answer.status_code == 422
        text = answer.content.decode()
        assert words in text
        assert "There is a problem" in text
        assert "From the board pack" in text

    def test_a_second_value_is_sent_to_correction(self, steward: Client, kpi: KPI) -> None:
        reading(kpi, 847)

        answer = steward.post(reverse("reading_record", args=[kpi.slug]), self.fields(kpi))

        assert answer.status_code == 422
        assert "Correct that reading instead" in answer.content.decode()

    def test_correcting_adds_a_row(self, steward: Client, kpi: KPI) -> None:
        first = reading(kpi, 847)
        fields = self.fields(kpi, value="840", reason="Test entries")

        answer = steward.post(reverse("reading_correct", args=[kpi.slug, first.pk]), fields)

        assert answer["Location"] == reverse("kpi", args=[kpi.slug])
        assert Measurement.objects.current().get().value == 840

    def test_what_is_corrected_already_answers_409(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        first = reading(kpi, 847)
        fields = self.fields(kpi, value="840", reason="Test entries")
        steward.post(reverse("reading_correct", args=[kpi.slug, first.pk]), fields)

        answer = steward.post(reverse("reading_correct", args=[kpi.slug, first.pk]), fields)

        assert answer.status_code == 409
        assert "corrected already" in answer.content.decode()

    def test_a_reading_of_another_metric_is_not_there(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        other = reading(company.kpi_pair()[1], 200)

        address = reverse("reading_correct", args=[kpi.slug, other.pk])

        assert steward.get(address).status_code == 404

    def test_parts_are_asked_for_rates_alone(
        self, steward: Client, company: Company, kpi: KPI
    ) -> None:
        rate = KPIFactory(kind="outcome", unit="percent", system=SystemFactory())

        assert "Denominator" in page(steward, "reading_record", rate.slug)
        assert "Denominator" not in page(steward, "reading_record", kpi.slug)

    def test_the_next_period_is_suggested(self, steward: Client, kpi: KPI) -> None:
        reading(kpi, 847, Q3)

        text = page(steward, "reading_record", kpi.slug)

        assert f'value="{Q4[0]}"' in text
        assert f'value="{Q4[1]}"' in text


PAGES_OF_KEEPERS = ["kpi_add", "domain_add", "system_add", "population_add", "identity_rule_add"]


class TestWhoMay:
    @pytest.mark.parametrize("name", PAGES_OF_KEEPERS)
    @pytest.mark.parametrize("who", ["outsider", "viewer", "auditor", "decider"])
    def test_others_read_who_may(
        self, client: Client, company: Company, name: str, who: str
    ) -> None:
        client.force_login(getattr(company, who))

        for answer in (client.get(reverse(name)), client.post(reverse(name), {"name": "X"})):
            assert answer.status_code == 403
            assert "Only a steward or an administrator may" in answer.content.decode()

    @pytest.mark.parametrize("name", [*PAGES_OF_KEEPERS, "dictionary", "domains", "systems"])
    def test_strangers_sign_in_first(self, client: Client, db: None, name: str) -> None:
        assert client.get(reverse(name)).status_code == 302

    @pytest.mark.parametrize(
        ("name", "who"),
        [
            ("reading_record", "viewer"),
            ("reading_record", "decider"),
            ("kpi_change", "outsider"),
            ("definition_propose", "outsider"),
            ("definition_propose", "marketing_head"),
        ],
    )
    def test_pages_of_a_metric_say_so_too(
        self, client: Client, company: Company, kpi: KPI, name: str, who: str
    ) -> None:
        client.force_login(getattr(company, who))

        for answer in (
            client.get(reverse(name, args=[kpi.slug])),
            client.post(reverse(name, args=[kpi.slug])),
        ):
            assert answer.status_code == 403
            assert "Only a" in answer.content.decode()
