"""Requests as a server hands them over: through every middleware, with no client around them."""

import json
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actions.tokens import make_token
from accounts.models import User


class Person:
    """Somebody who asks: the API with a token, pages with a session."""

    def __init__(self, user: User) -> None:
        self.server, self.requests = WSGIHandler(), RequestFactory()
        _, self.token = make_token(name="bench", days=30, actor=user, at=timezone.now())
        browser = Client()
        browser.force_login(user)
        self.session = browser.cookies[settings.SESSION_COOKIE_NAME].value

    def read(self, url: str) -> bytes:
        """Fetch an address of the API."""
        return self._answer(self.requests.get(url, headers=self._headers), 200)

    def open(self, url: str) -> bytes:
        """Fetch a page."""
        request = self.requests.get(url)
        request.COOKIES[settings.SESSION_COOKIE_NAME] = self.session
        return self._answer(request, 200)

    def send(self, url: str, body: dict[str, Any]) -> bytes:
        """Post to the API, and leave nothing behind."""
        with transaction.atomic():
            request = self.requests.post(
                url, json.dumps(body), content_type="application/json", headers=self._headers
            )
            answer = self._answer(request, 201)
            transaction.set_rollback(True)
        return answer

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _answer(self, request: HttpRequest, expected: int) -> bytes:
        response: Any = self.server.get_response(request)
        if response.status_code != expected:
            said = response.content[:300].decode()
            raise SystemExit(f"{request.path} answered {response.status_code}: {said}")
        return bytes(response.content)
