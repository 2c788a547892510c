"""Debian's chromium on a seeded site: signing in, themes, and what a page complains of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SEED = "from django.core.management import call_command; call_command('seed_demo')"
PASSWORD = "every-number-has-an-owner"  # what seed_demo prints
WIDE, NARROW = 1440, 375


@dataclass
class Person:
    """Somebody at a browser window; `complaints` are errors of the page's console."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the site and wait until it has settled."""
        self.page.goto(self.url + path)
        self.page.wait_for_load_state("networkidle")
        return self.page

    def close(self) -> None:
        """Leave, with no complaint of the content policy or a script left unseen."""
        self.context.close()
        assert self.complaints == []


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def sign_in(
    browser: Browser,
    url: str,
    who: str,
    *,
    theme: str = "light",
    width: int = WIDE,
    script: bool = True,
    **more: Any,
) -> Person:
    """Sign in by the form as one of the sample people, such as `revops-lead`."""
    context = browser.new_context(
        viewport={"width": width, "height": 900 if width == WIDE else 812},
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=script,
        locale="en-GB",
        **more,
    )
    page = context.new_page()
    person = Person(page, context, url)
    page.on("console", lambda message: _note(person, message))
    page.on("pageerror", lambda error: person.complaints.append(str(error)))
    page.goto(f"{url}/accounts/login/")
    page.fill("input[name=login]", f"{who}@example.com")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda now: "/accounts/login" not in now)
    return person


def _note(person: Person, message: Any) -> None:
    """Keep errors; a refused form (4xx) is reported by the browser, and is not one of ours."""
    if message.type == "error" and "the server responded with a status of 4" not in message.text:
        person.complaints.append(message.text)
