"""A meeting under way: attendance, turning pages, parking, advice; its close and its minutes."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError

from governance.actions.agenda import defer_item
from governance.actions.decisions import decide
from governance.actions.meetings import add_addendum, advise, park, take_attendance, turn_to
from governance.actions.reviews import close_review
from governance.models import Addendum, Advice, Contradiction, Outbox, Review, Stand
from governance.refusals import IllegalMove, NotEntitled
from governance.reviews.agenda import agenda_of
from governance.reviews.meeting import place_of, room_of
from governance.reviews.minutes import Minutes, minutes_of
from tests.factories.clock import clock
from tests.factories.governance import (
    Company,
    accepted,
    decision_facts,
    first_option,
    proposed,
)
from tests.factories.reviews import attended, opened, over, under_way

pytestmark = pytest.mark.django_db


def by(person: Any, **more: Any) -> dict[str, Any]:
    return {"actor": person, "at": clock.tick(), **more}


def keys(review: Review) -> list[str]:
    return [stop.key for stop in place_of(review, agenda_of(review, None, clock.tick())).stops]


def recommend(company: Company, review: Review, item: Contradiction, **more: Any) -> Advice:
    facts = {"option": first_option(item), "reason": "It ends the argument"} | more
    return advise(review=review, item=item, **facts, **by(company.steward))


def closed(company: Company, review: Review, **reasons: str) -> Minutes:
    named = {code.replace("_", "-"): text for code, text in reasons.items()}
    kept = close_review(review=review, reasons=named, **by(company.arbiter))
    found = minutes_of(kept, company.steward)
    assert found is not None
    return found


class TestAttendance:
    def test_counts_toward_the_quorum(self, company: Company) -> None:
        review = under_way(company)
        assert not room_of(review).is_taken
        attended(company, review, company.arbiter, company.steward)
        assert not room_of(review).is_quorate
        attended(company, review, company.arbiter, company.steward, company.decider)

        room = room_of(review)
        assert (room.is_quorate, "CRO" in room.names) == (True, True)
        assert review.attendance.get(person=company.arbiter).history.count() == 1

    def test_is_of_those_invited(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="Outsider was not invited"):
            attended(company, under_way(company), company.outsider)

    def test_is_taken_while_the_meeting_lasts(self, company: Company) -> None:
        with pytest.raises(IllegalMove, match="is open"):
            attended(company, opened(company), company.arbiter)


class TestTurning:
    def test_shows_one_stop_on_every_device(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        assert keys(review) == [item.code, "close"]
        turn_to(review=review, stop="close", version=1, **by(company.arbiter))

        place = place_of(review, agenda_of(review, None, clock.tick()))
        assert (place.stop.key, place.after, place.version) == ("close", None, 2)

    def test_stays_where_it_is_when_a_part_before_it_appears(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        accepted(company)
        decide(item=item, **decision_facts(item), **by(company.decider))

        place = place_of(review, agenda_of(review, None, clock.tick()))
        assert place.stop.key == item.code
        assert [stop.key for stop in place.stops] == [item.code, "expiring", "close"]

    def test_by_two_at_once_skips_nothing(self, company: Company) -> None:
        proposed(company)
        review = under_way(company)
        turn_to(review=review, stop="close", version=1, **by(company.arbiter))
        with pytest.raises(IllegalMove, match="turned the page already"):
            turn_to(review=review, stop="close", version=1, **by(company.steward))
        assert Stand.objects.get().by == company.arbiter

    def test_needs_a_part_of_the_agenda(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="no such part"):
            turn_to(review=under_way(company), stop="lunch", **by(company.arbiter))


class TestAdvice:
    def test_leaves_the_item_as_it_is_and_tells_the_decider(self, company: Company) -> None:
        item = proposed(company)
        review = attended(company, under_way(company), company.arbiter, company.steward)
        row = recommend(company, review, item)

        now = Contradiction.objects.get(pk=item.pk)
        assert (now.status, now.version, now.current_decision) == ("proposed", item.version, None)
        assert row.to == company.decider
        told = Outbox.objects.get(key=f"notice:advise:{row.pk}")
        assert told.payload["heard"] == {"advise": [company.decider.pk]}

    def test_is_not_given_to_a_decider_who_is_there(self, company: Company) -> None:
        item = proposed(company)
        review = attended(company, under_way(company), company.arbiter, company.decider)
        with pytest.raises(IllegalMove, match="CRO is here, and decides"):
            recommend(company, review, item)

    def test_names_an_option_on_the_table_and_a_reason(self, company: Company) -> None:
        item, other = proposed(company), proposed(company)
        review = attended(company, under_way(company), company.arbiter)
        with pytest.raises(ValidationError, match="on the table"):
            recommend(company, review, item, option=first_option(other))
        with pytest.raises(ValidationError, match="why the meeting"):
            recommend(company, review, item, reason=" ")


class TestClose:
    def test_asks_why_each_item_stays_undecided(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        with pytest.raises(ValidationError, match=f"why {item.code} stays undecided"):
            close_review(review=review, **by(company.arbiter))
        assert Review.objects.get().status == "in_progress"

    def test_tells_everybody_invited(self, company: Company) -> None:
        review = over(company)
        told = Outbox.objects.get(key=f"notice:review_closed:{review.pk}")
        assert len(told.payload["heard"]["review_closed"]) == 5

    def test_carries_what_is_left_to_the_next_agenda(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        closed(company, review, **{item.code: "The CRO was away"})

        (entry,) = agenda_of(opened(company, review.body), None, clock.tick()).decisions
        assert "Carried from FY26-Q3: The CRO was away" in entry.why


class TestMinutes:
    def test_tell_what_was_done_and_nothing_else(self, company: Company) -> None:
        chosen, waits, told, left = (proposed(company) for _ in range(4))
        proposed_before = chosen
        review = attended(company, under_way(company), company.arbiter, company.steward)
        facts = decision_facts(proposed_before) | {
            "none_voiced": False,
            "dissenters": [company.sales],
            "retires_belief": "Leads are leads",
        }
        decide(item=chosen, **facts, **by(company.decider))
        until = date(2027, 6, 1)
        defer_item(review=review, item=waits, until_on=until, cost="A bonus", **by(company.arbiter))
        recommend(company, review, told)
        park(review=review, text="Who owns churn?", item=left, **by(company.steward))
        reasons = {told.code: "The CRO was away", left.code: "Time ran out"}
        found = closed(company, review, **reasons)

        by_code = {one.code: one for one in found.items}
        assert [one.outcome for one in found.items] == [
            "decided",
            "put off",
            "recommended",
            "carried",
        ]
        made = by_code[chosen.code]
        assert (made.by, made.dissent[0].who, made.promises[0].owner) == (
            "CRO",
            "Sales",
            "Head of Marketing",
        )
        assert (made.trade_off, made.beliefs) == ("600 fewer reported leads", ("Leads are leads",))
        assert (by_code[waits.code].reason, by_code[waits.code].until) == ("A bonus", until)
        assert by_code[left.code].reason == "Time ran out"
        assert (found.present, found.is_quorate) == (("COO", "RevOps lead"), False)
        assert found.parked == (f"Who owns churn? ({left.code})",)

    def test_stay_as_they_were_whatever_happens_later(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        before = closed(company, review, **{item.code: "Time ran out"})
        decide(item=item, **decision_facts(item), **by(company.decider))

        assert minutes_of(Review.objects.get(), company.steward) == before

    def test_of_a_confidential_item_say_only_what_became_of_it(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        closed(company, review, **{item.code: "Secret"})
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)

        found = minutes_of(Review.objects.get(), company.outsider)
        assert found is not None
        assert (found.items[0].is_hidden, found.items[0].title, found.items[0].reason) == (
            True,
            "",
            "",
        )

    def test_are_there_once_it_is_closed(self, company: Company) -> None:
        assert minutes_of(under_way(company), company.steward) is None

    def test_are_corrected_by_dated_addenda_alone(self, company: Company) -> None:
        review = over(company)
        add_addendum(review=review, text="The CFO came late.", **by(company.steward))

        assert Addendum.objects.get().by == company.steward


@pytest.mark.parametrize("who", ["outsider", "viewer", "decider", "administrator", "auditor"])
def test_is_run_by_nobody_else(company: Company, who: str) -> None:
    item = proposed(company)
    review, person = under_way(company), getattr(company, who)
    for act, more in (
        (take_attendance, {"present": []}),
        (turn_to, {"stop": "close"}),
        (park, {"text": "x"}),
        (advise, {"item": item, "option": first_option(item), "reason": "x"}),
        (close_review, {}),
    ):
        with pytest.raises(NotEntitled, match="Only COO"):
            act(review=review, **more, **by(person))


class TestDatabase:
    """What no code of ours could do by mistake."""

    @pytest.mark.parametrize(
        "row",
        [
            "governance_parkedpoint (review_id, by_id, text, at) "
            "VALUES (%s, %s, 'x', '2026-10-05')",
            "governance_attendance (review_id, person_id, is_present) VALUES (%s, %s, true)",
        ],
    )
    def test_takes_nothing_down_after_the_close(self, company: Company, row: str) -> None:
        self.refused(f"INSERT INTO {row}", over(company).pk, company.arbiter.pk)

    def test_adds_to_no_minutes_before_the_close(self, company: Company) -> None:
        row = "(review_id, text, by_id, at) VALUES (%s, 'x', %s, '2026-10-05')"
        self.refused(
            f"INSERT INTO governance_addendum {row}", under_way(company).pk, company.arbiter.pk
        )

    def test_changes_no_addendum(self, company: Company) -> None:
        review = over(company)
        add_addendum(review=review, text="Late.", **by(company.steward))
        change = "UPDATE governance_addendum SET text = 'x' WHERE review_id = %s AND by_id = %s"
        self.refused(change, review.pk, company.steward.pk)

    @staticmethod
    def refused(statement: str, *keys: int) -> None:
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, keys)
