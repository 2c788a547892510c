"""Sentences of the domain that no table of moves holds: who speaks, who owns, which clock runs."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from accounts.actions.people import system_actor
from accounts.models import User
from governance.actions import acceptances, clocks, decisions, forcing, options, outcomes, positions
from governance.actions import contradictions as items
from governance.actions import people as staff
from governance.actions.positions import Statement, answer
from governance.actions.rights import grant
from governance.clocks.ladder import TOP
from governance.dispute.severity import suggest_severity
from governance.history.verification import findings
from governance.models import AgreerAnswer, Contradiction, Dissent, FollowUp, Outbox
from governance.policies import may_see
from governance.refusals import AlreadyOpen, IllegalMove, NotEntitled, Unmet
from governance.tasks import tend
from tests.factories.accounts import PersonFactory
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    assigned,
    closed,
    decided,
    decision_facts,
    first_option,
    investigating,
    logged,
    proposed,
    prove_follow_ups,
    read_again,
    ready_to_propose,
    resolvable,
    verifying,
)
from tests.factories.telling import keep_until, mails_to, told

WHY = "Because of the readings of last week"


def sides(item: Contradiction) -> list[Any]:
    return list(item.positions.filter(superseded_by__isnull=True).order_by("order"))


class TestEverySideAgreedOnRecord:
    def word(self, position: Any, said: str, actor: User) -> None:
        answer(position=position, answer=said, actor=actor, at=clock.tick())

    def ready(self, company: Company) -> Contradiction:
        """Make a resolvable item whose sides were never asked."""
        item = resolvable(company)
        for position in sides(item):
            positions.revise_position(
                position=position,
                statement=Statement(measurement=position.measurement),
                reason="Read again",
                actor=company.steward,
                at=clock.tick(),
            )
        return item

    def resolve(self, company: Company, item: Contradiction) -> Contradiction:
        return outcomes.resolve(item=item, actor=company.marketing_head, at=clock.tick())

    def test_a_side_speaks_for_itself_and_not_for_the_other(self, company: Company) -> None:
        item = self.ready(company)
        mine, theirs = sides(item)
        self.word(mine, "agreed", company.marketing_head)
        with pytest.raises(NotEntitled, match="Only Sales"):
            self.word(theirs, "agreed", company.marketing_head)

        with pytest.raises(Unmet, match="agreement still needed from Sales"):
            self.resolve(company, item)

        self.word(theirs, "conceded", company.sales_head)
        assert self.resolve(company, item).status == "verifying"

    def test_an_objection_forces_a_proposal_whoever_else_agrees(self, company: Company) -> None:
        item = self.ready(company)
        mine, theirs = sides(item)
        self.word(mine, "agreed", company.marketing_head)
        self.word(theirs, "disputed", company.sales_head)
        self.word(theirs, "agreed", company.steward)

        with pytest.raises(Unmet, match="objection on Sales: propose"):
            self.resolve(company, item)

        self.word(theirs, "agreed", company.sales_head)
        assert self.resolve(company, item).status == "verifying"

    def test_a_steward_may_record_what_a_side_said(self, company: Company) -> None:
        item = self.ready(company)
        for position in sides(item):
            self.word(position, "agreed", company.steward)

        assert self.resolve(company, item).status == "verifying"


class TestOwners:
    def leave(self, company: Company, person: User, successor: User | None = None) -> None:
        staff.deactivate_person(
            person=person,
            successor=successor,
            reason="Left",
            actor=company.administrator,
            at=clock.tick(),
        )

    def owner_of_its_own(self, company: Company, item: Contradiction) -> User:
        owner = PersonFactory.create(name="Analyst")
        items.reassign(item=item, owner=owner, reason=WHY, actor=company.steward, at=clock.tick())
        return owner

    def test_an_item_reopened_after_its_owner_left_goes_to_who_is_accountable(
        self, company: Company
    ) -> None:
        item = verifying(company)
        read_again(item, 400, 401)
        owner = self.owner_of_its_own(company, item)
        outcomes.verify(item=item, actor=company.steward, at=clock.tick())
        self.leave(company, owner)
        heir = PersonFactory.create(name="Head of Data")
        grant(
            person=heir,
            right="accountable",
            domain=company.leads,
            actor=company.steward,
            at=clock.tick(),
        )

        item = outcomes.reopen(item=item, reason=WHY, actor=company.sales_head, at=clock.tick())

        assert (item.status, item.owner) == ("investigating", heir)
        assert list(findings()) == []

    def test_where_nobody_is_accountable_it_goes_to_the_decider(self, company: Company) -> None:
        item = verifying(company)
        read_again(item, 400, 401)
        owner = self.owner_of_its_own(company, item)
        outcomes.verify(item=item, actor=company.steward, at=clock.tick())
        self.leave(company, owner)

        item = outcomes.reopen(item=item, reason=WHY, actor=company.sales_head, at=clock.tick())

        assert item.owner == company.decider

    @pytest.mark.parametrize("ended", ["closed", "dismissed"])
    def test_what_is_open_again_is_decided_by_who_holds_the_right_now(
        self, company: Company, ended: str
    ) -> None:
        item = closed(company) if ended == "closed" else logged(company)
        if ended == "dismissed":
            items.dismiss(item=item, reason=WHY, actor=company.steward, at=clock.tick())
        heir = PersonFactory.create(name="New CRO")
        self.leave(company, company.decider, heir)

        facts = {"item": item, "reason": WHY, "at": clock.tick()}
        item = (
            outcomes.reopen(actor=company.sales_head, **facts)
            if ended == "closed"
            else items.reinstate(actor=company.steward, **facts)
        )

        assert item.decider == heir

    def test_an_item_at_the_top_can_still_be_declined(self, company: Company) -> None:
        item = assigned(company)
        for turn in range(6):
            item = items.decline(
                item=item, reason=WHY, actor=company.marketing_head, at=clock.tick()
            )
            assert item.bounces == turn + 1
            item = items.assign(
                item=item, owner=company.marketing_head, actor=company.steward, at=clock.tick()
            )

        assert item.escalation_level == TOP


def test_which_uses_make_a_dispute_worse_is_a_setting(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    kpi = company.kpi_pair()[0]
    kpi.used_for_compensation, kpi.used_for_models = True, False
    assert suggest_severity(None, [kpi]) == 2

    rules = replace(settings.TIEOUT, severity_raising_uses=("models",))
    monkeypatch.setattr(settings, "TIEOUT", rules)

    assert suggest_severity(None, [kpi]) == 3


class TestTheLadder:
    def climb(self, company: Company, item: Contradiction, times: int = 3) -> list[str]:
        return [
            str(
                clocks.escalate(
                    item=item, reason=WHY, actor=company.sales_head, at=clock.tick()
                ).escalated_to
            )
            for _ in range(times)
        ]

    def test_leads_from_head_to_arbiter_to_executive(self, company: Company) -> None:
        item = investigating(company)
        analyst = PersonFactory.create(name="Analyst", function=company.marketing)
        items.reassign(item=item, owner=analyst, reason=WHY, actor=company.steward, at=clock.tick())

        assert self.climb(company, item) == ["Head of Marketing", "COO", "CEO"]
        with pytest.raises(IllegalMove, match="no rung above"):
            self.climb(company, item, 1)

    def test_never_leads_to_the_owner_or_to_nobody(self, company: Company) -> None:
        own = investigating(company)
        alone = investigating(company)
        stray = PersonFactory.create(name="Stray", function=None)
        items.reassign(item=alone, owner=stray, reason=WHY, actor=company.steward, at=clock.tick())

        assert self.climb(company, own, 1) == ["COO"]
        assert self.climb(company, alone, 1) == ["COO"]


class TestForce:
    def force(self, company: Company, item: Contradiction, **facts: Any) -> Contradiction:
        return forcing.force(
            item=item,
            overruled="Each counts for itself",
            reason=WHY,
            belief="Each function knows its own number best.",
            told=[company.decider],
            actor=company.force_holder,
            at=clock.tick(),
            **facts,
        )

    def test_reaches_an_item_that_nobody_owns_yet(self, company: Company) -> None:
        item = self.force(company, logged(company), owner=company.sales_head, layer=2)

        assert (item.status, item.owner, item.severity) == ("investigating", company.sales_head, 1)
        assert item.escalation_level == TOP
        assert list(findings()) == []

    def test_takes_who_is_accountable_where_nobody_is_named(self, company: Company) -> None:
        item = self.force(company, logged(company, layer=1))

        assert item.owner == company.decider

    def test_says_what_triage_left_open(self, company: Company) -> None:
        with pytest.raises(Unmet, match="layer still to be set"):
            self.force(company, logged(company))

    def test_shortens_what_runs_and_lengthens_nothing(self, company: Company) -> None:
        item = investigating(company)
        item = items.change_severity(
            item=item, severity=4, reason=WHY, actor=company.steward, at=clock.tick()
        )
        running = item.answer_due_at

        forced = self.force(company, item)

        assert running is not None
        assert forced.answer_due_at is not None
        assert forced.answer_due_at < running
        assert forced.due_at == forced.answer_due_at

    @pytest.mark.parametrize("made", [decided, accepted, verifying])
    def test_begins_a_new_cycle_with_times_of_its_own(self, company: Company, made: Any) -> None:
        item = self.force(company, made(company))

        assert (item.cycle, item.root_cause, item.recommended) == (2, "", None)
        assert item.decided_at is None
        assert not item.is_overdue(clock.moment)


class TestClocks:
    def test_first_evidence_never_lies_ahead(self, company: Company) -> None:
        end = clock.moment.date() + timedelta(days=20)
        months = {"period_start": end - timedelta(days=30), "period_end": end}
        told = [Statement(label=name, claim="Up", **months) for name in ("A", "B")]

        item = items.log(statements=told, actor=company.steward, at=clock.tick())

        assert item.occurred_on == clock.moment.date()
        with pytest.raises(ValidationError, match="First evidence cannot lie after"):
            items.describe(item=item, occurred_on=end, actor=company.steward, at=clock.tick())

    @pytest.mark.parametrize("tolerance", [None, -1])
    def test_there_is_always_a_tolerance(self, company: Company, tolerance: Any) -> None:
        with pytest.raises(ValidationError, match="from which gap"):
            logged(company, tolerance=tolerance)

    def test_settling_waits_for_readings_from_then_on(self, company: Company) -> None:
        item = accepted(company)
        read_again(item, 400, 401)
        at = clock.tick(24 * 60)

        item = outcomes.settle(item=item, actor=company.marketing_head, at=at)

        assert item.due_at is not None
        assert item.due_at > at + timedelta(days=60)

    def test_a_failed_verification_gets_a_date_of_its_own_when_it_is_tried_again(
        self, company: Company
    ) -> None:
        item = verifying(company)
        at = clock.tick(24 * 300)
        item = outcomes.fail(item=item, reason=WHY, actor=company.steward, at=at)
        item = outcomes.start_verifying(item=item, actor=company.marketing_head, at=clock.tick())

        assert not item.is_overdue(clock.moment)

    @pytest.mark.parametrize(
        ("zone", "over", "not_yet"),
        [("Pacific/Auckland", 11, 10), ("America/Los_Angeles", 32, 30), ("UTC", 24, 23)],
    )
    def test_a_pause_is_over_when_its_owner_wakes_to_the_next_day(
        self, company: Company, zone: str, over: int, not_yet: int
    ) -> None:
        """Auckland's day ends at 11:00 UTC of the same day, Los Angeles' at 8:00 of the next."""
        staff.change_person(
            person=company.marketing_head,
            time_zone=zone,
            reason="Moved",
            actor=company.administrator,
            at=clock.tick(),
        )
        item = investigating(company)
        last = date(2026, 11, 17)
        item.paused_until = last
        item.owner.refresh_from_db()
        midnight = datetime(2026, 11, 17, tzinfo=ZoneInfo("UTC"))

        assert clocks.pause_is_over(item, midnight + timedelta(hours=over, minutes=1))
        assert not clocks.pause_is_over(item, midnight + timedelta(hours=not_yet, minutes=-1))

    def test_the_system_resumes_what_is_over_and_nothing_else(
        self, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = investigating(company)
        until = clock.moment.date() + timedelta(days=1)
        facts = {"item": item, "waiting_on": company.decider, "reason": WHY}
        clocks.pause(until_on=until, actor=company.marketing_head, at=clock.tick(), **facts)
        moment = clock.tick()
        monkeypatch.setattr("governance.tasks.timezone.now", lambda: moment)
        tend()
        item.refresh_from_db()
        assert item.paused_until == until

        moment = clock.tick(24 * 3)
        tend()

        resumed = Contradiction.objects.get(pk=item.pk)
        assert resumed.paused_until is None
        assert resumed.history.first().history_user.is_system

    def test_how_often_a_clock_pauses_is_a_setting(
        self, company: Company, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = investigating(company)

        def pause() -> None:
            until = clock.moment.date() + timedelta(days=3)
            facts = {"item": item, "waiting_on": company.decider, "reason": WHY}
            clocks.pause(until_on=until, actor=company.marketing_head, at=clock.tick(), **facts)

        pause()
        with pytest.raises(IllegalMove, match="is paused until"):
            pause()
        clocks.resume(item=item, actor=company.marketing_head, at=clock.tick())
        with pytest.raises(IllegalMove, match="pauses once a cycle"):
            pause()
        monkeypatch.setattr(settings, "TIEOUT", replace(settings.TIEOUT, pauses_per_cycle=2))
        pause()

        assert item.pauses.count() == 2

    def test_the_arbiter_alone_moves_a_due_time_with_a_reason(self, company: Company) -> None:
        item = investigating(company)
        due_on = clock.moment.date() + timedelta(days=60)

        def move(actor: User, reason: str = WHY, on: date = due_on) -> Contradiction:
            facts = {"item": item, "due_on": on, "reason": reason}
            return clocks.move_due(actor=actor, at=clock.tick(), **facts)

        for word in ("marketing_head", "steward", "decider", "executive", "outsider"):
            with pytest.raises(NotEntitled):
                move(getattr(company, word))
        with pytest.raises(ValidationError, match="Say why"):
            move(company.arbiter, "  ")
        with pytest.raises(ValidationError, match="today or a later day"):
            move(company.arbiter, on=date(2026, 1, 1))

        moved = move(company.arbiter)

        assert moved.due_at == moved.answer_due_at
        assert moved.due_at is not None
        assert moved.due_at.date() == due_on
        assert moved.history.first().history_change_reason == WHY
        assert list(findings()) == []

    def test_the_system_escalates_only_what_is_overdue(self, company: Company) -> None:
        item = investigating(company)
        system = system_actor(clock.tick())

        with pytest.raises(NotEntitled, match="not overdue"):
            clocks.escalate(item=item, reason="Overdue", actor=system, at=clock.tick())

        at = clock.tick(24 * 60)
        up = clocks.escalate(item=item, reason="Overdue", actor=system, at=at)
        assert up.escalated_to == company.arbiter


class TestFingerprints:
    def test_a_side_that_would_make_two_items_one_is_refused_by_name(
        self, company: Company
    ) -> None:
        one = logged(company)
        first, second = sides(one)
        claims = [Statement(measurement=first.measurement), Statement(label="Sales", claim="Few")]
        other = items.log(statements=claims, actor=company.steward, at=clock.tick())

        with pytest.raises(AlreadyOpen, match=one.code):
            positions.revise_position(
                position=sides(other)[1],
                statement=Statement(measurement=second.measurement),
                reason=WHY,
                actor=company.steward,
                at=clock.tick(),
            )

        assert Contradiction.objects.get(pk=other.pk).fingerprint == ""

    def test_a_side_is_revised_once(self, company: Company) -> None:
        item = logged(company)
        old = sides(item)[0]
        facts = {"position": old, "statement": Statement(measurement=old.measurement)}
        common = {"reason": WHY, "actor": company.steward}
        positions.revise_position(at=clock.tick(), **facts, **common)

        with pytest.raises(IllegalMove, match="revised already"):
            positions.revise_position(at=clock.tick(), **facts, **common)

    @pytest.mark.parametrize(
        "period", [{"period_start": date(2026, 7, 1)}, {"period_end": date(2026, 7, 1)}]
    )
    def test_half_a_period_is_none(self, company: Company, period: dict[str, date]) -> None:
        with pytest.raises(ValidationError, match="both days"):
            positions.add_position(
                item=logged(company),
                statement=Statement(label="Finance", claim="Fewer", **period),
                actor=company.steward,
                at=clock.tick(),
            )


class TestChoosing:
    def test_a_number_that_was_revised_is_used_for_nothing(self, company: Company) -> None:
        item = proposed(company)
        facts = decision_facts(item)
        old = facts["uses"][0].position
        positions.revise_position(
            position=old,
            statement=Statement(measurement=old.measurement),
            reason=WHY,
            actor=company.steward,
            at=clock.tick(),
        )

        with pytest.raises(ValidationError, match="a number that stands"):
            decisions.decide(item=item, actor=company.decider, at=clock.tick(), **facts)

    def test_what_is_off_the_table_is_neither_recommended_nor_accepted(
        self, company: Company
    ) -> None:
        item, other = ready_to_propose(company), proposed(company)
        options.add_option(
            item=item,
            summary="Third",
            outcome="fix",
            accepts="more work",
            service=0,
            service_note="same",
            profit=0,
            profit_note="same",
            risk=0,
            risk_note="none identified",
            actor=company.marketing_head,
            at=clock.tick(),
        )
        third = item.options.get(letter="C")
        options.withdraw_option(
            option=third, reason=WHY, actor=company.marketing_head, at=clock.tick()
        )
        third.refresh_from_db()
        for wrong in (third, first_option(other)):
            with pytest.raises(ValidationError, match="on the table"):
                decisions.propose(
                    item=item, recommended=wrong, actor=company.marketing_head, at=clock.tick()
                )
        with pytest.raises(ValidationError, match="on the table"):
            acceptances.accept_until(
                item=other,
                option=third,
                disclosure="They differ.",
                reason=WHY,
                exposure_note="not estimated",
                none_voiced=True,
                actor=company.decider,
                at=clock.tick(),
            )

    def test_a_dissent_gets_its_reason_once(self, company: Company) -> None:
        item = proposed(company)
        facts = decision_facts(item) | {"none_voiced": False, "dissenters": [company.sales]}
        decisions.decide(item=item, actor=company.decider, at=clock.tick(), **facts)
        dissent = Dissent.objects.get()
        given = {"dissent": dissent, "reason": WHY, "actor": company.sales_head}
        decisions.add_dissent_reason(at=clock.tick(), **given)

        with pytest.raises(IllegalMove, match="on record already"):
            decisions.add_dissent_reason(at=clock.tick(), **given)


class TestAdministratorsDecideNothing:
    @pytest.mark.parametrize("right", ["decides", "arbiter", "executive", "force"])
    def test_they_are_granted_no_right_to(self, company: Company, right: str) -> None:
        with pytest.raises(ValidationError, match="administrators decide nothing"):
            grant(
                person=company.administrator,
                right=right,
                kpi=company.kpi_pair()[0],
                actor=company.administrator,
                at=clock.tick(),
            )

    def test_whoever_decides_does_not_become_one(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="end that right first"):
            staff.change_person(
                person=company.decider,
                role=User.Role.ADMINISTRATOR,
                reason="Helps out",
                actor=company.administrator,
                at=clock.tick(),
            )

    def test_they_take_nothing_over_that_decides(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="administrators decide nothing"):
            staff.deactivate_person(
                person=company.decider,
                successor=company.administrator,
                reason="Left",
                actor=PersonFactory.create(name="Other", role=User.Role.ADMINISTRATOR),
                at=clock.tick(),
            )


class TestWhoHears:
    def test_raisers_of_duplicates_hear_the_outcome_however_it_came(self, company: Company) -> None:
        target = proposed(company)
        said = [Statement(label=name, claim="Up") for name in ("A", "B")]
        raised = items.log(statements=said, actor=company.outsider, at=clock.tick())
        again = items.log(statements=said, actor=company.sales_head, at=clock.tick())
        for item, same in ((again, raised), (raised, target)):
            items.dismiss(
                item=item, reason=WHY, duplicate_of=same, actor=company.steward, at=clock.tick()
            )
        Outbox.objects.all().delete()

        decisions.decide(
            item=target, actor=company.decider, at=clock.tick(), **decision_facts(target)
        )

        assert {company.outsider.pk, company.sales_head.pk} <= {person for _, person in told()}

    def test_two_promises_kept_in_one_version_are_told_twice(self, company: Company) -> None:
        item = proposed(company)
        facts = decision_facts(item)
        for title in ("One", "Two"):
            facts["follow_ups"].append(
                decisions.Promise(title=title, owner=company.sales_head, due_on=clock.moment.date())
            )
        item = decisions.decide(item=item, actor=company.decider, at=clock.tick(), **facts)
        Outbox.objects.all().delete()

        for row in FollowUp.objects.filter(owner=company.sales_head):
            from governance.actions.follow_ups import complete

            complete(follow_up=row, text="Done", actor=company.sales_head, at=clock.tick())

        assert told() == [("complete_follow_up", company.marketing_head.pk)] * 2


class TestConfidential:
    def test_whoever_was_asked_before_may_still_read_and_answer(self, company: Company) -> None:
        item = proposed(company)
        options.ask_agreers(
            item=item, people=[company.outsider], actor=company.marketing_head, at=clock.tick()
        )

        items.describe(item=item, is_confidential=True, actor=company.steward, at=clock.tick())

        item.refresh_from_db()
        assert may_see(item, company.outsider)
        assert Contradiction.objects.visible_to(company.outsider).get() == item
        options.agree(item=item, actor=company.outsider, at=clock.tick())
        assert AgreerAnswer.objects.get().answer == "agree"
        assert not may_see(item, company.viewer)

    def test_a_promise_can_be_kept_by_who_made_it(self, company: Company) -> None:
        item = proposed(company)
        facts = decision_facts(item)
        facts["follow_ups"][0] = replace(facts["follow_ups"][0], owner=company.outsider)

        item = decisions.decide(item=item, actor=company.decider, at=clock.tick(), **facts)
        items.describe(item=item, is_confidential=True, actor=company.steward, at=clock.tick())

        item.refresh_from_db()
        assert may_see(item, company.outsider)
        prove_follow_ups(item)
        assert FollowUp.objects.get().status == "done"

    def test_a_mail_to_somebody_who_may_not_read_it_tells_nothing_of_it(
        self, company: Company
    ) -> None:
        item = investigating(company, is_confidential=True)
        Outbox.objects.all().delete()
        people = (company.viewer, company.sales_head)
        Outbox.objects.create(
            kind="notice",
            key="verify",
            payload={"item": item.pk, "heard": {"verify": [one.pk for one in people]}, "by": None},
            created_at=clock.moment,
            due_at=clock.moment,
        )

        keep_until(clock.moment)
        outside, inside = (mails_to(person)[-1] for person in people)
        everything = f"{outside.subject} {outside.body} {outside.alternatives}"
        assert outside.subject == f"{item.code} is closed"
        assert "confidential" in outside.body
        assert not any(word in everything for word in ("847", "MQL", "/c/", "Head of Marketing"))
        assert "847" in inside.body
