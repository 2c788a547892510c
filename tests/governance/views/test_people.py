import re
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from governance.actions.people import deactivate_person
from governance.models import Contradiction, Outbox
from governance.promises.outbox import claim, keep
from tests.factories.accounts import PASSWORD, FunctionFactory, PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, item_in

pytestmark = pytest.mark.django_db
OTHERS = ("viewer", "outsider", "steward", "auditor", "decider", "executive")


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


NEW = {"name": "New One", "email": "New.One@Example.com", "role": "viewer", "time_zone": "UTC"}


def invited() -> User:
    return User.objects.get(email="new.one@example.com")


def deliver() -> None:
    """Keep every promise that waits, as a worker does."""
    while row := claim(clock.tick()):
        keep(row, clock.moment)


class TestWhoMay:
    PAGES = (
        "/people/",
        "/people/invite/",
        "/people/{pk}/",
        "/people/{pk}/deactivate/",
        "/people/{pk}/reactivate/",
        "/people/functions/new/",
        "/people/functions/sales/",
    )

    @pytest.mark.parametrize("page", PAGES)
    def test_only_administrators_read(self, company: Company, keeper: Client, page: str) -> None:
        path = page.format(pk=company.viewer.pk)

        assert keeper.get(path).status_code == 200
        assert Client().get(path)["Location"].startswith("/accounts/login/")
        for who in OTHERS:
            answer = signed_in(getattr(company, who)).get(path)
            assert answer.status_code == 403, who
            assert "Only an administrator may" in answer.content.decode()

    @pytest.mark.parametrize("who", OTHERS)
    def test_nobody_else_writes(self, company: Company, who: str) -> None:
        client, pk = signed_in(getattr(company, who)), company.viewer.pk
        sent = {"reason": "Mine", "successor": company.outsider.pk} | NEW
        for path in (
            "/people/invite/",
            f"/people/{pk}/",
            f"/people/{pk}/invite/",
            f"/people/{pk}/deactivate/",
            f"/people/{pk}/reactivate/",
        ):
            assert client.post(path, sent).status_code == 403
        kept = User.objects.get(pk=pk)
        assert (kept.name, kept.is_active) == ("Viewer", True)
        assert not User.objects.filter(email="new.one@example.com").exists()

    def test_the_system_is_nobodys_page(self, company: Company, keeper: Client) -> None:
        system = User.objects.get(is_system=True)

        assert keeper.get(f"/people/{system.pk}/").status_code == 404
        assert "System" not in [person.name for person in keeper.get("/people/").context["page"]]


class TestList:
    def test_counts_what_rests_on_each(self, company: Company, keeper: Client) -> None:
        item_in("investigating", company)
        rows = {row.name: row for row in keeper.get("/people/").context["page"]}

        assert rows["Head of Marketing"].open_items == 1
        assert rows["CRO"].held_rights == 1
        assert rows["Viewer"].open_items == 0

    def test_keeps_the_invited_and_the_closed_apart(self, company: Company, keeper: Client) -> None:
        PersonFactory.create(name="Not yet", password=None)
        deactivate_person(
            person=company.viewer, reason="Left", actor=company.administrator, at=clock.tick()
        )

        def names(state: str) -> set[str]:
            return {row.name for row in keeper.get(f"/people/?state={state}").context["page"]}

        assert names("invited") == {"Not yet"}
        assert names("closed") == {"Viewer"}
        assert not names("") & {"Not yet", "Viewer"}
        assert "1</b> has yet to choose a password" in keeper.get("/people/").content.decode()

    def test_finds_by_name_and_address(self, company: Company, keeper: Client) -> None:
        page = keeper.get("/people/?q=head.of")
        assert {row.name for row in page.context["page"]} == {
            "Head of Marketing",
            "Head of Sales",
        }
        assert "Nobody here has that name" in keeper.get("/people/?q=zzz").content.decode()

    def test_shows_a_function_without_a_head_as_an_alarm(
        self, company: Company, keeper: Client
    ) -> None:
        FunctionFactory.create(name="Delivery", slug="delivery")

        assert "No head" in keeper.get("/people/").content.decode()

    def test_asks_the_database_as_often_at_any_size(self, company: Company, keeper: Client) -> None:
        counts = []
        keeper.get("/people/")
        for _ in range(2):
            with CaptureQueriesContext(connection) as queries:
                keeper.get("/people/")
            counts.append(len(queries))
            PersonFactory.create_batch(5, function=company.sales)
            FunctionFactory.create_batch(3)

        assert counts[0] == counts[1]
        assert counts[0] <= 8


