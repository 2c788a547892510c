"""The review that comes next: in the frame, at Home and in the register, for whoever may know."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from governance.actions.agenda import pin_item
from governance.models import Review
from governance.waiting import standing
from tests.factories.clock import clock
from tests.factories.governance import Company, assigned, investigating, proposed
from tests.factories.reviews import council, opened, over, under_way
from tests.governance.views.visiting import text, visit

pytestmark = pytest.mark.django_db


def register(person: User, more: str = "") -> str:
    return text(visit(person, f"/register/?view=review{more}"))


def secret(company: Company) -> Review:
    """Announce the review of a body that others do not know of."""
    members = [company.marketing_head, company.decider]
    body = council(company, name="Pay committee", is_confidential=True, members=members, quorum=2)
    return opened(company, body)


class TestFrame:
    def test_says_when_on_every_page(self, company: Company) -> None:
        review = opened(company)

        page = text(visit(company.viewer, "/reviews/"))

        foot = page[page.index('class="next-review"') : page.index("data-theme-switch")]
        assert f"/reviews/data-council/{review.label}/" in foot
        assert f"{review.starts_at.astimezone(review.zone):%H:%M}" in foot

    def test_says_nothing_where_none_is_ahead(self, company: Company) -> None:
        assert "next-review" not in text(visit(company.viewer, "/reviews/"))

    def test_one_that_is_over_is_not_next(self, company: Company) -> None:
        over(company)

        assert standing(company.viewer, clock.moment).review is None

    def test_one_that_nobody_began_is_forgotten_the_day_after(self, company: Company) -> None:
        review = opened(company)

        assert standing(company.viewer, review.starts_at).review == review
        assert standing(company.viewer, review.starts_at + timedelta(days=1)).review is None

    def test_ones_own_comes_before_an_earlier_one_of_others(self, company: Company) -> None:
        mine = opened(company)
        body = council(
            company,
            name="Product forum",
            chair=company.executive,
            scribe=company.executive,
            members=[company.executive],
            quorum=1,
        )
        earlier = opened(company, body, starts_at=mine.starts_at - timedelta(days=1))

        assert standing(company.sales_head, clock.moment).review == mine
        assert standing(company.outsider, clock.moment).review == earlier

    def test_a_confidential_body_is_nowhere_for_others(self, company: Company) -> None:
        secret(company)
        item = proposed(company)

        for person in (company.outsider, company.viewer, company.sales_head):
            assert standing(person, clock.moment).review is None, person
            for page in ("/", "/register/", "/register/?view=review", f"/c/{item.code}/"):
                said = text(visit(person, page))
                assert "Pay committee" not in said, (person, page)
                assert "pay-committee" not in said, (person, page)
                assert "Next review" not in said, (person, page)
            assert f"/c/{item.code}/" not in register(person)
        assert f"/c/{item.code}/" in register(company.marketing_head)


class TestHome:
    def test_names_what_is_ones_own(self, company: Company) -> None:
        opened(company)
        item = proposed(company)

        page = text(visit(company.decider, "/"))

        assert "1 item to take up. It is yours:" in page
        assert f'<a href="/c/{item.code}/">{item.code}</a>.' in page
        assert "1 item to take up.</div>" in text(visit(company.sales_head, "/"))

    def test_nothing_waits_says_how_far_off_it_is(self, company: Company) -> None:
        review = opened(company)
        clock.moment = review.starts_at - timedelta(days=3)

        page = text(visit(company.viewer, "/"))

        assert "Nothing waits for you. Next review <b>in 3 days</b>." in page

    def test_one_that_runs_is_said_to(self, company: Company) -> None:
        under_way(company)

        assert "Nothing waits for you. A review is under way." in text(visit(company.viewer, "/"))


class TestRegister:
    def test_shows_what_the_next_review_decides(self, company: Company) -> None:
        review = opened(company)
        asked, other = proposed(company), assigned(company)

        page = register(company.viewer)

        assert f"/c/{asked.code}/" in page
        assert f"/c/{other.code}/" not in page
        assert "1 to take up" in page
        assert f"On the agenda, {review.starts_at.astimezone(review.zone):%a}" in page

    def test_shows_what_was_pinned(self, company: Company) -> None:
        review, item = opened(company), investigating(company)
        pin_item(review=review, item=item, actor=company.steward, at=clock.tick())

        assert f"/c/{item.code}/" in register(company.viewer)

    def test_is_as_the_meeting_found_it_once_it_runs(self, company: Company) -> None:
        asked = proposed(company)
        under_way(company)
        later = proposed(company)

        page = register(company.viewer)

        assert f"/c/{asked.code}/" in page
        assert f"/c/{later.code}/" not in page

    def test_says_that_none_is_on_the_calendar(self, company: Company) -> None:
        proposed(company)

        page = register(company.viewer)

        assert "Nothing open waits for a review that is on the calendar." in page
        assert "On the agenda" not in page

    def test_is_a_file_too(self, company: Company) -> None:
        opened(company)
        asked, other = proposed(company), assigned(company)

        answer = visit(company.viewer, f"{reverse('register_csv')}?view=review")
        rows = b"".join(answer.streaming_content).decode()

        assert asked.code in rows
        assert other.code not in rows
