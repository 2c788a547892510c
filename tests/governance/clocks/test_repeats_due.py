"""The reminder of a bridge that is computed again each month: once, on the first working day."""

from datetime import UTC, date, datetime

import pytest

from accounts.actions.calendars import add_leave
from governance.actions.bridge_repeats import repeat_bridge, stop_repeating_bridge
from governance.actions.contradictions import dismiss
from governance.actions.silence import remind_of_days
from governance.models import BridgeRepeat, Contradiction, Notification
from governance.notices.lines import line_of
from governance.pages.inbox import told
from tests.factories.bridge_lists import Listed, rules
from tests.factories.clock import clock
from tests.factories.telling import keep_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def repeat(listed: Listed) -> BridgeRepeat:
    """Have a bridge repeated in October; November begins on a Sunday."""
    return repeat_bridge(bridge=listed.signed(), actor=listed.owner, at=clock.tick())


def reminded(*days: int, month: int = 11, year: int = 2026) -> list[Notification]:
    """Let the daily job come by on some days, and return what was told of bridges by then."""
    for day in days:
        at = datetime(year, month, day, 9, tzinfo=UTC)
        remind_of_days(at=at)
        keep_until(at)
    return list(Notification.objects.filter(event__startswith="repeat_due").order_by("at"))


def test_comes_on_the_first_working_day_and_once(listed: Listed, repeat: BridgeRepeat) -> None:
    assert reminded(30, month=10) == []
    assert reminded(1) == []

    (mine,) = reminded(2, 3, 4, 30)

    assert (mine.person, mine.at.date()) == (listed.owner, date(2026, 11, 2))
    assert mine.mail_due_at is not None


def test_leads_to_the_lists_of_the_next_month(listed: Listed, repeat: BridgeRepeat) -> None:
    (mine,) = reminded(2)

    path = f"/c/{listed.item.code}/bridge/lists/?sides=1-2&next_month=1"
    (row,) = told([mine], listed.owner)
    assert (row.url, row.name) == (path, listed.item.code)
    assert row.says == "has a bridge to compute again for another month"
    assert line_of(mine, listed.owner, mine.at).url.endswith(path)


def test_waits_for_whoever_is_away(listed: Listed, repeat: BridgeRepeat) -> None:
    add_leave(
        person=listed.owner,
        from_on=date(2026, 11, 2),
        until_on=date(2026, 11, 4),
        actor=listed.owner,
        at=clock.tick(),
    )

    assert reminded(2, 4) == []
    assert len(reminded(5)) == 1


def test_a_worker_that_was_down_reminds_of_one_month(listed: Listed, repeat: BridgeRepeat) -> None:
    (mine,) = reminded(17, 18, month=3, year=2027)

    assert mine.at.date() == date(2027, 3, 17)
    assert len(reminded(1, 2, month=4, year=2027)) == 2


def test_nobody_is_reminded_of_what_was_computed(listed: Listed, repeat: BridgeRepeat) -> None:
    clock.moment = datetime(2026, 11, 1, 9, tzinfo=UTC)
    listed.built(rules=rules())

    assert reminded(2, 3) == []


def test_nobody_is_reminded_of_what_ended(listed: Listed, repeat: BridgeRepeat) -> None:
    stop_repeating_bridge(bridge=repeat.bridge, actor=listed.owner, at=clock.tick())

    assert reminded(2, 3) == []


def test_nobody_is_reminded_while_no_bridge_can_be_drawn(
    listed: Listed, repeat: BridgeRepeat
) -> None:
    told = {"actor": listed.company.steward, "at": clock.tick()}
    dismiss(item=listed.item, reason="A mistake", **told)

    assert reminded(2, 3) == []


def test_the_owner_is_reminded_once_whoever_asked_may_draw_no_more(listed: Listed) -> None:
    company = listed.company
    repeat_bridge(bridge=listed.signed(), actor=company.sales_head, at=clock.tick())
    type(company.sales_head).objects.filter(pk=company.sales_head.pk).update(is_active=False)

    (mine,) = reminded(2)

    assert mine.person == listed.owner


def test_a_confidential_item_tells_whoever_asked_and_nobody_else(
    listed: Listed, repeat: BridgeRepeat
) -> None:
    Contradiction.objects.filter(pk=listed.item.pk).update(is_confidential=True)

    (mine,) = reminded(2)

    assert mine.person == listed.owner
