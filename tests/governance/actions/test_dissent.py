"""The reason for a dissent is given once, by whose dissent it is."""

from dataclasses import replace

import pytest
from django.core.mail import EmailMultiAlternatives

from accounts.models import Function, User
from governance.actions.decisions import add_dissent_reason, decide
from governance.models import Dissent, MailLink, Notification
from governance.refusals import IllegalMove, NotEntitled
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company, decision_facts, proposed
from tests.factories.lending import lend
from tests.factories.telling import mails_to


def _dissent_of(who: User | Function, company: Company) -> Dissent:
    item = proposed(company)
    facts = decision_facts(item) | {"none_voiced": False, "dissenters": [who]}
    made = decide(item=item, actor=company.decider, at=clock.tick(), **facts).current_decision
    assert made is not None
    return made.dissents.get()


def _explain(dissent: Dissent, actor: User) -> Dissent:
    return add_dissent_reason(
        dissent=dissent, reason="We lose the signal.", actor=actor, at=clock.tick()
    )


def test_whose_dissent_it_is_explains_it(company: Company) -> None:
    said = _explain(_dissent_of(company.sales_head, company), company.sales_head)

    assert (said.person, said.reason) == (company.sales_head, "We lose the signal.")


def test_nobody_puts_words_into_the_mouth_of_another(company: Company) -> None:
    dissent = _dissent_of(company.sales_head, company)

    for stranger in (company.outsider, company.marketing_head, company.decider):
        with pytest.raises(NotEntitled, match="Only Head of Sales or a steward"):
            _explain(dissent, stranger)


def test_anybody_of_a_function_explains_its_dissent(company: Company) -> None:
    colleague = PersonFactory.create(name="Sales analyst", function=company.sales)
    dissent = _dissent_of(company.sales, company)

    with pytest.raises(NotEntitled, match="somebody of Sales"):
        _explain(dissent, company.outsider)
    assert _explain(dissent, colleague).function == company.sales


def both(company: Company) -> EmailMultiAlternatives:
    """Let somebody of Sales disagree who also promises a follow-up; return their mail of it."""
    item = proposed(company)
    facts = decision_facts(item) | {"none_voiced": False, "dissenters": [company.sales]}
    promised = replace(facts["follow_ups"][0], owner=company.sales_head)
    told = {**facts, "follow_ups": [promised], "actor": company.decider, "at": clock.tick()}
    decide(item=item, **told)
    return mails_to(company.sales_head, hours=24)[-1]


def test_whoever_promised_something_and_dissents_hears_of_both(company: Company) -> None:
    text = str(both(company).body)

    assert "C-001 asks a follow-up of you, by " in text
    assert "C-001 is decided, and your dissent is on record" in text
    (done,) = MailLink.objects.filter(person=company.sales_head, purpose="done")
    (why,) = MailLink.objects.filter(person=company.sales_head, purpose="dissent")
    for link in (done, why):
        assert text.count(f"/a/{link.token}/") == 1
    assert text.count("Customer clock: ") == 1


def test_who_stands_in_hears_of_the_promise_alone(company: Company) -> None:
    lend(company.sales_head, company.viewer)
    both(company)

    heard = Notification.objects.filter(person=company.viewer, on_behalf_of=company.sales_head)
    events = set(heard.values_list("event", flat=True))
    assert "add_follow_up" in events
    assert "dissent" not in events


def test_a_reason_is_given_once(company: Company) -> None:
    dissent = _dissent_of(company.sales_head, company)
    _explain(dissent, company.sales_head)

    with pytest.raises(IllegalMove, match="on record already"):
        _explain(dissent, company.steward)
