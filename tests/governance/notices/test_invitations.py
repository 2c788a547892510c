"""Invitations to reviews: what calendars are told, read by vobject, dateutil and zoneinfo."""

from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes, policy
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from dateutil.tz import tzical
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar

from accounts.models import User
from governance.actions import reviews as acts
from governance.actions.notices import read
from governance.actions.review_bodies import change_body
from governance.models import Delivery, MailSettings, Notification, Outbox, Review
from governance.notices.matters import review_of
from governance.reviews.invitation import invitation, reading_starts, reading_time
from governance.reviews.zone_entry import zone_entry
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.reviews import council, days_later, opened, scheduled
from tests.factories.telling import mails_to

pytestmark = pytest.mark.django_db
ZONES = [
    *("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Jakarta"),
    *("Africa/Casablanca", "Europe/Dublin", "America/Santiago", "Pacific/Apia"),
]


@pytest.fixture(autouse=True)
def _at_home(settings: Any) -> None:
    settings.TIEOUT_BASE_URL = "http://127.0.0.1:8000"


def by(person: User, **more: Any) -> dict[str, Any]:
    return {"actor": person, "at": clock.tick(), **more}


def parts(mail: EmailMultiAlternatives) -> list[Any]:
    """Return the entries for calendars in a mail as it goes over the wire, by vobject."""
    whole = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    found = [part for part in whole.walk() if part.get_content_type() == "text/calendar"]
    for part in found:
        assert part["Content-Type"].params["method"] in ("REQUEST", "CANCEL", "PUBLISH")
    return [vobject.readOne(part.get_content()) for part in found]


def last_entry(person: User) -> Any:
    """Return the invitation in the body of the last mail to a person."""
    return parts(mails_to(person, hours=24)[-1])[0]


def sequence(entry: Any) -> int:
    return int(entry.vevent.sequence.value)


class TestEntry:
    def entry(self, review: Review, person: User) -> Any:
        text = invitation(review, person, clock.moment).to_ical().decode()
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        return vobject.readOne(text)

    def test_says_when_where_for_how_long_and_who(self, company: Company) -> None:
        review = opened(company)
        entry = self.entry(review, company.decider)
        meeting = entry.vevent

        assert entry.method.value == "REQUEST"
        assert meeting.dtstart.value == review.starts_at
        assert meeting.dtend.value - meeting.dtstart.value == timedelta(minutes=45)
        assert meeting.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == ["Europe/Berlin"]
        assert meeting.uid.value == str(review.uid)
        assert meeting.location.value == "Room 4"
        assert "1\u00a0Jul\u201330\u00a0Sep\u00a02026" in meeting.description.value
        assert "http://127.0.0.1:8000/reviews/data-council/FY26-Q3/" in meeting.description.value
        assert meeting.organizer.value == "mailto:tieout@example.com"
        roles = {one.value: one.params["ROLE"] for one in meeting.attendee_list}
        assert len(roles) == 5
        assert roles[f"mailto:{company.arbiter.email}"] == ["CHAIR"]
        assert [one.trigger.value for one in meeting.valarm_list] == [
            -timedelta(days=1),
            -timedelta(minutes=15),
        ]

    def test_holds_time_to_read_on_the_working_day_before(self, company: Company) -> None:
        review = opened(company, starts_at=datetime(2026, 10, 19, 8, tzinfo=UTC))  # a Monday
        written = reading_time(review, company.decider, clock.moment)
        entry = vobject.readOne(written.to_ical().decode())

        assert entry.method.value == "PUBLISH"
        assert entry.vevent.dtstart.value == datetime(2026, 10, 16, 8, tzinfo=UTC)
        assert entry.vevent.dtend.value == reading_starts(review) + timedelta(minutes=15)
        assert entry.vevent.uid.value != str(review.uid)
        assert "attendee" not in entry.vevent.contents

    def test_survives_names_and_places_that_calendars_quote(self, company: Company) -> None:
        body = council(company, name='The "A;B,C" board', place="Room 4; 2nd floor, left\n\\x")
        meeting = self.entry(opened(company, body), company.decider).vevent

        assert meeting.location.value == "Room 4; 2nd floor, left\n\\x"
        assert meeting.summary.value.startswith('The "A;B,C" board')
        assert meeting.organizer.params["CN"] == ["The 'A;B,C' board"]

    def test_is_confidential_where_the_body_is(self, company: Company) -> None:
        review = opened(company, council(company, is_confidential=True))
        assert self.entry(review, company.decider).vevent.contents["class"][0].value == (
            "CONFIDENTIAL"
        )

    @pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "Asia/Kathmandu"])
    def test_keeps_its_moment_in_every_zone(self, company: Company, zone: str) -> None:
        review = opened(company, council(company, time_zone=zone))
        assert self.entry(review, company.decider).vevent.dtstart.value == review.starts_at


class TestZone:
    @pytest.mark.parametrize("zone", ZONES)
    def test_shows_the_clocks_of_the_zone_hour_by_hour(self, zone: str) -> None:
        written = Calendar()
        written.add_component(zone_entry(ZoneInfo(zone), datetime(2026, 10, 14, tzinfo=UTC)))
        read = tzical(StringIO(written.to_ical().decode())).get(zone)

        wall = datetime(2025, 10, 1)  # noqa: DTZ001 - the time on a wall
        for _ in range(24 * 400):
            wall += timedelta(hours=1)
            known = wall.replace(tzinfo=ZoneInfo(zone))
            if known.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
                continue  # no clock shows it
            if known.utcoffset() != known.replace(fold=1).utcoffset():
                continue  # clocks show it twice
            assert wall.replace(tzinfo=read).utcoffset() == known.utcoffset(), wall


