"""Reviews as pages, without a line of script."""

from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from governance.models import Review, ReviewBody
from tests.factories.clock import clock
from tests.factories.governance import Company, proposed
from tests.factories.reviews import council, opened, over, scheduled, under_way

pytestmark = pytest.mark.django_db


def visit(person: User, url: str, sent: dict[str, Any] | None = None) -> Any:
    client = Client()
    cache.clear()
    with time_machine.travel(clock.tick(), tick=False):
        client.force_login(person)
        return client.get(url) if sent is None else client.post(url, sent)


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


class TestList:
    def test_says_that_nobody_reviews_yet_and_what_to_do(self, company: Company) -> None:
        assert "Name the body that meets each quarter" in text(visit(company.steward, "/reviews/"))
        assert "A steward names the body" in text(visit(company.viewer, "/reviews/"))

    def test_proposes_the_next_review_with_its_dates(self, company: Company) -> None:
        council(company)

        shown = text(visit(company.steward, "/reviews/"))
        assert "waits to be scheduled" in shown
        assert "1 Jul\u201330 Sep 2026" in shown
        assert "proposed for 2026-10-14 10:00" in shown
        assert "Schedule FY26-Q3" in shown
        assert "Schedule FY26-Q3" not in text(visit(company.viewer, "/reviews/"))

    def test_takes_the_same_queries_for_many_bodies(
        self, company: Company, django_assert_max_num_queries: Any
    ) -> None:
        for name in ("One", "Two", "Three"):
            opened(company, council(company, name=name))
        client = Client()
        with time_machine.travel(clock.tick(), tick=False):
            client.force_login(company.steward)
            client.get("/reviews/")
            with django_assert_max_num_queries(20):
                client.get("/reviews/")


class TestHeadline:
    def test_says_since_when_it_is_under_way(self, company: Company) -> None:
        began = under_way(company)

        shown = text(visit(company.viewer, "/reviews/data-council/FY26-Q3/"))
        assert "Data council is under way, since <b>" in shown
        assert f"{clock.moment:%Y}, " in shown
        assert "Wed 14 Oct 2026, 10:00</b>" not in shown
        assert " in 8 d" not in shown
        assert "Data council is under way." in text(visit(company.viewer, "/reviews/"))
        assert f"/{began.label}/live/" in text(visit(company.viewer, "/reviews/"))

    def test_says_when_it_was_held_not_when_it_was_to_be(self, company: Company) -> None:
        over(company)

        shown = text(visit(company.viewer, "/reviews/data-council/FY26-Q3/"))
        assert "Data council met <b>" in shown
        assert "met <b>Wed 14 Oct 2026" not in shown
        listed = text(visit(company.viewer, "/reviews/data-council/"))
        assert "2026-10-14 10:00" not in listed


class TestBody:
    SENT = {
        "name": "Data council",
        "quorum": "2",
        "workdays_after": "10",
        "meets_at": "10:00",
        "time_zone": "Europe/Berlin",
        "minutes": "45",
    }

    def sent(self, company: Company, **more: Any) -> dict[str, Any]:
        people = {"chair": company.arbiter.pk, "scribe": company.steward.pk}
        return self.SENT | people | {"members": [company.decider.pk]} | more

    def test_is_named_by_a_steward(self, company: Company) -> None:
        answer = visit(company.steward, "/reviews/bodies/new/", self.sent(company))

        assert (answer.status_code, answer["Location"]) == (302, "/reviews/data-council/")
        assert ReviewBody.objects.get().chair == company.arbiter

    def test_keeps_what_was_typed_when_it_is_refused(self, company: Company) -> None:
        answer = visit(company.steward, "/reviews/bodies/new/", self.sent(company, quorum="9"))

        assert answer.status_code == 422
        assert "Choose a quorum from 1 to 3, the number of members." in text(answer)
        assert 'value="Data council"' in text(answer)

    def test_is_changed_with_a_reason(self, company: Company) -> None:
        body = council(company)
        page = text(visit(company.steward, "/reviews/data-council/change/"))
        assert "Who sits in Data council" in page

        sent = self.sent(company, quorum="3", reason="Smaller")
        answer = visit(company.steward, "/reviews/data-council/change/", sent)
        assert answer.status_code == 302
        body.refresh_from_db()
        assert body.seats.sitting().count() == 3


