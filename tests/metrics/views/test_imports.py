from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.models import KPI, Measurement, PendingImport
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory, SystemFactory

START = "/measurements/import/"
GOOD = "kpi,when,value,read on\nmqls,2026-07,250,2026-08-02\nmqls,2026-08,290,2026-09-02\n"
MIXED = GOOD + "mqls,2026-09,many,2026-10-02\n"


@pytest.fixture
def kpi(company: Company) -> KPI:
    facts = {"domain": company.leads, "system": SystemFactory(name="CRM", slug="crm")}
    return KPIFactory(slug="mqls", name="MQL", function=company.marketing, **facts)


@pytest.fixture
def steward(client: Client, company: Company, kpi: KPI) -> Client:
    client.force_login(company.steward)
    return client


def upload(client: Client, text: str | bytes = GOOD) -> Any:
    data = text if isinstance(text, bytes) else text.encode()
    return client.post(START, {"file": SimpleUploadedFile("august.csv", data)})


def kept() -> PendingImport:
    return PendingImport.objects.latest("pk")


def chosen(**other: str) -> dict[str, str]:
    return {
        "column_0": "kpi",
        "column_1": "period",
        "column_2": "value",
        "column_3": "as_of",
        "date_format": "YYYY-MM-DD",
        "style": ".and,",
        "delimiter": ",",
    } | other


def to(step: str) -> str:
    return reverse(f"import_{step}", args=[kept().key])


class TestImport:
    def test_goes_from_file_to_readings(self, steward: Client) -> None:
        assert upload(steward)["Location"] == to("columns")
        page = steward.get(to("columns"))
        assert page.context["form"]["column_0"].value() == "kpi"
        assert page.context["form"]["column_1"].value() == ""
        assert "290" in page.content.decode()

        assert steward.post(to("columns"), chosen())["Location"] == to("check")
        page = steward.get(to("check"))
        assert "All <b>2</b> rows can be imported." in page.content.decode()
        assert not Measurement.objects.exists()

        assert steward.post(to("run"))["Location"] == to("result")
        assert Measurement.objects.count() == 2
        assert "<b>2</b> readings are here now" in steward.get(to("result")).content.decode()

    def test_a_second_press_changes_nothing(self, steward: Client) -> None:
        upload(steward)
        steward.post(to("columns"), chosen())
        steward.post(to("run"))

        assert steward.post(to("run"))["Location"] == to("result")
        assert Measurement.objects.count() == 2

    def test_bad_rows_are_named_and_nothing_is_lost(self, steward: Client) -> None:
        upload(steward, MIXED)
        steward.post(to("columns"), chosen())

        page = steward.get(to("check")).content.decode()
        assert "<b>2</b> of <b>3</b> rows can be imported, <b>1</b> cannot be taken yet." in page
        assert "many" in page
        assert "is not a number in the style chosen" in page
        assert steward.post(to("run"))["Location"] == to("check")
        assert not Measurement.objects.exists()
        assert kept().content().decode() == MIXED

    def test_good_rows_go_in_by_choice_and_the_result_tells_all(self, steward: Client) -> None:
        upload(steward, MIXED)
        steward.post(to("columns"), chosen())

        assert steward.post(to("run"), {"rows": "good"})["Location"] == to("result")
        assert Measurement.objects.count() == 2
        answer: Any = steward.get(to("result_csv"))
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert [line.split(",")[4] for line in lines[1:]] == ['"new"', '"new"', '"refused"']

    def test_the_check_can_be_downloaded_before_anything_is_done(self, steward: Client) -> None:
        upload(steward, MIXED)
        steward.post(to("columns"), chosen())

        text = steward.get(to("check_csv")).content.decode("utf-8-sig")

        assert '"4","mqls","2026-09","many","refused","value"' in text

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"column_3": "value"}, "Two columns are chosen for Value"),
            ({"column_2": ""}, "No column holds the value"),
            ({"column_3": ""}, "Enter the day on which the figures were read"),
            ({"style": "nonsense"}, "Select a valid choice"),
        ],
    )
    def test_columns_that_do_not_fit_are_explained(
        self, steward: Client, change: dict[str, str], words: str
    ) -> None:
        upload(steward)

        answer = steward.post(to("columns"), chosen(**change))

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert "There is a problem" in answer.content.decode()

    def test_another_delimiter_reads_the_columns_anew(self, steward: Client) -> None:
        text = "kpi|x;period|x;value|x\nmqls|1;2026-07|2;250|3\n"
        upload(steward, text)

        assert steward.get(to("columns")).context["form"].table.delimiter == "|"

        answer = steward.post(to("columns"), chosen(delimiter=";"))

        assert answer["Location"] == to("columns")
        assert steward.get(to("columns")).context["form"].table.delimiter == ";"
        assert steward.get(to("columns")).context["asks_delimiter"]

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (b"", "The file is empty"),
            (b"PK\x03\x04", "workbook"),
            (b"a\x00b", "NUL"),
            (b"kpi,period,value\n\n", "column names and no rows"),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why(
        self, steward: Client, file: bytes, words: str
    ) -> None:
        answer = upload(steward, file)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not PendingImport.objects.exists()

    def test_asks_for_a_file(self, steward: Client) -> None:
        assert "Choose a CSV file." in steward.post(START).content.decode()

    @given(data=st.one_of(st.binary(min_size=1, max_size=300), st.text(min_size=1).map(str.encode)))
    @settings(
        max_examples=40,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    def test_no_bytes_break_a_page(self, steward: Client, data: bytes) -> None:
        answer = upload(steward, data)

        assert answer.status_code in (302, 422)
        if answer.status_code == 302:
            assert steward.get(answer["Location"]).status_code == 200
            assert steward.get(to("check")).status_code == 200


class TestWhoImports:
    @pytest.mark.parametrize(
        "who", ["outsider", "viewer", "auditor", "administrator", "marketing_head", "decider"]
    )
    def test_others_are_told_who_may(self, client: Client, company: Company, who: str) -> None:
        client.force_login(getattr(company, who))

        for answer in (client.get(START), upload(client)):
            assert answer.status_code == 403
            assert "Only a steward may import readings." in answer.content.decode()
        assert not PendingImport.objects.exists()

    def test_strangers_sign_in_first(self, client: Client, db: None) -> None:
        assert client.get(START).status_code == 302
        assert client.get(START)["Location"].startswith(reverse("account_login"))

    @pytest.mark.parametrize("step", ["columns", "check", "check_csv", "result", "result_csv"])
    def test_a_file_is_its_owners_alone(self, steward: Client, company: Company, step: str) -> None:
        from tests.factories.accounts import PersonFactory

        upload(steward)
        steward.force_login(PersonFactory(name="Second steward", role="steward"))

        assert steward.get(to(step)).status_code == 404
        assert steward.post(to("run")).status_code == 404
        assert steward.get(START).context["waiting"].count() == 0

    def test_a_key_nobody_has_is_not_there(self, steward: Client) -> None:
        assert steward.get(reverse("import_check", args=[uuid4()])).status_code == 404

    def test_a_file_is_forgotten_when_it_expires(self, steward: Client) -> None:
        upload(steward)
        old = kept()
        PendingImport.objects.update(expires_at=old.created_at - timedelta(days=1))

        assert steward.get(reverse("import_check", args=[old.key])).status_code == 404
        upload(steward)

        assert list(PendingImport.objects.values_list("pk", flat=True)) == [kept().pk]
