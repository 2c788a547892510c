"""Whatever is typed into an address or a hidden field is answered, never a failure of ours."""

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.governance import Company, logged, proposed

# More digits than Python reads, and than any database keeps.
ENDLESS = "9" * 5000


@pytest.fixture
def steward(client: Client, company: Company) -> Client:
    client.force_login(company.steward)
    return client


def test_a_place_in_the_ledger_that_is_no_number_of_ours(steward: Client) -> None:
    for before in (ENDLESS, "9" * 30, "²", "-1"):
        assert steward.get(reverse("audit"), {"before": before}).status_code == 200


def test_a_number_of_sides_that_nobody_can_have(steward: Client) -> None:
    assert steward.post(reverse("log_preview"), {"sides": ENDLESS}).status_code == 200


def test_a_version_that_no_item_has(client: Client, company: Company) -> None:
    item = proposed(company)
    client.force_login(company.decider)
    sent = {"version": ENDLESS, "reason": "The cost is missing."}

    for url in (
        reverse("decide", args=[item.code]),
        reverse("verb", args=[item.code, "send_back"]),
    ):
        assert client.post(url, sent).status_code == 422


def test_the_character_no_database_keeps(client: Client, company: Company) -> None:
    for person, name, query in (
        (company.steward, "follow_ups", {"function": "\0sales"}),
        (company.administrator, "people", {"q": "\0head"}),
    ):
        client.force_login(person)
        assert client.get(reverse(name), query).status_code == 200


def test_what_the_database_refuses_is_a_conflict_that_says_so(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beaten(**_: object) -> User:
        raise IntegrityError("duplicate key")

    monkeypatch.setattr("governance.views.people.invite", beaten)
    client.force_login(company.administrator)
    sent = {"name": "Ada", "email": "ada@example.com", "role": "viewer", "time_zone": "UTC"}
    url = reverse("person_invite")

    answer = client.post(url, sent, headers={"referer": f"http://testserver{url}"})

    assert answer.status_code == 409
    assert "Somebody was faster" in answer.content.decode()
    assert f'href="http://testserver{url}"' in answer.content.decode()


def test_a_conflict_leads_nowhere_foreign(
    client: Client, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def beaten(**_: object) -> User:
        raise IntegrityError("duplicate key")

    monkeypatch.setattr("governance.views.people.invite", beaten)
    client.force_login(company.administrator)
    sent = {"name": "Ada", "email": "ada@example.com", "role": "viewer", "time_zone": "UTC"}

    answer = client.post(
        reverse("person_invite"), sent, headers={"referer": "https://elsewhere.example/"}
    )

    assert "elsewhere.example" not in answer.content.decode()


def test_a_key_that_no_record_has_narrows_to_an_error(steward: Client, company: Company) -> None:
    logged(company)
    for address in ("follow-ups/?owner", "contradictions/?raiser", "decision-rights/?person"):
        for key in ("9" * 30, ENDLESS, str(2**63)):
            assert steward.get(f"/api/v1/{address}={key}").status_code == 400
        assert steward.get(f"/api/v1/{address}={2**63 - 1}").json()["results"] == []