class TestInvitation:
    def test_leads_to_a_password_once(self, company: Company, keeper: Client) -> None:
        assert keeper.post("/people/invite/", NEW)["Location"] == "/people/"
        deliver()

        (letter,) = mail.outbox
        assert letter.to == ["new.one@example.com"]
        found = re.search(r"http://testserver(\S+/password/reset/key/\S+)", str(letter.body))
        assert found
        guest = Client()
        form = guest.get(found[1], follow=True)
        address = form.request["PATH_INFO"]
        assert "Choose a new password" in form.content.decode()
        chosen = {"password1": PASSWORD, "password2": PASSWORD}
        guest.post(address, chosen, follow=True)

        assert invited().check_password(PASSWORD)
        assert (
            guest.post(
                "/accounts/login/", {"login": "new.one@example.com", "password": PASSWORD}
            ).status_code
            == 302
        )
        again = Client().get(found[1], follow=True)
        assert "This link no longer works" in again.content.decode()

    def test_says_until_when_the_link_works(self, company: Company, keeper: Client) -> None:
        keeper.post("/people/invite/", NEW | {"time_zone": "Europe/Berlin"})
        deliver()

        assert re.search(r"until \w{3}\s\d+\s\w{3}, \d\d:\d\d\sCES?T", str(mail.outbox[0].body))

    def test_of_an_address_that_is_taken_keeps_the_input(
        self, company: Company, keeper: Client
    ) -> None:
        answer = keeper.post("/people/invite/", NEW | {"email": "viewer@example.com"})

        assert answer.status_code == 422
        text = answer.content.decode()
        assert "has an account already" in text
        assert 'value="New One"' in text
        assert not Outbox.objects.filter(kind="invitation_mail").exists()

    def test_can_be_sent_again_until_it_is_accepted(self, company: Company, keeper: Client) -> None:
        keeper.post("/people/invite/", NEW)
        path = f"/people/{invited().pk}/invite/"
        keeper.post(path)
        deliver()
        assert len(mail.outbox) == 2

        person = invited()
        person.set_password(PASSWORD)
        person.save()
        assert keeper.post(path).status_code == 409

    def test_is_not_mailed_to_somebody_who_left_meanwhile(
        self, company: Company, keeper: Client
    ) -> None:
        keeper.post("/people/invite/", NEW)
        deactivate_person(
            person=invited(), reason="Declined", actor=company.administrator, at=clock.tick()
        )
        deliver()

        assert mail.outbox == []


class TestPerson:
    def sent(self, person: User, **more: Any) -> dict[str, Any]:
        facts = {"name": person.name, "email": person.email, "role": person.role}
        return facts | {"time_zone": person.time_zone, "reason": "As agreed"} | more

    def test_is_changed_with_a_reason_on_record(self, company: Company, keeper: Client) -> None:
        path = f"/people/{company.viewer.pk}/"
        sent = self.sent(company.viewer, role="auditor", time_zone="Asia/Jakarta")
        assert keeper.post(path, sent).status_code == 302

        kept = User.objects.get(pk=company.viewer.pk)
        assert (kept.role, kept.time_zone) == ("auditor", "Asia/Jakarta")
        row = kept.history.first()
        assert (row.history_user, row.history_change_reason) == (
            company.administrator,
            "As agreed",
        )
        assert "As agreed" in keeper.get(path).content.decode()

    def test_changes_the_address_one_signs_in_with(self, company: Company, keeper: Client) -> None:
        sent = self.sent(company.viewer, email="Else@Example.com")
        keeper.post(f"/people/{company.viewer.pk}/", sent)
        guest = Client()

        def answer(address: str) -> int:
            told = {"login": address, "password": PASSWORD}
            return guest.post("/accounts/login/", told).status_code

        assert answer("viewer@example.com") == 200
        assert answer("else@example.com") == 302

    def test_needs_a_reason(self, company: Company, keeper: Client) -> None:
        sent = self.sent(company.viewer, role="auditor", reason="")

        assert keeper.post(f"/people/{company.viewer.pk}/", sent).status_code == 422
        assert User.objects.get(pk=company.viewer.pk).role == "viewer"

    def test_hides_the_words_of_confidential_items(self, company: Company, keeper: Client) -> None:
        item = item_in("investigating", company, is_confidential=True, wording="Very secret")
        for page in ("", "deactivate/"):
            text = keeper.get(f"/people/{company.marketing_head.pk}/{page}").content.decode()

            assert item.code in text
            assert "Very secret" not in text


