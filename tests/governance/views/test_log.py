from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from governance.models import Contradiction, Evidence, Position
from metrics.models import KPI
from tests.factories.governance import Company, logged
from tests.factories.metrics import Q4, KPIFactory, SystemFactory, reading
from tests.governance.views.reading_pages import HTMX, secret

pytestmark = pytest.mark.django_db
LINK = "https://crm.example.com/reports/418"
NEW = "/register/new/"


@pytest.fixture
def steward(company: Company, client: Client) -> Client:
    client.force_login(company.steward)
    return client


@pytest.fixture
def pair(company: Company) -> tuple[KPI, KPI]:
    first, second = company.kpi_pair()
    reading(first, 847)
    reading(second, 200)
    return first, second


def two(pair: tuple[KPI, KPI], **more: Any) -> dict[str, Any]:
    return {"a-kpi": pair[0].slug, "b-kpi": pair[1].slug, "url": LINK, **more}


def by_hand(**more: Any) -> dict[str, Any]:
    return {
        "a-label": "Finance",
        "a-value": "3,800,000",
        "a-unit": "money",
        "a-period": "FY26-Q3",
        "b-label": "Sales",
        "b-value": "2,100,000",
        "b-unit": "money",
        "b-period": "FY26-Q3",
        "note": "Seen in both reports",
        **more,
    }


class TestLog:
    def test_two_metrics_and_a_link_are_enough(
        self, company: Company, steward: Client, pair: Any
    ) -> None:
        answer = steward.post(NEW, two(pair))

        item = Contradiction.objects.get()
        assert answer["Location"] == f"/c/{item.code}/"
        assert item.title == "Marketing counts 847 MQLs; Sales finds 200."
        assert item.raiser == company.steward
        assert [row.measurement_id is not None for row in item.positions.all()] == [True, True]
        assert Evidence.objects.get().url == LINK

    def test_values_by_hand_are_read_strictly(self, steward: Client) -> None:
        steward.post(NEW, by_hand(exposure="1,500,000", question="Which plans capacity?"))

        item = Contradiction.objects.get()
        assert [row.value for row in item.positions.all()] == [3_800_000, 2_100_000]
        assert item.positions.earliest("order").period_end == date(2026, 9, 30)
        assert (item.exposure, item.exposure_currency) == (1_500_000, "EUR")
        assert item.severity == 1
        assert item.question == "Which plans capacity?"

    def test_a_customer_signal_is_a_side(self, steward: Client, pair: Any) -> None:
        sent = {"a-kpi": pair[0].slug, "b-is_customer": "on", "b-claim": "I am still waiting"}
        steward.post(NEW, {**sent, "note": "Calls of October"})

        item = Contradiction.objects.get()
        assert item.kind == "signal"
        assert item.positions.get(order=2).is_customer

    def test_three_sides_are_one_item(self, steward: Client, pair: Any) -> None:
        third = {"c-label": "Finance", "c-value": "310", "c-period": "FY26-Q3", "sides": "3"}
        steward.post(NEW, two(pair, **third))

        assert Contradiction.objects.get().positions.count() == 3

    def test_a_changed_value_is_a_statement_of_its_own(self, steward: Client, pair: Any) -> None:
        steward.post(NEW, two(pair, **{"a-value": "900", "a-period": "FY26-Q3"}))

        position = Position.objects.get(order=1)
        assert (position.value, position.measurement_id) == (Decimal(900), None)
        assert position.kpi == pair[0]

    def test_keeps_a_file_as_evidence(self, steward: Client, pair: Any) -> None:
        file = SimpleUploadedFile("leads.csv", b"a,b\n1,2\n", content_type="text/csv")
        steward.post(NEW, two(pair, url="", file=file))

        assert Evidence.objects.get().file_name == "leads.csv"

    def test_a_refused_file_logs_nothing(self, steward: Client, pair: Any) -> None:
        file = SimpleUploadedFile("leads.exe", b"MZ", content_type="text/csv")

        answer = steward.post(NEW, two(pair, url="", file=file))

        assert answer.status_code == 422
        assert "is not accepted" in answer.content.decode()
        assert not Contradiction.objects.exists()

    def test_begins_with_what_the_address_names(self, steward: Client, pair: Any) -> None:
        page = steward.get(f"{NEW}?a={pair[0].slug}&b={pair[1].slug}").content.decode()

        assert 'value="847"' in page
        assert "Marketing counts <b>847</b> MQLs; Sales finds <b>200</b>." in page

    def test_begins_with_a_known_pattern(self, steward: Client) -> None:
        page = steward.get(f"{NEW}?pattern=sla-green").content.decode()

        assert "Which promise does the customer feel?" in page


