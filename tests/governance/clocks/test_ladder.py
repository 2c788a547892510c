"""Silence climbs by itself: reminders, then one rung after the other, and stops when one acts."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from accounts.actions.calendars import add_holiday, add_leave, set_calendar
from accounts.models import Function, User
from accounts.workdays import local_day
from governance.actions.clocks import pause, resume
from governance.actions.contradictions import change_severity, decline, take_up
from governance.actions.reviews import call_review
from governance.actions.silence import falls_due, remind_of_days, take
from governance.clocks.ladder import Ladder, next_rung, to_watch
from governance.models import Contradiction, Escalation, Notification, Outbox, Review
from governance.reviews.agenda import agenda_of
from tests.factories.clock import clock
from tests.factories.governance import Company, accepted, assigned, decided, investigating
from tests.factories.reviews import council
from tests.factories.telling import keep_until, told

BERLIN = ZoneInfo("Europe/Berlin")
FIVE_MINUTES, DAY = timedelta(minutes=5), timedelta(days=1)


def system() -> User:
    from accounts.actions.people import system_actor

    return system_actor(clock.moment)


def tend(at: datetime) -> list[str]:
    """Take what falls due at a moment, as the worker's round does; return the steps."""
    clock.moment = max(clock.moment, at)
    steps = []
    for item, step in falls_due(at):
        take(item=item, step=step, actor=system(), at=at)
        steps.append(step.name)
    return steps


def walk(until: datetime, *, every: timedelta = timedelta(hours=4)) -> list[tuple[str, date]]:
    """Let time pass and return each step with the day it came on."""
    found, at = [], clock.moment
    while at < until:
        at += every
        found += [(name, at.date()) for name in tend(at)]
    return found


def led_by_another(company: Company) -> None:
    """Let somebody else than the owner head the owner's function."""
    Function.objects.filter(pk=company.marketing.pk).update(head=company.viewer)


def due(item: Contradiction) -> datetime:
    item.refresh_from_db()
    assert item.due_at is not None
    return item.due_at


class TestWalk:
    def test_reminds_then_climbs_two_working_days_at_a_time(self, company: Company) -> None:
        led_by_another(company)
        item = investigating(company)
        end = due(item)  # 2026-10-21, a Wednesday
        assert end.date() == date(2026, 10, 21)

        steps = walk(end + timedelta(days=12))

        assert [name for name, _ in steps] == [
            *("half_gone", "due_next", "overdue"),
            *("escalate", "escalate", "escalate"),
        ]
        days = [day for _, day in steps]
        assert days[1] == date(2026, 10, 20)
        # The overdue word leaves right after the end of the 21st, each rung two working days on.
        assert days[2:] == [
            date(2026, 10, 22),
            date(2026, 10, 24),
            date(2026, 10, 28),
            date(2026, 10, 31),
        ]
        rungs = Escalation.objects.order_by("level").values_list("level", "to")
        above = (company.viewer, company.arbiter, company.executive)
        assert list(rungs) == [(level, who.pk) for level, who in enumerate(above, start=1)]

    def test_climbs_past_a_rung_on_which_the_silent_owner_stands(self, company: Company) -> None:
        item = investigating(company)
        steps = walk(due(item) + timedelta(days=12))

        assert [name for name, _ in steps].count("escalate") == 2
        rungs = Escalation.objects.order_by("level").values_list("level", "to")
        assert list(rungs) == [(2, company.arbiter.pk), (3, company.executive.pk)]

    def test_skips_holidays_and_leave_and_survives_a_changed_clock(self, company: Company) -> None:
        owner = company.marketing_head
        User.objects.filter(pk=owner.pk).update(time_zone="Europe/Berlin")
        set_calendar(
            working_days="12345",
            time_zone="Europe/Berlin",
            fiscal_start_month=1,
            fiscal_named_by_end=True,
            actor=company.administrator,
            at=clock.tick(),
        )
        add_holiday(
            on=date(2026, 10, 26), name="Day off", actor=company.administrator, at=clock.tick()
        )
        add_leave(
            person=owner,
            from_on=date(2026, 10, 22),
            until_on=date(2026, 10, 23),
            actor=owner,
            at=clock.tick(),
        )
        item = investigating(company)
        end = due(item)

        walk(end + timedelta(days=2))
        (first,) = ladder_steps(item, "escalate")[:1]

        # Due on Wednesday the 21st; leave, a weekend over which the clocks change, a holiday:
        # the second working day after is Wednesday the 28th.
        assert local_day(first, BERLIN) == date(2026, 10, 28)
        assert first.astimezone(BERLIN).time().hour == 23

    def test_goes_on_across_the_end_of_a_quarter(self, company: Company) -> None:
        led_by_another(company)
        clock.moment = datetime(2026, 12, 16, 9, tzinfo=UTC)
        item = investigating(company)
        end = due(item)
        steps = walk(end + timedelta(days=14), every=timedelta(hours=6))

        assert [name for name, _ in steps].count("escalate") == 3
        assert any(day.year == 2027 for _, day in steps)


