"""One contradiction from the day it is logged to the day it is closed, page by page."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.journeys.browser import Person
from tests.journeys.hands import CODE, code_of, fill, tab_to, use

Enter = Callable[..., Person]
IMPACT = {
    "service": "1",
    "service_note": "fewer questions",
    "profit": "1",
    "profit_note": "no dispute over invoices",
    "risk": "0",
    "risk_note": "none identified",
}


def test_a_contradiction_is_logged_worked_decided_and_closed(enter: Enter) -> None:
    owner, steward = enter("head-of-marketing"), enter("revops-lead")

    code = _log(owner)
    _assign(steward, code)
    _prepare(owner, code)
    decider = enter(_name_of_decider(owner, code))
    _decide(decider, code)
    _prove(owner, code)
    page = use(decider, code, "verify", waiver="The next invoices come in a quarter.")

    _stands(page, "Closed")


def _log(person: Person) -> str:
    page = person.open("/register/new/?a=leads-bought&b=leads-invoiced")
    page.fill("[name=url]", "https://example.com/invoices")
    page.locator("#log .submit button").click()
    expect(page).to_have_url(CODE)
    _stands(page, "Logged")
    return code_of(page)


def _assign(steward: Person, code: str) -> None:
    page = steward.open(f"/c/{code}/assign/")
    for name, value in (("owner", "Head of Marketing"), ("severity", "2"), ("layer", "2")):
        fill(page.locator(f"form.form [name={name}]"), value)
    page.locator("form.form .submit button").click()
    _stands(page, "Assigned")


def _prepare(owner: Person, code: str) -> None:
    page = owner.open(f"/c/{code}/")
    page.locator(".next .btn-1").click()
    _stands(page, "Investigating")
    found = {f"finding_{step}": "clear" for step in range(1, 6)}
    notes = {f"note_{step}": "Compared line by line" for step in range(1, 6)}
    use(owner, code, "answer_steps", **found, **notes)
    use(owner, code, "name_root_cause", root_cause="definition")
    use(
        owner,
        code,
        "add_option",
        summary="Count a lead when it is accepted",
        outcome="adopt",
        accepts="7 leads fewer on the invoice",
        action="Rewrite the order form",
        **IMPACT,
    )
    use(
        owner,
        code,
        "add_option",
        summary="Leave both counts as they are",
        outcome="as_is",
        accepts="7 leads in dispute every quarter",
        **IMPACT,
    )
    _stands(use(owner, code, "propose"), "Proposed")


def _name_of_decider(person: Person, code: str) -> str:
    """Read who decides from the page: the sample people are named by their post."""
    name = person.open(f"/c/{code}/").locator("aside .who").inner_text()
    return name.strip().lower().replace(" ", "-")


def _decide(decider: Person, code: str) -> None:
    """Choose, say that nobody disagrees and record it by key; what is missing is filled in."""
    page = decider.open(f"/c/{code}/decide/")
    tab_to(page, "[name=option]")
    page.keyboard.press("Space")
    card = page.locator("details.rec").first
    for name in ("position", "restated_by", "owner"):
        field = card.locator(f"select[name$='-{name}']")
        if not field.input_value():
            field.select_option(index=1)
    for name, text in (
        ("purpose", "Invoices from next quarter"),
        ("due_on", "2099-01-01"),
        ("rationale", "An invoice must say what Sales can see."),
    ):
        field = card.locator(f"[name$='-{name}']")
        if not field.input_value():
            field.fill(text)
    tab_to(page, "[name=none_voiced]")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(f"/c/{code}/(#.*)?$"))
    _stands(page, "Decided")


def _prove(owner: Person, code: str) -> None:
    page = owner.open(f"/c/{code}/")
    page.locator("a[href*='/complete_follow_up/'], a[href*='/actions/']").last.click()
    page.locator("main form [name=url]").fill("https://example.com/order-form")
    page.locator("main form .submit button").click()
    _stands(use(owner, code, "start_verifying"), "Verifying")


def _stands(page: Page, state: str) -> None:
    expect(page.locator(".kicker")).to_contain_text(state)
