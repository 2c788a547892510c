"""A meeting under way: one screen at a time, the same for everybody within seconds."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of, whole
from accounts.views.guarded import form_page, sent, signed_in
from governance.actions.meetings import advise, park, take_attendance, turn_to
from governance.forms.decision_sheet import DecisionSheet
from governance.forms.meetings import AdviseForm, AttendanceForm, ParkForm
from governance.models import Contradiction, Review
from governance.pages.live import Live
from governance.refusals import IllegalMove
from governance.reviews.minutes import parked_for
from governance.reviews.roles import require_host
from governance.views.contradictions import seen_item
from governance.views.decisions import decide_on, decide_page, sheet_of
from governance.views.reviews import FOLDER, FORM_METHODS, seen_review

NOTHING_NEW = 204
PAGE = f"{FOLDER}/live.html"


@require_GET
@signed_in
def live(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Show where the meeting is; the decider of the item on the screen decides here."""
    review = seen_review(slug, label, person_of(request))
    if review.status != Review.Status.IN_PROGRESS:
        return redirect("review", slug=slug, label=label)
    return _show(request, review, timezone.now())


def _show(request: HttpRequest, review: Review, now: datetime) -> HttpResponse:
    shown = Live(review, person_of(request), now)
    context = shown.context()
    if code := shown.item_code:
        item = seen_item(shown.person, code)
        context |= _stage(shown, item, decide_page(sheet_of(request, item, now), now))
    # Without scripts, whoever types nothing here gets the page anew by itself.
    context["follows"] = not (shown.is_host or context.get("is_mine"))
    return render(request, PAGE, context)


def _stage(shown: Live, item: Contradiction, page: dict[str, Any]) -> dict[str, Any]:
    post_url = reverse("live_decide", args=[shown.review.body.slug, shown.review.label, item.code])
    return page | shown.beside(item) | {"is_stage": True, "post_url": post_url}


@require_POST
@signed_in
def decide(request: HttpRequest, slug: str, label: str, code: str) -> HttpResponse:
    """Record the decision on the item that the meeting looks at, by whoever holds the right."""
    person, now = person_of(request), timezone.now()
    review, item = seen_review(slug, label, person), seen_item(person, code)

    def show(
        request: HttpRequest, _: DecisionSheet, page: dict[str, Any], status: int
    ) -> HttpResponse:
        shown = Live(review, person, now)
        context = shown.context() | _stage(shown, item, page)
        return render(request, PAGE, context, status=status)

    back = reverse("live", args=[slug, label])
    return decide_on(request, item, now, show=show, back=back)


@require_POST
@signed_in
def turn(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Turn to another page of the agenda, on every device."""
    person = person_of(request)
    review = seen_review(slug, label, person)
    try:
        turn_to(
            review=review,
            stop=request.POST.get("to", ""),
            version=whole(request.POST.get("version", "")),
            actor=person,
            at=timezone.now(),
        )
    except IllegalMove as refusal:
        messages.info(request, str(refusal))
    return redirect("live", slug=slug, label=label)


@require_GET
@signed_in
def beat(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Answer nothing while nothing changed, else the screen as it is now.

    Whoever may be choosing just now is told instead, and keeps what was entered.
    """
    person, now = person_of(request), timezone.now()
    review = seen_review(slug, label, person)
    if review.status != Review.Status.IN_PROGRESS:
        answer = HttpResponse(status=NOTHING_NEW)
        answer["HX-Redirect"] = reverse("review", args=[slug, label])
        return answer
    shown = Live(review, person, now)
    if request.GET.get("seen") == shown.pulse:
        return HttpResponse(status=NOTHING_NEW)
    if request.GET.get("holds") == "choice":
        return render(request, f"{FOLDER}/elsewhere.html", shown.context())
    answer = _show(request, review, now)
    answer["HX-Retarget"], answer["HX-Reselect"] = "#live", "#live"
    answer["HX-Reswap"] = "outerHTML"
    return answer


@require_http_methods(FORM_METHODS)
@signed_in
def attendance(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """Say who is there."""
    person, now = person_of(request), timezone.now()
    review = seen_review(slug, label, person)
    require_host(review, person, "say who is there")
    shown = Live(review, person, now)
    form = AttendanceForm(
        sent(request), room=shown.room, initial={"present": sorted(shown.room.present)}
    )
    if request.method == "POST" and form.carry_out(
        take_attendance, review=review, actor=person, at=now
    ):
        return redirect("live", slug=slug, label=label)
    return form_page(request, f"{FOLDER}/attendance.html", {"form": form, "review": review})


@require_http_methods(FORM_METHODS)
@signed_in
def parking(request: HttpRequest, slug: str, label: str) -> HttpResponseBase:
    """Put a point aside, of the item on the screen where there is one."""
    person, now = person_of(request), timezone.now()
    review = seen_review(slug, label, person)
    require_host(review, person, "park a point")
    code = Live(review, person, now).item_code
    item = seen_item(person, code) if code else None
    form = ParkForm(sent(request))
    told: dict[str, Any] = {"review": review, "item": item, "actor": person, "at": now}
    if request.method == "POST" and form.carry_out(park, **told):
        messages.success(request, "Put aside. The minutes name it.")
        return redirect("live", slug=slug, label=label)
    context = {"form": form, "review": review, "item": item, "parked": parked_for(review, person)}
    return form_page(request, f"{FOLDER}/park.html", context)


@require_http_methods(FORM_METHODS)
@signed_in
def recommend(request: HttpRequest, slug: str, label: str, code: str) -> HttpResponseBase:
    """Put on record what the meeting recommends to a decider who is not there."""
    person, now = person_of(request), timezone.now()
    review, item = seen_review(slug, label, person), seen_item(person, code)
    require_host(review, person, "put its recommendation on record")
    table = item.options.filter(cycle=item.cycle, is_withdrawn=False)
    form = AdviseForm(sent(request), table=list(table))
    told: dict[str, Any] = {"review": review, "item": item, "actor": person, "at": now}
    if request.method == "POST" and form.carry_out(advise, **told):
        messages.success(request, f"{item.decider} is told, and decides.")
        return redirect("live", slug=slug, label=label)
    context = {"form": form, "review": review, "item": item}
    return form_page(request, f"{FOLDER}/advise.html", context)
