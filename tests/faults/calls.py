"""Calls to a running site as a program makes them, with a personal token."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

PREPARE = """
from django.utils import timezone
from accounts.actions.tokens import make_token
from tests.factories.governance import company, assigned
made = company()
item = assigned(made)
for person in (made.steward, made.marketing_head):
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
        with urllib.request.urlopen(request, timeout=30) as response:
            return _answer(response)
    except urllib.error.HTTPError as refused:
        with refused:
            return _answer(refused)
    except (OSError, ValueError):
        return None


def _answer(response: Any) -> Answer:
    text = response.read()
    body = json.loads(text) if text[:1] in (b"{", b"[") else None
    return Answer(response.status, body, response.headers.get("ETag", ""))
