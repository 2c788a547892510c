"""What was promised by an older version and waits at an upgrade is kept by this one."""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.core import mail

from accounts.models import User
from governance.actions.definitions import propose
from governance.models import Notification, Outbox, OwnershipPoll
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.polls import asked
from tests.factories.telling import keep_until

old = import_module("governance.migrations.0024_old_mails_become_notices")


def waits(kind: str, person: User, **payload: Any) -> None:
    at = clock.tick()
    told = {**payload, "person": person.pk}
    Outbox.objects.create(
        kind=kind,
        key=f"{kind}:1",
        payload=told,
        created_at=at,
        due_at=at,
        attempts=8,
        failed_at=at,
        last_error=f"'{kind}'",
    )


def upgrade() -> None:
    """Let nothing wait but what is translated."""
    Outbox.objects.filter(kind__in=("notice", "post"), done_at__isnull=True).update(
        done_at=clock.moment
    )
    old.translate(apps, None)
    keep_until(clock.tick(24))


def told_to(person: User, event: str) -> Notification:
    return Notification.objects.get(person=person, event=event)


def test_a_mail_about_an_item(company: Company) -> None:
    item = assigned(company)
    waits("item_mail", company.marketing_head, item=item.pk, verb="assign")
    upgrade()

    assert told_to(company.marketing_head, "assign").item == item
    assert [one.to for one in mail.outbox] == [[company.marketing_head.email]]


def test_a_mail_about_a_meaning(company: Company) -> None:
    subject = company.kpi_pair()[0]
    made = propose(
        kpi=subject,
        meaning="A person whose score passed 60.",
        formula="Count of them.",
        actor=company.steward,
        at=clock.tick(),
    )
    waits("definition_mail", company.viewer, definition=made.pk, event="proposed")
    upgrade()

    notice = told_to(company.viewer, "definition_proposed")
    assert (notice.about, notice.path) == (
        str(made),
        f"/m/{subject.slug}/definitions/{made.number}/",
    )
    assert made.meaning in str(mail.outbox[-1].body)


def test_a_mail_about_polls(company: Company) -> None:
    poll = asked(company)
    person = poll.invitees.order_by("pk")[0].person
    waits("poll_mail", person, event="asked", polls=[poll.pk])
    upgrade()

    assert told_to(person, "poll_asked").path == f"/polls/{poll.pk}/"
    assert OwnershipPoll.objects.get().question in str(mail.outbox[-1].body)


def test_rights_that_change_on_a_day(company: Company) -> None:
    waits("rights_change", company.viewer, why="A right begins", day="2026-10-09")
    upgrade()

    row = Outbox.objects.get(kind="right_in_force")
    assert row.payload == {"why": "A right begins"}
    assert row.done_at is not None


def test_nothing_that_was_kept_is_told_again(company: Company) -> None:
    item = assigned(company)
    waits("item_mail", company.marketing_head, item=item.pk, verb="assign")
    Outbox.objects.filter(kind="item_mail").update(done_at=clock.moment)
    upgrade()

    assert Outbox.objects.get(kind="item_mail").failed_at is not None
    assert mail.outbox == []
