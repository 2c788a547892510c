"""The inbox and when mail arrives, as pages."""

from typing import Any

import pytest
from django.test import Client

from governance.models import MailSettings, Notification
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import keep_until

SETTINGS = "/settings/mail/"
WISHES = {
    "accountable": "morning",
    "outcomes": "digest",
    "digest": "weekly",
    "digest_at": "09:15",
    "quiet_from": "19:00",
    "quiet_until": "07:30",
}


@pytest.fixture
def owner(company: Company, client: Client) -> Client:
    client.force_login(company.marketing_head)
    return client


class TestInbox:
    def test_lists_what_one_was_told_and_counts_what_is_new(
        self, company: Company, owner: Client
    ) -> None:
        item = assigned(company)
        keep_until(clock.moment)

        page = owner.get("/inbox/")

        text = page.content.decode()
        assert f"{item.code}</a> is yours to answer" in text
        assert "847" in text
        assert page.context["nav"]["waiting"]["inbox"] == page.context["unread"] > 0

    def test_says_when_there_is_nothing(self, company: Company, client: Client) -> None:
        client.force_login(company.viewer)

        assert "Nobody has told you anything yet." in client.get("/inbox/").content.decode()

    def test_marks_one_as_read_or_all(self, company: Company, owner: Client) -> None:
        assigned(company)
        keep_until(clock.moment)
        mine = Notification.objects.unread().filter(person=company.marketing_head)
        before = mine.count()

        owner.post(f"/inbox/{mine.earliest('pk').pk}/read/")
        assert mine.count() == before - 1
        owner.post("/inbox/read/")
        assert mine.count() == 0
        assert "Nothing is new." in owner.get("/inbox/?unread=1").content.decode()

    def test_tells_only_that_a_confidential_item_moved(
        self, company: Company, client: Client
    ) -> None:
        item = assigned(company, is_confidential=True)
        keep_until(clock.moment)
        Notification.objects.filter(person=company.marketing_head).update(person=company.viewer)
        client.force_login(company.viewer)

        shown = client.get("/inbox/").content.decode()

        assert item.code in shown
        assert "847" not in shown

    def test_reads_nobody_elses(self, company: Company, client: Client) -> None:
        assigned(company)
        keep_until(clock.moment)
        theirs = Notification.objects.filter(person=company.marketing_head).earliest("pk")
        client.force_login(company.outsider)

        assert client.post(f"/inbox/{theirs.pk}/read/").status_code == 404
        theirs.refresh_from_db()
        assert theirs.read_at is None


class TestSettings:
    def test_are_kept(self, company: Company, owner: Client) -> None:
        assert owner.post(SETTINGS, WISHES).status_code == 302

        kept = MailSettings.objects.get(person=company.marketing_head)
        assert (kept.accountable, kept.digest, str(kept.quiet_until)) == (
            *("morning", "weekly"),
            "07:30:00",
        )
        assert 'value="09:15"' in owner.get(SETTINGS).content.decode()

    @pytest.mark.parametrize(
        ("sent", "words"),
        [
            ({"digest_at": "soon"}, "Enter a valid time."),
            ({"quiet_until": "19:00"}, "Leave some hours in which mail may arrive."),
            ({"accountable": "never"}, "Select a valid choice."),
        ],
    )
    def test_refuse_what_would_stop_everything(
        self, company: Company, owner: Client, sent: dict[str, Any], words: str
    ) -> None:
        answer = owner.post(SETTINGS, WISHES | sent)

        assert answer.status_code == 422
        assert words in answer.content.decode()
        assert not MailSettings.objects.exists()
