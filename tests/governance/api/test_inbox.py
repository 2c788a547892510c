"""One's own inbox and mail settings over HTTP; nobody else's."""

from governance.models import MailSettings, Notification
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import keep_until
from tests.governance.api.client import Caller

INBOX, READ, MAIL = "/api/v1/inbox/", "/api/v1/inbox/read/", "/api/v1/mail-settings/"


def test_lists_what_one_was_told_and_nothing_of_others(company: Company) -> None:
    item = assigned(company)
    keep_until(clock.moment)
    (told,) = Caller(company.marketing_head).get(INBOX, event="assign").json()["results"]

    assert told["contradiction"] == item.code
    assert told["says"] == "is yours to answer"
    assert told["sentence"] == item.sentence
    assert told["path"] == f"/c/{item.code}/"
    assert told["by"]["id"] == company.steward.pk
    assert Caller(company.outsider).get(INBOX).json()["results"] == []
    assert Caller(None).get(INBOX).status_code == 401


def test_is_narrowed_to_what_is_unread_and_to_an_item(company: Company) -> None:
    item, _ = assigned(company), assigned(company, values=(912, 300))
    keep_until(clock.moment)
    caller = Caller(company.marketing_head)
    every = caller.get(INBOX).json()["results"]
    of_one = caller.get(INBOX, contradiction=item.code).json()["results"]

    assert 0 < len(of_one) < len(every)
    assert caller.post(READ, {"notices": [one["id"] for one in of_one]}).json() == {
        "read": len(of_one)
    }
    unread = caller.get(INBOX, unread="true").json()["results"]
    assert {one["id"] for one in unread} == {one["id"] for one in every} - {
        one["id"] for one in of_one
    }
    assert caller.get(INBOX, contradiction="C-x").json()["results"] == []
    assert caller.post(READ).json() == {"read": len(unread)}


def test_a_notice_of_another_is_not_marked(company: Company) -> None:
    assigned(company)
    keep_until(clock.moment)
    key = Notification.objects.filter(person=company.marketing_head)[0].pk
    answer = Caller(company.outsider).post(READ, {"notices": [key]})

    assert answer.status_code == 400
    assert f"There is no notice {key} in your inbox." in str(answer.json())
    assert Notification.objects.get(pk=key).read_at is None


def test_of_what_became_confidential_only_that_it_moved(company: Company) -> None:
    item = assigned(company)
    keep_until(clock.moment)
    Notification.objects.update(person=company.outsider)
    type(item).objects.filter(pk=item.pk).update(is_confidential=True)
    told = Caller(company.outsider).get(INBOX).json()["results"]

    assert {one["sentence"] for one in told} == {None}
    assert "847" not in str(told)


def test_changes_what_is_named_and_keeps_the_rest(company: Company) -> None:
    caller = Caller(company.viewer)
    before = caller.get(MAIL).json()
    after = caller.post(MAIL, {"outcomes": "digest", "digest_at": "07:45"}).json()

    assert after == {**before, "outcomes": "digest", "digest_at": "07:45:00"}
    assert caller.get(MAIL).json() == after
    assert MailSettings.objects.get().person == company.viewer


def test_what_is_asked_of_one_cannot_be_switched_off(company: Company) -> None:
    answer = Caller(company.viewer).post(MAIL, {"accountable": "never"})

    assert answer.status_code == 400
    assert not MailSettings.objects.exists()


def test_a_day_without_an_hour_for_mail_is_refused(company: Company) -> None:
    hours = {"quiet_from": "08:00", "quiet_until": "08:00"}
    answer = Caller(company.viewer).post(MAIL, hours)

    assert answer.status_code == 400
    assert "Leave some hours in which mail may arrive." in str(answer.json())
