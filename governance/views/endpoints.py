"""Endpoints of other systems, and what left the house: kept by administrators."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of, typed
from accounts.policies import require_administrator
from accounts.views.guarded import for_those_who, form_page, sent
from governance.actions.deliveries import send_again
from governance.actions.endpoints import (
    add_endpoint,
    change_endpoint,
    rotate_secret,
    switch_endpoint,
    try_endpoint,
)
from governance.forms.endpoints import EndpointForm
from governance.models import Delivery, Endpoint
from governance.pages.deliveries import WORDS, rows
from governance.pages.deliveries import deliveries as found_in

FOLDER = "governance/endpoints"
PER_PAGE = 50
keepers = for_those_who(require_administrator, "keep endpoints")


@require_GET
@keepers
def endpoints(request: HttpRequest) -> HttpResponse:
    """List the endpoints, each with its last message."""
    every = [
        {"endpoint": one, "last": next(iter(rows(found_in("").filter(endpoint=one)[:1])), None)}
        for one in Endpoint.objects.all()
    ]
    return render(request, f"{FOLDER}/list.html", {"endpoints": every})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def add(request: HttpRequest) -> HttpResponseBase:
    """Add an endpoint, and show its secret this once."""
    form, person, at = EndpointForm(sent(request)), person_of(request), timezone.now()
    if request.method == "POST" and form.carry_out(add_endpoint, actor=person, at=at):
        made = Endpoint.objects.get(name=form.cleaned_data["name"])
        return _secret(request, made)
    return form_page(request, f"{FOLDER}/form.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def endpoint(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show and change one endpoint."""
    kept = get_object_or_404(Endpoint, pk=pk)
    first = {"name": kept.name, "url": kept.url, "events": kept.events}
    form = EndpointForm(sent(request), initial=first)
    told: dict[str, Any] = {"endpoint": kept, "actor": person_of(request), "at": timezone.now()}
    if request.method == "POST" and form.carry_out(change_endpoint, **told):
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect("endpoints")
    page = rows(found_in("").filter(endpoint=kept)[:10])
    return form_page(request, f"{FOLDER}/form.html", {"form": form, "endpoint": kept, "rows": page})


@require_POST
@keepers
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell an endpoint no more, or again."""
    kept = get_object_or_404(Endpoint, pk=pk)
    done = switch_endpoint(
        endpoint=kept, is_active=not kept.is_active, actor=person_of(request), at=timezone.now()
    )
    messages.success(request, f"{done} is {'told again' if done.is_active else 'told no more'}.")
    return redirect("endpoint", pk)


@require_POST
@keepers
def rotate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an endpoint another secret, and show it this once."""
    kept = get_object_or_404(Endpoint, pk=pk)
    made = rotate_secret(endpoint=kept, actor=person_of(request), at=timezone.now())
    return _secret(request, made)


def _secret(request: HttpRequest, kept: Endpoint) -> HttpResponse:
    response = render(request, f"{FOLDER}/secret.html", {"endpoint": kept, "secret": kept.secret})
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@keepers
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that is a test."""
    kept = get_object_or_404(Endpoint, pk=pk)
    try_endpoint(endpoint=kept, actor=person_of(request), at=timezone.now())
    messages.success(request, "A test message is on its way. Its row below shows what it met.")
    return redirect("endpoint", pk)


@require_GET
@keepers
def deliveries(request: HttpRequest) -> HttpResponse:
    """List what left the house, newest first, of one state or all."""
    state = typed(request.GET, "state")
    page = Paginator(found_in(state), PER_PAGE).get_page(request.GET.get("page"))
    states = [("", "All"), *((name, WORDS[name]) for name in ("waiting", "sent", "failed"))]
    tabs = [
        {"url": f"?state={name}", "label": label, "current": "page" if name == state else ""}
        for name, label in states
    ]
    context = {"page": page, "rows": rows(page.object_list), "tabs": tabs, "state": state}
    context["query"] = f"state={state}&" if state in WORDS else ""
    return render(request, f"{FOLDER}/deliveries.html", context)


@require_POST
@keepers
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one message again, under the id it had."""
    kept = get_object_or_404(Delivery.objects.select_related("person", "endpoint", "chat"), pk=pk)
    send_again(delivery=kept, actor=person_of(request), at=timezone.now())
    messages.success(request, f"It goes to {kept.receiver} once more.")
    return redirect("deliveries")
