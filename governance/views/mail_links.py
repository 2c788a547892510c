"""Answering from a mail: no sign-in, no script, one link for one thing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT, INVALID
from accounts.views.limits import limited
from governance.actions.mail_links import ask_for_fresh_link, seen_options, use_link
from governance.forms.mail_links import ReplyForm
from governance.models import MailLink
from governance.models.mail_links import link_of
from governance.pages.mail_links import page_of, state_of
from governance.refusals import Refusal

TEMPLATE = "governance/mail_links/answer.html"
GONE = 410


# The address is the right to act and no cookie adds to it, so there is nothing to forge.
@csrf_exempt
@limited("mailed_address")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link is for; a POST does it, whoever fetches it first changes nothing."""
    link, now = link_of(token), timezone.now()
    if link is None:
        return _shown(request, {"state": "unknown"}, status=404)
    state = state_of(link, now)
    if request.method == "POST" and state == "open":
        return _act(request, link)
    if request.method == "POST" and state == "over":
        ask_for_fresh_link(link=link, at=now)
        return _shown(request, {"state": "sent"})
    shown = {"seen": seen_options(link.item)}
    form = ReplyForm(purpose=MailLink.Purpose(link.purpose), initial=shown)
    status = 200 if state in ("open", "used") else GONE
    return _shown(request, page_of(link, now) | {"form": form}, status=status)


def _act(request: HttpRequest, link: MailLink) -> HttpResponse:
    now = timezone.now()
    form = ReplyForm(request.POST, purpose=MailLink.Purpose(link.purpose))
    page: dict[str, Any] = page_of(link, now) | {"form": form}
    if not form.is_valid():
        return _shown(request, page, status=INVALID)
    try:
        used = use_link(link=link, reply=form.reply(), at=now)
    except ValidationError as error:
        form.add_error(None, error.messages)
        return _shown(request, page, status=INVALID)
    except (Refusal, OutOfOrder) as refusal:
        return _shown(request, page | {"state": "moved", "why": str(refusal)}, status=CONFLICT)
    used.item.refresh_from_db()  # the page says what became of it
    return _shown(request, page_of(used, now))


def _shown(request: HttpRequest, page: dict[str, Any], *, status: int = 200) -> HttpResponse:
    response = render(request, TEMPLATE, page, status=status)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
