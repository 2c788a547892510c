"""What a chat is told of a follow-up, or of another look, has the day of that, not the item's."""

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from accounts.actions.people import system_actor
from governance.actions.endpoints import add_endpoint
from governance.actions.follow_ups import add_follow_up, complete
from governance.actions.silence import falls_due, remind_of_days, take
from governance.clocks.ladder import ladder_of
from governance.models import Contradiction, FollowUp, Notification
from governance.notices.events import EVENTS, is_usual
from metrics.figures import NBSP, weekday
from tests.factories.chats import chat_of
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating
from tests.factories.outside import Receiver
from tests.factories.telling import keep_until

Heard = tuple[Receiver, str]
OF_FOLLOW_UPS = [name for name, one in EVENTS.items() if one.is_of_follow_up]


@pytest.fixture
def item(company: Company) -> Contradiction:
    """Return a decided item of whose past no chat was told."""
    made = decided(company)
    keep_until(clock.moment)
    return made


def listen(company: Company, receiver: Heard, *events: str) -> None:
    chat_of(company, f"json://{receiver[1].removeprefix('http://')}", events=events)


def said(receiver: Heard) -> list[str]:
    keep_until(clock.moment + timedelta(hours=1))
    found = [json.loads(body) for _, body in receiver[0].got]
    return [f"{one['title']}\n{one['message']}".replace("\u2060", "") for one in found]


def promised(item: Contradiction, company: Company, title: str = "Rewrite the rule") -> FollowUp:
    facts = {"owner": company.outsider, "due_on": clock.moment.date() + timedelta(days=6)}
    return add_follow_up(
        item=item, title=title, **facts, actor=company.decider, at=clock.tick(0.01)
    )


def plain(day: date) -> str:
    """Write a day as a chat is told it, on which no line of ours breaks."""
    return weekday(day).replace(NBSP, " ")


def item_day(item: Contradiction) -> str:
    item.refresh_from_db()
    assert item.due_at is not None
    return plain(item.due_at.date())


def test_names_each_follow_up_with_who_promised_it_for_when(
    company: Company, item: Contradiction, receiver: Heard
) -> None:
    listen(company, receiver, *OF_FOLLOW_UPS)
    rows = [promised(item, company), promised(item, company, "Tell @here")]

    (text,) = said(receiver)

    assert text.startswith("C-001 has a follow-up to do\n")
    for row in rows:
        assert f"“{row.title}”, {company.outsider}, for {plain(row.due_on)}\n" in text
    assert item_day(item) not in text


def test_says_of_one_that_is_done_by_then_that_it_is(
    company: Company, item: Contradiction, receiver: Heard
) -> None:
    listen(company, receiver, *OF_FOLLOW_UPS)
    row = promised(item, company)
    complete(follow_up=row, text="Done", actor=company.outsider, at=clock.tick(0.01))

    (text,) = said(receiver)

    assert text.count("Rewrite the rule") == 1
    assert f"for {plain(row.due_on)}, done\n" in text


def test_a_decision_is_told_with_what_was_promised_and_with_the_day_of_the_item(
    company: Company, receiver: Heard
) -> None:
    listen(company, receiver, "decide")
    item = decided(company)
    row = item.follow_ups.get()

    (text,) = said(receiver)

    assert f"“{row.title}”, {row.owner}, for {plain(row.due_on)}\n" in text
    assert f"due {item_day(item)}" in text


def test_another_look_at_a_decision_has_the_day_of_that(
    company: Company, item: Contradiction, receiver: Heard
) -> None:
    listen(company, receiver, "revisit_due")
    made = item.current_decision
    assert made is not None
    clock.moment = datetime.combine(made.revisit_on, time(6), UTC)
    remind_of_days(at=clock.moment)

    (text,) = said(receiver)

    assert f"To be looked at again on {plain(made.revisit_on)}\n" in text
    assert item_day(item) not in text


def test_of_a_confidential_item_no_follow_up_is_named(
    company: Company, item: Contradiction, receiver: Heard
) -> None:
    listen(company, receiver, *OF_FOLLOW_UPS)
    promised(item, company)
    Contradiction.objects.update(is_confidential=True)

    (text,) = said(receiver)

    assert "Rewrite" not in text


def test_a_webhook_lists_the_follow_ups_it_is_about(
    company: Company, item: Contradiction, receiver: Heard
) -> None:
    told: dict[str, Any] = {"actor": company.administrator, "at": clock.tick()}
    add_endpoint(name="Sheet", url=receiver[1], events=["add_follow_up", "comment"], **told)
    row = promised(item, company)
    keep_until(clock.moment)

    data = json.loads(receiver[0].got[0][1])["data"]

    assert data["follow_ups"] == [
        {
            "title": "Rewrite the rule",
            "owner": str(company.outsider),
            "due_on": f"{row.due_on}",
            "status": "open",
        }
    ]


@pytest.mark.parametrize("name", ["bridge_done", "bridge_stopped"])
def test_how_a_bridge_ended_is_for_whoever_asked_unless_it_was_chosen(name: str) -> None:
    assert not is_usual(name)
    assert is_usual("sign_bridge")


def test_a_chat_hears_no_reminder_of_half_a_time_unless_it_was_chosen(
    company: Company, receiver: Heard
) -> None:
    item = investigating(company)
    keep_until(clock.moment)
    listen(company, receiver)
    (ahead,) = [one for one in ladder_of(item, clock.moment).steps(item) if one.name == "half_gone"]
    clock.moment = ahead.at
    for found, step in falls_due(clock.moment):
        take(item=found, step=step, actor=system_actor(clock.moment), at=clock.moment)

    assert said(receiver) == []
    assert Notification.objects.filter(event="half_gone").exists()
