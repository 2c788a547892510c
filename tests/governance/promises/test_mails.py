"""Mails about items say what their reader may know, and leave whatever was typed into them."""

from governance.actions.contradictions import dismiss, log
from governance.actions.outcomes import verify
from governance.actions.positions import Statement
from governance.models import Contradiction
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, read_again, verifying
from tests.factories.telling import keep_until, mails_to


def test_a_wording_of_two_lines_becomes_a_subject_of_one(company: Company) -> None:
    item = assigned(company, wording="Leads are counted\r\nBcc: everybody@example.com")

    (sent,) = mails_to(company.marketing_head)

    said = "Leads are counted Bcc: everybody@example.com"
    assert sent.subject == f"{item.code} is yours to answer by Wed 21 Oct: {said}"
    assert sent.recipients() == [company.marketing_head.email]


def _duplicate_of(item: Contradiction, company: Company) -> Contradiction:
    sides = [Statement(label=name, claim="Other leads.") for name in ("Support", "Delivery")]
    twin = log(statements=sides, actor=company.outsider, at=clock.tick())
    return dismiss(
        item=twin, duplicate_of=item, reason="The same", actor=company.steward, at=clock.tick()
    )


def test_the_raiser_of_a_duplicate_hears_the_outcome_but_nothing_confidential(
    company: Company,
) -> None:
    item = verifying(company, is_confidential=True)
    _duplicate_of(item, company)
    read_again(item, 400, 401)
    keep_until(clock.moment)
    verify(item=item, actor=company.steward, at=clock.tick())

    sent = mails_to(company.outsider)[-1]

    assert sent.subject == f"{item.code} is closed"
    (html,) = (str(part.content) for part in sent.alternatives)
    for told in (str(sent.body), html):
        assert "It is confidential." in told
        assert "847" not in told
        assert str(company.marketing_head) not in told


def test_the_raiser_of_a_duplicate_of_an_open_item_reads_its_sentence(company: Company) -> None:
    item = verifying(company)
    _duplicate_of(item, company)
    read_again(item, 400, 401)
    keep_until(clock.moment)
    verify(item=item, actor=company.steward, at=clock.tick())

    sent = mails_to(company.outsider)[-1]

    assert item.title in str(sent.body)
