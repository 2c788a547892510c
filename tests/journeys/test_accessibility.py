"""Every page in both themes, wide and narrow: no axe violation, no sideways scrolling."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.browser import NARROW, WIDE, Person
from tests.journeys.screenshots import PAGES

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FURTHER = (
    ("verb", "head-of-marketing", "/c/C-014/pause/"),
    ("add option", "head-of-marketing", "/c/C-014/add_option/"),
    ("not found", "revops-lead", "/c/C-999/"),
    ("as of", "auditor", "/audit/as-of/2026-01-01/"),
    ("import", "revops-lead", "/measurements/import/"),
    ("tokens", "revops-lead", "/settings/tokens/"),
)
ALL = (*PAGES, *FURTHER)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("who", list(dict.fromkeys(page[1] for page in ALL)))
def test_pages_have_no_violation(enter: Callable[..., Person], who: str, theme: str) -> None:
    person = enter(who, theme=theme)
    found = {}

    for name, _, path in (page for page in ALL if page[1] == who):
        result = Axe().run(person.open(path), options=WCAG)
        if result.violations_count:
            found[name] = result.generate_report()

    assert found == {}


@pytest.mark.parametrize("width", [WIDE, NARROW, 320])
def test_no_page_scrolls_sideways(enter: Callable[..., Person], width: int) -> None:
    wider = {}

    for who in dict.fromkeys(page[1] for page in ALL):
        person = enter(who, width=width)
        for name, _, path in (page for page in ALL if page[1] == who):
            person.open(path)
            extra = person.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if extra > 0:
                wider[name] = extra

    assert wider == {}
