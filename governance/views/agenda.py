"""What a chair, scribe or steward does to an agenda: pin, move, put off."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import person_of
from accounts.views.guarded import form_page, sent, signed_in
from governance.actions.agenda import defer_item, move_item, pin_item, unpin_item
from governance.forms.agenda import DeferForm, PinForm
from governance.models import Review
from governance.reviews.roles import require_host
from governance.views.contradictions import seen_item
from governance.views.reviews import FOLDER, FORM_METHODS, seen_review


@require_http_methods(FORM_METHODS)
@signed_in
def pin(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """Name an item that stays on the agenda, whatever else comes."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    require_host(review, person, "arrange its agenda")
    form = PinForm(sent(request), reader=person)
    told: dict[str, Any] = {"review": review, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(pin_item, **told):
        messages.success(request, f"{form.cleaned_data['item']} is pinned to the agenda.")
        return back_to(review)
    return form_page(request, f"{FOLDER}/pin.html", {"form": form, "review": review})


@require_http_methods(FORM_METHODS)
@signed_in
def defer(request: HttpRequest, slug: str, label: str, code: str) -> HttpResponseBase:
    """Put an item off, once."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    item = seen_item(person, code)
    require_host(review, person, "arrange its agenda")
    form = DeferForm(sent(request))
    told: dict[str, Any] = {"item": item, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(defer_item, review=review, **told):
        until = form.cleaned_data["until_on"]
        messages.success(request, f"{code} waits until {until}. Its clocks run on.")
        return back_to(review)
    context = {
        "form": form,
        "review": review,
        "item": item,
        "back_url": back_to(review)["Location"],
    }
    return form_page(request, f"{FOLDER}/defer.html", context)


def back_to(review: Review) -> HttpResponse:
    """Go on where the review is: in the meeting while it is under way."""
    is_live = review.status == Review.Status.IN_PROGRESS
    return redirect("live" if is_live else "review", slug=review.body.slug, label=review.label)


ARRANGES: dict[str, tuple[Callable[..., Any], dict[str, Any], str]] = {
    "pin": (pin_item, {}, "is pinned to the agenda."),
    "unpin": (unpin_item, {}, "takes its place by itself again."),
    "up": (move_item, {"by": -1}, "is taken up earlier."),
    "down": (move_item, {"by": 1}, "is taken up later."),
}


@require_POST
@signed_in
def arrange(request: HttpRequest, slug: str, label: str, code: str, verb: str) -> HttpResponse:
    """Pin an item, let it go, or move it by one place."""
    person = person_of(request)
    review, item = seen_review(slug, label, person), seen_item(person, code)
    action, more, said = ARRANGES[verb]
    action(review=review, item=item, **more, actor=person, at=timezone.now())
    messages.success(request, f"{item} {said}")
    return redirect("review", slug=slug, label=label)
