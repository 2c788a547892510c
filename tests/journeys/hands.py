"""What people do with their hands on more than one page."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.browser import Person

CODE = re.compile(r"/c/(C-\d+)/")
FAR = 80  # presses of Tab before a field counts as out of reach


def log_by_hand(person: Person, *sides: tuple[str, str]) -> str:
    """Log figures that no KPI brings along, and return the number of the item."""
    page = person.open("/register/new/")
    for letter, (label, value) in zip("ab", sides, strict=True):
        side = page.locator(f"#side-{letter}")
        side.locator("summary").click()
        side.locator("input[name$=label]").first.fill(label)
        side.locator("input[name$=value]").fill(value)
        side.locator("input[name$=period]").fill("2026-09")
    page.fill("[name=url]", "https://example.com/report")
    page.locator("#log .submit button").click()
    expect(page).to_have_url(CODE)
    return code_of(page)


def code_of(page: Page) -> str:
    """Read the number of the item that is open."""
    found = CODE.search(page.url)
    assert found, page.url
    return found[1]


def use(person: Person, code: str, verb: str, **fields: str) -> Page:
    """Open the form of a verb, fill in the fields by name, and send it with Ctrl Enter."""
    page = person.open(f"/c/{code}/{verb}/")
    for name, value in fields.items():
        fill(page.locator(f"form.form [name={name}]"), value)
    page.locator("form.form .submit button").focus()
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(re.compile(f"/c/{code}/(#.*)?$"))
    return page


def fill(field: Locator, value: str) -> None:
    """Fill in a field as its kind asks for it."""
    if field.count() > 1:
        field.page.locator(f"[name={field.first.get_attribute('name')}][value='{value}']").check()
    elif field.get_attribute("data-combobox") is not None:
        box = field.locator("xpath=..").get_by_role("combobox")
        box.press_sequentially(value)
        box.press("Enter")
    elif field.evaluate("element => element.tagName") == "SELECT":
        field.select_option(value)
    else:
        field.fill(value)


def tab_to(page: Page, selector: str) -> Locator:
    """Press Tab until the element has the focus."""
    for _ in range(FAR):
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return page.locator(selector)
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab")
