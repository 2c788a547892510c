"""Two tables of a named database, chosen by page, and the next month out of the same tables."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.bridge_lists import DEALS, LEADS, filled_with
from tests.journeys.browser import Door, Person
from tests.journeys.test_accessibility import violations
from tests.site import Site, site

PREPARE = """
from datetime import timedelta
from django.utils import timezone
from tests.factories.clock import clock
from tests.factories.governance import company, investigating
from tests.journeys.browser import PASSWORD
clock.moment = timezone.now() - timedelta(days=10)
made = company()
for person in (made.marketing_head, made.sales_head):
    person.set_password(PASSWORD)
    person.save()
investigating(made, values=(2, 3))
"""
BRIDGE = "/c/C-001/bridge/"
PATIENCE = 60_000


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Site]:
    """Run a site that knows a database of somebody else's, beside a worker."""
    database = tmp_path / "crm.sqlite3"
    with closing(sqlite3.connect(database, isolation_level=None)) as own:
        filled_with(own.execute, leads=LEADS, deals=DEALS)
    with site(tmp_path, prepare=PREPARE) as made:
        made.environment["BRIDGE_SOURCES"] = f"crm=sqlite:///{database}"
        made.start("web")
        made.start("worker")
        yield made


@pytest.mark.processes
def test_a_table_is_chosen_and_the_next_month_computed(ready: Site, browser: Browser) -> None:
    door = Door(browser, ready.url)
    owner, other = door.enter("head.of.marketing"), door.enter("head.of.sales")

    _choose_tables(owner)
    page = owner.page
    expect(page.locator("[name=left_key_1]")).to_have_value("id")
    expect(page.locator("[name=left_key_1] option[value=email]")).to_have_count(0)
    page.select_option("[name=left_period]", "asked")
    page.fill("[name=left_from]", "2026-01-01")
    page.fill("[name=left_before]", "2026-02-01")
    _build(page)
    expect(page.locator("#lists")).to_contain_text("crm")
    page.get_by_role("button", name="Submit bridge").click()
    expect(page.locator("#bridge-page")).to_contain_text("to sign")
    other.open(BRIDGE).get_by_role("button", name="Sign bridge").click()
    expect(other.page.locator("#bridge-page")).to_contain_text("Signed by Head of Sales")

    page = owner.open(BRIDGE)
    page.get_by_role("button", name="Repeat each month").click()
    expect(page.locator("main")).to_contain_text("has it computed again each month")
    page.get_by_role("link", name="Compute the next month").click()
    # The tables and their columns of the last time are chosen already.
    page.get_by_role("button", name="Read both lists").click()
    expect(page.locator("[name=left_from]")).to_have_value("2026-02-01")
    expect(page.locator("[name=left_before]")).to_have_value("2026-03-01")
    _build(page)
    for month in ("2026-01", "2026-02"):
        expect(page.locator("th", has_text=month)).to_be_visible()
    assert not [*violations(owner)]
    owner.close()
    other.close()


def _choose_tables(person: Person) -> None:
    """Choose where the lists are, which tables, and which of their columns are read."""
    page = person.open(BRIDGE)
    page.get_by_role("link", name="Build the bridge").click()
    for side in ("left", "right"):
        page.check(f"[name={side}_source][value=crm]")
    assert not [*violations(person)]
    page.get_by_role("button", name="Next").click()
    page.select_option("[name=left_table]", label="leads")
    page.select_option("[name=right_table]", label="deals")
    page.get_by_role("button", name="Next").click()
    for name, columns in (("left", ("id", "asked")), ("right", ("lead",))):
        for column in columns:
            page.check(f"[name={name}_columns][value={column}]")
    assert not [*violations(person)]
    page.get_by_role("button", name="Read both lists").click()


def _build(page: Page) -> None:
    page.get_by_role("button", name="Build the bridge").click()
    expect(page.locator("#lists")).to_be_visible(timeout=PATIENCE)