class TestErrors:
    def test_names_each_thing_missing_and_how_to_put_it_right(
        self, steward: Client, pair: Any
    ) -> None:
        sent = two(pair, url="", **{"b-value": "300", "b-as_of": "31/9/2026"})
        answer = steward.post(NEW, sent)
        text = answer.content.decode()

        assert answer.status_code == 422
        assert "Enter the period for the MQL value, for example FY26-Q3." in text
        assert "Enter a real date for “as of”, for example 2026-09-30." in text
        assert "Add one piece of evidence: a link, a file or a note." in text
        assert "<title>Error: Log a contradiction" in " ".join(text.split())
        assert "There is a problem" in text

    def test_keeps_what_was_entered(self, steward: Client) -> None:
        text = steward.post(NEW, by_hand(note="", question="Which?")).content.decode()

        for entered in ("Finance", "3,800,000", "2,100,000", "Which?"):
            assert f'value="{entered}"' in text

    def test_asks_for_the_other_side(self, steward: Client, pair: Any) -> None:
        answer = steward.post(NEW, {"a-kpi": pair[0].slug, "url": LINK})

        assert "Choose the other side: a metric, or a value by hand." in answer.content.decode()
        assert not Contradiction.objects.exists()

    def test_one_reading_does_not_contradict_itself(self, steward: Client, pair: Any) -> None:
        answer = steward.post(NEW, two((pair[0], pair[0])))

        assert "Two sides say the same." in answer.content.decode()
        assert not Contradiction.objects.exists()

    @pytest.mark.parametrize("value", ["12k", "1.234.567", "=1+1", "9" * 40, "\x00", "abc"])
    def test_refuses_a_value_that_is_no_number(self, steward: Client, value: str) -> None:
        answer = steward.post(NEW, by_hand(**{"a-value": value}))

        assert answer.status_code == 422
        assert not Contradiction.objects.exists()

    def test_a_second_item_on_the_same_metrics_is_refused_and_offers_the_first(
        self, company: Company, steward: Client, pair: Any
    ) -> None:
        steward.post(NEW, two(pair))

        answer = steward.post(NEW, two(pair))
        text = answer.content.decode()

        assert answer.status_code == 409
        assert Contradiction.objects.count() == 1
        assert "Add a reading to C-001 instead" in text
        assert f'value="{LINK}"' in text

    @pytest.mark.parametrize("name", ["a-kpi", "a-label", "a-claim", "question", "sides", "domain"])
    def test_bears_anything_in_any_field(self, steward: Client, name: str) -> None:
        for value in ("\x00", "9" * 400, "💥\ud7ff", "=cmd()"):
            sent = by_hand(**{name: value})
            assert steward.post(NEW, sent).status_code in (302, 409, 422)
            assert steward.post(f"{NEW}preview/", sent).status_code == 200
        assert steward.get(NEW, {"a": "\x00", "pattern": "\x00"}).status_code == 200
        assert steward.post(f"{NEW}side/a/", {"a-kpi": "\x00"}).status_code in (200, 404)


