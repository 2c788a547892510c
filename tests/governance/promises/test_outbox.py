"""Promises are kept once, after the commit, and never lost to a broker or a failing server."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.utils import timezone

from governance.actions.contradictions import assign
from governance.actions.outcomes import expire
from governance.models import Contradiction, Outbox
from governance.promises import outbox
from governance.refusals import IllegalMove
from governance.tasks import drain, tend
from tests.factories.clock import clock
from tests.factories.governance import Company, accepted, assigned, logged


def test_owner_is_told_after_the_commit(
    company: Company, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    item, woken = logged(company), []
    monkeypatch.setattr("governance.promises.outbox.wake", lambda: woken.append(1))

    with django_capture_on_commit_callbacks(execute=True):
        assign(
            item=item,
            owner=company.marketing_head,
            layer=2,
            actor=company.steward,
            at=clock.tick(),
        )

    assert woken == [1]
    assert mail.outbox == []
    with time_machine.travel(clock.tick(), tick=False):
        assert drain() == 3, "the notice, and the mails it asks for: to the owner and other side"
    sent, other = mail.outbox
    assert other.to == [company.sales_head.email]
    assert sent.to == [company.marketing_head.email]
    assert sent.subject == f"{item.code} is yours to answer by Wed 21 Oct: {item.title}"
    assert f"/c/{item.code}/" in sent.body


def test_a_promise_is_kept_once(company: Company) -> None:
    assigned(company)

    assert (drain(), drain()) == (3, 0)


def test_a_leased_promise_is_left_to_its_worker_until_the_lease_ends(company: Company) -> None:
    assigned(company)
    now = timezone.now()

    first = outbox.claim(now)

    assert first is not None
    assert outbox.claim(now) is None
    again = outbox.claim(now + timedelta(seconds=settings.TIEOUT.outbox_lease_seconds + 1))
    assert again is not None
    assert again.attempts == 2


def test_a_failing_mail_server_delays_and_then_gives_up_loudly(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError("connection refused")

    monkeypatch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
    assigned(company)

    assert drain() == 1
    row = Outbox.objects.filter(kind="post")[0]
    assert row.last_error == "connection refused"
    assert row.done_at is None
    for _ in range(outbox.MAX_ATTEMPTS):
        Outbox.objects.update(due_at=timezone.now())
        drain()
    assert Outbox.objects.get(pk=row.pk).failed_at is not None


def test_an_acceptance_ends_on_its_date_by_itself(company: Company) -> None:
    item = accepted(company)
    assert item.accepted_until is not None

    with pytest.MonkeyPatch.context() as patch:
        later = timezone.now().replace(year=item.accepted_until.year + 1)
        patch.setattr("governance.tasks.timezone.now", lambda: later)
        tend()
        tend()

    item.refresh_from_db()
    assert (item.status, item.cycle) == ("investigating", 2)


def test_a_promise_that_takes_down_every_worker_is_given_up(company: Company) -> None:
    assigned(company)
    Outbox.objects.update(attempts=outbox.MAX_ATTEMPTS)

    assert drain() == 0

    row = Outbox.objects.get()
    assert row.failed_at is not None
    assert row.last_error == "Every worker that tried ended before it was done."


def test_one_item_that_cannot_be_tended_holds_up_no_other(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    stuck, free = accepted(company), accepted(company)

    def expire_all_but_one(*, item: Contradiction, **told: Any) -> Contradiction:
        if item == stuck:
            raise IllegalMove("It was settled a moment ago.")
        return expire(item=item, **told)

    assert free.accepted_until is not None
    later = timezone.now().replace(year=free.accepted_until.year + 1)
    monkeypatch.setattr("governance.tasks.expire", expire_all_but_one)
    monkeypatch.setattr("governance.tasks.timezone.now", lambda: later)
    tend()

    free.refresh_from_db()
    assert free.status == "investigating"
