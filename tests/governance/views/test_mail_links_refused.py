"""Links of mails that act no more, for nobody else, on nothing else, and not too often."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from governance.actions.contradictions import reassign, take_up
from governance.actions.mail_links import revoke_links, seen_options
from governance.actions.options import ask_agreers
from governance.actions.people import deactivate_person
from governance.models import MailLink
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating
from tests.factories.governance import proposed as put_forward
from tests.factories.lending import lend
from tests.factories.telling import keep_until, link_for, mails_to
from tests.governance.views.mailed import at_now, get, page, post


class TestRefusals:
    def test_fetching_changes_nothing(self, company: Company) -> None:
        item = assigned(company)
        link = link_for(company.marketing_head, item, "take_up")
        with at_now():
            for _ in range(3):
                assert Client().get(page(link)).status_code == 200
                assert Client().head(page(link)).status_code == 200

        item.refresh_from_db()
        link.refresh_from_db()
        assert (item.status, link.used_at) == ("assigned", None)

    def test_used_twice_acts_once_and_shows_what_became_of_it(self, company: Company) -> None:
        item = investigating(company)
        link = link_for(company.marketing_head, item, "answer")
        post(link, text="Once")
        again = post(link, text="Twice")

        assert [said.body for said in item.comments.all()] == ["Once"]
        assert again.status_code == 200
        assert "Your answer is on record." in again.content.decode()

    def test_over_opens_nothing_and_mails_a_fresh_one_once(self, company: Company) -> None:
        item = assigned(company)
        link = link_for(company.marketing_head, item, "take_up")
        clock.tick(24 * 8)
        assert get(link).status_code == 410
        for _ in range(3):
            assert "on its way" in post(link).content.decode()
        keep_until(clock.moment)

        item.refresh_from_db()
        assert item.status == "assigned"
        (fresh,) = MailLink.objects.filter(renews=link)
        mails = [sent for sent in mails_to(company.marketing_head) if "fresh" in sent.subject]
        assert len(mails) == 1
        assert fresh.token in str(mails[0].body)
        post(fresh)
        item.refresh_from_db()
        assert item.status == "investigating"

    @pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: f"x{t}", lambda t: t[::-1]])
    def test_a_changed_address_opens_nothing(self, company: Company, change: Any) -> None:
        link = link_for(company.marketing_head, assigned(company), "take_up")
        for method in ("get", "post"):
            answer = getattr(Client(), method)(f"/a/{change(link.token)}/")
            assert answer.status_code == 404
        link.refresh_from_db()
        assert link.used_at is None

    def test_revoked_links_act_no_more(self, company: Company) -> None:
        item = assigned(company)
        link = link_for(company.marketing_head, item, "take_up")
        theirs = link_for(company.sales_head, item, "answer")
        assert revoke_links(actor=company.marketing_head, at=clock.tick()) == 1

        assert post(link).status_code == 410
        item.refresh_from_db()
        theirs.refresh_from_db()
        assert (item.status, theirs.revoked_at) == ("assigned", None)

    def test_of_somebody_who_left_tells_nothing(self, company: Company) -> None:
        link = link_for(company.marketing_head, assigned(company), "take_up")
        User.objects.filter(pk=company.marketing_head.pk).update(is_active=False)

        for answer in (get(link), post(link)):
            assert answer.status_code == 410
            assert "847" not in answer.content.decode()

    def test_of_an_item_closed_to_the_person_tells_nothing(self, company: Company) -> None:
        item = investigating(company, is_confidential=True)
        link = link_for(company.viewer, item, "answer")

        for answer in (get(link), post(link, text="Let me in")):
            assert answer.status_code == 410
            assert item.code not in answer.content.decode()
        assert not item.comments.exists()

    def test_of_an_item_that_moved_on_says_so(self, company: Company) -> None:
        item = assigned(company)
        link = link_for(company.marketing_head, item, "take_up")
        take_up(item=item, actor=company.marketing_head, at=clock.tick())

        answer = post(link)

        assert answer.status_code == 409
        assert f"{item.code} has moved on" in answer.content.decode()

    def test_another_person_signed_in_acts_as_whom_it_was_mailed_to(self, company: Company) -> None:
        item = investigating(company)
        client = Client()
        client.force_login(company.outsider)
        with at_now():
            client.post(page(link_for(company.marketing_head, item, "answer")), {"text": "Mine"})

        assert item.comments.get().by == company.marketing_head

    def test_too_long_an_answer_is_kept_in_the_field(self, company: Company) -> None:
        link = link_for(company.marketing_head, investigating(company), "answer")

        answer = post(link, text="x" * 501)

        assert answer.status_code == 422
        assert "x" * 501 in answer.content.decode()

    def test_nothing_decides_or_closes(self) -> None:
        purposes = set(MailLink.Purpose.values)

        assert not purposes & {"decide", "accept_until", "verify", "approve", "force", "waive"}

    def test_is_kept_by_no_cache_and_told_to_no_other_site(self, company: Company) -> None:
        answer = get(link_for(company.marketing_head, assigned(company), "take_up"))

        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]


class TestOwnRights:
    """A link uses what its person may do, never what somebody lent."""

    def test_a_lent_ownership_takes_nothing_up(self, company: Company) -> None:
        item = assigned(company)
        lend(company.marketing_head, company.viewer)

        answer = post(link_for(company.viewer, item, "take_up"))

        assert answer.status_code == 409
        item.refresh_from_db()
        assert item.status == "assigned"

    def test_a_lent_question_is_not_answered(self, company: Company) -> None:
        item = put_forward(company)
        ask_agreers(item=item, people=[company.sales_head], actor=company.steward, at=clock.tick())
        lend(company.sales_head, company.viewer)
        link = link_for(company.viewer, item, "agree")

        assert post(link, seen=seen_options(item)).status_code == 409
        assert item.agreers.get().answer == ""

    def test_by_a_lent_right_nothing_is_said_and_no_mail_offers_it(self, company: Company) -> None:
        lend(company.marketing_head, company.viewer)
        item = assigned(company)
        sent = mails_to(company.viewer, hours=24)[-1]
        answer = post(link_for(company.viewer, item, "answer"), text="For her")

        assert answer.status_code == 409
        assert not item.comments.exists()
        assert "/a/" not in str(sent.body)

    def test_an_item_given_to_another_is_no_longer_ones_own(self, company: Company) -> None:
        item = assigned(company)
        link = link_for(company.marketing_head, item, "decline")
        reassign(
            item=item,
            owner=company.sales_head,
            reason="Hers",
            actor=company.steward,
            at=clock.tick(),
        )

        answer = post(link, text="Not mine")

        assert answer.status_code == 409
        assert "Only the owner (Head of Sales)" in answer.content.decode()
        assert "Since the mail" in answer.content.decode()

    def test_links_end_for_good_with_the_account(self, company: Company) -> None:
        link = link_for(company.outsider, investigating(company), "answer")
        deactivate_person(
            person=company.outsider,
            reason="Left",
            actor=company.administrator,
            at=clock.tick(),
            successor=company.viewer,
        )
        User.objects.filter(pk=company.outsider.pk).update(is_active=True)

        assert post(link, text="Back").status_code == 410


class TestLimits:
    """How often addresses that work without a sign-in may be fetched or sent to."""

    @pytest.fixture(autouse=True)
    def _limits(self, settings: Any) -> Iterator[None]:
        settings.ACCOUNT_RATE_LIMITS = {"mailed_address": "2/m/ip", "inbound_mail": "2/m/ip"}
        settings.TIEOUT_REPLY_SECRET = "s" * 40
        cache.clear()
        yield
        cache.clear()

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("get", "/a/guess/"),
            ("head", "/a/guess/"),
            ("post", "/a/guess/"),
            ("post", "/unsubscribe/guess/"),
            ("get", "/calendar/guess/tieout.ics"),
            ("post", "/inbound/mail/"),
        ],
    )
    def test_who_guesses_addresses_is_stopped(self, method: str, path: str, db: None) -> None:
        answers = [getattr(Client(), method)(path) for _ in range(3)]

        assert [one.status_code for one in answers][2:] == [429]
        assert 429 not in [one.status_code for one in answers[:2]]

    def test_stopped_changes_nothing_and_says_what_to_do(self, company: Company) -> None:
        item = assigned(company)
        link = link_for(company.marketing_head, item, "take_up")
        with at_now():
            for _ in range(2):
                Client().get(page(link))
            answer = Client().post(page(link))

        item.refresh_from_db()
        assert (answer.status_code, item.status) == (429, "assigned")
        assert "Nothing was changed. Wait a minute" in answer.content.decode()

    def test_an_address_elsewhere_is_counted_for_itself(self, company: Company) -> None:
        link = link_for(company.marketing_head, assigned(company), "take_up")
        with at_now():
            for _ in range(3):
                Client().get(page(link))
            assert Client(REMOTE_ADDR="192.0.2.7").get(page(link)).status_code == 200
