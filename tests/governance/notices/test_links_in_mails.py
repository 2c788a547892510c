"""Which links a mail holds: what its reader may do about the item, and no more."""

from datetime import timedelta

from governance.actions.positions import answer as answer_for
from governance.models import Delivery, MailLink, Outbox
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned
from tests.factories.lending import lend
from tests.factories.telling import keep_until, mails_to


def test_the_owner_may_acknowledge_answer_or_say_not_mine(company: Company) -> None:
    assigned(company)
    (sent,) = mails_to(company.marketing_head)

    (html,) = (str(part.content) for part in sent.alternatives)
    for label in ("Acknowledge", "Answer", "Not mine", "Open C-001"):
        assert f">{label}</a>" in html
    assert html.count('class="btn') == 4


def test_a_repeat_carries_the_same_links(company: Company) -> None:
    assigned(company)
    keep_until(clock.moment)
    row = Delivery.objects.get(person=company.marketing_head).outbox
    Outbox.objects.filter(pk=row.pk).update(done_at=None)
    keep_until(clock.moment + timedelta(minutes=1))

    first, again = mails_to(company.marketing_head)
    assert first.body == again.body


def test_who_stands_in_gets_no_link_that_acts_for_another(company: Company) -> None:
    lend(company.marketing_head, company.viewer)
    assigned(company)
    sent = mails_to(company.viewer)[-1]

    assert "Acknowledge" not in str(sent.body)


def test_each_side_is_asked_to_confirm_what_it_says_and_only_its_own(company: Company) -> None:
    item = assigned(company)
    (sent,) = mails_to(company.sales_head)

    assert str(sent.subject).startswith(f"{item.code} asks you to confirm what you say")
    assert str(sent.body).count("Yes, that is our number: ") == 1
    confirm = MailLink.objects.get(person=company.sales_head, purpose="confirm")
    assert confirm.row == item.positions.get(function=company.sales).pk
    assert not MailLink.objects.filter(person=company.outsider).exists()


def test_a_side_that_has_spoken_is_not_asked(company: Company) -> None:
    item = assigned(company)
    (side,) = item.positions.filter(function=company.sales)
    answer_for(position=side, answer="confirmed", actor=company.sales_head, at=clock.tick())

    assert mails_to(company.sales_head) == []
