"""Where a mail provider posts the replies it receives, with a secret that both know."""

import base64
import binascii
import json
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.views.guarded import INVALID
from accounts.views.limits import limited
from governance.replies.mailbox import ASIDE, MOST_BYTES, take_in_raw

# The raw mail, as the providers name it that post forms or JSON.
FIELDS = ("body-mime", "email", "RawEmail", "raw", "message")


# Whoever posts has no cookie: the secret is what lets a provider in.
@csrf_exempt
@limited("inbound_mail")
@require_POST
def inbound(request: HttpRequest) -> HttpResponse:
    """Take in one raw mail: as the body itself, as a field of a form, or of JSON.

    Answers 200 with what became of it, so that no provider repeats what was refused for good.
    """
    if not settings.TIEOUT_REPLY_SECRET:
        raise Http404
    if not constant_time_compare(_given(request), settings.TIEOUT_REPLY_SECRET):
        return _said("Send the secret of INBOUND_SECRET as a Bearer token or password.", 401)
    try:
        raw = _mail_in(request)
    except RequestDataTooBig:
        return _said("The mail is too large.", 413)
    if not raw:
        return _said("Send the raw mail as message/rfc822, or in one of: " + ", ".join(FIELDS), 400)
    outcome = take_in_raw(raw, timezone.now())
    # A provider keeps, and shows, what it could not hand over.
    return JsonResponse({"outcome": outcome}, status=INVALID if outcome == ASIDE else 200)


def _said(detail: str, status: int) -> HttpResponse:
    return JsonResponse({"detail": detail}, status=status)


def _given(request: HttpRequest) -> str:
    """Return the secret that was sent: a Bearer token, or the password of Basic."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    try:
        pair = base64.b64decode(value, validate=True).decode() if kind.lower() == "basic" else ""
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return pair.partition(":")[2]


def _mail_in(request: HttpRequest) -> bytes:
    """Return the mail in a request; nothing where there is none."""
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return _first(request.POST)
    if request.content_type == "application/json":
        try:
            sent = json.loads(request.body)
        except (ValueError, RecursionError):
            return b""
        return _first(sent) if isinstance(sent, dict) else b""
    # As a stream: of a large mail the first bytes say whom to tell.
    return request.read(MOST_BYTES + 1)


def _first(sent: Any) -> bytes:
    found = next((sent[name] for name in FIELDS if isinstance(sent.get(name), str)), "")
    return str(found).encode(errors="surrogateescape")
