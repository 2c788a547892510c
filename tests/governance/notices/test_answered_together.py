"""A mail of several things lets each of them be answered, as a mail of one does."""

from datetime import UTC, datetime, timedelta

import time_machine
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from governance.actions.comments import comment
from governance.models import MailLink
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.telling import mails_to

SATURDAY = datetime(2026, 10, 10, 5, tzinfo=UTC)


def together(company: Company) -> EmailMultiAlternatives:
    """Assign two items on a weekend, and return the one mail of Monday morning."""
    clock.moment = SATURDAY
    assigned(company), assigned(company, values=(912, 300))
    sent = mails_to(company.marketing_head, hours=48)
    return next(one for one in sent if one.subject.startswith("[2 need you] C-001 is yours"))


def test_each_item_has_its_links_its_clock_and_the_next_rung(company: Company) -> None:
    text = str(together(company).body)

    assert "2 of 2 need you." in text
    for code in ("C-001", "C-002"):
        part = text.split(f"{code} is yours")[1].split("Open C-", maxsplit=1)[0]
        assert [part.count(f"{one}: http") for one in ("Acknowledge", "Answer", "Not mine")] == [
            1,
            1,
            1,
        ]
        assert "Customer clock: " in part
        assert "Without an answer it goes to COO, the arbiter, on " in part
    assert MailLink.objects.filter(person=company.marketing_head).count() == 6


def test_each_link_answers_for_its_own_item(company: Company) -> None:
    html = str(together(company).alternatives[0][0])
    links = MailLink.objects.filter(person=company.marketing_head, purpose="take_up")
    assert all(one.token in html for one in links)

    with time_machine.travel(clock.moment + timedelta(hours=48), tick=False):
        Client().post(f"/a/{links.get(item__number=2).token}/")

    assert [one.item.status for one in links.order_by("item__number")] == [
        "assigned",
        "investigating",
    ]


def test_of_an_item_told_twice_the_links_stand_once(company: Company) -> None:
    clock.tick(13)
    item = assigned(company)
    comment(item=item, body="See the export", actor=company.sales_head, at=clock.tick(0.1))
    (sent,) = mails_to(company.marketing_head, hours=36)

    assert str(sent.body).count("Acknowledge: ") == 1
