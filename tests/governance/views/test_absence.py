"""The pages of days away and of who stands in, and what a delegate finds on the others."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions.calendars import add_leave
from accounts.models import Delegation, User
from governance.actions import decisions
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, decision_facts, proposed
from tests.factories.lending import lend


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read the pages as of the moment the records were made."""
    monkeypatch.setattr(timezone, "now", lambda: clock.tick(0.1))


@pytest.fixture
def deputy(company: Company) -> User:
    return PersonFactory.create(name="Deputy", role=User.Role.VIEWER)


def browser(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: User, url: str) -> str:
    return browser(person).get(url).content.decode()


class TestNobodyStandsIn:
    """An absence without anybody to stand in leads to where one is named, days filled in."""

    def away(self, company: Company, person: User) -> str:
        first = clock.moment.date() + timedelta(days=3)
        last = first + timedelta(days=4)
        add_leave(
            person=person,
            from_on=first,
            until_on=last,
            reason="Away",
            actor=company.steward,
            at=clock.tick(),
        )
        return f"/settings/stand-in/?person={person.pk}&amp;from={first}&amp;until={last}"

    def test_on_the_page_of_a_person(self, company: Company, deputy: User) -> None:
        url, path = self.away(company, company.decider), f"/people/{company.decider.pk}/"

        assert f'href="{url}"' in page(company.administrator, path)
        form = page(company.administrator, url.replace("&amp;", "&"))
        assert f'value="{company.decider.pk}" selected' in form
        assert f'value="{url[-10:]}"' in form
        lend(company.decider, deputy)
        shown = page(company.administrator, path)
        assert f'href="{url}"' not in shown
        assert "Deputy stands in" in shown

    def test_alarms_where_something_falls_due(self, company: Company) -> None:
        item = proposed(company)
        assert item.due_at is not None
        add_leave(
            person=company.decider,
            from_on=item.due_at.date(),
            until_on=item.due_at.date(),
            reason="Away",
            actor=company.steward,
            at=clock.tick(),
        )

        assert "Nobody stands in" in page(company.administrator, f"/people/{company.decider.pk}/")

    def test_on_ones_own_page_and_no_others(self, company: Company) -> None:
        url = self.away(company, company.decider)

        assert f'href="{url}"' in page(company.decider, "/settings/leave/")
        assert f'href="{url}"' not in page(company.outsider, "/settings/leave/")

    def test_days_that_are_none_are_left_out(self, company: Company) -> None:
        answer = browser(company.decider).get("/settings/stand-in/?from=x&until=2026-13-40")

        assert answer.status_code == 200


class TestLeavePage:
    def test_asks_who_stands_in_where_something_falls_due(
        self, company: Company, deputy: User
    ) -> None:
        item, client = proposed(company), browser(company.decider)
        sent = {"from_on": clock.moment.date(), "until_on": "2027-01-31", "reason": ""}

        refused = client.post("/settings/leave/", sent)
        assert refused.status_code == 422
        assert f"{item.code} falls due while CRO is away" in refused.content.decode()

        assert client.post("/settings/leave/", sent | {"to": deputy.pk}).status_code == 302
        shown = page(company.decider, "/settings/leave/")
        assert "Deputy stands in for you until" in shown
        assert "2027-01-31" in shown

    def test_tells_a_delegate_for_whom(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)

        assert "You stand in for CRO today." in page(deputy, "/settings/leave/")

    def test_shows_an_outsider_nothing(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)

        shown = page(company.outsider, "/settings/leave/")
        assert "Deputy" not in shown.partition('<form class="form"')[0]

    def test_a_steward_sees_everybody(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)

        shown = page(company.steward, "/settings/leave/").partition('id="add"')[0]
        assert "Deputy" in shown
        assert "Take back" in shown


class TestStandInPage:
    def test_names_a_delegate(self, company: Company, deputy: User) -> None:
        last = clock.moment.date() + timedelta(days=20)
        sent = {"to": deputy.pk, "from_on": clock.moment.date(), "until_on": last, "reason": "Away"}

        assert browser(company.decider).post("/settings/stand-in/", sent).status_code == 302
        assert Delegation.objects.get().person == company.decider

    def test_says_what_is_wrong_beside_the_field(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        today = clock.moment.date()
        sent = {"to": deputy.pk, "from_on": today, "until_on": today, "reason": "Away"}

        answer = browser(company.decider).post("/settings/stand-in/", sent)
        assert answer.status_code == 422
        assert "Take that back first." in answer.content.decode()

    def test_is_taken_back_with_a_reason(self, company: Company, deputy: User) -> None:
        made, client = lend(company.decider, deputy), browser(company.decider)
        url = reverse("stand_in_end", args=[made.pk])

        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "Back early"}).status_code == 302
        assert not Delegation.objects.standing().exists()

    def test_is_not_taken_back_by_an_outsider(self, company: Company, deputy: User) -> None:
        made = lend(company.decider, deputy)
        url = reverse("stand_in_end", args=[made.pk])

        answer = browser(company.outsider).post(url, {"reason": "No"})
        assert answer.status_code == 403
        assert "Only CRO, a steward or an administrator" in answer.content.decode()


class TestOtherPages:
    def test_home_says_on_whose_behalf(self, company: Company, deputy: User) -> None:
        item = proposed(company)
        lend(company.decider, deputy)

        shown = page(deputy, "/")
        assert "On behalf of CRO" in shown
        assert f"Decide {item.code}" in shown

    def test_the_dossier_offers_the_move(self, company: Company, deputy: User) -> None:
        item = proposed(company)
        lend(company.decider, deputy)

        assert "You can because you stand in for CRO." in page(deputy, f"/c/{item.code}/")
        assert "Nothing here waits for you." in page(company.outsider, f"/c/{item.code}/")

    def test_the_decide_page_is_open(self, company: Company, deputy: User) -> None:
        item = proposed(company)
        lend(company.decider, deputy)

        assert "You are not the decider" not in page(deputy, f"/c/{item.code}/decide/")
        assert "You are not the decider" in page(company.outsider, f"/c/{item.code}/decide/")

    def test_decision_pages_name_both(self, company: Company, deputy: User) -> None:
        lend(company.decider, deputy)
        item = proposed(company)
        item = decisions.decide(item=item, actor=deputy, at=clock.tick(), **decision_facts(item))

        for url in ("/decisions/", "/d/D-001/", f"/c/{item.code}/", "/audit/"):
            assert "Deputy, on behalf of CRO" in page(company.auditor, url).replace(
                "<b>Deputy</b>", "Deputy"
            ), url

    def test_follow_ups_can_be_ended(self, company: Company, deputy: User) -> None:
        decided(company)
        assert "Mark done" not in page(deputy, "/actions/")

        lend(company.marketing_head, deputy)

        assert "Mark done" in page(deputy, "/actions/")
