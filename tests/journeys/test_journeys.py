"""Logging, triage and deciding, as the people who do it would."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Person

Enter = Callable[..., Person]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_steward_logs_two_figures_by_hand(enter: Enter, script: bool) -> None:
    person = enter("revops-lead", script=script)
    page = person.open("/register/new/")

    for letter, label, value in (("a", "Marketing", "515"), ("b", "Sales", "480")):
        side = page.locator(f"#side-{letter}")
        side.locator("summary").click()
        side.get_by_label(re.compile("whose|label|says", re.IGNORECASE)).first.fill(label)
        side.locator("input[name$=value]").fill(value)
    page.fill("[name=url]", "https://example.com/report")
    page.locator("#log .submit button").click()

    expect(page).to_have_url(re.compile(r"/c/C-\d+/"))
    expect(page.locator("h1")).to_contain_text("515")


def test_mistakes_keep_the_input_and_say_how_to_mend_them(enter: Enter) -> None:
    page = enter("revops-lead").open("/register/new/")
    page.fill("[name=url]", "https://example.com/report")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.locator("[name=url]")).to_have_value("https://example.com/report")
    assert page.title().startswith("Error: ")


def test_triage_names_an_owner_with_one_key(enter: Enter) -> None:
    page = enter("revops-lead").open("/triage/")
    code = page.locator(".item .kicker b").first.inner_text()

    page.locator("select[name=layer]").select_option("2")
    page.locator("body").press("1")

    expect(page.locator("#status")).to_contain_text(code)
    expect(page.locator(".queue")).not_to_contain_text(code)


def test_a_leader_decides_in_three_clicks(enter: Enter) -> None:
    page = enter("coo").open("/c/C-009/decide/")

    page.locator(".opts label, .opts .opt").first.click()
    page.get_by_text("None voiced").click()
    page.get_by_role("button", name=re.compile("^Record decision")).click()

    expect(page).to_have_url(re.compile(r"/c/C-009/"))
    expect(page.locator(".kicker")).to_contain_text("Decided")


def test_somebody_else_is_told_who_decides(enter: Enter) -> None:
    page = enter("head-of-sales").open("/c/C-019/decide/")

    expect(page.locator("main, body").first).to_contain_text("CFO")
    expect(page.get_by_role("button", name=re.compile("^Record decision"))).to_have_count(0)


def test_an_owner_takes_an_item_up_by_keyboard_alone(enter: Enter) -> None:
    page = enter("head-of-marketing").open("/c/C-023/")

    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == "Take it up":
            break
    assert focused == "Take it up"
    page.keyboard.press("Enter")
    page.wait_for_load_state("networkidle")
    if page.url.endswith("/take_up/"):
        page.keyboard.press("Control+Enter")

    expect(page.locator(".kicker")).to_contain_text("Investigating")


def test_palette_finds_a_meaning_without_leaving_the_page(enter: Enter) -> None:
    page = enter("board-member").open("/register/")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox").first.press_sequentially("mql", delay=30)

    expect(page.get_by_role("listbox")).to_contain_text("MQL")
    expect(page).to_have_url(re.compile("/register/$"))


def test_single_keys_can_be_switched_off(enter: Enter) -> None:
    page = enter("revops-lead").open("/register/")

    page.keyboard.press("c")

    expect(page).to_have_url(re.compile("/register/new/$"))
