from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from governance.actions import contradictions
from governance.actions.snoozes import snooze, wake
from governance.models import Contradiction, Snooze
from governance.refusals import NotEntitled
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, logged
from tests.governance.views.reading_pages import HTMX, secret

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: clock.moment)


@pytest.fixture
def steward(company: Company, client: Client) -> Client:
    client.force_login(company.steward)
    return client


def queue(page: Any) -> list[str]:
    return [row.code for row in page.context["rows"]]


def assignment(company: Company, item: Contradiction, **more: Any) -> dict[str, Any]:
    return {
        "owner": company.marketing_head.pk,
        "severity": 3,
        "kind": "definition",
        "layer": 2,
        "domain": company.leads.pk,
        "version": item.version,
        **more,
    }


class TestQueue:
    def test_opens_the_first_beside_the_list(self, company: Company, steward: Client) -> None:
        first, second = logged(company), logged(company, (912, 300))
        assigned(company)

        page = steward.get("/triage/")

        assert queue(page) == [first.code, second.code]
        assert page.context["item"] == first
        assert "Suggested because" in page.content.decode() or "Nobody" in page.content.decode()

    def test_opens_the_one_named(self, company: Company, steward: Client) -> None:
        logged(company)
        second = logged(company, (912, 300))

        page = steward.get(f"/triage/{second.code}/")
        part = steward.get(f"/triage/{second.code}/", headers=HTMX)

        assert page.context["item"] == second
        assert part.content.decode().lstrip().startswith('<div id="triage">')
        assert "HX-Request" in part["Vary"]

    def test_leads_to_the_item_once_it_has_an_owner(
        self, company: Company, steward: Client
    ) -> None:
        item = assigned(company)

        assert steward.get(f"/triage/{item.code}/")["Location"] == f"/c/{item.code}/"

    def test_an_empty_inbox_says_so(self, steward: Client) -> None:
        assert "Inbox clear." in steward.get("/triage/").content.decode()

    def test_suggests_the_layer_of_the_last_in_the_domain(
        self, company: Company, steward: Client
    ) -> None:
        assigned(company)
        logged(company, (912, 300))

        form = steward.get("/triage/").context["verbs"].assign

        assert form["layer"].value() == 2


class TestAssign:
    def test_names_the_owner_and_opens_the_next(self, company: Company, steward: Client) -> None:
        first, second = logged(company), logged(company, (912, 300))

        answer = steward.post(f"/triage/{first.code}/assign/", assignment(company, first))

        first.refresh_from_db()
        assert first.owner == company.marketing_head
        assert answer["Location"] == f"/triage/{second.code}/"

    def test_gives_htmx_the_next_item_and_says_what_happened(
        self, company: Company, steward: Client
    ) -> None:
        first, second = logged(company), logged(company, (912, 300))

        answer = steward.post(
            f"/triage/{first.code}/assign/", assignment(company, first), headers=HTMX
        )
        text = answer.content.decode()

        assert answer["HX-Push-Url"] == f"/triage/{second.code}/"
        assert f"{first.code} has an owner: Head of Marketing." in text
        assert "912" in text

    def test_counts_anew_what_stands_outside_the_part_htmx_swaps(
        self, company: Company, steward: Client
    ) -> None:
        first, _ = logged(company), logged(company, (912, 300))

        answer = steward.post(
            f"/triage/{first.code}/assign/", assignment(company, first), headers=HTMX
        )
        text = " ".join(answer.content.decode().split())

        assert 'id="triage-count" hx-swap-oob="innerHTML">1 item without an owner' in text
        assert '<ul id="places" hx-swap-oob="innerHTML">' in text
        assert '1<span class="vh"> waiting for you' in text
        assert 'id="places"' not in steward.get("/triage/", headers=HTMX).content.decode()

    def test_the_last_one_clears_the_inbox(self, company: Company, steward: Client) -> None:
        item = logged(company)

        answer = steward.post(
            f"/triage/{item.code}/assign/", assignment(company, item), follow=True
        )

        assert "You settled 1 today." in answer.content.decode()

    def test_keeps_what_was_entered_when_something_is_missing(
        self, company: Company, steward: Client
    ) -> None:
        item = logged(company)

        answer = steward.post(
            f"/triage/{item.code}/assign/", assignment(company, item, layer="", severity=1)
        )

        item.refresh_from_db()
        assert answer.status_code == 422
        assert "There is a problem" in answer.content.decode()
        assert answer.context["verbs"].assign["severity"].value() == "1"
        assert item.owner is None

    def test_a_stale_item_is_shown_with_what_changed(
        self, company: Company, steward: Client
    ) -> None:
        item = logged(company)
        contradictions.describe(
            item=item, wording="Two counts", actor=company.steward, at=clock.tick()
        )

        answer = steward.post(f"/triage/{item.code}/assign/", assignment(company, item))

        assert answer.status_code == 409
        assert "Nothing of yours was saved" in answer.content.decode()


