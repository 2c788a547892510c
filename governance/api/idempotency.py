"""Idempotency-Key: one request has one effect, however often it is sent.

The key is written down first, in a transaction of its own, so that of two requests at once one
waits for nobody and is told so. The answer is stored in the transaction of the effect: after a
kill, either both are there or neither, and a key without an answer may be taken over. Only
effects are stored; a refused request changed nothing and leaves its key free.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.answers import QuickJSON
from accounts.models import User
from governance.api.errors import Problem
from governance.models import IdempotencyKey

KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT_HEADERS = ("ETag", "Location")
# A request still under way after this may lose its key to a repetition; then it has no effect.
LEASE = timedelta(seconds=20)


def once(request: Request, person: User, act: Callable[[], Response]) -> Response:
    """Return the answer of `act`, or the one stored when this request had its effect before."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return act()
    if not KEY.fullmatch(key):
        how = "Use 1 to 200 letters, digits or signs for Idempotency-Key, without spaces."
        raise Problem(400, "invalid", how)
    mine, is_new = _begin(person, request.path[:200], key, _digest(request.data))
    if not is_new:
        return _again(mine)
    # The key is given back whatever went wrong, a failure of ours too: it had no effect.
    is_done = False
    try:
        with transaction.atomic():
            response = act()
            _finish(mine, response)
        is_done = True
    finally:
        if not is_done:
            IdempotencyKey.objects.filter(pk=mine.pk, created_at=mine.created_at).delete()
    return response


def _begin(person: User, route: str, key: str, digest: str) -> tuple[IdempotencyKey, bool]:
    """Write the key down, or find who did; a stale one is taken over by one request alone."""
    now = timezone.now()
    try:
        with transaction.atomic():
            return IdempotencyKey.objects.create(
                person=person, route=route, key=key, body_sha256=digest, created_at=now
            ), True
    except IntegrityError:
        found = IdempotencyKey.objects.filter(person=person, route=route, key=key).first()
    if found is None:
        raise Problem(409, "in_flight", "The first request with this key is ending; try again.")
    if _is_over(found, now):
        same = IdempotencyKey.objects.filter(pk=found.pk, created_at=found.created_at)
        taken = same.update(
            created_at=now, body_sha256=digest, status_code=None, answer="", headers={}
        )
        if taken:
            found.created_at = now
            return found, True
        raise Problem(409, "in_flight", "The first request with this key is still under way.")
    if found.body_sha256 != digest:
        how = "This Idempotency-Key was sent before with another body; use a new key."
        raise Problem(422, "idempotency_key_reused", how)
    if found.status_code is None:
        raise Problem(409, "in_flight", "The first request with this key is still under way.")
    return found, False


def _is_over(found: IdempotencyKey, now: datetime) -> bool:
    """Say whether a key may be used anew: forgotten, or left by a request that was killed."""
    age = now - found.created_at
    if found.status_code is None:
        return age > LEASE
    return age > timedelta(hours=settings.TIEOUT.idempotency_hours)


def _finish(mine: IdempotencyKey, response: Response) -> None:
    """Store the answer beside its effect, unless another request has taken the key over."""
    kept = IdempotencyKey.objects.filter(pk=mine.pk, created_at=mine.created_at).update(
        status_code=response.status_code,
        answer=QuickJSON().render(response.data).decode(),
        headers={name: response[name] for name in KEPT_HEADERS if response.has_header(name)},
    )
    if not kept:
        raise Problem(409, "in_flight", "This took so long that another request has the key.")


def _again(found: IdempotencyKey) -> Response:
    headers = {**found.headers, "Idempotent-Replayed": "true"}
    return Response(json.loads(found.answer), status=found.status_code, headers=headers)


def _digest(data: Any) -> str:
    """Hash what was sent, whichever way its fields and boundaries were written."""
    if hasattr(data, "lists"):
        data = dict(data.lists())
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if not isinstance(value, UploadedFile):
        return str(value)
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return f"{value.name} {digest.hexdigest()}"
