"""Calls to a running site as a program makes them, with a personal token."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

# Mail leaves on every day at every hour here and nothing falls due while a test runs, so that the
# hour it runs at tells nothing: no quiet hours hold a mail, and no reminder comes between.
PREPARE = """
from datetime import time, timedelta
from django.utils import timezone
from accounts.actions.calendars import set_calendar
from accounts.actions.tokens import make_token
from governance.models import MailSettings
from tests.factories.clock import clock
from tests.factories.governance import company, assigned
clock.moment = timezone.now() - timedelta(days=3)
made = company()
set_calendar(
    working_days="1234567", time_zone="UTC", fiscal_start_month=1, fiscal_named_by_end=True,
    actor=made.administrator, at=clock.tick(),
)
for person in (made.steward, made.marketing_head, made.sales_head):
    MailSettings.objects.create(
        person=person, quiet_from=time.max, quiet_until=time.min, digest="never"
    )
item = assigned(made)
for person in (made.steward, made.marketing_head, made.decider):
    _, text = make_token(name="test", days=1, actor=person, at=timezone.now())
    open({folder!r} + "/" + person.name, "w").write(text)
"""


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    status: int
    body: Any
    etag: str


def call(url: str, token: str, body: dict[str, Any] | None = None, **headers: str) -> Answer | None:
    """Send one request; None where the connection broke, so that nobody knows what happened."""
    request = urllib.request.Request(
        url,
        data=None if body is None else json.dumps(body).encode(),
        method="GET" if body is None else "POST",
        headers={
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
    )
    try:
        with _opened(request) as response:
            return _answer(response)
    except (OSError, ValueError, http.client.HTTPException):
        return None


def _opened(request: urllib.request.Request) -> Any:
    """Open an address; a refusal is an answer like any other."""
    try:
        return urllib.request.urlopen(request, timeout=30)
    except urllib.error.HTTPError as refused:
        return refused


def _answer(response: Any) -> Answer:
    text = response.read()
    body = json.loads(text) if text[:1] in (b"{", b"[") else None
    return Answer(response.status, body, response.headers.get("ETag", ""))
