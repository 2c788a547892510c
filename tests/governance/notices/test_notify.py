"""Who hears of what: once a day each, in the inbox at once, by mail when it may arrive."""

from datetime import timedelta

from django.core import mail

from accounts.models import User
from governance.actions.clocks import escalate
from governance.actions.comments import comment
from governance.actions.contradictions import assign, change_severity, decline, reassign
from governance.actions.notices import read, set_mail
from governance.models import Contradiction, Delivery, MailSettings, Notification, Outbox
from governance.notices.letters import line_of
from governance.notices.notify import notify, wishes_of
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating, logged
from tests.factories.lending import lend
from tests.factories.telling import keep_until, mails_to


def heard(person: User) -> list[str]:
    return list(
        Notification.objects.filter(person=person).order_by("pk").values_list("event", flat=True)
    )


def wish(person: User, **facts: object) -> None:
    kept = wishes_of(person)
    wanted = {field: getattr(kept, field) for field in (
        "accountable", "outcomes", "digest", "digest_at", "quiet_from", "quiet_until",
        "urgent_passes",
    )}  # fmt: skip
    set_mail(actor=person, at=clock.tick(0), **{**wanted, **facts})


def give(item: Contradiction, owner: User, company: Company) -> Contradiction:
    return reassign(item=item, owner=owner, reason="Theirs", actor=company.steward, at=clock.tick())


class TestInbox:
    def test_holds_what_is_asked_of_the_owner_and_never_ones_own_acts(
        self, company: Company
    ) -> None:
        assigned(company)
        keep_until(clock.moment)

        assert "assign" in heard(company.marketing_head)
        assert "assign" not in heard(company.steward)

    def test_a_steward_hears_in_other_words_of_what_is_asked_of_another(
        self, company: Company
    ) -> None:
        item = assigned(company)
        escalate(item=item, reason="Late", actor=company.marketing_head, at=clock.tick())
        keep_until(clock.moment)

        row = Notification.objects.get(person=company.steward, event="escalate*")
        assert line_of(row, company.steward, row.at).heading == f"{item.code} was escalated"
        assert (row.in_digest, row.mail_due_at) == (False, None)

    def test_both_owners_hear_of_a_hand_over(self, company: Company) -> None:
        give(assigned(company), company.sales_head, company)
        keep_until(clock.moment)

        assert "reassign" in heard(company.marketing_head)
        assert "reassign" in heard(company.sales_head)

    def test_a_promise_kept_twice_tells_once(self, company: Company) -> None:
        assigned(company)
        row = Outbox.objects.filter(kind="notice", payload__heard__has_key="assign").get()

        notify(row, clock.moment)
        notify(row, clock.moment)

        assert heard(company.marketing_head).count("assign") == 1

    def test_the_same_event_of_an_item_is_told_once_a_day(self, company: Company) -> None:
        item = assigned(company)
        for words in ("One", "Two"):
            comment(item=item, body=words, actor=company.steward, at=clock.tick(0.1))
        keep_until(clock.moment)
        assert heard(company.marketing_head).count("comment") == 1

        comment(item=item, body="Tomorrow", actor=company.steward, at=clock.tick(24))
        keep_until(clock.moment)
        assert heard(company.marketing_head).count("comment") == 2

    def test_whoever_left_hears_nothing(self, company: Company) -> None:
        assigned(company)
        User.objects.filter(pk=company.marketing_head.pk).update(is_active=False)
        keep_until(clock.moment)

        assert heard(company.marketing_head) == []

    def test_who_stands_in_hears_of_what_is_asked_and_for_whom(self, company: Company) -> None:
        item = assigned(company)
        lend(company.marketing_head, company.viewer)
        give(item, company.sales_head, company)
        give(item, company.marketing_head, company)
        keep_until(clock.moment)

        told = Notification.objects.get(person=company.viewer, event="reassign")
        assert told.on_behalf_of == company.marketing_head
        sent = mails_to(company.viewer)[-1]
        assert f"you stand in for {company.marketing_head}" in str(sent.body)

    def test_one_marks_only_ones_own_as_read(self, company: Company) -> None:
        assigned(company)
        keep_until(clock.moment)
        mine = Notification.objects.filter(person=company.marketing_head)
        keys = list(mine.values_list("pk", flat=True))

        assert read(notices=keys, actor=company.outsider, at=clock.tick()) == 0
        assert read(actor=company.marketing_head, at=clock.tick()) == len(keys)


