"""Following the links of mails, as somebody without cookies, a sign-in or scripts."""

from typing import Any

import time_machine
from django.test import Client

from governance.models import MailLink
from tests.factories.clock import clock


def page(link: MailLink) -> str:
    return f"/a/{link.token}/"


def at_now(hours: float = 0.5) -> Any:
    """Let the view's clock run behind the records', as a reader's does."""
    return time_machine.travel(clock.tick(hours), tick=False)


def post(link: MailLink, **sent: str) -> Any:
    """Send the form as a browser without cookies, sign-in or script."""
    with at_now():
        return Client(enforce_csrf_checks=True).post(page(link), sent)


def get(link: MailLink) -> Any:
    with at_now():
        return Client().get(page(link))
