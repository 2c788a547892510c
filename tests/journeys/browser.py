"""Debian's chromium on a seeded site: people, their windows, and what a page complains of."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

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
TIMEOUT = 15_000  # milliseconds; a shared machine may be slow
expect.set_options(timeout=TIMEOUT)


@dataclass
class Person:
    """Somebody at a browser window; `complaints` are errors of the page's console."""

    page: Page
    context: BrowserContext
    url: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """Go to a path of the site; its scripts are deferred, so they have run by then."""
        self.page.goto(self.url + path)
        return self.page

    def window(self) -> Page:
        """Open a further window of the same person."""
        page = self.context.new_page()
        self.listen(page)
        return page

    def listen(self, page: Page) -> None:
        """Keep what the page complains of."""
        page.on("console", lambda message: _note(self, message))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def look(self, *, width: int = WIDE, theme: str = "light") -> None:
        """Show the page as it is in another window size or theme."""
        self.page.set_viewport_size({"width": width, "height": 900 if width == WIDE else 812})
        self.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")

    def close(self) -> None:
        """Leave, with no complaint of the content policy or a script left unseen."""
        self.context.close()
        assert not self.complaints, "\n".join(self.complaints)


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Door:
    """Lets people in: by the form the first time, with the cookies of that time afterwards."""

    browser: Browser
    url: str
    cookies: dict[str, Any] = field(default_factory=dict)

    def enter(self, who: str, *, width: int = WIDE, script: bool = True, **more: Any) -> Person:
        """Open a window of one of the sample people, such as `revops-lead`."""
        if who not in self.cookies:
            self.cookies[who] = self._sign_in(who)
        return self.pass_by(width=width, script=script, storage_state=self.cookies[who], **more)

    def pass_by(self, *, width: int = WIDE, script: bool = True, **more: Any) -> Person:
        """Open a window of nobody, who has not signed in."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900 if width == WIDE else 812},
            java_script_enabled=script,
            locale="en-GB",
            **more,
        )
        context.set_default_timeout(TIMEOUT)
        page = context.new_page()
        person = Person(page, context, self.url)
        person.listen(page)
        return person

    def _sign_in(self, who: str) -> Any:
        """Fill in the form, and return the cookies it gives."""
        context = self.browser.new_context(locale="en-GB")
        page = context.new_page()
        page.goto(f"{self.url}/accounts/login/")
        page.fill("input[name=login]", f"{who}@example.com")
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda now: "/accounts/login" not in now)
        state = context.storage_state()
        context.close()
        return state


def _note(person: Person, message: Any) -> None:
    """Keep errors; a refused form (4xx) is reported by the browser, and is not one of ours.

    Nor is a question to the server that was called off because something was sent.
    """
    called_off = message.text.startswith(("htmx:sendAbort", "htmx:afterRequest"))
    refused = "the server responded with a status of 4" in message.text
    if message.type == "error" and not refused and not called_off:
        person.complaints.append(message.text)