class TestMail:
    def test_at_night_waits_for_the_morning_and_arrives_as_one(self, company: Company) -> None:
        first, second = logged(company), logged(company, (912, 300))
        clock.moment = clock.moment.replace(hour=21)
        for item in (first, second):
            assign(
                item=item,
                owner=company.viewer,
                layer=2,
                actor=company.steward,
                at=clock.tick(0.01),
            )

        assert mails_to(company.viewer) == []
        (sent,) = mails_to(company.viewer, hours=12)
        assert sent.subject.startswith("[2 need you]")
        assert first.code in str(sent.body)
        assert second.code in str(sent.body)

    def test_beyond_the_limit_of_a_day_waits_for_the_digest(self, company: Company) -> None:
        items = [logged(company, (900 + n, 300)) for n in range(4)]
        clock.moment = clock.moment.replace(hour=9) + timedelta(days=1)
        for item in items:
            assign(
                item=item,
                owner=company.viewer,
                layer=2,
                actor=company.steward,
                at=clock.tick(0.1),
            )
            keep_until(clock.moment)

        assert len(mails_to(company.viewer)) == 3
        late = Notification.objects.filter(person=company.viewer).latest("at")
        assert (late.in_digest, late.mail_due_at, late.delivery) == (True, None, None)

    def test_of_a_comment_goes_out_only_if_it_stays_unread(self, company: Company) -> None:
        item = assigned(company)
        keep_until(clock.moment)
        before = len(mails_to(company.marketing_head))
        comment(item=item, body="Look here", actor=company.steward, at=clock.tick(0.1))
        keep_until(clock.moment)
        read(actor=company.marketing_head, at=clock.tick(0.1))
        assert len(mails_to(company.marketing_head, hours=1)) == before

        comment(item=item, body="And here", actor=company.steward, at=clock.tick(24))
        (sent,) = mails_to(company.marketing_head, hours=1)[before:]
        assert "And here" in str(sent.body)

    def test_names_somebody_by_an_at_sign(self, company: Company) -> None:
        item = assigned(company)
        comment(item=item, body="@CRO what now?", actor=company.steward, at=clock.tick())
        keep_until(clock.moment)

        assert "mention" in heard(company.decider)

    def test_what_is_asked_can_be_moved_to_the_morning_but_not_stopped(
        self, company: Company
    ) -> None:
        wish(company.marketing_head, accountable="morning", digest="never")
        assigned(company)

        assert mails_to(company.marketing_head) == []
        (sent,) = mails_to(company.marketing_head, hours=24)
        assert "is yours to answer" in sent.subject

    def test_outcomes_can_wait_for_the_digest(self, company: Company) -> None:
        item = assigned(company)
        wish(company.steward, outcomes=MailSettings.Outcomes.DIGEST)
        keep_until(clock.moment)
        mail.outbox.clear()
        decline(item=item, reason="Not ours", actor=company.marketing_head, at=clock.tick())

        assert mails_to(company.steward, hours=2) == []

    def test_names_both_figures_the_question_the_deadline_and_the_next_rung(
        self, company: Company
    ) -> None:
        item = investigating(company, question="Which count plans capacity?")
        give(item, company.sales_head, company)

        sent = mails_to(company.sales_head)[-1]
        text = str(sent.body)
        (html,) = (str(part.content) for part in sent.alternatives)
        for words in ("847", "200", "Which count plans capacity?", "UTC", "Customer clock"):
            assert words in text
            assert words in html
        assert "Without an answer it goes to" in text
        assert "<img" not in html

    def test_carries_the_id_of_its_promise(self, company: Company) -> None:
        assigned(company)
        (sent,) = mails_to(company.marketing_head)
        kept = Delivery.objects.get(person=company.marketing_head)

        assert sent.extra_headers["Message-ID"] == f"<outbox-{kept.outbox_id}@tieout>"
        assert kept.sent_at is not None
        assert kept.subject == sent.subject

    def test_killed_after_sending_is_repeated_with_the_same_id(self, company: Company) -> None:
        assigned(company)
        keep_until(clock.moment)
        row = Delivery.objects.get(person=company.marketing_head).outbox
        Outbox.objects.filter(pk=row.pk).update(done_at=None)
        Notification.objects.filter(person=company.marketing_head).update(read_at=clock.moment)

        keep_until(clock.moment + timedelta(minutes=1))

        first, again = mails_to(company.marketing_head)
        assert first.extra_headers["Message-ID"] == again.extra_headers["Message-ID"]
        assert first.body == again.body


class TestUrgency:
    def test_an_s1_escalation_passes_at_night_for_whoever_wants_that(
        self, company: Company
    ) -> None:
        item = investigating(company)
        change_severity(
            item=item, severity=1, reason="Board", actor=company.steward, at=clock.tick()
        )
        wish(company.marketing_head, urgent_passes=True)
        clock.moment = clock.moment.replace(hour=22)
        raised = escalate(item=item, reason="Now", actor=company.steward, at=clock.tick(0.1))
        assert raised.escalated_to is not None
        wish(raised.escalated_to, urgent_passes=True)
        keep_until(clock.moment)

        due = Notification.objects.get(person=raised.escalated_to, event="escalate").mail_due_at
        assert due == clock.moment
