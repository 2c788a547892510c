"""Every page in both themes, wide and narrow: no axe violation, no sideways scrolling."""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.browser import NARROW, WIDE, Person
from tests.journeys.screenshots import PAGES, TRUTH, review_ahead

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
FURTHER = (
    ("verb", "head-of-marketing", "/c/C-014/pause/"),
    ("add option", "head-of-marketing", "/c/C-014/add_option/"),
    ("not found", "revops-lead", "/c/C-999/"),
    ("as of", "auditor", "/audit/as-of/2026-01-01/"),
    ("import", "revops-lead", "/measurements/import/"),
    ("erasure by address", "administrator", "/audit/erasure/address/"),
    ("tokens", "revops-lead", "/settings/tokens/"),
    ("compact register", "revops-lead", "/register/?rows=compact"),
    ("definition", "revops-lead", "/m/mql-marketing/definitions/3/"),
    ("compare", "revops-lead", "/m/mql-marketing/compare/mql-sales/"),
    ("domains", "revops-lead", "/dictionary/domains/"),
    ("three sides", "revops-lead", "/c/C-007/"),
    ("paused", "revops-lead", "/c/C-016/"),
    ("dismissed", "revops-lead", "/c/C-022/"),
    ("start", "administrator", "/start/"),
    ("skip a step", "administrator", "/start/skip/poll/"),
    ("calendar", "administrator", "/settings/calendar/"),
    ("inbox", "revops-lead", "/inbox/"),
    ("mail settings", "head-of-marketing", "/settings/mail/"),
    ("chats", "administrator", "/settings/chats/"),
    ("add a chat", "administrator", "/settings/chats/add/"),
    ("webhooks", "administrator", "/settings/endpoints/"),
    ("add an endpoint", "administrator", "/settings/endpoints/add/"),
    ("deliveries", "administrator", "/settings/endpoints/deliveries/"),
    ("since", "head-of-marketing", "/c/C-014/?since=2026-01-01T00:00:00Z"),
    ("ladder", "head-of-marketing", "/c/C-014/ladder/"),
    ("force", "ceo", "/c/C-014/force/"),
    ("days away", "revops-lead", "/settings/leave/"),
    ("stand-in", "revops-lead", "/settings/stand-in/"),
    ("grid of rights", "revops-lead", "/rights/grid/?cell=domain:company:decides"),
    ("grant a right", "administrator", "/rights/grant/"),
    ("sorts of decision", "administrator", "/rights/types/"),
    ("waivers", "ceo", "/rights/waivers/"),
    ("waive", "ceo", "/rights/waivers/new/"),
    ("ten-minute pack", "revops-lead", "/polls/pack/"),
    ("polls", "revops-lead", "/polls/"),
    ("ask", "revops-lead", "/polls/new/"),
    ("answer", "coo", "/polls/2/"),
    ("poll result", "coo", "/polls/1/"),
    ("poll slide", "coo", "/polls/1/slide/"),
    ("body", "revops-lead", f"{TRUTH}/"),
    ("name a body", "revops-lead", "/reviews/bodies/new/"),
    ("change a body", "revops-lead", f"{TRUTH}/change/"),
    ("schedule a review", "revops-lead", "/reviews/definitions-board/schedule/"),
    ("move a review", "coo", f"{review_ahead()}move/"),
    ("call a review off", "coo", f"{review_ahead()}cancel/"),
    ("pin to an agenda", "coo", f"{review_ahead()}pin/"),
    ("printing", "coo", f"{review_ahead()}pre-read/printing/"),
    ("review over", "coo", review_ahead(-1)),
    ("minutes", "coo", f"{review_ahead(-1)}minutes/"),
    ("pre-read of one over", "coo", f"{review_ahead(-1)}pre-read/?number=1"),
)
# What the second theme can get wrong: its colours.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
AT_ONCE = 12  # pages a test opens, so that workers share them
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ALL = (*PAGES, *FURTHER)


def batches() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield each person with some of the pages to open as them."""
    for who in dict.fromkeys(page[1] for page in ALL):
        pages = [(page[0], page[2]) for page in ALL if page[1] == who]
        for start in range(0, len(pages), AT_ONCE):
            yield who, pages[start : start + AT_ONCE]


@pytest.mark.parametrize(("who", "pages"), list(batches()))
def test_pages_have_no_violation_and_never_scroll_sideways(
    enter: Callable[..., Person], who: str, pages: list[tuple[str, str]]
) -> None:
    person, found = enter(who), []

    for name, path in pages:
        for theme, rules in (("dark", WCAG), ("light", COLOURS)):
            person.look(theme=theme)
            person.open(path)  # anew, because colours that are still changing are no theme's
            found += [f"{name}, {theme}: {one}" for one in violations(person, rules)]
        for width in (WIDE, NARROW, 320):
            person.look(width=width)
            extra = person.page.evaluate(WIDER)
            if extra > 0:
                found.append(f"{name}, {width} wide: scrolls {extra} px sideways")

    assert not found, "\n".join(found)


def violations(person: Person, rules: dict[str, list[str]] = WCAG) -> Iterator[str]:
    """Yield each rule that is broken with the element that breaks it."""
    result = Axe().run(person.page, options=rules)
    for rule in result.response["violations"]:
        for node in rule["nodes"]:
            yield f"{rule['id']} at {node['target']}: {node['failureSummary']}"