class TestMail:
    def test_of_a_draft_is_not_sent(self, company: Company) -> None:
        review = scheduled(company)
        acts.move_review(
            review=review, starts_at=days_later(review, 1), **by(company.steward, reason="x")
        )
        acts.cancel_review(review=review, reason="Snow", **by(company.steward))

        assert not Outbox.objects.filter(kind="notice").exists()

    def test_invites_everybody_the_one_who_called_it_included(self, company: Company) -> None:
        review = opened(company)
        for person in (company.steward, company.arbiter, company.decider):
            (mail,) = mails_to(person, hours=24)
            assert mail.subject == "Data council, FY26-Q3 is on the calendar, and you are invited"
            assert "Wed 14 Oct 2026, 10:00" in str(mail.body).replace("\u00a0", " ")
            invited, attached, reading = parts(mail)
            assert invited.vevent.uid.value == attached.vevent.uid.value == str(review.uid)
            assert reading.method.value == "PUBLISH"
        assert mails_to(company.outsider) == []

    def test_says_where_the_reader_is_what_time_it_will_be(self, company: Company) -> None:
        User.objects.filter(pk=company.decider.pk).update(time_zone="Asia/Jakarta")
        opened(company)

        (mail,) = mails_to(company.decider, hours=24)
        said = str(mail.body).replace("\u00a0", " ")
        assert "10:00 CEST, where you are Wed 14 Oct 2026, 15:00 WIB" in said

    def test_counts_up_with_each_move_of_one_day(self, company: Company) -> None:
        MailSettings.objects.create(
            person=company.decider, quiet_from=time(23, 59), quiet_until=time(0)
        )
        review = opened(company)
        called = last_entry(company.decider)
        before = []
        for days in (1, 2):
            review = acts.move_review(
                review=review,
                starts_at=days_later(review, days),
                **by(company.steward, reason="Travel"),
            )
            before.append(parts(mails_to(company.decider, hours=1)[-1])[0])
            clock.moment += timedelta(hours=1)

        assert len(mails_to(company.decider, hours=24)) == 3
        assert sequence(called) < sequence(before[0]) < sequence(before[1])
        assert {one.vevent.uid.value for one in (called, *before)} == {str(review.uid)}
        assert before[1].vevent.dtstart.value == review.starts_at
        assert "Reason: Travel" in str(mails_to(company.decider)[-1].body)

    def test_that_waits_is_overtaken_by_what_happens_meanwhile(self, company: Company) -> None:
        clock.moment = clock.moment.replace(hour=20)  # nobody is mailed before the morning
        review = opened(company)
        acts.cancel_review(review=review, reason="Snow", **by(company.steward))

        (mail,) = mails_to(company.decider, hours=48)
        assert mail.subject == "Data council, FY26-Q3 is called off"
        assert [one.method.value for one in parts(mail)] == ["CANCEL", "CANCEL", "CANCEL"]

    def test_calls_off_with_a_reason(self, company: Company) -> None:
        review = opened(company)
        called = last_entry(company.decider)
        clock.moment += timedelta(hours=24)
        acts.cancel_review(review=review, reason="Snow", **by(company.steward))

        mail = mails_to(company.decider, hours=24)[-1]
        entry = parts(mail)[0]
        assert "Reason: Snow" in str(mail.body)
        assert (entry.method.value, entry.vevent.status.value) == ("CANCEL", "CANCELLED")
        assert entry.vevent.uid.value == called.vevent.uid.value
        assert sequence(entry) > sequence(called)

    def test_follows_who_joins_and_leaves(self, company: Company) -> None:
        review = opened(company)
        called = last_entry(company.sales_head)
        clock.moment += timedelta(hours=24)
        body = review.body
        members = [company.decider, company.marketing_head, company.viewer]
        kept = {name: getattr(body, name) for name in ("chair", "scribe", "quorum")}
        change_body(body=body, members=members, **kept, **by(company.steward, reason="New"))

        left, joined = last_entry(company.sales_head), last_entry(company.viewer)
        assert (left.method.value, joined.method.value) == ("CANCEL", "REQUEST")
        assert sequence(left) > sequence(called)
        assert [one.value for one in left.vevent.attendee_list] == [
            f"mailto:{company.sales_head.email}"
        ]
        assert "status" not in left.vevent.contents  # the meeting itself goes on
        assert len(mails_to(company.decider, hours=24)) == 1

    def test_counts_toward_no_limit_of_a_day(self, company: Company, settings: Any) -> None:
        settings.TIEOUT = settings.TIEOUT.__class__(mails_a_day=0)
        opened(company)

        assert len(mails_to(company.decider, hours=24)) == 1
        assert Delivery.objects.filter(person=company.decider).get().is_urgent

    def test_is_sent_though_the_inbox_was_read(self, company: Company) -> None:
        opened(company)
        mails_to(company.decider)
        read(**by(company.decider))

        assert len(mails_to(company.decider, hours=24)) == 1

    def test_of_a_confidential_body_is_told_to_nobody_else(self, company: Company) -> None:
        opened(company, council(company, is_confidential=True))
        mails_to(company.decider, hours=24)

        told = set(Notification.objects.values_list("person", flat=True))
        members = {company.arbiter, company.steward, company.decider}
        members |= {company.marketing_head, company.sales_head}
        assert told == {one.pk for one in members}
        assert not Delivery.objects.exclude(channel="mail").exists()

    def test_of_anything_else_carries_no_entry(self, company: Company) -> None:
        row = Notification(event="poll_asked", about="Who?", path="/polls/1/")
        assert review_of(row) is None
