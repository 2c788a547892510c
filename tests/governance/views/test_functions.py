import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Function
from tests.factories.clock import clock
from tests.factories.governance import Company

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


@pytest.fixture
def keeper(company: Company, client: Client) -> Client:
    client.force_login(company.administrator)
    return client


class TestFunctions:
    def test_are_added_with_a_head(self, company: Company, keeper: Client) -> None:
        sent = {"name": "Customer success", "letter": "c", "head": company.outsider.pk}
        assert keeper.post("/people/functions/new/", sent).status_code == 302

        made = Function.objects.get(slug="customer-success")
        assert (made.letter, made.head) == ("C", company.outsider)

    def test_get_another_head_and_name_each_on_record(
        self, company: Company, keeper: Client
    ) -> None:
        sent = {
            "name": "Sales Europe",
            "letter": "S",
            "head": company.outsider.pk,
            "reason": "Reorganised",
        }
        keeper.post("/people/functions/sales/", sent)

        company.sales.refresh_from_db()
        assert (company.sales.name, company.sales.head) == ("Sales Europe", company.outsider)
        reasons = [row.history_change_reason for row in company.sales.history.all()[:2]]
        assert reasons == ["Outsider heads Sales Europe", "Reorganised"]

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [({"letter": "7"}, "one letter from A to Z"), ({"name": "Marketing"}, "already exists")],
    )
    def test_say_what_is_wrong(
        self, company: Company, keeper: Client, wrong: dict[str, str], told: str
    ) -> None:
        answer = keeper.post("/people/functions/new/", {"name": "New", "letter": "N"} | wrong)

        assert answer.status_code == 422
        assert told in answer.content.decode()

    def test_of_nobody_are_not_found(self, company: Company, keeper: Client) -> None:
        assert keeper.get("/people/functions/nowhere/").status_code == 404
