"""A quarter's review by four people: called, run on four screens, closed, and what it leaves."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import Door, Person
from tests.journeys.quarter import FILL
from tests.site import site

Enter = Callable[[str], Person]
WITHIN = 8_000  # five seconds, and a shared machine
LOST = re.compile("ERR_INTERNET_DISCONNECTED|htmx:sendError")
REVIEW = re.compile(r"(/reviews/data-council/FY\d+-Q\d/)")


@pytest.fixture
def enter(browser: Browser, tmp_path: Path) -> Iterator[Enter]:
    """Let people into a company of their own."""
    people: list[Person] = []
    with site(tmp_path, prepare=FILL) as made:
        made.start("web")
        door = Door(browser, made.url)

        def as_(who: str) -> Person:
            people.append(door.enter(who))
            return people[-1]

        yield as_
        for person in people:
            person.close()


@pytest.mark.processes
def test_a_quarter_is_called_run_closed_and_carried(enter: Enter) -> None:
    scribe, chair = enter("revops.lead"), enter("coo")
    decider, follower = enter("cro"), enter("head.of.sales")

    url = _call(scribe)
    page = chair.open(url)
    page.get_by_role("button", name="Start the review").click()
    expect(page.locator("h1")).to_contain_text("MQLs")
    _attend(scribe, url, "COO", "CRO", "Head of Sales", "RevOps lead")

    first = _decide(decider, url, followed_by=follower)
    second = _turn(chair.page, first)
    expect(follower.page.locator(".top a")).to_have_text(second, timeout=WITHIN)
    expect(scribe.page.locator(".top a")).to_have_text(second, timeout=WITHIN)
    _put_off(scribe, second)
    third = _turn(chair.page, second)
    _close(scribe, url, third)

    # Whoever followed is led to where the minutes are.
    follower.page.wait_for_url(f"**{url}", timeout=WITHIN)
    page = follower.page
    page.get_by_role("link", name="Read the minutes").click()
    _tells(page, first, second, third)

    page = scribe.open(_call(scribe))
    expect(page.locator(".agenda")).to_contain_text("Carried from")
    expect(page.locator(".agenda")).to_contain_text("Time ran out")
    expect(page.locator(".agenda")).not_to_contain_text(first)


def _call(steward: Person) -> str:
    """Name the body where there is none yet, schedule the review that proposes itself."""
    page = steward.open("/reviews/")
    if page.get_by_text("Nobody reviews yet").count():
        page.goto(f"{steward.url}/reviews/bodies/new/")
        page.fill("[name=name]", "Data council")
        for field, name in (("chair", "COO"), ("scribe", "RevOps lead")):
            box = page.locator(f"[name={field}]").locator("xpath=..").get_by_role("combobox")
            box.press_sequentially(name)
            box.press("Enter")
        page.get_by_label("CRO").check()
        page.get_by_label("Head of Sales").check()
        page.fill("[name=quorum]", "3")
        page.get_by_role("button", name=re.compile("Name|Save")).last.click()
    page.goto(f"{steward.url}/reviews/data-council/schedule/")
    page.get_by_role("button", name="Schedule the review").click()
    expect(page.locator("#status")).to_contain_text("is on the calendar")
    found = REVIEW.search(page.url)
    assert found, page.url
    return found[1]


def _attend(scribe: Person, url: str, *names: str) -> None:
    page = scribe.open(f"{url}live/attendance/")
    for name in names:
        page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="That is everybody").click()
    expect(page.locator(".bot")).to_contain_text("enough to decide")


def _decide(decider: Person, url: str, *, followed_by: Person) -> str:
    """Choose, name who disagrees, record: three clicks, seen on the other screen in seconds."""
    page, other = decider.open(f"{url}live/"), followed_by.open(f"{url}live/")
    code = page.locator(".top a").inner_text()
    expect(other.locator(".decbar")).to_contain_text("You are not the decider")
    page.locator(".opts label.opt").first.click()
    page.locator(".decbar .chip", has_text="Sales").first.click()
    _lose_the_connection(decider)
    page.get_by_role("button", name="Record decision").click()

    expect(page.locator(".decbar")).to_contain_text("is decided by", timeout=WITHIN)
    expect(other.locator(".decbar")).to_contain_text("is decided by", timeout=WITHIN)
    return code


def _lose_the_connection(decider: Person) -> None:
    """Record in vain: what was chosen is still there, and is sent once the line is back."""
    page = decider.page
    decider.context.set_offline(True)
    page.get_by_role("button", name="Record decision").click()
    expect(page.locator("#status")).to_contain_text("What you entered is kept", timeout=WITHIN)
    expect(page.locator(".opts input[type=radio]").first).to_be_checked()
    expect(page.locator(".decbar .chip", has_text="Sales").first.locator("input")).to_be_checked()
    decider.context.set_offline(False)
    expect(page.locator("#status")).not_to_contain_text("No connection", timeout=WITHIN)
    # The console says what was lost, and nothing else.
    decider.complaints[:] = [one for one in decider.complaints if not LOST.search(one)]


def _turn(page: Page, after: str) -> str:
    """Turn the page by the arrow key, and return which item is shown then."""
    page.locator("body").press("ArrowRight")
    expect(page.locator(".top a")).not_to_have_text(after, timeout=WITHIN)
    return page.locator(".top a").inner_text()


def _put_off(scribe: Person, code: str) -> None:
    page = scribe.page
    page.get_by_role("link", name="Put off").click()
    expect(page.locator("h1")).to_contain_text(code)
    page.fill("[name=until_on]", "2099-01-11")
    page.fill("[name=cost]", "Another quarter of bonus")
    page.get_by_role("button", name="Put it off").click()
    expect(page.locator("#status")).to_contain_text("Its clocks run on")


def _close(scribe: Person, url: str, left: str) -> None:
    page = scribe.open(f"{url}close/")
    page.get_by_label(f"Why {left} stays undecided").fill("Time ran out")
    label = url.strip("/").rpartition("/")[2]
    page.get_by_label("Name of the review").fill(label)
    page.get_by_role("button", name="Close the review").click()
    expect(page.locator("h1")).to_contain_text("decided one item and left 2")


def _tells(page: Page, decided: str, put_off: str, left: str) -> None:
    shown = page.locator("main")
    expect(shown.locator("section", has_text=decided).first).to_contain_text("Decided")
    expect(shown.locator("section", has_text=decided).first).to_contain_text("Sales")
    expect(shown.locator("section", has_text=put_off).first).to_contain_text("Put off")
    expect(shown.locator("section", has_text=left).first).to_contain_text("Time ran out")
    expect(shown).to_contain_text("Rewrite the bonus rule")