class TestSchedule:
    SENT = {"quarter": "FY26-Q3", "day": "2026-10-14", "clock": "10:00", "minutes": "45"}
    URL = "/reviews/data-council/schedule/"

    def test_takes_a_look_and_a_press(self, company: Company) -> None:
        council(company)
        shown = text(visit(company.steward, self.URL))
        assert 'value="FY26-Q3" selected' in shown
        assert 'value="2026-10-14"' in shown

        answer = visit(company.steward, self.URL, self.SENT | {"opens": "on"})
        assert answer["Location"] == "/reviews/data-council/FY26-Q3/"
        assert Review.objects.get().status == "open"
        shown = text(visit(company.viewer, answer["Location"]))
        assert "Data council meets <b>Wed 14 Oct 2026, 10:00</b>." in shown
        assert "3 of 5" in shown

    def test_can_stay_a_draft(self, company: Company) -> None:
        council(company)
        visit(company.steward, self.URL, self.SENT)

        assert Review.objects.get().status == "draft"

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("day", "2026-01-14", "still to come"),
            ("day", "0001-01-01", "2000 to 2199"),
            ("day", "", "Enter the day"),
            ("minutes", "0", "greater than or equal to 5"),
            ("quarter", "FY99-Q1", "Select a valid choice"),
            ("clock", "25:00", "valid time"),
        ],
    )
    def test_says_what_to_mend_and_keeps_the_rest(
        self, company: Company, field: str, value: str, said: str
    ) -> None:
        council(company)
        sent = self.SENT | {"place": "Room 12", field: value}

        answer = visit(company.steward, self.URL, sent)
        assert answer.status_code == 422
        assert said in text(answer)
        assert 'value="Room 12"' in text(answer)


class TestReview:
    URL = "/reviews/data-council/FY26-Q3/"

    def test_moves_and_is_called_off_by_the_chair(self, company: Company) -> None:
        opened(company)
        sent = {"day": "2026-10-15", "clock": "11:00", "minutes": "30", "version": "2"}
        answer = visit(company.arbiter, f"{self.URL}move/", sent | {"reason": "Travel"})
        assert answer.status_code == 302
        assert "Thu 15 Oct 2026, 11:00" in text(visit(company.viewer, self.URL))

        sent = {"reason": "Nothing is open", "version": "3"}
        assert visit(company.arbiter, f"{self.URL}cancel/", sent).status_code == 302
        shown = text(visit(company.viewer, self.URL))
        assert "does not meet on Thu 15 Oct 2026" in shown
        assert "Nothing is open" in shown

    def test_changed_by_somebody_else_is_not_written_over(self, company: Company) -> None:
        opened(company)
        sent = {"day": "2026-10-15", "clock": "11:00", "minutes": "30", "version": "1"}
        answer = visit(company.steward, f"{self.URL}move/", sent | {"reason": "Travel"})

        assert answer.status_code == 409
        assert "was changed by RevOps lead" in text(answer)

    def test_begins_and_ends_by_buttons(self, company: Company) -> None:
        opened(company)
        assert "Start the review" in text(visit(company.arbiter, self.URL))
        assert "Start the review" not in text(visit(company.decider, self.URL))
        visit(company.arbiter, f"{self.URL}start/", {"version": "2"})
        visit(company.arbiter, f"{self.URL}close/", {"version": "3", "confirm": "FY26-Q3"})

        assert Review.objects.get().status == "closed"
        assert "Data council met" in text(visit(company.viewer, self.URL))

    def test_of_another_number_is_another_review(self, company: Company) -> None:
        review = scheduled(company)
        scheduled(
            company, review.body, quarter=review.about, is_extraordinary=True, reason="It is paid"
        )

        assert "Extraordinary" in text(visit(company.viewer, "/reviews/data-council/FY26-Q3-2/"))
        for label in ("FY26-Q3-3", "FY26-Q4", "nothing", "FY26-Q3-99999999"):
            assert visit(company.viewer, f"/reviews/data-council/{label}/").status_code == 404

    def test_of_a_confidential_body_is_nowhere_for_others(self, company: Company) -> None:
        under_way(company, council(company, is_confidential=True))
        pages = ("", "FY26-Q3/", "FY26-Q3/move/", "schedule/", "change/")
        for person in (company.viewer, company.outsider, company.administrator):
            assert "Data council" not in text(visit(person, "/reviews/"))
            for page in pages:
                assert visit(person, f"/reviews/data-council/{page}").status_code == 404
            for verb in ("open", "start", "close", "move", "cancel"):
                assert visit(person, f"{self.URL}{verb}/", {}).status_code == 404
        assert visit(company.decider, self.URL).status_code == 200