class TestDeactivate:
    def test_lists_what_changes_hands_and_hands_it_over(
        self, company: Company, keeper: Client
    ) -> None:
        item = item_in("decided", company)
        path = f"/people/{company.marketing_head.pk}/deactivate/"
        text = keeper.get(path).content.decode()
        assert item.code in text
        assert "owner, follow-up due" in text
        assert "Heads <b>Marketing</b>" in text

        told = {"successor": company.sales_head.pk, "reason": "Left"}
        answer = keeper.post(path, told, follow=True)

        assert "is closed. Head of Sales takes over." in answer.content.decode()
        assert Contradiction.objects.get(pk=item.pk).owner == company.sales_head

    def test_asks_for_a_successor_only_where_one_is_needed(
        self, company: Company, keeper: Client
    ) -> None:
        answer = keeper.post(f"/people/{company.marketing_head.pk}/deactivate/", {"reason": "Left"})
        assert answer.status_code == 422
        assert "Choose who takes over." in answer.content.decode()

        keeper.post(f"/people/{company.viewer.pk}/deactivate/", {"reason": "Left"})
        assert not User.objects.get(pk=company.viewer.pk).is_active

    def test_offers_nobody_who_left(self, company: Company, keeper: Client) -> None:
        keeper.post(f"/people/{company.viewer.pk}/deactivate/", {"reason": "Left"})
        path = f"/people/{company.marketing_head.pk}/deactivate/"
        answer = keeper.post(path, {"successor": company.viewer.pk, "reason": "Left"})

        assert answer.status_code == 422
        assert User.objects.get(pk=company.marketing_head.pk).is_active

    def test_shuts_a_browser_out_at_once(self, company: Company, keeper: Client) -> None:
        theirs = signed_in(company.viewer)
        assert theirs.get("/settings/").status_code == 200
        keeper.post(f"/people/{company.viewer.pk}/deactivate/", {"reason": "Left"})

        assert theirs.get("/settings/").status_code == 302

    def test_again_is_a_conflict_and_oneself_is_refused(
        self, company: Company, keeper: Client
    ) -> None:
        path = f"/people/{company.viewer.pk}/deactivate/"
        keeper.post(path, {"reason": "Left"})

        assert keeper.post(path, {"reason": "Left"}).status_code == 409
        own = f"/people/{company.administrator.pk}/deactivate/"
        assert keeper.post(own, {"reason": "Left"}).status_code == 403

    def test_is_taken_back_by_a_fresh_invitation(self, company: Company, keeper: Client) -> None:
        keeper.post(f"/people/{company.viewer.pk}/deactivate/", {"reason": "Left"})
        keeper.post(f"/people/{company.viewer.pk}/reactivate/", {"reason": "Back"})
        deliver()

        assert User.objects.get(pk=company.viewer.pk).is_active
        assert [letter.to for letter in mail.outbox] == [[company.viewer.email]]


def test_leave_skips_days_when_a_deadline_is_set(company: Company) -> None:
    signed_in(company.marketing_head).post(
        "/settings/leave/", {"from_on": "2026-10-05", "until_on": "2026-10-16"}
    )
    item = item_in("assigned", company)

    assert item.answer_due_at is not None
    assert item.answer_due_at.date() > date(2026, 10, 16)
