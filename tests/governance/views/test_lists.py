from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Function, User
from governance.lists import BY_SLUG, template_csv
from metrics.models import PendingImport
from tests.factories.clock import clock
from tests.factories.governance import Company

pytestmark = pytest.mark.django_db
START = "/settings/import/"
GOOD = "email,name\na@example.com,Ada\nb@example.com,Ben\n"
MIXED = GOOD + "c@example.com,\n"


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def keeper(company: Company) -> Client:
    return signed_in(company.administrator)


def upload(client: Client, text: str, kind: str = "people") -> str:
    """Send a file and return the address of its check."""
    file = BytesIO(text.encode())
    file.name = f"{kind}.csv"
    answer = client.post(START, {"kind": kind, "file": file})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer["Location"]


class TestStart:
    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "decider"])
    def test_is_for_those_who_keep_the_register(self, company: Company, who: str) -> None:
        answer = signed_in(getattr(company, who)).get(START)

        assert answer.status_code == 403
        assert "Only a steward or an administrator may import lists" in answer.content.decode()

    def test_asks_a_stranger_to_sign_in(self, client: Client) -> None:
        assert client.get(START)["Location"].startswith("/accounts/login/")

    def test_offers_what_one_may_import(self, company: Company, keeper: Client) -> None:
        def kinds(client: Client) -> set[str]:
            return {kind.slug for kind in client.get(START).context["kinds"]}

        assert kinds(keeper) == set(BY_SLUG) - {"issues"}
        assert kinds(signed_in(company.steward)) == set(BY_SLUG) - {"people", "functions"}

    def test_refuses_a_list_of_somebody_elses(self, company: Company) -> None:
        file = BytesIO(GOOD.encode())
        file.name = "people.csv"
        answer = signed_in(company.steward).post(START, {"kind": "people", "file": file})

        assert answer.status_code == 422
        assert not PendingImport.objects.exists()

    def test_refuses_what_is_no_csv_file(self, company: Company, keeper: Client) -> None:
        file = BytesIO(b"PK\x03\x04 workbook")
        file.name = "people.xlsx"
        answer = keeper.post(START, {"kind": "people", "file": file})

        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()

    def test_asks_for_the_file(self, company: Company, keeper: Client) -> None:
        answer = keeper.post(START, {"kind": "people"})

        assert "Choose the CSV file." in answer.content.decode()

    @pytest.mark.parametrize("kind", sorted(BY_SLUG))
    def test_has_a_template_of_each_list(self, company: Company, keeper: Client, kind: str) -> None:
        answer = keeper.get(f"{START}{kind}.csv")

        assert answer["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
        assert answer.content.decode() == template_csv(BY_SLUG[kind])
        assert keeper.get(f"{START}shoes.csv").status_code == 404


class TestCheck:
    def test_shows_row_by_row_and_changes_nothing(self, company: Company, keeper: Client) -> None:
        text = keeper.get(upload(keeper, MIXED)).content.decode()

        assert "<b>2</b> of <b>3</b> rows can be imported, <b>1</b> cannot be taken yet." in text
        assert "is empty" in text
        assert "Import 2, leave 1 out" in text
        assert not User.objects.filter(name="Ada").exists()

    def test_of_a_file_without_its_columns_says_which(
        self, company: Company, keeper: Client
    ) -> None:
        text = keeper.get(upload(keeper, "who\nAda\n")).content.decode()

        assert "The file cannot be read like this." in text
        assert "The header has no column “email”" in text

    def test_can_be_downloaded(self, company: Company, keeper: Client) -> None:
        check = upload(keeper, MIXED)
        told = keeper.get(check.removesuffix("/") + ".csv").content.decode()

        assert '"4","c@example.com","refused","name","","is empty","Fill it in"' in told

    def test_is_there_for_its_owner_alone(self, company: Company, keeper: Client) -> None:
        check = upload(keeper, GOOD)
        other = signed_in(company.steward)
        for page in (check, check.removesuffix("/") + ".csv", check.replace("check", "result")):
            assert other.get(page).status_code == 404
        assert other.post(check.replace("check", "run")).status_code == 404
        assert signed_in(company.steward).get(START).context["waiting"] == []


class TestRun:
    def test_imports_once(self, company: Company, keeper: Client) -> None:
        check = upload(keeper, GOOD)
        run = check.replace("check", "run")
        answer = keeper.post(run, follow=True)

        assert "<b>2</b> rows are here now." in answer.content.decode()
        assert User.objects.filter(name__in=("Ada", "Ben")).count() == 2
        again = keeper.post(run)
        assert again["Location"] == check.replace("check", "result")
        assert keeper.get(check)["Location"] == check.replace("check", "result")
        result = keeper.get(check.replace("check", "result").removesuffix("/") + ".csv")
        assert b"a@example.com" in b"".join(result.streaming_content)

    def test_leaves_bad_rows_out_only_by_choice(self, company: Company, keeper: Client) -> None:
        check = upload(keeper, MIXED)
        run = check.replace("check", "run")

        refused = keeper.post(run, follow=True)
        assert "Nothing was imported." in refused.content.decode()
        assert not User.objects.filter(name="Ada").exists()

        answer = keeper.post(run, {"rows": "good"}, follow=True)
        assert "<b>1</b> was left out." in answer.content.decode()
        assert User.objects.filter(name="Ada").exists()

    def test_of_what_is_here_says_so(self, company: Company, keeper: Client) -> None:
        keeper.post(upload(keeper, GOOD).replace("check", "run"))
        text = keeper.get(upload(keeper, GOOD)).content.decode()

        assert "All <b>2</b> rows are here already; importing changes nothing." in text
        assert "Another file" in text

    def test_of_a_role_lost_meanwhile_is_refused(self, company: Company, keeper: Client) -> None:
        check = upload(keeper, "name,letter\nFinance,F\n", "functions")
        User.objects.filter(pk=company.administrator.pk).update(role="steward")

        assert keeper.post(check.replace("check", "run")).status_code == 403
        assert not Function.objects.filter(name="Finance").exists()

    def test_keeps_readings_out_of_the_lists(self, company: Company) -> None:
        client = signed_in(company.steward)
        check = upload(client, "name\nDemand\n", "domains")

        assert client.get(check.replace("settings", "measurements")).status_code == 404
        assert client.get("/measurements/import/").context["waiting"].count() == 0
