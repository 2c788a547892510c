"""What was promised: open by due date and function, ended with proof or a reason."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from accounts.http import person_of, typed
from accounts.recording import OutOfOrder
from accounts.views.guarded import INVALID, signed_in
from governance.actions import follow_ups
from governance.forms.facts import CompleteFollowUp
from governance.models import FollowUp
from governance.pages.decision_counts import decision_counts, follow_ups_message, tabs
from governance.pages.follow_ups import by_function, promises_seen_by, rows
from governance.refusals import Refusal
from governance.views.refused import refused

TEMPLATE = "governance/follow_ups/list.html"
ROW = "governance/follow_ups/row.html"
PER_PAGE = 30


@signed_in
@require_GET
def open_ones(request: HttpRequest) -> HttpResponse:
    """List open follow-ups by due date; `ended` lists those done or cancelled."""
    return render(request, TEMPLATE, _page(request, timezone.now()))


def _page(request: HttpRequest, now: datetime) -> dict[str, Any]:
    person, chosen = person_of(request), typed(request.GET, "function")
    seen, is_ended = promises_seen_by(person), "ended" in request.GET
    if is_ended:
        seen = seen.exclude(status=FollowUp.Status.OPEN).order_by("-ended_at")
    else:
        seen = seen.filter(status=FollowUp.Status.OPEN)
    if chosen:
        seen = seen.filter(owner__function__slug=chosen)
    counts, pages = decision_counts(person, now.date()), Paginator(seen, PER_PAGE)
    if not (chosen or is_ended):
        pages.count = counts["follow_ups"]
    page = pages.get_page(request.GET.get("page"))
    return {
        "message": follow_ups_message(counts),
        "tabs": tabs(counts, "follow_ups"),
        "functions": by_function(person, chosen),
        "is_ended": is_ended,
        "is_filtered": bool(chosen),
        "page": page,
        "query": "ended=1&" if is_ended else f"function={chosen}&" if chosen else "",
        "rows": rows(list(page.object_list), person, now.date()),
    }


@signed_in
@require_POST
@vary_on_headers("HX-Request")
def done(request: HttpRequest, key: int) -> HttpResponse:
    """Mark one done with its proof; to htmx its row alone."""
    person, now = person_of(request), timezone.now()
    kept = get_object_or_404(promises_seen_by(person), pk=key)
    form = CompleteFollowUp(
        request.POST,
        request.FILES,
        item=kept.contradiction,
        person=person,
        today=now.date(),
        row=kept,
        prefix=f"f{kept.pk}",
    )
    try:
        if not form.is_valid():
            return _row(request, kept, now, form, status=INVALID)
        ended = follow_ups.complete(follow_up=kept, actor=person, at=now, **form.facts())
    except ValidationError as error:
        form.refuse(error)
        return _row(request, kept, now, form, status=INVALID)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, kept.contradiction, form.kept())
    if request.htmx:  # type: ignore[attr-defined]
        return _row(request, promises_seen_by(person).get(pk=ended.pk), now)
    messages.success(request, f"“{ended.title}” is done; its proof is {ended.proof}.")
    return redirect("follow_ups")


def _row(
    request: HttpRequest,
    kept: FollowUp,
    now: datetime,
    form: CompleteFollowUp | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {"row": rows([kept], person_of(request), now.date())[0], "form": form}
    template = ROW if request.htmx else "governance/follow_ups/done.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=status)
