"""Answering a poll by keyboard, with and without scripts, and making an item of its result."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import NARROW, Person
from tests.journeys.hands import CODE, tab_to

Enter = Callable[..., Person]
OPEN, CLOSED = "/polls/2/", "/polls/1/"


@pytest.mark.parametrize(("who", "script"), [("coo", True), ("cro", False)])
def test_a_leader_answers_in_one_tap_by_keyboard(enter: Enter, who: str, script: bool) -> None:
    page = enter(who, width=NARROW, script=script).open(OPEN)

    tab_to(page, "[name=sentence]")
    page.keyboard.type("Nobody called them in October.")
    tab_to(page, "button[value=nobody]")
    page.keyboard.press("Enter")

    expect(page.locator("#status")).to_contain_text("Your answer is sealed.")
    expect(page.get_by_role("heading", name="Answer anew")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Nobody called them")


def test_a_steward_makes_an_item_of_a_conflict(enter: Enter) -> None:
    page = enter("revops-lead").open(CLOSED)

    page.get_by_role("button", name="Log the conflict").click()

    expect(page).to_have_url(CODE)
    expect(page.locator("h1")).to_contain_text("Four of six name three different owners")
