"""The digest: what one must do, then what changed; none when there is nothing to say."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.test import Client

from governance.actions.contradictions import change_severity
from governance.actions.notices import put_in_inboxes
from governance.models import Contradiction, MailSettings, Notification
from governance.notices.digest import promise_digests
from governance.notices.unsubscribe import unsubscribe_path
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import keep_until, mails_to

THURSDAY = datetime(2026, 10, 8, 8, 40, tzinfo=UTC)
LIST = "List-Unsubscribe"
MONDAY = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)


def tomorrow(company: Company) -> None:
    clock.moment = THURSDAY
    promise_digests(THURSDAY)


def urgent(company: Company) -> Contradiction:
    item = assigned(company)
    return change_severity(
        item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
    )


def test_none_is_sent_when_there_is_nothing_to_say(company: Company) -> None:
    tomorrow(company)

    assert mails_to(company.viewer) == []


def test_says_first_what_one_must_do_and_until_when(company: Company) -> None:
    item = urgent(company)
    keep_until(clock.moment)
    before = len(mails_to(company.marketing_head))
    tomorrow(company)

    (sent,) = mails_to(company.marketing_head)[before:]

    assert sent.subject.startswith(f"[1 needs you] {item.code} ")
    assert "You must" in str(sent.body)
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_comes_once_a_day_at_its_hour(company: Company) -> None:
    urgent(company)
    keep_until(clock.moment)
    before = len(mails_to(company.marketing_head))
    for minutes in (-30, 0, 5, 60):
        promise_digests(THURSDAY + timedelta(minutes=minutes))
    clock.moment = THURSDAY + timedelta(hours=2)

    assert len(mails_to(company.marketing_head)[before:]) == 1


def test_a_leader_gets_a_short_one_on_mondays(company: Company) -> None:
    wanted = MailSettings.Digest.WEEKLY
    MailSettings.objects.create(person=company.marketing_head, digest=wanted)
    urgent(company)
    keep_until(clock.moment)
    before = len(mails_to(company.marketing_head))
    tomorrow(company)
    assert mails_to(company.marketing_head)[before:] == []

    clock.moment = MONDAY
    promise_digests(clock.moment)
    (sent,) = mails_to(company.marketing_head)[before:]
    assert "on Mondays" in str(sent.body)


def test_ten_thousand_of_one_event_are_one_line(company: Company) -> None:
    put_in_inboxes(
        [
            Notification(
                key=f"import_stopped:{n}",
                person=company.steward,
                event="import_stopped",
                about=f"file {n}",
                path="/measurements/",
                at=clock.moment,
                in_digest=True,
            )
            for n in range(10_000)
        ]
    )
    tomorrow(company)

    (sent,) = mails_to(company.steward)

    assert "10,000 things" in str(sent.body)
    assert str(sent.body).count("file ") == 0
    assert len(str(sent.body)) < 2_000


def test_can_be_stopped_by_its_link_without_signing_in(company: Company, client: Client) -> None:
    path = unsubscribe_path(company.steward)

    assert client.get(path).status_code == 200
    assert client.head(path).status_code == 200
    assert not MailSettings.objects.exists()

    one_click = Client(enforce_csrf_checks=True)
    answer = one_click.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert MailSettings.objects.get(person=company.steward).digest == "never"


def test_the_headers_of_a_digest_lead_to_the_link_that_stops_it(company: Company) -> None:
    urgent(company)
    tomorrow(company)
    (sent,) = [one for one in mails_to(company.marketing_head) if LIST in one.extra_headers]
    address = sent.extra_headers[LIST].strip("<>")

    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = Client(enforce_csrf_checks=True)
    posted = one_click.post(
        address.removeprefix(settings.TIEOUT_BASE_URL), {"List-Unsubscribe": "One-Click"}
    )
    assert posted.status_code == 200
    clock.moment = THURSDAY + timedelta(days=1)
    promise_digests(clock.moment)
    later = [one for one in mails_to(company.marketing_head) if LIST in one.extra_headers]
    assert later == [sent]


def test_a_changed_link_stops_nobodys(company: Company, client: Client) -> None:
    path = unsubscribe_path(company.steward)

    assert client.post(f"{path[:-3]}xx/").status_code == 404
    assert not MailSettings.objects.exists()
