"""Asking who owns what: whom, until when, and what each answer does to the poll."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions.people import system_actor
from accounts.models import LedgerEntry, User
from governance.actions.people import deactivate_person
from governance.actions.poll_items import log_from_poll
from governance.actions.polls import (
    Question,
    answer_poll,
    ask_owners,
    close_poll,
    withdraw_poll,
)
from governance.history.verification import findings
from governance.models import (
    OwnershipPoll,
    PollAnswer,
    PollInvitee,
    SealedAnswer,
)
from governance.polls.packs import TEN_MINUTES
from governance.refusals import IllegalMove, NotEntitled
from governance.tasks import tend
from tests.factories.accounts import FunctionFactory, PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.factories.metrics import KPIFactory
from tests.factories.polls import asked, in_conflict, leaders, says


class TestAsk:
    @pytest.mark.parametrize("who", ["viewer", "outsider", "auditor", "administrator", "decider"])
    def test_is_a_stewards(self, company: Company, who: str) -> None:
        with pytest.raises(NotEntitled, match="Only a steward"):
            asked(company, actor=getattr(company, who))

    def test_writes_the_question_of_a_subject(self, company: Company) -> None:
        kpi = KPIFactory.create(name="MQL", domain=company.leads, function=company.marketing)
        questions = [Question(domain=company.leads), Question(kpi=kpi), Question(stage="promise")]

        polls = [asked(company, questions=[one]) for one in questions]

        assert [poll.question for poll in polls] == [
            "Who owns Leads?",
            "Who owns MQL?",
            "Who owns the promise stage of the customer's journey?",
        ]

    def test_asks_a_pack_at_once_with_one_mail_each(self, company: Company) -> None:
        polls = ask_owners(
            questions=[Question(text=text) for text in TEN_MINUTES],
            people=leaders(company),
            closes_on=clock.moment.date() + timedelta(days=7),
            actor=company.steward,
            at=clock.tick(),
        )

        assert [poll.question for poll in polls] == list(TEN_MINUTES)
        assert all(poll.invitees.count() == 5 for poll in polls)

    def test_refuses_what_cannot_be_answered(self, company: Company) -> None:
        system = system_actor(clock.tick())
        for facts, how in (
            ({"people": [company.decider]}, "Choose 2 to 50 people"),
            ({"people": [company.decider, system]}, "System cannot answer"),
            ({"questions": [Question()]}, "Write the question"),
            ({"questions": []}, "at least one"),
            ({"questions": [Question(domain=company.leads, stage="promise")]}, "one thing"),
            ({"closes_on": clock.moment.date() - timedelta(days=1)}, "today or a later day"),
        ):
            with pytest.raises(ValidationError, match=how):
                asked(company, **facts)
        assert not OwnershipPoll.objects.exists()

    def test_asks_each_person_once(self, company: Company) -> None:
        people = [*leaders(company), company.decider]

        assert asked(company, people=people).invitees.count() == 5


class TestAnswer:
    def test_is_for_those_who_were_asked(self, company: Company) -> None:
        poll = asked(company)

        for who in (company.outsider, company.steward, company.administrator, company.auditor):
            with pytest.raises(NotEntitled, match="Only those who were asked"):
                says(poll, who, "nobody")
        assert not SealedAnswer.objects.exists()

    def test_names_what_it_chose_and_nothing_else(self, company: Company) -> None:
        poll = asked(company)

        with pytest.raises(ValidationError, match="Choose one active person"):
            says(poll, company.decider, "person")
        with pytest.raises(ValidationError, match="Choose a function"):
            says(poll, company.decider, "function")
        with pytest.raises(ValidationError, match="Choose a person, a function"):
            says(poll, company.decider, "everybody")
        says(poll, company.decider, "nobody", person=company.decider, function=company.sales)
        kept = SealedAnswer.objects.get()
        assert (kept.person, kept.function) == (None, None)

    def test_a_later_answer_replaces_it(self, company: Company) -> None:
        poll = asked(company)
        says(poll, company.decider, "nobody", sentence="Not yet")
        first = poll.invitees.get(person=company.decider).seal
        says(poll, company.decider, "shared")

        assert SealedAnswer.objects.get().choice == "shared"
        assert poll.invitees.get(person=company.decider).seal != first

    def test_the_same_answer_has_another_seal_each_time(self, company: Company) -> None:
        poll = asked(company)
        for who in leaders(company)[:3]:
            says(poll, who, "nobody")

        seals = set(poll.invitees.exclude(seal="").values_list("seal", flat=True))
        assert len(seals) == 3

    def test_the_last_one_opens_all(self, company: Company) -> None:
        poll = in_conflict(company)

        assert poll.is_closed
        assert PollAnswer.objects.count() == 5
        assert not SealedAnswer.objects.exists()
        assert LedgerEntry.objects.filter(verb="close_poll", actor__is_system=True).count() == 6

    def test_who_left_holds_nothing_up(self, company: Company) -> None:
        poll = asked(company)
        for who in leaders(company)[:3]:
            says(poll, who, "nobody")
        deactivate_person(
            person=company.executive,
            successor=company.arbiter,
            reason="Left",
            actor=company.administrator,
            at=clock.tick(),
        )
        says(poll, company.arbiter, "nobody")

        assert poll.is_closed

    def test_comes_too_late_after_the_last_day(self, company: Company) -> None:
        poll = asked(company, closes_on=clock.moment.date())

        with pytest.raises(IllegalMove, match="could be answered until"):
            answer_poll(poll=poll, choice="nobody", actor=company.decider, at=clock.tick(48))

    def test_comes_too_late_once_it_is_closed(self, company: Company) -> None:
        with pytest.raises(IllegalMove, match="closed; one can no longer answer"):
            says(in_conflict(company), company.decider, "nobody")


class TestClose:
    def test_early_is_for_who_asked(self, company: Company) -> None:
        poll = asked(company)
        says(poll, company.decider, "nobody")
        other = PersonFactory.create(name="Second steward", role=User.Role.STEWARD)

        for who in (other, company.administrator, company.decider):
            with pytest.raises(NotEntitled, match="Only RevOps lead, who asked"):
                close_poll(poll=poll, actor=who, at=clock.tick())
        close_poll(poll=poll, actor=company.steward, at=clock.tick())
        assert PollAnswer.objects.get().invitee.person == company.decider

    def test_early_needs_an_answer(self, company: Company) -> None:
        with pytest.raises(IllegalMove, match="Nobody has answered yet"):
            close_poll(poll=asked(company), actor=company.steward, at=clock.tick())

    def test_happens_by_itself_after_the_last_day(self, company: Company) -> None:
        last = clock.moment.date() + timedelta(days=1)
        poll, other = asked(company, closes_on=last), asked(company)
        says(poll, company.decider, "shared")
        with time_machine.travel(clock.moment.replace(day=last.day, hour=23), tick=False):
            tend()
        poll.refresh_from_db()
        assert poll.is_open
        with time_machine.travel(clock.tick(48), tick=False):
            tend()
        poll.refresh_from_db()
        other.refresh_from_db()

        assert (poll.is_closed, other.is_open) == (True, True)
        assert PollAnswer.objects.get().choice == "shared"

    def test_opens_what_was_sealed_word_for_word(self, company: Company) -> None:
        poll = in_conflict(company)
        said = PollAnswer.objects.get(invitee__person=company.sales_head)

        assert (said.function, said.sentence) == (company.sales, "We call every lead.")
        assert PollAnswer.objects.get(person=company.sales_head).heads == company.sales
        assert poll.invitees.exclude(pollanswer=None).count() == 5
        assert list(findings()) == []


class TestWithdraw:
    def test_throws_answers_away_unread(self, company: Company) -> None:
        poll = asked(company)
        says(poll, company.decider, "nobody")
        for who in (company.decider, company.administrator):
            with pytest.raises(NotEntitled, match="who asked"):
                withdraw_poll(poll=poll, reason="Wrong", actor=who, at=clock.tick())
        with pytest.raises(ValidationError, match="Say why"):
            withdraw_poll(poll=poll, reason=" ", actor=company.steward, at=clock.tick())
        withdraw_poll(poll=poll, reason="Wrong people", actor=company.steward, at=clock.tick())

        assert not SealedAnswer.objects.exists()
        assert not PollAnswer.objects.exists()
        with pytest.raises(IllegalMove, match="withdrawn"):
            says(poll, company.arbiter, "nobody")


class TestLog:
    def test_makes_each_claim_a_side(self, company: Company) -> None:
        poll = in_conflict(company)
        item = log_from_poll(poll=poll, actor=company.steward, at=clock.tick())
        poll.refresh_from_db()

        assert (item.kind, item.domain, poll.contradiction) == ("rights", company.leads, item)
        sides = {position.claim: position.label for position in item.positions.all()}
        assert sides == {
            "Sales owns it. “We call every lead.”": "CRO and Head of Sales",
            "Marketing owns it": "Head of Marketing",
            "CRO owns it": "COO",
            "Nobody owns it": "CEO",
        }
        assert item.wording == (
            "Who owns Leads? Four of five name three different owners; one says nobody."
        )
        assert item.evidence.get().text.endswith(f"/polls/{poll.pk}/")
        assert list(findings()) == []

    def test_happens_once(self, company: Company) -> None:
        poll = in_conflict(company)
        item = log_from_poll(poll=poll, actor=company.steward, at=clock.tick())

        with pytest.raises(IllegalMove, match=f"logged as {item.code}"):
            log_from_poll(poll=poll, actor=company.steward, at=clock.tick())

    def test_needs_a_closed_poll_in_conflict(self, company: Company) -> None:
        poll = asked(company)
        with pytest.raises(IllegalMove, match="sealed until it closes"):
            log_from_poll(poll=poll, actor=company.steward, at=clock.tick())
        for who in leaders(company):
            says(poll, who, "nobody")
        with pytest.raises(IllegalMove, match="do not contradict"):
            log_from_poll(poll=poll, actor=company.steward, at=clock.tick())

    @pytest.mark.parametrize("who", ["viewer", "auditor", "administrator"])
    def test_obeys_the_rule_of_logging(self, company: Company, who: str) -> None:
        with pytest.raises(NotEntitled, match="may log"):
            log_from_poll(poll=in_conflict(company), actor=getattr(company, who), at=clock.tick())

    def test_asks_the_head_of_a_function_as_the_function(self, company: Company) -> None:
        """A function and its head are no conflict."""
        poll = asked(company)
        for who in leaders(company)[:3]:
            says(poll, who, "person", person=company.sales_head)
        for who in leaders(company)[3:]:
            says(poll, who, "function", function=company.sales)

        with pytest.raises(IllegalMove, match="do not contradict"):
            log_from_poll(poll=poll, actor=company.steward, at=clock.tick())


class TestWhatTheDatabaseRefuses:
    def _answer(self, invitee: PollInvitee, model: type[PollAnswer | SealedAnswer]) -> None:
        with transaction.atomic():
            model.objects.create(invitee=invitee, choice="nobody", secret="x", at=clock.tick())

    def test_an_answer_on_record_before_the_end(self, company: Company) -> None:
        invitee = asked(company).invitees.earliest("pk")

        with pytest.raises(IntegrityError, match="opened once their poll is closed"):
            self._answer(invitee, PollAnswer)

    def test_an_answer_after_the_end(self, company: Company) -> None:
        poll = asked(company)
        says(poll, company.decider, "nobody")
        close_poll(poll=poll, actor=company.steward, at=clock.tick())
        silent = poll.invitees.filter(answered_at=None).earliest("pk")

        with pytest.raises(IntegrityError, match="while its poll is open"):
            self._answer(silent, SealedAnswer)

    def test_a_poll_that_opens_again(self, company: Company) -> None:
        poll = in_conflict(company)

        with pytest.raises(IntegrityError, match="stays as it ended"), transaction.atomic():
            OwnershipPoll.objects.filter(pk=poll.pk).update(status="open", ended_at=None)

    def test_an_answer_that_names_a_function_nobody_chose(self, company: Company) -> None:
        poll = asked(company)
        other = FunctionFactory.create(name="Finance", slug="finance")

        with pytest.raises(IntegrityError), transaction.atomic():
            SealedAnswer.objects.create(
                invitee=poll.invitees.earliest("pk"),
                choice="nobody",
                function=other,
                secret="x",
                at=clock.tick(),
            )
