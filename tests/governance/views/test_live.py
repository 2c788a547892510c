"""A meeting as pages: decided, followed, closed, without a line of script."""

from typing import Any

import pytest

from accounts.models import User
from governance.models import Contradiction, Decision, Review, Stand
from tests.factories.clock import clock
from tests.factories.governance import Company, first_option, proposed
from tests.factories.reviews import attended, opened, over, under_way
from tests.governance.views.test_reviews import text, visit

pytestmark = pytest.mark.django_db
REVIEW = "/reviews/data-council/FY26-Q3/"
LIVE = f"{REVIEW}live/"


def meeting(company: Company, *people: User) -> Contradiction:
    """Begin a meeting on one item; these are there."""
    item = proposed(company)
    attended(company, under_way(company), company.arbiter, *people)
    return item


def choice(item: Contradiction, **more: Any) -> dict[str, Any]:
    """Return what three clicks and a prepared option send."""
    option, today = first_option(item), clock.moment.date()
    position = item.positions.earliest("order")
    owner = item.owner_id
    typed = {
        "position": position.pk,
        "purpose": "Capacity plan",
        "from_on": today.isoformat(),
        "restated_by": owner,
        "title": "Rewrite the bonus rule",
        "owner": owner,
        "due_on": "2026-11-20",
        "revisit_on": "2027-01-11",
        "rationale": "Capacity follows what Sales can work.",
        "trade_off": "600 fewer reported leads",
    }
    part = {f"A-{name}": value for name, value in typed.items()}
    return {"option": option.pk, "none_voiced": "on", "version": item.version, **part} | more


class TestScreen:
    def test_shows_one_item_its_decider_and_who_turns_the_pages(self, company: Company) -> None:
        item = meeting(company, company.decider)

        shown = text(visit(company.viewer, LIVE))
        assert "<b>1/2</b>" in shown
        assert item.code in shown
        assert "<b>CRO</b>, here" in shown
        assert "You are not the decider" in shown
        assert "Next" not in shown
        assert "COO and RevOps lead turn the pages" in shown
        assert "Next →" in text(visit(company.steward, LIVE))

    def test_hides_a_confidential_item_from_those_outside(self, company: Company) -> None:
        item = meeting(company)
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)

        shown = text(visit(company.viewer, LIVE))
        assert f"A confidential item: <b>{item.code}</b>" in shown
        assert "MQLs" not in shown

    def test_without_scripts_asks_anew_for_those_who_type_nothing(self, company: Company) -> None:
        meeting(company, company.decider)
        again = '<noscript><meta http-equiv="refresh" content="5"></noscript>'

        assert again in text(visit(company.viewer, LIVE))
        for busy in (company.arbiter, company.steward, company.decider):
            assert again not in text(visit(busy, LIVE))

    def test_before_and_after_the_meeting_is_the_page_of_the_review(self, company: Company) -> None:
        opened(company)
        assert visit(company.viewer, LIVE)["Location"] == REVIEW

    def test_turns_on_every_device_and_tells_the_second_who_pressed(self, company: Company) -> None:
        meeting(company)
        sent = {"to": "close", "version": "1"}
        assert visit(company.arbiter, f"{LIVE}turn/", sent)["Location"] == LIVE
        assert "stays undecided" in text(visit(company.viewer, LIVE)).replace(
            "stay undecided", "stays undecided"
        )
        assert visit(company.steward, f"{LIVE}turn/", sent).status_code == 302
        assert Stand.objects.get().by == company.arbiter

    def test_parked_beside_a_confidential_item_is_for_those_who_read_it(
        self, company: Company
    ) -> None:
        item = meeting(company)
        visit(company.steward, f"{LIVE}park/", {"text": "Who pays the bonus?"})
        Contradiction.objects.filter(pk=item.pk).update(is_confidential=True)

        assert "Who pays the bonus?" in text(visit(company.steward, f"{LIVE}park/"))
        assert "Who pays the bonus?" not in text(visit(company.arbiter, f"{LIVE}park/"))


class TestPulse:
    def test_answers_nothing_until_something_changes(self, company: Company) -> None:
        meeting(company)
        seen = text(visit(company.viewer, LIVE)).split('name="seen" value="')[1].split('"')[0]
        url = f"{LIVE}pulse/?seen={seen}"
        assert visit(company.viewer, url).status_code == 204

        visit(company.arbiter, f"{LIVE}turn/", {"to": "close", "version": "1"})
        answer = visit(company.viewer, url)
        assert (answer.status_code, answer["HX-Retarget"]) == (200, "#live")
        told = visit(company.decider, f"{url}&holds=choice")
        assert "What you entered is kept" in text(told)
        assert "HX-Retarget" not in told

    def test_leads_away_once_the_review_is_closed(self, company: Company) -> None:
        over(company)
        assert visit(company.viewer, f"{LIVE}pulse/")["HX-Redirect"] == REVIEW


