"""What stands on an agenda, in which order, for how long, and what it lacks."""

import json
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.actions.people import system_actor
from governance.actions import clocks as ladder
from governance.actions.agenda import defer_item, pin_item
from governance.actions.contradictions import change_severity
from governance.actions.options import ask_agreers
from governance.models import Contradiction, Review
from governance.reviews.agenda import Agenda, agenda_of, as_data
from metrics.actions.definitions import propose_definition
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    assigned,
    decided,
    investigating,
    proposed,
)
from tests.factories.metrics import reading
from tests.factories.reviews import opened, over, scheduled, under_way

pytestmark = pytest.mark.django_db


def agenda(review: Review, reader: Any = None, **more: Any) -> Agenda:
    return agenda_of(review, reader, clock.tick(), **more)


def codes(found: Agenda) -> list[str]:
    return [entry.code for entry in found.decisions]


def severe(company: Company, item: Contradiction, severity: int) -> Contradiction:
    return change_severity(
        item=item, severity=severity, reason="So", actor=company.steward, at=clock.tick()
    )


def escalated(company: Company, item: Contradiction) -> Contradiction:
    return ladder.escalate(
        item=item, reason="Nobody moves", actor=company.marketing_head, at=clock.tick()
    )


class TestOrder:
    def test_puts_escalated_first_then_the_worst_the_dearest_and_the_oldest(
        self, company: Company
    ) -> None:
        review = opened(company)
        exposed = {"exposure": 90_000, "exposure_currency": "EUR", "exposure_basis": "Plan"}
        old = {"occurred_on": date(2026, 1, 5)}
        plain = severe(company, proposed(company), 3)
        older = severe(company, proposed(company, **old), 3)
        dear = severe(company, proposed(company, **exposed), 3)
        worst = severe(company, proposed(company), 1)
        risen = escalated(company, severe(company, investigating(company), 4))
        for item in (assigned(company), decided(company)):
            assert item.code not in codes(agenda(review))

        assert codes(agenda(review)) == [one.code for one in (risen, worst, dear, older, plain)]

    def test_takes_five_and_names_the_rest(self, company: Company) -> None:
        review = opened(company)
        items = [severe(company, proposed(company), 3) for _ in range(6)]

        found = agenda(review)
        assert codes(found) == [item.code for item in items[:5]]
        assert [entry.code for entry in found.left] == [items[5].code]
        pin_item(review=review, item=items[5], actor=company.arbiter, at=clock.tick())
        assert codes(agenda(review))[0] == items[5].code

    def test_leaves_nothing_out_once_the_meeting_has_begun(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        proposed(company)

        assert codes(agenda(review)) == [item.code]

    def test_of_an_extraordinary_review_is_its_item_alone(self, company: Company) -> None:
        proposed(company)
        item = investigating(company)
        review = scheduled(company, is_extraordinary=True, item=item, reason="Pay day", minutes=15)

        found = agenda(review)
        assert (codes(found), found.decisions[0].why) == ([item.code], ("Called for this",))
        assert (found.customer_view, found.minutes) == (None, 3)


class TestNoAnswer:
    def test_says_so_once_every_rung_was_told(self, company: Company) -> None:
        item = assigned(company)
        system = system_actor(clock.moment)
        clock.tick(24 * 40)
        while item.escalation_level < 3:
            item = ladder.escalate(item=item, reason="Late", actor=system, at=clock.tick())
        review = opened(company)

        (entry,) = agenda(review).decisions
        assert entry.why[:2] == ("No answer", "Escalated to CEO")
        assert entry.purpose == "discussion"
        assert "No answer from Head of Marketing" in {lack.text for lack in entry.lacks}


class TestLength:
    def test_is_fifteen_minutes_when_nothing_is_escalated(self, company: Company) -> None:
        severe(company, proposed(company), 3)
        found = agenda(opened(company))

        assert (found.minutes, found.is_healthy) == (15, True)

    def test_is_counted_and_marks_what_does_not_fit(self, company: Company) -> None:
        for _ in range(3):
            escalated(company, severe(company, proposed(company), 1))
        found = agenda(opened(company, minutes=15))

        assert (found.minutes, found.is_healthy, found.is_over) == (18, False, True)
        assert [entry.is_at_risk for entry in found.decisions] == [False, False, True]
        assert [entry.begins_after for entry in found.decisions] == [0, 6, 12]


class TestReadiness:
    def test_names_what_is_missing_and_hides_nothing(self, company: Company) -> None:
        item = proposed(company)
        ask_agreers(
            item=item, people=[company.sales_head], actor=company.marketing_head, at=clock.tick()
        )
        review = opened(company)
        clock.tick(24 * 60)

        (entry,) = agenda(review).unready
        kinds = {lack.kind: lack.text for lack in entry.lacks}
        assert set(kinds) == {"evidence", "answer"}
        assert "Head of Sales" in kinds["answer"]

    def test_of_what_nobody_proposed_lacks_a_decider_and_a_recommendation(
        self, company: Company
    ) -> None:
        item = escalated(company, investigating(company))
        Contradiction.objects.filter(pk=item.pk).update(decider=None)

        (entry,) = agenda(opened(company)).decisions
        assert {"decider", "recommendation"} <= {lack.kind for lack in entry.lacks}


class TestWhatReturns:
    def test_promises_and_revisits_are_due_by_the_day_of_the_review(self, company: Company) -> None:
        item = decided(company)
        review = opened(company, starts_at=clock.moment + timedelta(days=100))

        found = agenda(review).due
        assert [(due.kind, due.is_late) for due in found] == [
            ("promise", False),
            ("revisit", False),
        ]
        assert found[0].title == "Rewrite the bonus rule"
        assert {due.code for due in found} == {item.code}

    def test_acceptances_that_end_before_the_next_review(self, company: Company) -> None:
        item = accepted(company)
        found = agenda(opened(company))

        assert [row.code for row in found.expiring] == [item.code]

    def test_definitions_that_wait_and_beliefs_retired_since(self, company: Company) -> None:
        over(company)
        kpi = company.kpi_pair()[0]
        propose_definition(
            kpi=kpi,
            meaning="Leads that Sales accepted",
            formula="count",
            effective_from=date(2027, 1, 1),
            actor=company.steward,
            at=clock.tick(),
        )
        review = opened(company, Review.objects.get().body)

        assert [row.kpi for row in agenda(review).meanings] == ["MQL"]

    def test_functions_stand_beside_the_customer(self, company: Company) -> None:
        kpi = company.kpi_pair()[0]
        assert agenda(opened(company)).customer_view is None
        type(kpi).objects.filter(pk=kpi.pk).update(stage="interest")
        reading(kpi, 847)

        view = agenda(Review.objects.get()).customer_view
        assert view is not None
        assert view.stages[0].function is not None
        assert view.stages[0].function.status == "ok"


class TestReaders:
    def test_of_a_confidential_item_others_learn_its_number_and_age(self, company: Company) -> None:
        item = proposed(company)
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)
        review = opened(company)

        for reader in (None, company.outsider, company.arbiter):
            (entry,) = agenda(review, reader).decisions
            assert (entry.code, entry.is_hidden, entry.title, entry.decider) == (
                item.code,
                True,
                "",
                "",
            )
        assert agenda(review, company.steward).decisions[0].title == item.sentence

    def test_what_happened_since_the_pre_read_is_marked(self, company: Company) -> None:
        still, moved = proposed(company), proposed(company)
        review = opened(company)
        since = clock.tick()
        severe(company, moved, 1)

        marks = {one.code: one.is_changed for one in agenda(review, since=since).decisions}
        assert marks == {still.code: False, moved.code: True}

    def test_can_be_kept_as_json(self, company: Company) -> None:
        item = proposed(company)
        review = opened(company)
        defer_item(
            review=review,
            item=item,
            until_on=date(2027, 6, 1),
            cost="A quarter",
            actor=company.steward,
            at=clock.tick(),
        )
        kept = json.loads(json.dumps(as_data(agenda(review))))

        assert kept["put_off"][0]["until"] == "2027-06-01"
        assert kept["decisions"] == []


def test_takes_the_same_queries_for_five_items_as_for_one(
    company: Company, django_assert_max_num_queries: Any
) -> None:
    review = opened(company)
    for _ in range(5):
        proposed(company)
    with django_assert_max_num_queries(22):
        agenda(review, company.arbiter)
