"""A follow-up and another look at a decision have days of their own, and each is told by itself."""

from datetime import UTC, date, datetime, time, timedelta

from accounts.actions.people import system_actor
from governance.actions.follow_ups import add_follow_up, cancel, complete
from governance.actions.silence import falls_due, remind_of_days, take
from governance.models import Contradiction, FollowUp, Notification
from governance.notices.digest import promise_digests
from governance.pages.inbox import inbox_of, told
from metrics.figures import weekday
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating
from tests.factories.telling import keep_late, keep_until, mails_to


def morning(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def promised(item: Contradiction, title: str, days: int, company: Company) -> FollowUp:
    return add_follow_up(
        item=item,
        title=title,
        owner=company.outsider,
        due_on=clock.moment.date() + timedelta(days=days),
        actor=company.decider,
        at=clock.tick(0.1),
    )


def two_promised(company: Company) -> tuple[FollowUp, FollowUp]:
    """Return two follow-ups that one person promised under one item on one day."""
    clock.moment = clock.moment.replace(hour=10)
    item = decided(company)
    return promised(item, "Rewrite the rule", 6, company), promised(item, "Tell Sales", 6, company)


class TestFollowUps:
    def test_the_mail_names_its_own_day_and_not_that_of_the_item(self, company: Company) -> None:
        item = decided(company)
        row = promised(item, "Rewrite the rule", 6, company)
        item.refresh_from_db()
        assert item.due_at is not None

        sent = mails_to(company.outsider, hours=24)[-1]

        text = str(sent.body)
        assert f"“Rewrite the rule” is promised for {weekday(row.due_on)}." in text
        assert weekday(item.due_at.date()) not in text.split("Without an answer", maxsplit=1)[0]
        assert "of you by " in sent.subject
        assert sent.subject.index("Rewrite the rule") < sent.subject.index(item.sentence)

    def test_each_of_two_is_told_on_the_day_they_are_promised(self, company: Company) -> None:
        two_promised(company)
        keep_until(clock.moment)

        notices = Notification.objects.filter(person=company.outsider, event="add_follow_up")
        assert [row.follow_up.title for row in notices.order_by("pk") if row.follow_up] == [
            "Rewrite the rule",
            "Tell Sales",
        ]

    def test_one_reminder_names_both(self, company: Company) -> None:
        first, second = two_promised(company)
        keep_until(clock.moment)
        at = morning(first.due_on, hour=6)
        remind_of_days(at=at)
        clock.moment = at + timedelta(hours=6)

        sent = mails_to(company.outsider)[-1]

        assert sent.subject.startswith("[2 need you]")
        for row in (first, second):
            assert f"“{row.title}”" in str(sent.body)
            assert f"by {weekday(row.due_on)}" in str(sent.body)

    def test_of_one_that_is_done_meanwhile_nobody_is_reminded(self, company: Company) -> None:
        first, second = two_promised(company)
        keep_until(clock.moment)
        remind_of_days(at=morning(first.due_on, hour=6))
        clock.moment = morning(first.due_on, hour=7)
        complete(follow_up=first, text="Done", actor=company.outsider, at=clock.tick(0.1))
        before = len(mails_to(company.outsider))

        (sent,) = mails_to(company.outsider, hours=6)[before:]

        assert "Rewrite the rule" not in str(sent.body)
        assert f"“{second.title}” is promised for" in str(sent.body)

    def test_each_that_is_cancelled_is_told(self, company: Company) -> None:
        for row in two_promised(company):
            cancel(follow_up=row, reason="No need", actor=company.steward, at=clock.tick(0.1))
        keep_until(clock.moment)

        told = Notification.objects.filter(event="cancel_follow_up")
        assert told.filter(person=company.marketing_head).count() == 2

    def test_a_mail_that_is_late_says_that_the_day_is_past(self, company: Company) -> None:
        first, _ = two_promised(company)
        keep_until(clock.moment)
        remind_of_days(at=morning(first.due_on, hour=6))
        keep_late(morning(first.due_on + timedelta(days=3)))

        text = str(mails_to(company.outsider)[-1].body)

        assert f"has a follow-up of yours that is overdue, since {weekday(first.due_on)}" in text
        assert "that is due" not in text

    def test_one_of_an_item_that_became_confidential_is_not_named(self, company: Company) -> None:
        first, _ = two_promised(company)
        keep_until(clock.moment)
        Contradiction.objects.filter(pk=first.contradiction_id).update(is_confidential=True)
        Notification.objects.filter(person=company.outsider).update(person=company.viewer)

        words = str(told(inbox_of(company.viewer), company.viewer))

        assert "has a follow-up" in words or "asks a follow-up" in words
        assert "Rewrite the rule" not in words


class TestAnotherLook:
    def test_the_mail_names_the_day_of_the_decision(self, company: Company) -> None:
        item = decided(company)
        keep_until(clock.moment)
        made = item.current_decision
        assert made is not None
        for row in item.follow_ups.all():
            cancel(follow_up=row, reason="No need", actor=company.steward, at=clock.tick())
        keep_until(clock.moment)
        at = morning(made.revisit_on, hour=6)
        remind_of_days(at=at)
        clock.moment = at

        sent = mails_to(made.by, hours=6)[-1]

        assert f"is to be looked at again on {weekday(made.revisit_on)}." in str(sent.body)
        assert "Answer by" not in str(sent.body)


class TestLate:
    def near(self, company: Company) -> tuple[Contradiction, date]:
        item = investigating(company)
        keep_until(clock.moment)
        assert item.due_at is not None
        day = item.due_at.date()
        at = morning(day - timedelta(days=1))
        for one, step in falls_due(at):
            take(item=one, step=step, actor=system_actor(at), at=at)
        return item, day

    def test_a_reminder_sent_on_the_day_says_today(self, company: Company) -> None:
        item, day = self.near(company)
        keep_late(morning(day))

        sent = mails_to(company.marketing_head)[-1]

        assert f"{item.code} is due today" in str(sent.subject)
        assert "next working day" not in str(sent.body)

    def test_a_digest_of_the_day_after_says_so_too(self, company: Company) -> None:
        item, day = self.near(company)
        keep_until(morning(day - timedelta(days=1)))
        clock.moment = morning(day)
        promise_digests(clock.moment)

        sent = mails_to(company.steward)[-1]

        assert f"{item.code} is due today" in str(sent.body)
