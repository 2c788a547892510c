"""From a contradiction to the last row: the lists of Olist, in a browser, beside a worker."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.factories.olist import FOLDER, Walk, needs_olist, walks
from tests.journeys.browser import NARROW, Door, Person
from tests.site import Site, site

PREPARE = """
from datetime import timedelta
from django.utils import timezone
from tests.factories.clock import clock
from tests.factories.governance import company, investigating
from tests.journeys.browser import PASSWORD
clock.moment = timezone.now() - timedelta(days=10)
made = company()
made.marketing_head.set_password(PASSWORD)
made.marketing_head.save()
for values in {values!r}:
    investigating(made, values=values)
"""
WHO = "head.of.marketing"
PATIENCE = 60_000
pytestmark = [needs_olist, pytest.mark.processes]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    values = [walk.stated for walk in walks().values()]
    folder = tmp_path_factory.mktemp("bridges")
    with site(folder, prepare=PREPARE.format(values=values)) as ready:
        ready.start("web")
        ready.start("worker")
        yield ready


@pytest.fixture(scope="module")
def doorway(made: Site, browser: Browser) -> Door:
    return Door(browser, made.url)


def give_lists(person: Person, code: str, walk: Walk) -> Page:
    page = person.open(f"/c/{code}/bridge/")
    page.get_by_role("link", name="Build the bridge").click()
    page.set_input_files("[name=left]", FOLDER / walk.left)
    page.set_input_files("[name=right]", FOLDER / walk.right)
    page.get_by_role("button", name="Read both lists").click()
    expect(page.locator("[name=left_key_1]")).to_have_value(walk.key, timeout=PATIENCE)
    for side in ("left", "right"):
        rules = walk.rules[side]
        period = rules.get("period") or {}
        page.select_option(f"[name={side}_period]", period.get("column", ""))
        page.fill(f"[name={side}_from]", period.get("from", ""))
        page.fill(f"[name={side}_before]", period.get("before", ""))
        page.select_option(f"[name={side}_counts]", rules.get("counts", "rows"))
    return page


def build(page: Page) -> None:
    page.get_by_role("button", name="Build the bridge").click()
    expect(page.locator("#lists")).to_be_visible(timeout=PATIENCE)


@pytest.mark.parametrize(
    ("place", "name", "script"),
    [(1, "leads-to-deals", True), (2, "first-quarter", False), (3, "deals-to-sellers", True)],
)
def test_a_bridge_of_two_lists_adds_up(
    doorway: Door, tmp_path: Path, place: int, name: str, script: bool
) -> None:
    walk, code = walks()[name], f"C-{place:03d}"
    width = NARROW if script else 1440
    person = doorway.enter(WHO, script=script, width=width)

    page = give_lists(person, code, walk)
    page.get_by_role("button", name="How many match?").click()
    expect(page.locator("#preview")).to_be_visible(timeout=PATIENCE)
    build(page)

    rest = page.locator("#steps tbody tr", has_text="Unexplained")
    expect(rest.locator("td").first).to_have_text("0")
    for step, amount in walk.steps.items():
        shown = f"{amount:+,}".replace("-", "\N{MINUS SIGN}")
        row = page.locator("#steps tbody tr", has_text=shown)
        row.get_by_role("link", name=f"{abs(amount):,} rows").or_(
            row.get_by_role("link", name="rows")
        ).first.click()
        expect(page.locator("#rows")).to_be_visible()
        with page.expect_download() as coming:
            page.get_by_role("button", name="All rows as CSV").click()
        kept = tmp_path / f"{step}.csv"
        coming.value.save_as(kept)
        rows = list(csv.DictReader(io.StringIO(kept.read_text(encoding="utf-8-sig"))))
        assert len({one[walk.key] for one in rows}) == abs(amount)
        page.get_by_role("link", name="Back to the bridge").click()
    person.close()
