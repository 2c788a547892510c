"""The first ninety days as a page: what is missing by name, who mends it where, what is skipped."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from governance.models import SkippedStep
from tests.factories.accounts import FunctionFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, logged


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", clock.tick)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text(client: Client, path: str = "/start/") -> str:
    return client.get(path).content.decode()


def test_names_what_is_missing_and_leads_those_there_who_mend_it(company: Company) -> None:
    FunctionFactory.create(name="Delivery", slug="delivery")
    item = logged(company)

    steward, administrator = browser(company.steward), browser(company.administrator)

    assert "</b> of <b>12</b> steps are done on day <b>" in text(steward)
    assert '<a href="/people/functions/delivery/">Delivery has no head.</a>' in text(administrator)
    assert "Delivery has no head." in text(steward)
    assert 'btn-1" href="/people/functions/new/"' in text(administrator)
    assert 'btn-1" href="/polls/"' in text(steward)  # the first of those that are a steward's
    assert "/people/functions/delivery/" not in text(steward)
    assert f'<a href="/triage/{item.code}/">{item.code} has no owner.</a>' in text(steward)
    assert "/rights/grant/?right=accountable&amp;over=domain:company" in text(steward)


def test_a_step_is_skipped_for_a_reason_and_taken_up_again(company: Company) -> None:
    client = browser(company.steward)

    refused = client.post("/start/skip/poll/", {"reason": ""})
    assert refused.status_code == 422
    assert "There is a problem" in refused.content.decode()

    client.post("/start/skip/poll/", {"reason": "Asked <last> year"})
    made = SkippedStep.objects.get()
    assert "Asked &lt;last&gt; year" in text(client)
    assert client.post("/start/skip/poll/", {"reason": "Again"}).status_code == 409

    client.post(f"/start/skipped/{made.pk}/resume/")
    assert "Asked &lt;last&gt; year" not in text(client)
    assert client.get("/start/skip/lunch/").status_code == 404


def test_home_shows_one_line_to_those_who_keep_it_until_it_is_left(company: Company) -> None:
    line = "The first ninety days"
    keeper = browser(company.administrator)

    assert line in text(keeper, "/")
    assert line not in text(browser(company.viewer), "/")

    keeper.post("/start/skip/all/", {"reason": "We know our way"})
    assert line not in text(keeper, "/")
    assert "left the guided start" in text(keeper)


def test_others_are_told_who_may(company: Company) -> None:
    answer = browser(company.outsider).get("/start/")

    assert answer.status_code == 403
    assert "Only a steward or an administrator" in answer.content.decode()
