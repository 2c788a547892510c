"""One key per event, item, person and day; a night of many breaches is one line of a digest."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from governance.actions.comments import comment
from governance.models import Notification
from governance.notices.digest import promise_digests
from governance.notices.events import EVENTS, is_usual
from governance.promises.outbox import promise
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import keep_until, mails_to

NIGHT = datetime(2026, 10, 7, 23, 0, tzinfo=UTC)
MORNING = datetime(2026, 10, 8, 9, 0, tzinfo=UTC)


def keys_of(person: User, event: str) -> list[str]:
    found = Notification.objects.filter(person=person, event=event)
    return list(found.order_by("at", "pk").values_list("key", flat=True))


def test_the_key_names_event_item_person_and_day(company: Company) -> None:
    item = assigned(company)
    keep_until(clock.moment)

    (key,) = keys_of(company.marketing_head, "assign")
    assert key == f"assign:{item.code}:{company.marketing_head.pk}:{clock.moment.date()}"


def test_the_database_refuses_a_second_row_of_one_key(company: Company) -> None:
    assigned(company)
    keep_until(clock.moment)
    row = Notification.objects.get(person=company.marketing_head, event="assign")
    row.pk = None

    with pytest.raises(IntegrityError), transaction.atomic():
        Notification.objects.bulk_create([row])


def test_the_day_is_the_one_the_person_lives(company: Company) -> None:
    item = assigned(company)
    User.objects.filter(pk=company.marketing_head.pk).update(time_zone="Pacific/Auckland")
    midnight_there = datetime(2026, 10, 8, 11, 0, tzinfo=UTC)
    for minutes in (-20, -10, 10):
        at = midnight_there + timedelta(minutes=minutes)
        comment(item=item, body=f"At {minutes}", actor=company.steward, at=at)
    keep_until(midnight_there + timedelta(minutes=11))

    days = [key.rsplit(":", 1)[1] for key in keys_of(company.marketing_head, "comment")]
    assert days == ["2026-10-08", "2026-10-09"]


def breaches(company: Company, how_many: int) -> None:
    """Promise a notice of each of many things in one night, twice, as a repeated job would."""
    told = {"item": None, "heard": {"import_stopped": [company.viewer.pk]}, "by": None}
    for _ in range(2):
        for n in range(how_many):
            payload = {**told, "about": f"Breach {n}", "path": f"/measurements/{n}/"}
            promise("notice", key=f"breach:{n}", payload=payload, at=NIGHT)
    keep_until(NIGHT)
    promise_digests(MORNING)
    clock.moment = MORNING


def only_line(company: Company, how_many: int) -> None:
    (sent,) = mails_to(company.viewer)
    text = str(sent.body)
    assert Notification.objects.filter(person=company.viewer).count() == how_many
    assert text.count(f"{how_many:,} things were not imported") == 1
    assert "Breach" not in text


def test_a_night_of_breaches_is_one_line(company: Company) -> None:
    breaches(company, 200)

    only_line(company, 200)


@pytest.mark.deep
def test_ten_thousand_breaches_are_one_line(company: Company) -> None:
    breaches(company, 10_000)

    only_line(company, 10_000)


def test_what_detectors_find_is_told_in_no_chat_unless_chosen() -> None:
    assert not is_usual("log")
    assert not is_usual("import_stopped")
    assert is_usual("escalate")
    assert len([name for name in EVENTS if is_usual(name)]) < len(EVENTS)