class TestDecide:
    def test_is_done_on_the_screen_and_stays_there(self, company: Company) -> None:
        item = meeting(company, company.decider)
        answer = visit(company.decider, f"{LIVE}{item.code}/decide/", choice(item))

        assert (answer.status_code, answer["Location"]) == (302, LIVE), text(answer)
        assert Decision.objects.get().by == company.decider
        shown = text(visit(company.viewer, LIVE))
        assert "CRO chose A. Plan on accepted leads" in shown
        assert "Nobody disagreed." in shown
        assert shown.count('class="opt chosen"') == 1
        assert '<div class="note note-plain"><p class="title"><svg' in shown

    def test_says_who_disagreed_once_it_is_made(self, company: Company) -> None:
        item = meeting(company, company.decider)
        sent = choice(item, none_voiced="", dissenters=[f"function-{company.sales.pk}"])
        assert visit(company.decider, f"{LIVE}{item.code}/decide/", sent).status_code == 302

        assert "Sales disagreed." in text(visit(company.viewer, LIVE))

    def test_by_two_lets_one_win_and_tells_the_other(self, company: Company) -> None:
        item = meeting(company, company.decider)
        url, sent = f"{LIVE}{item.code}/decide/", choice(item)
        assert visit(company.decider, url, sent).status_code == 302
        late = visit(company.decider, url, sent)

        assert late.status_code == 409
        assert Decision.objects.count() == 1
        assert "Capacity follows what Sales can work." in text(late)

    def test_keeps_what_was_entered_when_something_is_missing(self, company: Company) -> None:
        item = meeting(company, company.decider)
        sent = choice(item, none_voiced="")
        answer = visit(company.decider, f"{LIVE}{item.code}/decide/", sent)

        assert answer.status_code == 422
        assert "<b>1/2</b>" in text(answer)
        assert "Rewrite the bonus rule" in text(answer)

    def test_is_nobody_elses(self, company: Company) -> None:
        item = meeting(company, company.decider)
        for person in (company.arbiter, company.steward, company.outsider):
            answer = visit(person, f"{LIVE}{item.code}/decide/", choice(item))
            assert answer.status_code == 403
        assert not Decision.objects.exists()


class TestPutOff:
    def test_is_seen_on_every_screen(self, company: Company) -> None:
        item = meeting(company, company.decider)
        url = f"{REVIEW}agenda/{item.code}/defer/"
        assert f'<a class="btn" href="{LIVE}">Cancel</a>' in text(visit(company.steward, url))
        visit(company.steward, url, {"until_on": "2027-01-11", "cost": "Another quarter of bonus"})

        shown = text(visit(company.viewer, LIVE))
        assert "<b>Put off until 2027-01-11</b>" in shown
        assert "Waiting costs: Another quarter of bonus" in shown


class TestAssign:
    def test_leads_back_to_the_meeting(self, company: Company) -> None:
        item = meeting(company, company.decider)
        url = f"/c/{item.code}/reassign/?meeting=data-council/FY26-Q3"
        assert f'href="{url}"' in text(visit(company.steward, LIVE))
        form = text(visit(company.steward, url))
        assert f'action="{url}"' in form
        assert f'<a class="btn" href="{LIVE}">Cancel</a>' in form

        sent = {"owner": company.sales_head.pk, "reason": "Knows it", "version": item.version}
        answer = visit(company.steward, url, sent)
        assert (answer.status_code, answer["Location"]) == (302, LIVE)
        item.refresh_from_db()
        assert item.owner == company.sales_head

    @pytest.mark.parametrize("asked", ["", "//elsewhere.example", "a/b/c", "data-council/../x"])
    def test_leads_nowhere_else(self, company: Company, asked: str) -> None:
        item = meeting(company, company.decider)
        form = text(visit(company.steward, f"/c/{item.code}/reassign/?meeting={asked}"))
        assert f'<a class="btn" href="/c/{item.code}/">Cancel</a>' in form


class TestAbsentDecider:
    def test_leaves_a_recommendation(self, company: Company) -> None:
        item = meeting(company)
        assert "Recommend to CRO" in text(visit(company.arbiter, LIVE))
        url = f"{LIVE}{item.code}/advise/"
        assert visit(company.arbiter, url, {"reason": "So"}).status_code == 422
        sent = {"option": first_option(item).pk, "reason": "It ends the argument"}
        assert visit(company.arbiter, url, sent)["Location"] == LIVE

        shown = text(visit(company.viewer, LIVE))
        assert "The room recommends A. Plan on accepted leads" in shown
        assert not Decision.objects.exists()


class TestClose:
    def test_asks_why_and_for_the_name_then_shows_the_minutes(self, company: Company) -> None:
        item = meeting(company)
        url = f"{REVIEW}close/"
        assert f"Why {item.code} stays undecided" in text(visit(company.arbiter, url))
        version = Review.objects.get().version
        sent = {"version": version, f"carried_{item.code}": "The CRO was away"}
        assert visit(company.arbiter, url, sent | {"confirm": "yes"}).status_code == 422
        answer = visit(company.arbiter, url, sent | {"confirm": "fy26-q3"})
        assert answer["Location"] == f"{REVIEW}minutes/"

        shown = text(visit(company.viewer, f"{REVIEW}minutes/"))
        assert "Carried over" in shown
        assert "The CRO was away" in shown
        assert f'href="{REVIEW}pack.pdf?paper=letter"' in shown
        assert 'href="/reviews/data-council/">The next review of Data council' in shown
        visit(company.steward, f"{REVIEW}minutes/add/", {"text": "The CFO came late."})
        assert "The CFO came late." in text(visit(company.viewer, f"{REVIEW}minutes/"))

    def test_minutes_of_a_meeting_that_lasts_are_not_there(self, company: Company) -> None:
        meeting(company)
        assert visit(company.viewer, f"{REVIEW}minutes/").status_code == 404
