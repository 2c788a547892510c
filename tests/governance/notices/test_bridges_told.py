"""Whoever asked a worker for a bridge hears how that ended, once for each asking."""

from typing import Any

import pytest
import time_machine

from governance.actions.bridge_jobs import cancel_run
from governance.models import BridgeJob, BridgeRun, MailSettings, Notification, Outbox
from governance.promises import outbox
from governance.tasks import drain
from tests.factories.bridge_lists import Listed, rules, work
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.telling import mails_to
from tests.governance.views.visiting import text, visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def heard(event: str) -> list[Notification]:
    return list(Notification.objects.filter(event=event).order_by("pk"))


def drained() -> None:
    with time_machine.travel(clock.tick(), tick=False):
        drain()


class TestDone:
    def test_is_told_to_the_asker_alone(self, listed: Listed) -> None:
        listed.built()

        (row,) = heard("bridge_done")
        assert (row.person, row.item) == (listed.owner, listed.item)
        assert heard("bridge_stopped") == []
        mail = mails_to(listed.owner, hours=24)[-1]
        assert "has the bridge you asked a worker for" in mail.body
        assert f"/c/{listed.item.code}/bridge/?sides=1-2" in mail.body

    def test_is_promised_in_the_transaction_of_the_end(
        self, listed: Listed, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job = listed.run()

        def refuse(*_: Any, **__: Any) -> None:
            raise OSError("the disk is full")

        with monkeypatch.context() as patch:
            patch.setattr("governance.actions.bridge_runs.tell_asker", refuse)
            drained()
        job.refresh_from_db()
        assert (job.step, BridgeRun.objects.count()) == ("queued", 0)
        assert not Outbox.objects.filter(key__startswith="notice:bridge:").exists()

        with time_machine.travel(clock.tick(), tick=False):
            drain()
        job.refresh_from_db()
        assert (job.step, BridgeRun.objects.count()) == ("done", 1)
        assert len(heard("bridge_done")) == 1

    def test_is_told_again_for_the_second_run_of_a_day(self, listed: Listed) -> None:
        moment = clock.moment
        for _ in range(2):
            listed.built()
            clock.moment = moment.replace(minute=clock.moment.minute + 1)

        first, second = heard("bridge_done")
        assert first.key != second.key

    def test_says_where_it_is_in_the_inbox(self, listed: Listed) -> None:
        listed.built()

        page = text(visit(listed.owner, "/inbox/"))

        assert "has the bridge you asked a worker for" in page
        assert f'href="/c/{listed.item.code}/bridge/?sides=1-2"' in page

    def test_waits_for_the_digest_of_who_prefers_that(self, listed: Listed) -> None:
        MailSettings.objects.create(person=listed.owner, outcomes="digest")

        listed.built()

        (row,) = heard("bridge_done")
        assert (row.in_digest, row.mail_due_at) == (True, None)


class TestStopped:
    def test_is_told_with_the_page_that_says_why(self, listed: Listed) -> None:
        job = listed.run(rules=rules(right="nobody"))
        drained()

        (row,) = heard("bridge_stopped")
        assert row.person == listed.owner
        assert row.path == f"/c/{listed.item.code}/bridge/lists/{job.key}/"
        assert "nobody" not in mails_to(listed.owner, hours=24)[-1].body
        assert "deals.csv has no column nobody" in text(visit(listed.owner, row.path))

    def test_is_told_by_a_cancel_of_somebody_else_once(self, listed: Listed) -> None:
        job = listed.run()
        cancel_run(job=job, actor=listed.company.steward, at=clock.tick())
        drained()

        (row,) = heard("bridge_stopped")
        assert (row.person, row.by) == (listed.owner, listed.company.steward)
        job.refresh_from_db()
        assert job.step == "stopped"

    def test_is_nothing_new_to_who_stopped_it(self, listed: Listed) -> None:
        cancel_run(job=listed.run(), actor=listed.owner, at=clock.tick())
        drained()

        assert heard("bridge_stopped") == []

    def test_is_told_when_every_worker_died(self, listed: Listed) -> None:
        job = listed.run()
        Outbox.objects.exclude(kind="bridge_job").update(done_at=clock.moment)
        with time_machine.travel(clock.tick(), tick=False):
            for _ in range(outbox.MAX_ATTEMPTS):
                Outbox.objects.filter(kind="bridge_job").update(leased_until=None)
                assert outbox.claim(clock.moment) is not None
            Outbox.objects.filter(kind="bridge_job").update(leased_until=None)
            assert outbox.claim(clock.moment) is None
        drained()

        job.refresh_from_db()
        assert job.step == "stopped"
        assert "Every worker that tried ended" in job.trouble
        assert [row.person for row in heard("bridge_stopped")] == [listed.owner]
        page = text(visit(listed.owner, f"/c/{listed.item.code}/bridge/lists/{job.key}/"))
        assert "Every worker that tried ended before it was done." in page
        assert work(listed.run(job)).lines.exists()

    def test_of_an_earlier_asking_does_not_stop_a_later_one(self, listed: Listed) -> None:
        job = listed.run(rules=rules(right="nobody"))
        first = Outbox.objects.get(kind="bridge_job")
        drained()
        listed.run(job)

        Outbox.objects.filter(pk=first.pk).update(done_at=None, attempts=outbox.MAX_ATTEMPTS)
        first.refresh_from_db()
        outbox.put_off(first, clock.tick(), "gone")

        assert BridgeJob.objects.get().step == "queued"


class TestOthers:
    def test_hear_nothing(self, listed: Listed) -> None:
        listed.built()

        told = Notification.objects.filter(event__startswith="bridge_").exclude(person=listed.owner)
        assert not told.exists()

    def test_read_nothing_of_what_became_confidential(self, company: Company) -> None:
        listed = Listed(company)
        reader = company.outsider
        listed.built()
        Notification.objects.filter(event="bridge_done").update(person=reader)
        type(listed.item).objects.filter(pk=listed.item.pk).update(is_confidential=True)

        page = text(visit(reader, "/inbox/"))
        mail = mails_to(reader, hours=24)

        assert listed.item.code in page
        assert "?sides=" not in page
        assert all("Marketing" not in one.body for one in mail)
