"""Closing a review, its minutes, and what is added to them later."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.views.guarded import form_page, sent, signed_in
from governance.actions.meetings import add_addendum
from governance.actions.reviews import close_review
from governance.forms.meetings import AddendumForm, CloseForm
from governance.pages.minutes import minutes_page
from governance.policies import may_see
from governance.reviews.meeting import left_over
from governance.reviews.roles import require_host
from governance.views.reviews import FOLDER, FORM_METHODS, seen_review


@require_http_methods(FORM_METHODS)
@signed_in
def close(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """End the meeting for good, saying why each item that is left stays undecided."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    require_host(review, person, "close it")
    left = left_over(review)
    form = CloseForm(sent(request), review=review, left=left, initial={"version": review.version})
    for row in left:
        if not may_see(row.contradiction, person):
            form.fields[f"carried_{row.contradiction.code}"].help_text = "A confidential item"
    told: dict[str, Any] = {"review": review, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(close_review, **told):
        messages.success(request, "The review is closed. These are its minutes.")
        return redirect("minutes", slug=slug, label=label)
    context = {"form": form, "review": review, "left": left}
    return form_page(request, f"{FOLDER}/close.html", context)


@require_GET
@signed_in
def minutes(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Show the minutes of a closed review."""
    person = person_of(request)
    page = minutes_page(seen_review(slug, label, person), person)
    if page is None:
        raise Http404("Minutes are there once the review is closed.")
    return render(request, f"{FOLDER}/minutes.html", page)


@require_http_methods(FORM_METHODS)
@signed_in
def add(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """Add to the minutes of a closed review."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    require_host(review, person, "add to its minutes")
    form = AddendumForm(sent(request))
    told: dict[str, Any] = {"review": review, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(add_addendum, **told):
        messages.success(request, "Added, dated and under your name.")
        return redirect("minutes", slug=slug, label=label)
    return form_page(request, f"{FOLDER}/minutes_add.html", {"form": form, "review": review})
