"""Pages for signed-in people, on which a refusal is a page too."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render

from accounts.http import person_of
from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.refusals import NotEntitled, Refusal

CONFLICT = 409
UNPROCESSABLE = 422
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Ask for a sign-in, and answer what an action refuses: 403 says who may, 409 what is."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **options)
        except NotEntitled as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except (Refusal, OutOfOrder) as refusal:
            facts = {"title": "Nothing was changed.", "reason": str(refusal), "url": request.path}
            return render(request, "409.html", facts, status=CONFLICT)

    return guarded


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
    status = UNPROCESSABLE if context["form"].errors else 200
    return render(request, template, context, status=status)
