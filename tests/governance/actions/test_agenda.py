"""Arranging an agenda: pinned, moved, put off once; and who may."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from governance.actions.agenda import defer_item, move_item, pin_item, unpin_item
from governance.actions.reviews import close_review
from governance.models import AgendaItem, Contradiction, Deferral, Outbox, Review
from governance.refusals import IllegalMove, NotEntitled
from governance.reviews.agenda import agenda_of
from tests.factories.clock import clock
from tests.factories.governance import Company, decided, investigating, proposed
from tests.factories.reviews import opened, over, under_way

LATER = date(2027, 6, 1)
pytestmark = pytest.mark.django_db


def by(person: Any, **more: Any) -> dict[str, Any]:
    return {"actor": person, "at": clock.tick(), **more}


def codes(review: Review) -> list[str]:
    return [entry.code for entry in agenda_of(review, None, clock.tick()).decisions]


def put_off(company: Company, review: Review, item: Contradiction, **more: Any) -> Deferral:
    facts = {"until_on": LATER, "cost": "A quarter of wrong bonus"} | more
    return defer_item(review=review, item=item, **facts, **by(company.arbiter))


class TestMove:
    def test_swaps_neighbours_and_stays(self, company: Company) -> None:
        first, second, third = (proposed(company) for _ in range(3))
        review = opened(company)
        move_item(review=review, item=third, by=-1, **by(company.steward))
        assert codes(review) == [first.code, third.code, second.code]

        move_item(review=review, item=first, by=1, **by(company.arbiter))
        assert codes(review) == [third.code, first.code, second.code]

    @pytest.mark.parametrize(("step", "word"), [(-1, "first"), (1, "last")])
    def test_ends_at_the_ends(self, company: Company, step: int, word: str) -> None:
        item, review = proposed(company), opened(company)
        with pytest.raises(IllegalMove, match=f"is {word} already"):
            move_item(review=review, item=item, by=step, **by(company.steward))

    def test_is_of_items_to_decide(self, company: Company) -> None:
        item, review = investigating(company), opened(company)
        with pytest.raises(IllegalMove, match="not among"):
            move_item(review=review, item=item, by=1, **by(company.steward))


class TestPin:
    def test_keeps_an_item_that_waits_for_nothing(self, company: Company) -> None:
        item, review = investigating(company), opened(company)
        pin_item(review=review, item=item, **by(company.arbiter))
        assert codes(review) == [item.code]
        with pytest.raises(IllegalMove, match="pinned already"):
            pin_item(review=review, item=item, **by(company.arbiter))

        unpin_item(review=review, item=item, **by(company.arbiter))
        assert codes(review) == []
        with pytest.raises(IllegalMove, match="not pinned"):
            unpin_item(review=review, item=item, **by(company.arbiter))

    def test_calls_an_item_into_a_meeting_under_way(self, company: Company) -> None:
        first, second = proposed(company), investigating(company)
        review = under_way(company)
        pin_item(review=review, item=second, **by(company.arbiter))

        assert codes(review) == [first.code, second.code]

    def test_needs_an_item_one_may_see(self, company: Company) -> None:
        item, review = investigating(company), opened(company)
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)
        item.refresh_from_db()
        with pytest.raises(ValidationError, match="no such item"):
            pin_item(review=review, item=item, **by(company.arbiter))


class TestDefer:
    def test_leaves_state_and_clocks_and_takes_it_off_the_list(self, company: Company) -> None:
        item, review = proposed(company), opened(company)
        put_off(company, review, item)

        assert codes(review) == []
        now = Contradiction.objects.get(pk=item.pk)
        assert (now.status, now.version, now.due_at) == (item.status, item.version, item.due_at)
        assert Outbox.objects.filter(key__startswith="notice:defer_item").exists()

    def test_comes_back_with_its_cost(self, company: Company) -> None:
        item, review = proposed(company), opened(company)
        put_off(company, review, item, until_on=date(2026, 10, 20))
        late = opened(company, review.body, starts_at=clock.moment.replace(month=12))

        (entry,) = agenda_of(late, None, clock.tick()).decisions
        assert entry.put_off is not None
        assert entry.put_off.cost == "A quarter of wrong bonus"

    def test_is_refused_a_second_time(self, company: Company) -> None:
        item, review = proposed(company), opened(company)
        put_off(company, review, item)
        with pytest.raises(IllegalMove, match=f"put off once, until {LATER}"):
            put_off(company, review, item)
        row = Deferral.objects.get()
        row.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            Deferral.objects.bulk_create([row])

    @pytest.mark.parametrize(
        ("more", "found"),
        [({"cost": " "}, "what waiting costs"), ({"until_on": date(2026, 1, 1)}, "a day after")],
    )
    def test_needs_a_day_and_a_cost(
        self, company: Company, more: dict[str, Any], found: str
    ) -> None:
        item, review = proposed(company), opened(company)
        with pytest.raises(ValidationError, match=found):
            put_off(company, review, item, **more)

    def test_is_for_what_is_not_decided(self, company: Company) -> None:
        item, review = decided(company), opened(company)
        with pytest.raises(IllegalMove, match="decided already"):
            put_off(company, review, item)


@pytest.mark.parametrize("who", ["outsider", "viewer", "decider", "administrator", "auditor"])
def test_is_not_for_others(company: Company, who: str) -> None:
    item, review, person = proposed(company), opened(company), getattr(company, who)
    for act, more in (
        (pin_item, {}),
        (unpin_item, {}),
        (move_item, {"by": 1}),
        (defer_item, {"until_on": LATER, "cost": "Much"}),
    ):
        with pytest.raises(NotEntitled, match="Only COO"):
            act(review=review, item=item, **more, **by(person))
    assert not AgendaItem.objects.exists()


class TestDatabase:
    def test_keeps_the_agenda_of_a_review_that_is_over(self, company: Company) -> None:
        item = proposed(company)
        review = over(company)
        with pytest.raises(IllegalMove, match="is closed"):
            pin_item(review=review, item=item, **by(company.steward))
        statement = "UPDATE governance_agendaitem SET place = 9 WHERE review_id = %s"
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [review.pk])
        assert AgendaItem.objects.get().called_at is not None

    def test_takes_no_deferral_from_a_review_that_is_over(self, company: Company) -> None:
        item = proposed(company)
        review = under_way(company)
        row = put_off(company, review, item)
        close_review(review=review, **by(company.arbiter))
        row.pk, row.cycle = None, 2
        with pytest.raises(DatabaseError), transaction.atomic():
            Deferral.objects.bulk_create([row])