class TestPreview:
    def test_says_the_sentence_the_gap_and_what_is_proposed(
        self, company: Company, steward: Client, pair: Any
    ) -> None:
        text = steward.post(f"{NEW}preview/", two(pair), headers=HTMX).content.decode()

        assert "Marketing counts <b>847</b> MQLs; Sales finds <b>200</b>." in text
        assert "647" in text
        assert "same period" in text
        assert "CRO" in text
        assert not Contradiction.objects.exists()

    def test_bears_half_a_form(self, steward: Client, pair: Any) -> None:
        for sent in ({}, {"a-kpi": pair[0].slug}, by_hand(**{"b-value": "x", "b-period": "?"})):
            assert steward.post(f"{NEW}preview/", sent).status_code == 200

    def test_warns_of_the_same_dispute_whatever_the_period(
        self, company: Company, steward: Client
    ) -> None:
        item = logged(company)
        kpis = [row.kpi for row in item.positions.all()]
        reading(kpis[0], 900, Q4)

        text = steward.post(f"{NEW}preview/", two(kpis)).content.decode()

        assert f"{item.code} is already open on this" in text
        assert f"Add a reading to {item.code} instead" in text

    def test_warns_of_a_shared_side_and_of_alike_words(
        self, company: Company, steward: Client, pair: Any
    ) -> None:
        item = logged(company)
        shared = item.positions.earliest("order").kpi
        assert shared is not None

        text = steward.post(f"{NEW}preview/", two((shared, pair[1]))).content.decode()
        assert f"{item.code} is open and shares one of these sides" in text

    def test_warns_of_an_item_with_most_of_the_words(
        self, company: Company, steward: Client
    ) -> None:
        item = logged(company)
        kpis = [str(row.kpi) for row in item.positions.all()]

        for other, warns in ((kpis[1], True), ("Refunds on hand", False)):
            alike = {"a-label": kpis[0], "a-value": "1", "b-label": other, "b-value": "2"}
            text = steward.post(f"{NEW}preview/", alike).content.decode()
            assert (f"{item.code} may be about the same" in text) is warns

    def test_tells_an_outsider_nothing_of_a_confidential_twin(self, company: Company) -> None:
        item = secret(company)
        client = Client()
        client.force_login(company.outsider)

        sent = two([row.kpi for row in item.positions.all()])
        text = client.post(f"{NEW}preview/", sent).content.decode()

        assert item.code not in text

    def test_fills_a_side_from_its_latest_reading(self, steward: Client, pair: Any) -> None:
        reading(pair[0], 912, Q4)

        text = steward.post(f"{NEW}side/a/", {"a-kpi": pair[0].slug}).content.decode()

        assert 'value="912"' in text
        assert 'value="FY26-Q4"' in text
        assert "Speaks for it: Head of Marketing." in text

    def test_fills_without_script_too(self, steward: Client, pair: Any) -> None:
        text = steward.post(NEW, two(pair, do="fill")).content.decode()

        assert 'value="847"' in text
        assert not Contradiction.objects.exists()

    def test_adds_a_side_without_script(self, steward: Client, pair: Any) -> None:
        text = steward.post(NEW, two(pair, do="more")).content.decode()

        assert "A third side says" in text
        assert "There is a problem" not in text


class TestWho:
    @pytest.mark.parametrize("who", ["viewer", "auditor", "administrator", "decider"])
    def test_refuses_who_may_not_log_and_says_who_may(
        self, company: Company, pair: Any, who: str
    ) -> None:
        client = Client()
        client.force_login(getattr(company, who))

        for answer in (
            client.get(NEW),
            client.post(NEW, two(pair)),
            client.post(f"{NEW}preview/", two(pair)),
            client.post(f"{NEW}side/a/", two(pair)),
        ):
            assert answer.status_code == 403
            assert "Only a contributor or a steward" in answer.content.decode()
        assert not Contradiction.objects.exists()

    def test_a_contributor_may(self, company: Company, pair: Any) -> None:
        client = Client()
        client.force_login(company.outsider)

        assert client.post(NEW, two(pair)).status_code == 302

    def test_asks_a_stranger_to_sign_in(self, client: Client) -> None:
        assert client.get(NEW)["Location"].startswith("/accounts/login/")


def test_a_metric_without_readings_asks_for_a_value(steward: Client, pair: Any) -> None:
    bare = KPIFactory(name="Bare", kind="outcome", system=SystemFactory())

    answer = steward.post(NEW, two((pair[0], bare)))

    assert "Enter the value of Bare, for example 847." in answer.content.decode()
