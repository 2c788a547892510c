"""Reviews: who meets, when, and what becomes of a meeting before and after it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of, whole
from accounts.models import User
from accounts.views.guarded import for_those_who, form_page, sent, signed_in
from governance.actions.review_bodies import add_body, change_body
from governance.actions.reviews import (
    cancel_review,
    move_review,
    open_review,
    schedule_review,
    start_review,
)
from governance.forms.reviews import (
    CancelForm,
    ChangedBodyForm,
    MoveForm,
    NewBodyForm,
    ScheduleForm,
    seats_of,
    when_of,
)
from governance.models import Review, ReviewBody, ReviewGuest
from governance.pages import reviews as page
from governance.reviews.invitation import invitation, reading_time
from governance.reviews.proposing import next_review
from governance.reviews.roles import convenes, require_convener, require_guest, was_announced
from metrics.policies import require_steward

FOLDER = "governance/reviews"
FORM_METHODS = ["GET", "HEAD", "POST"]
stewards = for_those_who(require_steward, "name a body that reviews")
BODY = {"quorum": 3, "workdays_after": 10, "meets_at": "10:00", "minutes": 45}
GUESTS = ReviewGuest.objects.select_related("person")


@require_GET
@signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    """List the bodies with the review ahead of each, scheduled or proposed."""
    person, at = person_of(request), timezone.now()
    rows = page.lines(page.bodies_of(person), at)
    context = {
        "rows": rows,
        "message": page.message(rows),
        "may_add": person.is_steward,
        "person": person,
    }
    return render(request, f"{FOLDER}/list.html", context)


@require_http_methods(FORM_METHODS)
@stewards
def body_add(request: HttpRequest) -> HttpResponseBase:
    """Name a body that reviews."""
    person, at = person_of(request), timezone.now()
    form = NewBodyForm(sent(request), initial={**BODY, "time_zone": person.time_zone})
    if request.method == "POST" and form.carry_out(add_body, actor=person, at=at):
        name = " ".join(form.cleaned_data["name"].split())
        messages.success(request, f"{name} reviews each quarter. Its next review is proposed.")
        return redirect("review_body", slug=ReviewBody.objects.get(name=name).slug)
    return form_page(request, f"{FOLDER}/body_form.html", {"form": form})


@require_http_methods(FORM_METHODS)
@signed_in
def body_change(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change who sits in a body and how it meets."""
    person = person_of(request)
    body = _body(slug, person)
    require_steward(person, "change a body that reviews")
    form = ChangedBodyForm(sent(request), initial=seats_of(body))
    told: dict[str, Any] = {"body": body, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(change_body, **told):
        messages.success(request, "Saved. Reviews ahead keep their day.")
        return redirect("review_body", slug=slug)
    return form_page(request, f"{FOLDER}/body_form.html", {"form": form, "body": body})


@require_GET
@signed_in
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a body: who sits in it, what is ahead, and what was."""
    person, at = person_of(request), timezone.now()
    one = _body(slug, person)
    row = page.lines([one], at)[0]
    context = {
        "body": one,
        "row": row,
        **page.proposal_words(row),
        "message": page.message([row]),
        "members": [seat.person for seat in one.seats.sitting().select_related("person")],
        "reviews": list(one.reviews.all()),
        "convenes": convenes(one, person),
        "keeps": person.is_steward,
    }
    return render(request, f"{FOLDER}/body.html", context)


@require_http_methods(FORM_METHODS)
@signed_in
def schedule(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Put the proposed review on the calendar, or another one."""
    person, at = person_of(request), timezone.now()
    one = _body(slug, person)
    require_convener(one, person, "schedule its reviews")
    offered = next_review(one, at)
    first = {
        "quarter": offered.quarter.label,
        "day": offered.day,
        "clock": one.meets_at,
        "minutes": one.minutes,
        "place": one.place,
        "opens": True,
    }
    form = ScheduleForm(
        sent(request), initial=first, zone=one.time_zone, today=at.date(), first=offered.quarter
    )

    def act(*, opens: bool, **facts: Any) -> Review:
        with transaction.atomic():
            made = schedule_review(body=one, actor=person, at=at, **facts)
            return open_review(review=made, actor=person, at=at) if opens else made

    if request.method == "POST" and form.carry_out(act):
        made = Review.objects.filter(body=one).latest("pk")
        messages.success(request, f"{made.label} is on the calendar.")
        return redirect("review", slug=slug, label=made.label)
    return form_page(request, f"{FOLDER}/schedule.html", {"form": form, "body": one})


@require_GET
@signed_in
def review(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Show one review."""
    person, at = person_of(request), timezone.now()
    context = page.review_page(seen_review(slug, label, person), person, at)
    return render(request, f"{FOLDER}/review.html", context)


@require_http_methods(FORM_METHODS)
@signed_in
def move(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """Hold a review at another time or place."""
    person = person_of(request)
    one = seen_review(slug, label, person)
    require_convener(one.body, person, "move it")
    form = MoveForm(sent(request), initial=when_of(one), zone=one.time_zone)
    told: dict[str, Any] = {"review": one, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(move_review, **told):
        messages.success(request, "The review has moved.")
        return redirect("review", slug=slug, label=label)
    return form_page(request, f"{FOLDER}/move.html", {"form": form, "review": one})


@require_http_methods(FORM_METHODS)
@signed_in
def cancel(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """Call a review off."""
    person = person_of(request)
    one = seen_review(slug, label, person)
    require_convener(one.body, person, "cancel it")
    form = CancelForm(sent(request), initial={"version": one.version})
    told: dict[str, Any] = {"review": one, "actor": person, "at": timezone.now()}
    if request.method == "POST" and form.carry_out(cancel_review, **told):
        messages.success(request, f"{one.label} is called off.")
        return redirect("review_body", slug=slug)
    return form_page(request, f"{FOLDER}/cancel.html", {"form": form, "review": one})


CALENDARS = {"invite": invitation, "reading": reading_time}


@require_GET
@signed_in
def calendar(request: HttpRequest, slug: str, label: str, name: str) -> HttpResponse:
    """Hand out the invitation to a review, or the time to read for it, to take into a calendar."""
    person = person_of(request)
    one = seen_review(slug, label, person)
    require_guest(one, person, "take it into a calendar")
    if not was_announced(one):
        raise Http404("Nobody has been invited yet.")
    written = CALENDARS[name](one, person, timezone.now()).to_ical()
    response = HttpResponse(written, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.body.slug}-{label}-{name}.ics"'
    response["Cache-Control"] = "no-store"
    return response


STEPS = {
    "open": (open_review, "It is announced to everybody invited."),
    "start": (start_review, "The review has begun."),
}


@require_POST
@signed_in
def step(request: HttpRequest, slug: str, label: str, verb: str) -> HttpResponse:
    """Open or start a review."""
    person = person_of(request)
    one = seen_review(slug, label, person)
    action, said = STEPS[verb]
    version = whole(request.POST.get("version", ""))
    action(review=one, actor=person, at=timezone.now(), version=version)
    messages.success(request, said)
    return redirect("live" if verb == "start" else "review", slug=slug, label=label)


def _body(slug: str, person: User) -> ReviewBody:
    found = ReviewBody.objects.visible_to(person).select_related("chair", "scribe")
    reviews = Review.objects.with_beginning().select_related("body").order_by("-starts_at", "-pk")
    return get_object_or_404(found.prefetch_related(Prefetch("reviews", reviews)), slug=slug)


def seen_review(slug: str, label: str, person: User) -> Review:
    """Return a review by its quarter, and its number where there are several."""
    found = Review.objects.visible_to(person).select_related("body__chair", "chair", "scribe")
    return get_object_or_404(found.named(slug, label).prefetch_related(Prefetch("invited", GUESTS)))
