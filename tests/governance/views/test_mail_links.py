"""Answering from the mail: one link, one person, one thing; nobody else and nothing else."""

import pytest
from django.test import Client

from accounts.models import LedgerEntry
from governance.actions.contradictions import take_up
from governance.actions.decisions import decide
from governance.actions.mail_links import seen_options
from governance.actions.options import ask_agreers
from governance.actions.positions import Statement, revise_position
from governance.history.verification import findings
from governance.models import Dissent, MailLink, Option, PositionAnswer
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, decided, decision_facts, investigating
from tests.factories.governance import proposed as put_forward
from tests.factories.telling import link_for, mails_to
from tests.governance.views.mailed import at_now, get, post


class TestPurposes:
    def test_acknowledging_takes_the_item_up(self, company: Company) -> None:
        item = assigned(company)
        answer = post(link_for(company.marketing_head, item, "take_up"))

        item.refresh_from_db()
        assert item.status == "investigating"
        assert item.history.latest().history_user == company.marketing_head
        said = answer.content.decode()
        assert "You took it up." in said
        assert f"{item.code} is investigating now." in said

    def test_not_mine_declines_with_the_reason(self, company: Company) -> None:
        item = assigned(company)
        post(link_for(company.marketing_head, item, "decline"), text="Sales counts it")

        item.refresh_from_db()
        assert (item.status, item.owner) == ("logged", None)
        assert item.history.latest().history_change_reason == "Sales counts it"

    def test_an_answer_becomes_a_comment(self, company: Company) -> None:
        item = investigating(company)
        post(link_for(company.marketing_head, item, "answer"), text="<b>We count forms</b>")

        said = item.comments.get()
        assert (said.by, said.body) == (company.marketing_head, "<b>We count forms</b>")

    @pytest.mark.parametrize(
        ("purpose", "text", "answer"), [("agree", "", "agree"), ("object", "Too early", "object")]
    )
    def test_somebody_asked_agrees_or_objects(
        self, company: Company, purpose: str, text: str, answer: str
    ) -> None:
        item = put_forward(company)
        ask_agreers(item=item, people=[company.sales_head], actor=company.steward, at=clock.tick())
        link = link_for(company.sales_head, item, purpose)
        post(link, text=text, seen=seen_options(item))

        assert item.agreers.get(person=company.sales_head).answer == answer

    def test_done_needs_a_proof_and_records_it(self, company: Company) -> None:
        item = decided(company)
        row = item.follow_ups.earliest("pk")
        link = link_for(row.owner, item, "done", row.pk)

        missing = post(link)
        assert missing.status_code == 422
        assert "Say what shows that it is done" in missing.content.decode()

        post(link, url="https://wiki.example.com/proof")
        row.refresh_from_db()
        assert row.status == "done"
        assert row.proof is not None
        assert row.proof.url == "https://wiki.example.com/proof"

    def test_a_dissenter_adds_the_reason(self, company: Company) -> None:
        item = put_forward(company)
        facts = decision_facts(item) | {"none_voiced": False, "dissenters": [company.sales]}
        decide(item=item, actor=company.decider, at=clock.tick(), **facts)
        voiced = Dissent.objects.get()
        sent = mails_to(company.sales_head, hours=24)[-1]
        assert "Add my reason" in str(sent.body)

        post(link_for(company.sales_head, item, "dissent", voiced.pk), text="It halves our list")

        assert Dissent.objects.get(supersedes=voiced).reason == "It halves our list"

    def test_a_side_confirms_its_figure(self, company: Company) -> None:
        item = assigned(company)
        (side,) = item.positions.filter(function=company.sales)
        link = link_for(company.sales_head, item, "confirm", side.pk)

        assert "200" in get(link).content.decode()
        assert not side.answers.exists()
        post(link)

        said = side.answers.get()
        assert (said.by, said.answer) == (company.sales_head, "confirmed")

    def test_what_was_revised_since_is_not_confirmed(self, company: Company) -> None:
        item = assigned(company)
        (side,) = item.positions.filter(function=company.sales)
        link = link_for(company.sales_head, item, "confirm", side.pk)
        again = Statement(label="Sales", function=company.sales, claim="We count meetings.")
        revise_position(
            position=side, statement=again, reason="Read", actor=company.steward, at=clock.tick()
        )
        answer = post(link)

        assert answer.status_code == 409
        assert "was revised since the mail" in answer.content.decode()
        assert not PositionAnswer.objects.exists()


class TestAgreeing:
    """Who agrees in one tap has read the options, and no others than those."""

    @pytest.fixture
    def link(self, company: Company) -> MailLink:
        item = put_forward(company)
        ask_agreers(item=item, people=[company.sales_head], actor=company.steward, at=clock.tick())
        return link_for(company.sales_head, item, "agree")

    def test_shows_the_options(self, link: MailLink) -> None:
        text = get(link).content.decode()

        assert "Plan on accepted leads" in text
        assert "fewer reported leads" in text
        assert f'name="seen" value="{seen_options(link.item)}"' in text

    @pytest.mark.parametrize("seen", ["", "0123456789abcdef"])
    def test_is_refused_where_the_page_showed_others(self, link: MailLink, seen: str) -> None:
        answer = post(link, seen=seen)

        assert answer.status_code == 409
        assert "options were changed" in answer.content.decode()
        assert link.item.agreers.get().answer == ""

    def test_an_option_that_changes_makes_others_of_them(
        self, company: Company, link: MailLink
    ) -> None:
        before = seen_options(link.item)
        Option.objects.filter(contradiction=link.item).update(accepts="Something else")

        assert seen_options(link.item) != before


class TestHistory:
    """What came by a link says so, on the page and in the ledger, which still ties out."""

    def test_says_that_it_came_by_mail(self, company: Company) -> None:
        item = assigned(company)
        post(link_for(company.marketing_head, item, "take_up"))
        reader = Client()
        reader.force_login(company.viewer)
        with at_now():
            shown = reader.get(f"/c/{item.code}/").content.decode()

        assert "<b>Head of Marketing</b>, by mail," in shown
        ways = LedgerEntry.objects.filter(chain=item.chain).values_list("verb", "way")
        assert ("take_up", "mail") in ways
        assert {way for verb, way in ways if verb != "take_up"} == {None}
        assert list(findings(item.chain)) == []

    def test_what_is_done_after_it_by_page_does_not(self, company: Company) -> None:
        item = assigned(company)
        post(link_for(company.marketing_head, item, "object"), text="Nobody asked")
        take_up(item=item, actor=company.marketing_head, at=clock.tick())

        assert not LedgerEntry.objects.filter(way="mail").exists()
