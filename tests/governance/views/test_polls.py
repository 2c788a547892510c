"""Pages of polls: asked, answered in one tap, shown as a picture."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from accounts.workdays import Workweek, add_working_days
from governance.actions.poll_items import log_from_poll
from governance.models import Contradiction, OwnershipPoll, PollAnswer, SealedAnswer
from governance.polls.packs import TEN_MINUTES
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory
from tests.factories.polls import asked, in_conflict, leaders, says
from tests.governance.views.visiting import text, visit


def question(company: Company, **more: Any) -> dict[str, Any]:
    """Return a filled form."""
    return {
        "about": "domain:leads",
        "people": [person.pk for person in leaders(company)],
        "closes_on": str(clock.moment.date() + timedelta(days=7)),
        **more,
    }


class TestAsk:
    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "administrator"])
    def test_says_who_may(self, company: Company, who: str) -> None:
        page = visit(getattr(company, who), "/polls/new/", question(company))

        assert page.status_code == 403
        assert "Only a steward may ask who owns what." in text(page)
        assert not OwnershipPoll.objects.exists()

    @pytest.mark.parametrize(
        ("about", "asks"),
        [
            ("domain:leads", "Who owns Leads?"),
            ("kpi:mql", "Who owns MQL?"),
            ("stage:service", "Who owns the service stage of the customer's journey?"),
        ],
    )
    def test_asks_about_a_subject(self, company: Company, about: str, asks: str) -> None:
        KPIFactory.create(name="MQL", slug="mql", domain=company.leads, function=company.sales)
        page = visit(company.steward, "/polls/new/", question(company, about=about))

        assert page["Location"] == "/polls/"
        assert OwnershipPoll.objects.get().question == asks

    @pytest.mark.parametrize("address", ["/polls/new/", "/polls/pack/"])
    def test_proposes_a_last_day_a_working_week_away(self, company: Company, address: str) -> None:
        page = text(visit(company.steward, address))

        day = add_working_days(clock.moment, 5, ZoneInfo("UTC"), Workweek.from_iso("12345")).date()
        assert f'name="closes_on" value="{day}"' in page

    def test_starts_from_what_nobody_is_sure_to_own(self, company: Company) -> None:
        page = text(visit(company.steward, "/rights/domain/leads/"))
        assert "/polls/new/?about=domain:leads" in page
        assert "/polls/new/" not in text(visit(company.administrator, "/rights/domain/leads/"))

        page = text(visit(company.steward, "/polls/new/?about=domain:leads"))
        assert '<option value="domain:leads" selected>' in page

    def test_asks_a_question_of_its_own(self, company: Company) -> None:
        words = {"about": "", "question": "Who owns the customer?"}
        visit(company.steward, "/polls/new/", question(company, **words))

        kept = OwnershipPoll.objects.get()
        assert (kept.question, kept.about) == ("Who owns the customer?", "")

    def test_asks_the_pack(self, company: Company) -> None:
        assert text(visit(company.steward, "/polls/pack/")).count("<li>Who") == len(TEN_MINUTES)
        visit(company.steward, "/polls/pack/", question(company))

        assert OwnershipPoll.objects.count() == len(TEN_MINUTES)

    def test_says_what_is_missing_and_keeps_the_rest(self, company: Company) -> None:
        page = visit(company.steward, "/polls/new/", {"question": "", "closes_on": ""})

        assert page.status_code == 422
        for how in (
            "Write the question, or choose what it is about.",
            "Choose at least two people.",
            "Enter the last day to answer.",
        ):
            assert how in text(page)

    def test_warns_of_fewer_than_four_once(self, company: Company) -> None:
        few = [person.pk for person in leaders(company)[:3]]
        page = visit(company.steward, "/polls/new/", question(company, people=few))

        assert page.status_code == 422
        assert "Only three people are asked: whoever knows them can guess" in text(page)
        visit(company.steward, "/polls/new/", question(company, people=few, few="on"))
        poll = OwnershipPoll.objects.get()
        assert "Only three people are asked" in text(visit(company.viewer, f"/polls/{poll.pk}/"))

    def test_refuses_what_there_is_not(self, company: Company) -> None:
        page = visit(company.steward, "/polls/new/", question(company, about="stage:nowhere"))

        assert page.status_code == 422


class TestAnswer:
    def _send(self, poll: OwnershipPoll, who: User, **data: Any) -> Any:
        return visit(who, f"/polls/{poll.pk}/answer/", data)

    @pytest.mark.parametrize(
        ("answer", "choice"),
        [("function:sales", "function"), ("shared", "shared"), ("nobody", "nobody")],
    )
    def test_is_one_tap(self, company: Company, answer: str, choice: str) -> None:
        poll = asked(company)
        page = self._send(poll, company.decider, answer=answer)

        assert page["Location"] == f"/polls/{poll.pk}/"
        assert SealedAnswer.objects.get().choice == choice

    def test_names_a_person(self, company: Company) -> None:
        poll = asked(company)
        page = self._send(poll, company.decider, answer="person")
        assert page.status_code == 422
        assert "Choose the person." in text(page)
        self._send(poll, company.decider, answer="person", person=company.viewer.pk)

        assert SealedAnswer.objects.get().person == company.viewer

    def test_keeps_the_sentence_where_it_is_refused(self, company: Company) -> None:
        page = self._send(asked(company), company.decider, sentence="They call first.")

        assert page.status_code == 422
        assert "They call first." in text(page)
        assert "Choose a function, a person, shared or nobody." in text(page)

    def test_leads_to_the_next_question(self, company: Company) -> None:
        one, two = asked(company), asked(company)

        assert self._send(one, company.decider, answer="nobody")["Location"] == f"/polls/{two.pk}/"

    def test_is_offered_to_those_who_were_asked(self, company: Company) -> None:
        poll = asked(company)

        assert "Your answer" in text(visit(company.decider, f"/polls/{poll.pk}/"))
        for who in (company.outsider, company.steward):
            page = visit(who, f"/polls/{poll.pk}/")
            assert "Your answer" not in text(page)
            assert self._send(poll, who, answer="nobody").status_code == 403

    def test_can_be_given_anew(self, company: Company) -> None:
        poll = asked(company)
        self._send(poll, company.decider, answer="nobody")

        page = text(visit(company.decider, f"/polls/{poll.pk}/"))
        assert "Answer anew" in page
        self._send(poll, company.decider, answer="shared")
        assert SealedAnswer.objects.get().choice == "shared"

    def test_comes_too_late_once_it_is_closed(self, company: Company) -> None:
        poll = in_conflict(company)

        page = self._send(poll, company.decider, answer="nobody")
        assert page.status_code == 409
        assert PollAnswer.objects.count() == 5


class TestResult:
    def test_is_a_picture_with_a_message(self, company: Company) -> None:
        poll = in_conflict(company)
        page = visit(company.viewer, f"/polls/{poll.pk}/")

        words = text(page)
        assert page.context["result"].message in words.replace("<b>", "").replace("</b>", "")
        assert dict(page.context["facts"]) == {
            "Asked, answered": "5, 5",
            "Largest agreement": "2 of 5: Sales",
            "Competing claims": "3",
            "Say nobody does": "1",
        }
        assert "named Head of Sales" in words
        assert "Each answer matches the seal" in words
        assert "Log the conflict" not in words  # a viewer does not log

    def test_has_a_slide(self, company: Company) -> None:
        poll = in_conflict(company)
        page = visit(company.viewer, f"/polls/{poll.pk}/slide/")

        assert 'class="live slide"' in text(page)
        assert text(page).count("<h1") == 1
        assert visit(company.viewer, f"/polls/{asked(company).pk}/slide/").status_code == 404

    def test_becomes_an_item_by_one_press(self, company: Company) -> None:
        poll = in_conflict(company)
        assert "Log the conflict" in text(visit(company.outsider, f"/polls/{poll.pk}/"))
        page = visit(company.outsider, f"/polls/{poll.pk}/log/", {})
        item = Contradiction.objects.get()

        assert page["Location"] == f"/c/{item.code}/"
        dossier = text(visit(company.viewer, f"/c/{item.code}/"))
        assert "Four of five name three different owners" in dossier.replace("<b>", "")
        again = text(visit(company.outsider, f"/polls/{poll.pk}/"))
        assert item.code in again
        assert "Log the conflict" not in again
        assert visit(company.outsider, f"/polls/{poll.pk}/log/", {}).status_code == 409

    def test_says_that_nobody_answered(self, company: Company) -> None:
        poll = asked(company, closes_on=clock.moment.date())
        OwnershipPoll.objects.filter(pk=poll.pk).update(status="closed", ended_at=clock.tick())

        assert "Nobody answered; five were asked." in text(
            visit(company.viewer, f"/polls/{poll.pk}/")
        )


class TestList:
    def test_is_read_by_everybody(self, company: Company) -> None:
        assert "Nobody has been asked yet." in text(visit(company.viewer, "/polls/"))
        in_conflict(company)
        asked(company)
        page = text(visit(company.viewer, "/polls/"))

        assert "of <b>5</b> answered" in page
        assert "Ask who owns it" not in page
        assert "Ask who owns it" in text(visit(company.steward, "/polls/"))
        assert visit(None, "/polls/").status_code == 302

    def test_says_what_waits(self, company: Company) -> None:
        asked(company)

        assert "question waits for you" in text(visit(company.decider, "/polls/"))
        assert "poll collects answers" in text(visit(company.viewer, "/polls/"))

    def test_asks_the_database_as_often_at_any_size(self, company: Company) -> None:
        counts = []
        for _ in range(2):
            in_conflict(company)
            asked(company)
            log_from_poll(
                poll=OwnershipPoll.objects.filter(status="closed").latest("pk"),
                actor=company.steward,
                at=clock.tick(),
            )
            with CaptureQueriesContext(connection) as queries:
                visit(company.viewer, "/polls/")
            counts.append(len(queries))

        assert counts[0] == counts[1]


class TestHome:
    def test_lists_and_counts_a_question_until_it_is_answered(self, company: Company) -> None:
        poll = asked(company)
        page = visit(company.decider, "/")

        assert [need.url for need in page.context["waiting"].needs] == [f"/polls/{poll.pk}/"]
        assert page.context["nav"]["items"][0]["count"] == 1
        assert "Nobody sees your answer before the poll closes." in text(page)
        says(poll, company.decider, "nobody")
        page = visit(company.decider, "/")
        assert page.context["waiting"].needs == []
        assert page.context["nav"]["items"][0]["count"] == 0

    def test_is_empty_for_those_who_were_not_asked(self, company: Company) -> None:
        asked(company)

        assert visit(company.viewer, "/").context["waiting"].needs == []


class TestEnd:
    def test_early_by_who_asked(self, company: Company) -> None:
        poll = asked(company)
        assert visit(company.steward, f"/polls/{poll.pk}/close/", {}).status_code == 409
        says(poll, company.decider, "nobody")
        assert "Close it now" in text(visit(company.steward, f"/polls/{poll.pk}/"))
        visit(company.steward, f"/polls/{poll.pk}/close/", {})

        poll.refresh_from_db()
        assert poll.is_closed

    def test_withdrawn_with_a_reason(self, company: Company) -> None:
        poll = asked(company)
        page = visit(company.steward, f"/polls/{poll.pk}/withdraw/", {"reason": ""})
        assert page.status_code == 422
        assert "Enter the reason." in text(page)
        visit(company.steward, f"/polls/{poll.pk}/withdraw/", {"reason": "Wrong people"})

        assert "The question was withdrawn." in text(visit(company.viewer, f"/polls/{poll.pk}/"))
        assert "Withdrawn; its answers were never read." in text(visit(company.viewer, "/polls/"))
