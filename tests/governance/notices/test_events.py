"""Each event reaches the owner, who decides and the stewards, each in the way meant for them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from accounts.actions.people import system_actor
from governance.actions.contradictions import change_severity
from governance.actions.silence import falls_due, remind_of_days, take
from governance.models import Contradiction, Notification
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, decided, investigating
from tests.factories.governance import proposed as put_forward
from tests.factories.telling import keep_until, mails_to


def told(event: str) -> set[str]:
    return {str(row.person) for row in Notification.objects.filter(event=event)}


def row(event: str, **of: object) -> Notification:
    return Notification.objects.get(event=event, **of)


def due(item: Contradiction) -> datetime:
    item.refresh_from_db()
    assert item.due_at is not None
    return item.due_at


def fall_due(at: datetime) -> None:
    """Take what silence brings at a moment, and tell of it."""
    clock.moment = at
    system = system_actor(at)
    for item, step in falls_due(at):
        take(item=item, step=step, actor=system, at=at)
    keep_until(at)


@pytest.mark.parametrize(("severity", "is_told"), [(2, True), (3, False)])
def test_who_decides_hears_by_mail_of_what_is_severe_and_overdue(
    company: Company, severity: int, is_told: bool
) -> None:
    item = investigating(company)
    if item.severity != severity:
        change_severity(
            item=item, severity=severity, reason="So", actor=company.steward, at=clock.tick()
        )
    fall_due(due(item) + timedelta(minutes=5))

    assert told("overdue") == {str(company.marketing_head)}
    assert told("overdue+") == ({str(company.decider)} if is_told else set())
    assert all(one.mail_due_at for one in Notification.objects.filter(event="overdue+"))


def test_stewards_read_of_what_is_overdue_in_their_inbox_alone(company: Company) -> None:
    fall_due(due(investigating(company)) + timedelta(minutes=5))

    steward = row("overdue*", person=company.steward)
    assert (steward.in_digest, steward.mail_due_at) == (False, None)


def test_a_reminder_arrives_at_the_hour_of_the_digest(company: Company) -> None:
    item = investigating(company)
    day = due(item).date() - timedelta(days=1)
    fall_due(datetime.combine(day, time(8, 0), UTC))

    mine = row("due_next", person=company.marketing_head)
    assert mine.mail_due_at == datetime.combine(day, time(8, 30), UTC)
    assert row("due_next*", person=company.steward).in_digest


def test_a_reminder_found_at_noon_arrives_at_once(company: Company) -> None:
    item = investigating(company)
    noon = datetime.combine(due(item).date() - timedelta(days=1), time(12, 0), UTC)
    fall_due(noon)

    assert row("due_next", person=company.marketing_head).mail_due_at == noon


def test_no_mail_reminds_of_what_was_answered_in_the_night(company: Company) -> None:
    item = assigned(company)
    late = due(item) + timedelta(minutes=5)
    fall_due(late)
    before = len(mails_to(company.marketing_head))
    Contradiction.objects.filter(pk=item.pk).update(due_at=None)

    assert len(mails_to(company.marketing_head, hours=24)) == before
    assert row("overdue", person=company.marketing_head).read_at is None


def test_a_follow_up_that_is_due_is_told_to_whoever_decided(company: Company) -> None:
    item = decided(company)
    promised = item.follow_ups.earliest("pk")
    at = datetime.combine(promised.due_on, time(6, 0), UTC)
    remind_of_days(at=at)
    keep_until(at)

    assert row("follow_up_due", person=promised.owner).mail_due_at is not None
    assert row("follow_up_due+", person=company.decider).mail_due_at is not None
    assert row("follow_up_due*", person=company.steward).in_digest


def test_a_confidential_item_asks_its_sides_and_tells_nobody_else(company: Company) -> None:
    assigned(company, is_confidential=True)
    keep_until(clock.moment)

    assert told("ask_sides") == {str(company.sales_head)}
    assert not Notification.objects.filter(person=company.outsider).exists()


def test_what_needs_no_word_asks_no_side(company: Company) -> None:
    put_forward(company)
    keep_until(clock.moment)

    assert not Notification.objects.filter(event="ask_sides", person=company.marketing_head)