class TestAgenda:
    URL = "/reviews/data-council/FY26-Q3/"

    def test_shows_what_is_to_decide_its_length_and_what_is_missing(self, company: Company) -> None:
        item = proposed(company)
        opened(company)
        clock.tick(24 * 50)

        shown = text(visit(company.viewer, self.URL))
        assert "To decide, 1 item" in shown
        assert "Recommended: A. Plan on accepted leads" in shown
        assert "15 min: nothing is escalated" in shown
        assert f"<b>{item.code}</b>: Evidence is" in shown
        assert "Put off" not in shown

    def test_says_when_nothing_waits(self, company: Company) -> None:
        opened(company)
        assert "Nothing waits for a decision." in text(visit(company.viewer, self.URL))

    def test_is_arranged_by_buttons(self, company: Company) -> None:
        first, second = proposed(company), proposed(company)
        opened(company)
        shown = text(visit(company.arbiter, self.URL))
        assert f"Take {second.code} earlier" in shown
        assert f"Take {first.code} earlier" not in shown

        visit(company.arbiter, f"{self.URL}agenda/{second.code}/up/", {})
        shown = text(visit(company.arbiter, self.URL))
        assert shown.index(second.code) < shown.index(first.code)

    def test_keeps_what_was_typed_when_an_item_is_unknown(self, company: Company) -> None:
        opened(company)
        answer = visit(company.steward, f"{self.URL}pin/", {"item": "C-999"})

        assert answer.status_code == 422
        assert 'value="C-999"' in text(answer)
        assert "There is no such item" in text(answer)

    def test_puts_an_item_off_once(self, company: Company) -> None:
        item = proposed(company)
        opened(company)
        url = f"{self.URL}agenda/{item.code}/defer/"
        assert visit(company.steward, url, {"until_on": "2027-06-01"}).status_code == 422
        sent = {"until_on": "2027-06-01", "cost": "A quarter"}
        assert visit(company.steward, url, sent).status_code == 302

        shown = text(visit(company.viewer, self.URL))
        assert "1 put off to a later review" in shown
        assert "waiting costs A quarter" in shown
        again = visit(company.steward, url, sent)
        assert (again.status_code, "put off once" in text(again)) == (409, True)


class TestCalendar:
    URL = "/reviews/data-council/FY26-Q3/"

    @pytest.mark.parametrize("name", ["invite", "reading"])
    def test_is_handed_to_those_invited_alone(self, company: Company, name: str) -> None:
        opened(company)
        answer = visit(company.decider, f"{self.URL}{name}.ics")
        assert answer["Content-Type"].startswith("text/calendar")
        assert f'filename="data-council-FY26-Q3-{name}.ics"' in answer["Content-Disposition"]
        assert "Add it to a calendar" in text(visit(company.decider, self.URL))
        for person in (company.viewer, company.outsider, company.administrator):
            assert visit(person, f"{self.URL}{name}.ics").status_code == 403
            assert "Add it to a calendar" not in text(visit(person, self.URL))

    def test_of_a_draft_is_not_there(self, company: Company) -> None:
        scheduled(company)
        assert visit(company.decider, f"{self.URL}invite.ics").status_code == 404
        assert "Add it to a calendar" not in text(visit(company.decider, self.URL))

    def test_of_one_called_off_takes_it_out(self, company: Company) -> None:
        opened(company)
        visit(company.steward, f"{self.URL}cancel/", {"reason": "Snow", "version": "2"})
        assert b"METHOD:CANCEL" in visit(company.decider, f"{self.URL}invite.ics").content
        assert "Take it out of a calendar" in text(visit(company.decider, self.URL))

    def test_of_a_confidential_body_is_nowhere_for_others(self, company: Company) -> None:
        opened(company, council(company, is_confidential=True))
        assert visit(company.viewer, f"{self.URL}invite.ics").status_code == 404
        assert visit(company.auditor, f"{self.URL}invite.ics").status_code == 403