class TestDismiss:
    def test_as_a_duplicate_of_an_open_item(self, company: Company, steward: Client) -> None:
        target = assigned(company)
        item = logged(company, (912, 300))

        steward.post(
            f"/triage/{item.code}/duplicate/",
            {"duplicate_of": target.code, "reason": "The same", "version": item.version},
        )

        item.refresh_from_db()
        assert (item.status, item.duplicate_of) == ("dismissed", target)

    def test_a_duplicate_names_its_original(self, company: Company, steward: Client) -> None:
        item = logged(company)

        answer = steward.post(f"/triage/{item.code}/duplicate/", {"reason": "The same"})

        assert answer.status_code == 422
        assert "Enter the item it is the same as" in answer.content.decode()

    def test_needs_a_reason(self, company: Company, steward: Client) -> None:
        item = logged(company)

        assert steward.post(f"/triage/{item.code}/dismiss/", {"reason": ""}).status_code == 422
        assert steward.post(f"/triage/{item.code}/dismiss/", {"reason": "Noise"}).status_code == 302
        item.refresh_from_db()
        assert item.status == "dismissed"


class TestWho:
    @pytest.mark.parametrize("who", ["outsider", "marketing_head", "viewer", "auditor", "decider"])
    def test_others_read_and_are_refused_with_who_may(self, company: Company, who: str) -> None:
        item = logged(company)
        client = Client()
        client.force_login(getattr(company, who))

        page = client.get("/triage/")
        answer = client.post(f"/triage/{item.code}/dismiss/", {"reason": "No"})

        assert page.context["verbs"] is None
        assert answer.status_code == 403
        assert "a steward" in answer.content.decode()
        item.refresh_from_db()
        assert item.status == "logged"

    def test_what_one_may_not_see_is_not_there(self, company: Company) -> None:
        item = secret(company)
        client = Client()
        client.force_login(company.outsider)

        assert queue(client.get("/triage/")) == []
        assert client.get(f"/triage/{item.code}/").status_code == 404
        assert client.post(f"/triage/{item.code}/snooze/").status_code == 404

    def test_only_the_three_verbs_are_here(self, company: Company, steward: Client) -> None:
        item = logged(company)

        assert steward.post(f"/triage/{item.code}/escalate/").status_code == 404


class TestSnooze:
    def test_hides_the_item_from_one_person_until_the_day(
        self, company: Company, steward: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, second = logged(company), logged(company, (912, 300))
        tomorrow = clock.moment.date() + timedelta(days=1)
        due = first.own_due_at

        answer = steward.post(f"/triage/{first.code}/snooze/", {"until": tomorrow.isoformat()})

        assert answer["Location"] == f"/triage/{second.code}/"
        assert queue(steward.get("/triage/")) == [second.code]
        first.refresh_from_db()
        assert (first.own_due_at, first.version) == (due, 1)
        other = Client()
        other.force_login(company.auditor)
        assert queue(other.get("/triage/")) == [first.code, second.code]
        later = clock.moment + timedelta(days=1)
        monkeypatch.setattr(timezone, "now", lambda: later)
        assert queue(steward.get("/triage/")) == [first.code, second.code]

    def test_an_inbox_of_items_put_aside_does_not_say_that_all_have_owners(
        self, company: Company, steward: Client
    ) -> None:
        item = logged(company)
        tomorrow = clock.moment.date() + timedelta(days=1)
        steward.post(f"/triage/{item.code}/snooze/", {"until": tomorrow.isoformat()})

        text = " ".join(steward.get("/triage/").content.decode().split())

        assert "Every open contradiction has an owner." not in text
        assert f">{item.code}</a> until {tomorrow}" in text

    def test_a_later_day_replaces_the_first(self, company: Company) -> None:
        item, today = logged(company), clock.moment.date()
        for days in (1, 5):
            snooze(
                item=item,
                until_on=today + timedelta(days=days),
                actor=company.steward,
                at=clock.moment,
            )

        assert Snooze.objects.get().until_on == today + timedelta(days=5)
        wake(item=item, actor=company.steward, at=clock.moment)
        assert not Snooze.objects.exists()

    @pytest.mark.parametrize("until", ["", "soon", "2020-01-01", "2026-02-31"])
    def test_asks_for_a_day_to_come(self, company: Company, steward: Client, until: str) -> None:
        item = logged(company)

        assert steward.post(f"/triage/{item.code}/snooze/", {"until": until}).status_code == 422

    def test_refuses_who_may_not_read(self, company: Company) -> None:
        item = secret(company)

        with pytest.raises(NotEntitled):
            snooze(
                item=item,
                until_on=clock.moment.date() + timedelta(days=1),
                actor=company.outsider,
                at=clock.moment,
            )