def ladder_steps(item: Contradiction, name: str) -> list[datetime]:
    one = to_watch().get(pk=item.pk)
    ladder = Ladder([one.owner, one.decider], clock.moment)
    return [step.at for step in ladder.steps(one) if step.name == name]


class TestRounds:
    def test_a_second_round_at_the_same_moment_does_nothing(self, company: Company) -> None:
        end = due(investigating(company)) + FIVE_MINUTES

        assert tend(end) == ["overdue"]
        assert tend(end) == []
        assert tend(end + FIVE_MINUTES) == []

    def test_a_worker_that_slept_for_a_month_sends_no_flood(self, company: Company) -> None:
        items = [investigating(company), investigating(company, values=(912, 300))]
        late = max(due(item) for item in items) + timedelta(days=30)
        before = len(told())

        assert tend(late) == ["escalate"] * 2
        assert tend(late + FIVE_MINUTES) == []
        assert len(told()) - before == 2 * 2, "the rung, and who was silent"
        # The next rung counts from the one climbed now, not from the month that went by.
        assert tend(late + timedelta(days=1)) == []
        assert tend(late + timedelta(days=5)) == ["escalate"] * 2

    def test_stops_at_once_when_somebody_acts(self, company: Company) -> None:
        item = assigned(company)
        end = due(item)
        clock.moment = end - timedelta(hours=1)
        decline(item=item, reason="Not ours", actor=company.marketing_head, at=clock.tick(0))
        own = due(item)

        steps = tend(end + FIVE_MINUTES)

        # What is late now is naming an owner, not the answer of whoever said no.
        assert own < end
        assert steps == ["escalate"]
        assert not Notification.objects.filter(person=company.marketing_head, event="overdue")

    def test_taking_up_keeps_the_due_time_and_the_reminders_it_has_had(
        self, company: Company
    ) -> None:
        item = assigned(company)
        end = due(item)
        assert tend(end + FIVE_MINUTES) == ["overdue"]
        take_up(item=item, actor=company.marketing_head, at=clock.tick())

        assert due(item) == end
        assert tend(clock.moment) == []

    def test_a_pause_holds_the_ladder(self, company: Company) -> None:
        item = investigating(company)
        clock.moment = end = due(item).replace(hour=9)
        pause(
            item=item,
            waiting_on=company.sales_head,
            until_on=end.date() + timedelta(days=2),
            reason="Her figures",
            actor=company.marketing_head,
            at=clock.tick(0.1),
        )

        assert tend(end + timedelta(days=1)) == []

    @pytest.mark.parametrize("late", [0, 3, 6])
    def test_a_pause_lasts_until_its_day_however_late_the_worker_comes(
        self, company: Company, late: int
    ) -> None:
        item = investigating(company)
        end, began = due(item), clock.tick(0.1)
        assert (end.date(), began.date()) == (date(2026, 10, 21), date(2026, 10, 7))
        pause(
            item=item,
            waiting_on=company.sales_head,
            until_on=date(2026, 10, 9),
            reason="Her figures",
            actor=company.marketing_head,
            at=began,
        )

        resume(item=item, actor=system(), at=datetime(2026, 10, 10, 1, tzinfo=UTC) + DAY * late)

        assert due(item).date() == date(2026, 10, 23)

    def test_an_accepted_difference_has_no_ladder(self, company: Company) -> None:
        accepted(company)

        assert not to_watch().exists()

    def test_who_acts_between_the_look_and_the_step_is_not_overtaken(
        self, company: Company
    ) -> None:
        item = investigating(company)
        late = due(item) + timedelta(days=5)
        ((found, step),) = falls_due(late)
        clock.moment = late
        change_severity(
            item=item, severity=4, reason="Mild", actor=company.steward, at=clock.tick(0.1)
        )
        take(item=found, step=step, actor=system(), at=clock.tick(0.1))

        assert Escalation.objects.count() == 1

    def test_at_s1_an_extraordinary_review_is_proposed_at_the_end(self, company: Company) -> None:
        item = investigating(company)
        change_severity(
            item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        walk(due(item) + timedelta(days=20), every=timedelta(hours=6))
        keep_until(clock.moment)

        asked = Notification.objects.filter(event="review_proposed")
        assert [row.person for row in asked] == [company.steward]

    def test_at_s1_it_is_called_onto_the_calendar_of_those_it_concerns(
        self, company: Company
    ) -> None:
        council(company, name="Board", members=[], quorum=1)
        body = council(company, members=[company.marketing_head, company.executive])
        item = investigating(company)
        change_severity(
            item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        walk(due(item) + timedelta(days=20), every=timedelta(hours=6))
        keep_until(clock.moment)

        review = Review.objects.get()
        assert (review.body, review.item, review.is_extraordinary) == (body, item, True)
        assert (review.status, review.minutes) == ("open", 15)
        (entry,) = agenda_of(review, None, clock.moment).decisions
        assert entry.why[:2] == ("Called for this", "No answer")
        told = Notification.objects.filter(event="urgent_review").values_list("person__name")
        assert {name for (name,) in told} >= {"RevOps lead", "Head of Marketing", "CEO"}

    def test_of_a_confidential_item_calls_nobody_who_may_not_know(self, company: Company) -> None:
        item = investigating(company)
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)
        item.refresh_from_db()
        council(company)

        assert call_review(item=item, actor=system(), at=clock.tick()) is None
        assert not Review.objects.exists()

    def test_the_last_rung_is_told_what_comes_then(self, company: Company) -> None:
        council(company)
        item = investigating(company)
        change_severity(
            item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        while Contradiction.objects.get().escalation_level < 3:
            walk(clock.moment + DAY)
        item.refresh_from_db()
        assert not Review.objects.exists()

        said = next_rung(item, clock.moment)

        assert said.startswith("Without an answer an extraordinary review is proposed on ")
        walk(clock.moment + DAY * 7)
        assert Review.objects.exists()
        assert next_rung(item, clock.moment) == ""

    def test_a_body_has_one_meeting_at_a_time(self, company: Company) -> None:
        council(company)
        items = [investigating(company, values=(800 + n, 200)) for n in range(3)]

        called = [call_review(item=item, actor=system(), at=clock.tick()) for item in items]

        first, second, third = filter(None, called)
        assert (second.starts_at, third.starts_at) == (first.ends_at, second.ends_at)

    def test_is_called_once(self, company: Company) -> None:
        item = investigating(company)
        council(company)
        assert call_review(item=item, actor=system(), at=clock.tick()) is not None
        assert call_review(item=item, actor=system(), at=clock.tick()) is None


class TestDays:
    def test_a_follow_up_is_remembered_the_day_before_and_when_it_is_late(
        self, company: Company
    ) -> None:
        item = decided(company)
        row = item.follow_ups.earliest("pk")
        midday = datetime.combine(row.due_on, datetime.min.time(), UTC) + timedelta(hours=12)
        for days in (-3, -1, 0, 1, 2):
            remind_of_days(at=midday + timedelta(days=days))

        events = [event for event, person in told() if person == row.owner_id]
        assert events.count("follow_up_due") == 1
        assert events.count("follow_up_late") == 1

    def test_an_acceptance_that_ends_soon_is_announced_once(self, company: Company) -> None:
        item = accepted(company)
        assert item.accepted_until is not None
        soon = datetime.combine(item.accepted_until, datetime.min.time(), UTC)
        for days in (20, 13, 12, 1):
            remind_of_days(at=soon - timedelta(days=days))

        rows = Outbox.objects.filter(kind="notice", payload__heard__has_key="expires_soon")
        assert rows.count() == 1


class TestPage:
    def test_shows_who_hears_when(self, company: Company, client: Client) -> None:
        item = investigating(company)
        client.force_login(company.viewer)

        text = client.get(f"/c/{item.code}/ladder/").content.decode()

        # The owner is the head of her function, so the first rung leads past it.
        assert "To the function head" not in text
        assert "To the executive" in text
        assert str(company.executive) in text
        assert str(company.marketing_head) in text

    def test_is_not_found_by_who_may_not_see_the_item(
        self, company: Company, client: Client
    ) -> None:
        item = investigating(company, is_confidential=True)
        client.force_login(company.viewer)

        assert client.get(f"/c/{item.code}/ladder/").status_code == 404

    def test_promises_no_day_while_the_clock_stands(self, company: Company, client: Client) -> None:
        item = investigating(company)
        client.force_login(company.viewer)
        url = f"/c/{item.code}/ladder/"
        assert "<b>Next</b>" in client.get(url).content.decode()
        pause(
            item=item,
            waiting_on=company.sales_head,
            until_on=clock.moment.date() + timedelta(days=2),
            reason="Her figures",
            actor=company.marketing_head,
            at=clock.tick(0.1),
        )

        text = client.get(url).content.decode()

        assert "<b>Next</b>" not in text
        assert text.count("Stands still") == text.count("After the pause") >= 2


@pytest.fixture(autouse=True)
def _with_system_actor(company: Company) -> None:
    system()
