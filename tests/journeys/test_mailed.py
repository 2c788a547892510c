"""Answering from a mail: a stranger's browser, by keyboard, with and without scripts."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import NARROW, WIDE, Door, Person
from tests.journeys.hands import tab_to
from tests.journeys.test_accessibility import WIDER, violations
from tests.site import Site

LINKS = """
import json
from django.utils import timezone
from accounts.models import User
from governance.models import Contradiction, FollowUp
from tests.factories.clock import clock
from tests.factories.telling import link_for
clock.moment = timezone.now()
def made(who, number, purpose, row=0):
    person = User.objects.get(email=f"{who}@example.com")
    return link_for(person, Contradiction.objects.get(number=number), purpose, row).token
row = FollowUp.objects.filter(status="open", contradiction__number=12).earliest("pk")
print(json.dumps({
    "take_up": made("head-of-marketing", 23, "take_up"),
    "decline": made("head-of-marketing", 23, "decline"),
    "answer": made("head-of-marketing", 14, "answer"),
    "agree": made("head-of-finance", 14, "agree"),
    "object": made("head-of-finance", 14, "object"),
    "done": made(row.owner.email.partition("@")[0], 12, "done", row.pk),
}))
"""


@pytest.fixture(scope="module")
def links(seeded: Site) -> dict[str, str]:
    """Mail a link of each sort, and return their addresses."""
    tokens: dict[str, str] = json.loads(seeded.run("-c", LINKS))
    return {purpose: f"/a/{token}/" for purpose, token in tokens.items()}


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def stranger(door: Door, request: pytest.FixtureRequest) -> Iterator[Person]:
    person = door.pass_by(width=NARROW, script=request.param)
    yield person
    person.close()


def test_pages_have_no_violation_and_never_scroll_sideways(
    door: Door, links: dict[str, str]
) -> None:
    person, found = door.pass_by(), []
    for name, path in {**links, "unknown": "/a/nothing/"}.items():
        for theme in ("dark", "light"):
            person.look(theme=theme)
            person.open(path)
            found += [f"{name}, {theme}: {one}" for one in violations(person)]
        for width in (WIDE, NARROW, 320):
            person.look(width=width)
            if person.page.evaluate(WIDER) > 0:
                found.append(f"{name}, {width} wide: scrolls sideways")

    assert not found, "\n".join(found)
    person.close()


def test_where_links_are_revoked_has_no_violation(door: Door, links: dict[str, str]) -> None:
    person, found = door.enter("head-of-marketing"), []
    for theme in ("dark", "light"):
        person.look(theme=theme)
        page = person.open("/settings/mail/")
        expect(page.get_by_role("button", name="Revoke the links on")).not_to_have_count(0)
        found += [f"{theme}: {one}" for one in violations(person)]
    for width in (WIDE, NARROW, 320):
        person.look(width=width)
        if person.page.evaluate(WIDER) > 0:
            found.append(f"{width} wide: scrolls sideways")

    assert not found, "\n".join(found)
    person.close()


def test_an_answer_is_typed_and_sent_by_keyboard_once(
    stranger: Person, links: dict[str, str]
) -> None:
    page = stranger.open(links["answer"])
    if page.locator("[name=text]").count():
        tab_to(page, "[name=text]")
        page.keyboard.type("We count forms.")
        tab_to(page, "main button[type=submit]")
        page.keyboard.press("Enter")

    # The second time, without scripts, the link is used and says what became of it.
    expect(page.locator("h1")).to_contain_text("Your answer is on record.")


def test_who_agrees_sees_the_options_first(stranger: Person, links: dict[str, str]) -> None:
    page = stranger.open(links["agree"])
    if page.locator("main button[type=submit]").count():
        expect(page.locator("main")).to_contain_text("Leave as is")
        tab_to(page, "main button[type=submit]")
        page.keyboard.press("Enter")

    expect(page.locator("h1")).to_contain_text("You agreed.")
