"""One's own links in mails and calendar over HTTP; nobody else's."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from governance.actions.mail_links import revoke_links
from governance.models import MailLink
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import link_for
from tests.governance.api.client import Caller

LINKS, REVOKE = "/api/v1/mail-links/", "/api/v1/mail-links/revoke/"
CALENDAR = "/api/v1/calendar/"


def two_links(company: Company) -> tuple[MailLink, MailLink]:
    item = assigned(company)
    person = company.marketing_head
    made = link_for(person, item, "take_up"), link_for(person, item, "decline")
    MailLink.objects.update(expires_at=timezone.now() + timedelta(days=7))
    return made


def test_lists_what_was_mailed_to_one_and_never_its_address(company: Company) -> None:
    first, second = two_links(company)
    answer = Caller(company.marketing_head).get(LINKS)
    rows = answer.json()["results"]

    assert [(row["id"], row["purpose"]) for row in rows] == [
        (second.pk, "decline"),
        (first.pk, "take_up"),
    ]
    assert {row["contradiction"] for row in rows} == {first.item.code}
    assert first.token not in answer.content.decode()
    assert Caller(company.outsider).get(LINKS).json()["results"] == []
    assert Caller(None).get(LINKS).status_code == 401


def test_is_narrowed_to_what_still_acts(company: Company) -> None:
    first, second = two_links(company)
    caller = Caller(company.marketing_head)
    assert caller.post(REVOKE, {"links": [first.pk]}).json() == {"revoked": 1}

    acting = caller.get(LINKS, open="true", contradiction=first.item.code).json()["results"]
    ended = caller.get(LINKS, open="false").json()["results"]
    assert [row["id"] for row in acting] == [second.pk]
    assert [row["id"] for row in ended] == [first.pk]
    assert ended[0]["revoked_at"]
    assert caller.get(LINKS, contradiction="C-x").json()["results"] == []


def test_revokes_those_named_or_all_and_nobody_elses(company: Company) -> None:
    first, _ = two_links(company)
    theirs = link_for(company.sales_head, first.item, "answer")
    refused = Caller(company.sales_head).post(REVOKE, {"links": [first.pk]})

    assert refused.status_code == 400
    assert f"There is no link {first.pk} in a mail to you." in str(refused.json())
    assert Caller(company.marketing_head).post(REVOKE).json() == {"revoked": 2}
    assert Caller(company.marketing_head).post(REVOKE).json() == {"revoked": 0}
    assert set(MailLink.objects.open(clock.moment)) == {theirs}


def test_the_page_shows_them_by_mail_and_revokes_one(company: Company, client: Client) -> None:
    first, second = two_links(company)
    client.force_login(company.marketing_head)
    shown = client.get("/settings/mail/").content.decode()

    assert shown.count("Act until") == 3
    assert f'name="links" value="{first.pk}"' in shown
    client.post("/settings/mail/revoke/", {"links": [str(first.pk), "x", "9" * 30]})
    assert list(MailLink.objects.unused()) == [second]
    client.post("/settings/mail/revoke/")
    assert "No link mailed to you acts any more." in client.get("/settings/mail/").content.decode()


def test_who_named_none_that_can_be_revokes_none(company: Company) -> None:
    two_links(company)

    assert revoke_links(actor=company.marketing_head, at=clock.tick(), links=[]) == 0


def test_the_address_of_the_calendar_is_read_and_renewed(company: Company, client: Client) -> None:
    caller = Caller(company.viewer)
    before = caller.get(CALENDAR).json()["url"]
    assert client.get(before.removeprefix("http://testserver")).status_code == 200

    after = caller.post(CALENDAR).json()["url"]

    assert client.get(before.removeprefix("http://testserver")).status_code == 404
    assert client.get(after.removeprefix("http://testserver")).status_code == 200
