import json
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.actions.tokens import make_token
from accounts.models import AccessToken, User
from governance.tasks import tend
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.api.client import Caller, codes

ITEMS = "/api/v1/contradictions/"


def token_of(person: User, days: int = 90) -> str:
    with time_machine.travel(clock.tick(), tick=False):
        _, text = make_token(name="export", days=days, actor=person, at=timezone.now())
    return text


def ask(token: str, url: str = ITEMS) -> Any:
    client = APIClient(headers={"Authorization": f"Bearer {token}"})
    with time_machine.travel(clock.tick(), tick=False):
        return client.get(url)


def signed_in(person: User) -> Client:
    client = Client()
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(person)
    return client


def test_a_token_acts_for_its_person(company: Company) -> None:
    answer = ask(token_of(company.viewer))

    assert answer.status_code == 200


def test_only_a_hash_is_kept(company: Company) -> None:
    text = token_of(company.viewer)

    kept = AccessToken.objects.get()
    assert text not in json.dumps([str(getattr(kept, f.attname)) for f in kept._meta.fields])
    assert text.startswith(kept.token_key)
    assert len(kept.token_key) == 15


@pytest.mark.parametrize(
    "token", ["", "x", "a b", "é", "0" * 64, "A" * 64, "0" * 63 + "g", "0" * 6400]
)
def test_what_is_no_token_is_asked_to_sign_in(company: Company, token: str) -> None:
    answer = ask(token)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert codes(answer) == {"authentication_failed"}


def test_a_token_ends_on_its_day(company: Company) -> None:
    text = token_of(company.viewer, days=1)
    assert ask(text).status_code == 200
    clock.tick(25)

    assert ask(text).status_code == 401


def test_tokens_that_ended_are_forgotten_and_the_others_kept(company: Company) -> None:
    token_of(company.viewer, days=1)
    kept = token_of(company.viewer, days=9)
    clock.tick(48)

    with time_machine.travel(clock.tick(), tick=False):
        tend()

    assert [row.token_key for row in AccessToken.objects.all()] == [kept[:15]]
    assert ask(kept).status_code == 200


def test_a_token_of_somebody_inactive_is_refused(company: Company) -> None:
    text = token_of(company.viewer)
    inactive = company.viewer
    inactive.is_active = False
    from accounts.recording import Act

    Act(actor=company.administrator, at=clock.tick(), verb="deactivate").record(inactive)

    assert ask(text).status_code == 401


def test_tokens_are_made_by_browser_alone_and_shown_once(company: Company) -> None:
    client = signed_in(company.viewer)
    with time_machine.travel(clock.tick(), tick=False):
        made = client.post(
            "/api/v1/tokens/", {"name": "export", "days": 30}, content_type="application/json"
        )
        listed = client.get("/api/v1/tokens/").json()["results"]

    assert made.status_code == 201
    text = made.json()["token"]
    assert ask(text).status_code == 200
    assert [row["name"] for row in listed] == ["export"]
    assert text not in json.dumps(listed)
    refused = APIClient(headers={"Authorization": f"Bearer {text}"})
    with time_machine.travel(clock.tick(), tick=False):
        again = refused.post("/api/v1/tokens/", {"name": "more", "days": 1}, format="json")
    assert again.status_code == 403


def test_a_revoked_token_ends_at_once_and_others_cannot_be_touched(company: Company) -> None:
    mine, others = token_of(company.viewer), token_of(company.steward)
    caller = Caller(company.viewer)

    assert caller.post(f"/api/v1/tokens/{others[:15]}/revoke/").status_code == 404
    assert caller.post(f"/api/v1/tokens/{mine[:15]}/revoke/").status_code == 200

    assert ask(mine).status_code == 401
    assert ask(others).status_code == 200


@pytest.mark.parametrize("body", [{"name": "", "days": 9}, {"name": "x", "days": 0}, {"days": 9}])
def test_a_token_has_a_name_and_an_end(company: Company, body: dict[str, Any]) -> None:
    client = signed_in(company.viewer)
    with time_machine.travel(clock.tick(), tick=False):
        answer = client.post("/api/v1/tokens/", body, content_type="application/json")

    assert answer.status_code == 400


def test_a_session_needs_a_csrf_token_to_write(company: Company) -> None:
    client = Client(enforce_csrf_checks=True)
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(company.steward)
        answer = client.post(ITEMS, {}, content_type="application/json")

    assert answer.status_code == 403
    assert codes(answer) == {"permission_denied"}


def test_too_many_requests_are_told_when_to_go_on(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.core.cache import cache
    from rest_framework.throttling import UserRateThrottle

    cache.clear()
    monkeypatch.setattr(UserRateThrottle, "THROTTLE_RATES", {"user": "1/hour"})
    caller = Caller(company.viewer)
    with time_machine.travel(clock.tick(), tick=False):
        first, second = (caller.client.get(ITEMS) for _ in range(2))

    assert (first.status_code, second.status_code) == (200, 429)
    assert int(second["Retry-After"]) > 0
    assert codes(second) == {"throttled"}
    cache.clear()


# --- the page -----------------------------------------------------------------------------------


def test_the_page_shows_a_new_token_once_and_revokes_it(company: Company) -> None:
    client = signed_in(company.viewer)
    with time_machine.travel(clock.tick(), tick=False):
        made = client.post("/settings/tokens/make/", {"name": "nightly export", "days": "30"})
        after = client.get("/settings/tokens/")

    text = made.context["text"]
    assert text in made.content.decode()
    assert "no-store" in made["Cache-Control"]
    assert text not in after.content.decode()
    assert "nightly export" in after.content.decode()
    assert ask(text).status_code == 200

    with time_machine.travel(clock.tick(), tick=False):
        gone = client.post(f"/settings/tokens/{text[:15]}/revoke/", follow=True)

    assert "revoked" in gone.content.decode()
    assert ask(text).status_code == 401


def test_the_page_names_what_is_wrong(company: Company) -> None:
    client = signed_in(company.viewer)
    with time_machine.travel(clock.tick(), tick=False):
        answer = client.post("/settings/tokens/make/", {"name": "", "days": "900"})

    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert AccessToken.objects.count() == 0


def test_somebody_else_s_token_cannot_be_revoked_by_page(company: Company) -> None:
    others = token_of(company.steward)
    client = signed_in(company.viewer)
    with time_machine.travel(clock.tick(), tick=False):
        client.post(f"/settings/tokens/{others[:15]}/revoke/")

    assert ask(others).status_code == 200
