"""Logging, triage and deciding, as the people who do it would."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.browser import Person
from tests.journeys.hands import CODE, code_of, log_by_hand, tab_to

Enter = Callable[..., Person]
RECORD = re.compile("^Record decision")


@pytest.mark.parametrize(
    ("script", "value"), [(True, "515"), (False, "517")], ids=["script", "no script"]
)
def test_a_steward_logs_two_figures_by_hand(enter: Enter, script: bool, value: str) -> None:
    person = enter("revops-lead", script=script)

    log_by_hand(person, ("Marketing", value), ("Sales", "480"))

    expect(person.page.locator("h1")).to_contain_text(value)


def test_two_metrics_are_logged_by_keyboard_and_once_only(enter: Enter) -> None:
    person = enter("marketing-analyst")
    page = person.open("/register/new/")

    for letter, typed, latest in (("a", "contacts mailed", "4,931"), ("b", "consent", "4,926")):
        tab_to(page, f"[id='id_{letter}-kpi']")
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator(f"[name={letter}-value]")).to_have_value(latest)
    expect(page.locator("#preview output")).to_contain_text("RevOps finds 4,926")
    tab_to(page, "[name=url]")
    page.keyboard.type("https://example.com/mailing")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_url(CODE)
    code = code_of(page)

    page = person.open("/register/new/?a=mailed-contacts&b=consenting-contacts")
    page.fill("[name=url]", "https://example.com/mailing-again")
    add = page.locator(f"#preview button[formaction$='/{code}/']")
    expect(add).to_be_visible()
    add.click()
    expect(page).to_have_url(re.compile(f"/c/{code}/"))
    expect(page.locator("#status")).to_contain_text(f"Added to {code}")


def test_mistakes_keep_the_input_and_say_how_to_mend_them(enter: Enter) -> None:
    page = enter("revops-lead").open("/register/new/")
    page.fill("[name=url]", "https://example.com/report")

    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.locator("[name=url]")).to_have_value("https://example.com/report")
    assert page.title().startswith("Error: ")


def test_triage_assigns_finds_a_duplicate_and_dismisses_by_key(enter: Enter) -> None:
    person = enter("revops-lead")
    mistaken = log_by_hand(person, ("The shop", "91"), ("the depot", "90"))
    again = log_by_hand(person, ("The shop", "92"), ("the depot", "90"))
    said, waiting = person.page.locator("#status"), person.page.locator(".queue")

    page = person.open("/triage/C-024/")
    page.locator("select[name=layer]").select_option("2")
    page.locator("body").press("1")
    expect(said).to_contain_text("C-024 has an owner")
    expect(waiting).not_to_contain_text("C-024")

    page = person.open(f"/triage/{again}/")
    expect(page.locator(".verbs")).to_contain_text(mistaken)
    page.locator("body").press("2")
    page.keyboard.type(mistaken)
    page.keyboard.press("Control+Enter")
    expect(said).to_contain_text(f"{again} is dismissed")

    page = person.open(f"/triage/{mistaken}/")
    page.locator("body").press("3")
    page.keyboard.type("A typing mistake in the report")
    page.keyboard.press("Control+Enter")
    expect(said).to_contain_text(f"{mistaken} is dismissed")


def test_a_leader_decides_in_three_clicks(enter: Enter) -> None:
    page = enter("coo").open("/c/C-009/decide/")

    page.locator(".opts label.opt").first.click()
    page.get_by_text("None voiced").click()
    page.get_by_role("button", name=RECORD).click()

    expect(page).to_have_url(re.compile(r"/c/C-009/(#.*)?$"))
    expect(page.locator(".kicker")).to_contain_text("Decided")


def test_without_script_the_decider_decides_and_nobody_else(enter: Enter) -> None:
    page = enter("head-of-sales", script=False).open("/c/C-019/decide/")
    expect(page.locator(".waits")).to_contain_text("CFO")
    expect(page.get_by_role("button", name=RECORD)).to_have_count(0)

    page = enter("cfo", script=False).open("/c/C-019/decide/")
    page.locator(".opts input[type=radio]").first.check()
    page.locator("[name=A-position]").select_option(index=1)
    page.locator("[name=A-purpose]").fill("Bonuses from next quarter")
    page.locator("[name=A-title]").fill("Rewrite the bonus rule")
    page.locator("[name=A-due_on]").fill("2099-01-01")
    page.get_by_label("None voiced").check()
    page.get_by_role("button", name=RECORD).click()

    expect(page).to_have_url(re.compile(r"/c/C-019/(#.*)?$"))
    expect(page.locator(".kicker")).to_contain_text("Decided")


def test_an_owner_takes_an_item_up_by_keyboard_alone(enter: Enter) -> None:
    page = enter("head-of-marketing").open("/c/C-023/")

    tab_to(page, ".next .btn-1")
    page.keyboard.press("Enter")

    expect(page.locator(".kicker")).to_contain_text("Investigating")


def test_a_name_that_fits_nobody_is_never_sent_as_the_owner_before(enter: Enter) -> None:
    page = enter("revops-lead").open("/c/C-003/reassign/")
    box = page.get_by_role("combobox", name="New owner")
    page.locator("[name=reason]").fill("It changed hands")

    box.fill("Head of Marketing")
    box.press("Enter")
    box.fill("Head of Nothing")
    box.press("Control+Enter")

    expect(page.get_by_role("listbox")).to_contain_text("Nothing fits")
    expect(page).to_have_url(re.compile("/reassign/$"))


def test_palette_finds_a_meaning_without_leaving_the_page(enter: Enter) -> None:
    page = enter("board-member").open("/register/")

    page.keyboard.press("Control+k")
    page.get_by_role("combobox").first.press_sequentially("mql", delay=30)

    expect(page.get_by_role("listbox")).to_contain_text("MQL")
    expect(page).to_have_url(re.compile("/register/$"))


def test_single_keys_can_be_switched_off(enter: Enter) -> None:
    person = enter("sales-analyst")
    person.open("/register/").keyboard.press("c")
    expect(person.page).to_have_url(re.compile("/register/new/$"))

    page = person.open("/settings/")
    page.locator("[type=checkbox][name=shortcuts]").uncheck()
    page.get_by_role("button", name="Save settings").click()
    expect(page.locator("#status")).not_to_be_empty()

    page = person.open("/register/")
    page.keyboard.press("c")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox").first).to_be_focused()
    expect(page).to_have_url(re.compile("/register/$"))


def test_the_slower_of_two_windows_keeps_what_was_entered(enter: Enter) -> None:
    person = enter("revops-lead")
    slower, faster = person.open("/c/C-013/describe/"), person.window()
    faster.goto(slower.url)

    faster.fill("[name=question]", "Which wins count this quarter?")
    faster.locator("form.form .submit button").click()
    expect(faster).to_have_url(re.compile(r"/c/C-013/(#.*)?$"))
    slower.fill("[name=wording]", "Sales says plan is met; customers wait")
    with slower.expect_response(lambda answer: answer.request.method == "POST") as answered:
        slower.locator("form.form .submit button").click()

    assert answered.value.status == 409
    expect(slower.get_by_role("alert")).to_contain_text("Nothing of yours was saved")
    expect(slower.locator("[name=wording]")).to_have_value("Sales says plan is met; customers wait")


def test_readings_are_imported_after_a_check_of_every_row(enter: Enter) -> None:
    page = enter("revops-lead").open("/measurements/import/")
    rows = (
        "kpi,period,value,as_of",
        "users-product,2026-09,9105,2026-10-02",
        "users-delivery,2026-09,many,2026-10-02",
    )
    page.set_input_files(
        "[name=file]",
        {"name": "users.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()},
    )

    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_label("period", exact=True)).to_have_value("period")
    page.get_by_role("button", name=re.compile("^Check every row")).click()
    bad = page.locator("tr.bad")
    expect(bad).to_have_count(1)
    expect(bad).to_contain_text("many")
    expect(bad).to_contain_text("Row ")
    page.get_by_role("button", name="Import 1, leave 1 out").click()

    expect(page.locator("h1")).to_contain_text("1 reading is here now; 1 row was left out")
    expect(page.get_by_role("link", name="Result as CSV")).to_be_visible()


def test_an_auditor_looks_back_and_takes_a_bundle_away(enter: Enter) -> None:
    person = enter("auditor")
    page = person.open("/audit/")
    day = page.locator("[name=on]").input_value()

    page.get_by_role("button", name="Show it as it was").click()
    expect(page).to_have_url(re.compile(f"/audit/as-of/{day}/$"))
    page.locator("main a[href$='/c/C-014/']").first.click()
    expect(page.locator("body")).to_contain_text("What came later is not on this page")

    page = person.open("/c/C-014/")
    with page.expect_download() as bundle:
        page.locator("a[href$='bundle.zip']").first.click()
    assert bundle.value.suggested_filename.endswith(".zip")
    assert bundle.value.path().read_bytes().startswith(b"PK")
