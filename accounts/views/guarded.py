"""Pages for signed-in people, on which a refusal is a page too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import structlog
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.http import person_of
from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.refusals import NotEntitled, Refusal

log = structlog.get_logger(__name__)
CONFLICT = 409
INVALID = 422
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Ask for a sign-in, and answer what an action or the database refuses: 403 says who may."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **options)
        except NotEntitled as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (Refusal, OutOfOrder) as refusal:
            return _unchanged(request, str(refusal))
        except IntegrityError as refusal:
            # Two people at once: both saw that it could be done, the database let one through.
            log.warning("refused_by_the_database", path=request.path, error=str(refusal))
            return _unchanged(request, "Somebody was faster, or a rule of the register refuses it.")

    return guarded


def _unchanged(request: HttpRequest, reason: str) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    # Not the address itself: of a verb that is only posted to there is no page to open.
    url = came_from if is_ours else "/"
    facts = {"title": "Nothing was changed.", "reason": reason, "url": url}
    return render(request, "409.html", facts, status=CONFLICT)


def for_those_who(may: Callable[[User, str], None], what: str) -> Callable[[View], View]:
    """Let in whom a policy lets through, before anything is read; others are told who may."""

    def decorate(view: View) -> View:
        @signed_in
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
            may(person_of(request), what)
            return view(request, *args, **options)

        return checked

    return decorate


def sent(request: HttpRequest) -> QueryDict | None:
    """Return what a form was sent with; None lets it be shown empty."""
    return request.POST if request.method == "POST" else None


def form_page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """Show a form; one that was refused says so in its status."""
    status = INVALID if context["form"].errors else 200
    return render(request, template, context, status=status)
