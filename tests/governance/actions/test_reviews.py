"""Reviews: proposed, scheduled, moved, called off, held; and who may."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from governance.actions import reviews as acts
from governance.actions.review_bodies import add_body, change_body
from governance.models import Review, ReviewBody
from governance.refusals import IllegalMove, NotEntitled, Stale
from governance.reviews.proposing import next_review
from governance.reviews.roles import guests_of
from metrics.calendars import fiscal_calendar
from tests.factories.clock import clock
from tests.factories.governance import Company, logged
from tests.factories.reviews import council, days_later, opened, over, scheduled, under_way

LATER = datetime(2030, 1, 14, 10, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def by(person: Any, **more: Any) -> dict[str, Any]:
    return {"actor": person, "at": clock.tick(), **more}


def facts_of(body: ReviewBody, **more: Any) -> dict[str, Any]:
    kept = ("chair", "scribe", "quorum", "meets_at", "time_zone")
    members = [seat.person for seat in body.seats.sitting()]
    return {name: getattr(body, name) for name in kept} | {"members": members} | more


class TestBody:
    def test_seats_its_chair_and_scribe_too(self, company: Company) -> None:
        body = council(company, members=[company.decider])

        people = {seat.person for seat in body.seats.sitting()}
        assert people == {company.arbiter, company.steward, company.decider}

    def test_decides_by_no_more_people_than_it_has(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="from 1 to 5"):
            council(company, quorum=6)

    @pytest.mark.parametrize(
        ("name", "found"), [("!!!", "with letters"), ("Bodies", "already"), ("Data Council", "")]
    )
    def test_has_a_name_of_its_own(self, company: Company, name: str, found: str) -> None:
        council(company)
        with pytest.raises(ValidationError, match=found or "called Data Council already"):
            council(company, name=name)

    def test_takes_nobody_who_left(self, company: Company) -> None:
        company.viewer.is_active = False
        with pytest.raises(ValidationError, match="Viewer cannot take part"):
            council(company, members=[company.viewer])

    def test_is_a_stewards_to_name_and_change(self, company: Company) -> None:
        body = council(company)
        for person in (company.outsider, company.administrator, company.arbiter):
            with pytest.raises(NotEntitled):
                add_body(**facts_of(body, name="Another"), **by(person))
            with pytest.raises(NotEntitled):
                change_body(body=body, **facts_of(body), **by(person))

    def test_changes_seats_and_invites_to_reviews_ahead_who_sits_now(
        self, company: Company
    ) -> None:
        review = scheduled(company)
        change_body(
            body=review.body,
            **facts_of(review.body, members=[company.viewer], quorum=2, minutes=30),
            **by(company.steward, reason="Smaller"),
        )

        people = {seat.person for seat in review.body.seats.sitting()}
        assert people == {company.arbiter, company.steward, company.viewer}
        assert set(guests_of(review)) == people
        review.refresh_from_db()
        assert (review.minutes, review.quorum, review.version) == (45, 3, 2)
        seat = review.body.seats.get(person=company.decider)
        assert (seat.is_withdrawn, seat.history.count()) == (True, 2)


class TestProposal:
    def test_is_the_last_quarter_while_it_can_still_be_met_in_time(self, company: Company) -> None:
        offered = next_review(council(company), clock.moment)  # 5 October 2026

        assert offered.quarter.label == "FY26-Q3"
        assert offered.day == date(2026, 10, 14)
        assert offered.starts_at.astimezone(ZoneInfo("Europe/Berlin")).time() == time(10)

    def test_is_this_quarter_once_the_day_is_past(self, company: Company) -> None:
        body = council(company)
        offered = next_review(body, clock.moment + timedelta(days=30))

        assert (offered.quarter.label, offered.day) == ("FY26-Q4", date(2027, 1, 14))

    def test_moves_on_with_each_review_and_comes_back_when_one_is_called_off(
        self, company: Company
    ) -> None:
        review = opened(company)
        assert next_review(review.body, clock.moment).quarter.label == "FY26-Q4"
        acts.cancel_review(review=review, reason="Snow", **by(company.steward))
        assert next_review(review.body, clock.moment).quarter.label == "FY26-Q3"

    def test_of_a_late_quarter_gives_notice(self, company: Company) -> None:
        review = over(company)
        later = clock.moment + timedelta(days=200)  # Friday 23 April 2027

        offered = next_review(review.body, later)
        assert (offered.quarter.label, offered.day) == ("FY26-Q4", date(2027, 4, 30))


class TestSchedule:
    def test_takes_over_the_body_as_it_stands(self, company: Company) -> None:
        review = scheduled(company)

        assert (review.label, review.status, review.quorum) == ("FY26-Q3", "draft", 3)
        assert (review.chair, review.scribe) == (company.arbiter, company.steward)
        assert {one.person for one in review.invited.all()} == {
            company.arbiter,
            company.steward,
            company.decider,
            company.marketing_head,
            company.sales_head,
        }
        assert review.history.get().history_user == company.steward

    def test_of_a_quarter_happens_once(self, company: Company) -> None:
        review = scheduled(company)
        with pytest.raises(ValidationError, match="is draft already"):
            scheduled(company, review.body, quarter=review.about)

    def test_of_what_cannot_wait_counts_on_and_says_why(self, company: Company) -> None:
        review = scheduled(company)
        more = {"quarter": review.about, "is_extraordinary": True}
        with pytest.raises(ValidationError, match="cannot wait"):
            scheduled(company, review.body, **more)
        item = logged(company)
        second = scheduled(company, review.body, **more, item=item, reason="A bonus is paid")

        assert (second.label, second.item) == ("FY26-Q3-2", item)

    def test_after_one_was_called_off_bears_the_next_number(self, company: Company) -> None:
        review = opened(company)
        acts.cancel_review(review=review, reason="Snow", **by(company.arbiter))

        assert scheduled(company, review.body).label == "FY26-Q3-2"

    def test_lies_ahead(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="still to come"):
            scheduled(company, starts_at=clock.moment - timedelta(days=1))

    @pytest.mark.parametrize("minutes", [0, 4, 481])
    def test_takes_a_sensible_time(self, company: Company, minutes: int) -> None:
        with pytest.raises(ValidationError, match="5 to 480"):
            scheduled(company, minutes=minutes)

    def test_is_a_stewards_or_the_chairs(self, company: Company) -> None:
        body, quarter = council(company), fiscal_calendar().quarter_at(date(2026, 9, 1))
        facts = {"body": body, "quarter": quarter, "starts_at": LATER}
        for person in (company.outsider, company.decider, company.administrator):
            with pytest.raises(NotEntitled, match="COO, who chairs Data council"):
                acts.schedule_review(**facts, **by(person))
        starts_at = clock.moment + timedelta(days=9)
        assert (
            acts.schedule_review(**facts | {"starts_at": starts_at}, **by(company.arbiter)).status
            == "draft"
        )

    def test_for_an_item_that_is_hidden_from_the_chair_is_refused(self, company: Company) -> None:
        body, item = council(company, chair=company.viewer), logged(company, is_confidential=True)
        offered = next_review(body, clock.moment)
        with pytest.raises(ValidationError, match="no such item"):
            acts.schedule_review(
                body=body,
                quarter=offered.quarter,
                starts_at=offered.starts_at,
                is_extraordinary=True,
                item=item,
                reason="Now",
                **by(company.viewer),
            )


class TestMoves:
    def test_a_draft_moves_without_a_word_and_an_announced_one_with_a_reason(
        self, company: Company
    ) -> None:
        review = scheduled(company)
        later = days_later(review, 1)
        review = acts.move_review(review=review, starts_at=later, **by(company.steward))
        review = acts.open_review(review=review, **by(company.arbiter))
        with pytest.raises(ValidationError, match="Say why it moves"):
            acts.move_review(review=review, starts_at=later, **by(company.steward))
        moved = acts.move_review(
            review=review, starts_at=later, place="Room 5", **by(company.steward, reason="Travel")
        )

        assert (moved.version, moved.place, moved.quarter) == (4, "Room 5", "FY26-Q3")

    def test_one_that_is_over_stays_as_it_was(self, company: Company) -> None:
        review = over(company)
        told = {"review": review, "reason": "Late"}
        with pytest.raises(IllegalMove, match="is closed"):
            acts.cancel_review(**told, **by(company.steward))
        with pytest.raises(IllegalMove, match="stays where it is"):
            acts.move_review(**told, starts_at=clock.moment + timedelta(9), **by(company.steward))

    def test_one_under_way_is_closed_and_not_called_off(self, company: Company) -> None:
        review = under_way(company)
        with pytest.raises(IllegalMove, match="in progress"):
            acts.cancel_review(review=review, reason="Fire", **by(company.steward))
        assert acts.close_review(review=review, **by(company.arbiter)).status == "closed"

    def test_a_draft_cannot_begin(self, company: Company) -> None:
        with pytest.raises(IllegalMove, match="cannot become in progress"):
            acts.start_review(review=scheduled(company), **by(company.steward))

    def test_calling_off_says_why(self, company: Company) -> None:
        with pytest.raises(ValidationError, match="Say why"):
            acts.cancel_review(review=scheduled(company), reason=" ", **by(company.steward))

    def test_of_two_at_once_one_is_told(self, company: Company) -> None:
        review = scheduled(company)
        acts.move_review(
            review=review, starts_at=days_later(review, 1), version=1, **by(company.arbiter)
        )
        with pytest.raises(Stale, match="changed by COO"):
            acts.cancel_review(review=review, reason="Snow", version=1, **by(company.steward))

    @pytest.mark.parametrize("who", ["outsider", "decider", "administrator", "auditor"])
    def test_are_not_for_others(self, company: Company, who: str) -> None:
        person, review = getattr(company, who), opened(company)
        later = days_later(review, 1)
        for act, more in (
            (acts.move_review, {"starts_at": later, "reason": "x"}),
            (acts.cancel_review, {"reason": "x"}),
            (acts.start_review, {}),
            (acts.open_review, {}),
        ):
            with pytest.raises(NotEntitled):
                act(review=review, **more, **by(person))
        assert Review.objects.get().version == 2


class TestConfidential:
    def test_is_known_to_members_stewards_and_auditors(self, company: Company) -> None:
        body = council(company, is_confidential=True)
        review = scheduled(company, body)
        for person in (company.decider, company.arbiter, company.steward, company.auditor):
            assert Review.objects.visible_to(person).get() == review
        for person in (company.viewer, company.outsider, company.administrator):
            assert not Review.objects.visible_to(person).exists()
            assert not ReviewBody.objects.visible_to(person).exists()


class TestDatabase:
    """What no code of ours could do by mistake."""

    @pytest.mark.parametrize(
        ("state", "change"),
        [
            (scheduled, "status = 'closed', version = version + 1"),
            (scheduled, "place = 'Elsewhere'"),
            (over, "place = 'Elsewhere', version = version + 1"),
            (scheduled, "minutes = 0, version = version + 1"),
        ],
    )
    def test_refuses(self, company: Company, state: Any, change: str) -> None:
        review = state(company)
        self.refused(f"UPDATE governance_review SET {change} WHERE id = %s", review.pk)

    def test_refuses_guests_of_a_review_that_is_over(self, company: Company) -> None:
        review = over(company)
        guests = "UPDATE governance_reviewguest SET is_withdrawn = true WHERE review_id = %s"
        self.refused(guests, review.pk)

    def test_refuses_to_forget_a_review(self, company: Company) -> None:
        self.refused("DELETE FROM governance_review WHERE id = %s", scheduled(company).pk)

    @staticmethod
    def refused(statement: str, key: int) -> None:
        with (
            pytest.raises((DatabaseError, IntegrityError)),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement, [key])
