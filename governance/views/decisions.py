"""Deciding, the log of decisions, and what the company no longer believes."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of, whole
from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT, INVALID, form_page, sent, signed_in
from accounts.workdays import local_day
from governance.actions.revisits import WHO, expected_of, revisit
from governance.clocks.faces import Faces
from governance.dossier import Dossier, current
from governance.forms.decision_sheet import DecisionSheet
from governance.forms.revisits import RevisitForm
from governance.models import Contradiction, Decision
from governance.pages.addresses import item_url
from governance.pages.deciding import stage
from governance.pages.decision_counts import decision_counts, decisions_message, tabs
from governance.pages.decision_log import (
    beliefs_seen_by,
    decision_page,
    decisions_seen_by,
    in_log_order,
    log_rows,
)
from governance.policies import permit, require
from governance.refusals import Refusal, Stale
from governance.views.contradictions import seen_item
from governance.views.refused import conflict, refused

DECIDE = "governance/decisions/decide.html"
CODE = re.compile(r"D-(\d{1,9})", re.IGNORECASE)
PER_PAGE = 25


Show = Callable[[HttpRequest, DecisionSheet, dict[str, Any], int], HttpResponse]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Show the options to the decider; a POST records the choice and returns to the dossier."""
    item = seen_item(person_of(request), code)
    return decide_on(request, item, timezone.now(), show=_show, back=item_url(item))


def _show(
    request: HttpRequest, _: DecisionSheet, page: dict[str, Any], status: int
) -> HttpResponse:
    return render(request, DECIDE, page, status=status)


def decide_on(
    request: HttpRequest, item: Contradiction, now: datetime, *, show: Show, back: str
) -> HttpResponse:
    """Show what may be chosen, or record what was; `show` draws the page, `back` is after it."""
    sheet = sheet_of(request, item, now)
    if request.method != "POST":
        return show(request, sheet, decide_page(sheet, now), 200)
    try:
        permit("decide", item, sheet.person, now)
        if sheet.version is not None and sheet.version != item.version:
            raise Stale(item)
        if not sheet.is_valid():
            return show(request, sheet, decide_page(sheet, now), INVALID)
        made = sheet.record(now)
    except ValidationError as error:
        sheet.refuse(error)
        return show(request, sheet, decide_page(sheet, now), INVALID)
    except Stale:
        fresh = _fresh(request, item, sheet)
        opened = whole(request.POST.get("version", ""))
        page = decide_page(fresh, now)
        page["clash"] = conflict(fresh.dossier.item, opened, sheet.person, now)
        return show(request, fresh, page, CONFLICT)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, item, sheet.kept())
    messages.success(request, _done(made))
    return redirect(back)


def sheet_of(request: HttpRequest, item: Contradiction, now: datetime) -> DecisionSheet:
    """Return the form for an item, with what was sent."""
    person = person_of(request)
    today = local_day(now, Faces([], now).zone_of(person))
    data = request.POST if request.method == "POST" else None
    return DecisionSheet(Dossier(item), person, today, data)


def decide_page(sheet: DecisionSheet, now: datetime) -> dict[str, Any]:
    """Return what the page shows: the stage, and with each option what is recorded."""
    page = stage(sheet.dossier, sheet.person, now)
    for nth, option in enumerate(page["options"]):
        recorded = sheet.records[option["value"]]
        option |= {"recorded": recorded, "checked": recorded.is_bound, "id": f"id_option_{nth}"}
        if page["waits"]:
            option["value"] = ""
    return page | {"form": sheet.choosing, "forms": sheet.forms}


def _fresh(request: HttpRequest, item: Contradiction, sheet: DecisionSheet) -> DecisionSheet:
    """Return the form anew with what was entered kept, ready to be sent again."""
    latest = seen_item(sheet.person, item.code)
    again = request.POST.copy()
    again["version"] = str(latest.version)
    return DecisionSheet(Dossier(latest), sheet.person, sheet.today, again)


def _done(item: Contradiction) -> str:
    if item.status == Contradiction.Status.ACCEPTED:
        return (
            f"{item.code} stands as it is until {item.accepted_until}. It is disclosed till then."
        )
    return f"{item.current_decision} is recorded. Everybody concerned is told."


@signed_in
@require_GET
def log(request: HttpRequest) -> HttpResponse:
    """List decisions, those due to be looked at again first."""
    person, today = person_of(request), timezone.now().date()
    counts = decision_counts(person, today)
    pages = Paginator(in_log_order(decisions_seen_by(person)), PER_PAGE)
    pages.count = counts["decisions"]
    page = pages.get_page(request.GET.get("page"))
    context = {
        "message": decisions_message(counts),
        "tabs": tabs(counts, "decisions"),
        "page": page,
        "rows": log_rows(list(page.object_list), today),
    }
    return render(request, "governance/decisions/list.html", context)


@signed_in
@require_GET
def beliefs(request: HttpRequest) -> HttpResponse:
    """List what the company no longer believes, since when, and who said so first."""
    person = person_of(request)
    counts = decision_counts(person, timezone.now().date())
    pages = Paginator(beliefs_seen_by(person), PER_PAGE)
    pages.count = counts["beliefs"]
    context = {"tabs": tabs(counts, "beliefs"), "page": pages.get_page(request.GET.get("page"))}
    return render(request, "governance/decisions/beliefs.html", context)


@signed_in
@require_GET
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """Show one decision: what, why, at what price, by which right, and what followed."""
    person = person_of(request)
    context = decision_page(_seen(code, person), person, timezone.now())
    return render(request, "governance/decisions/detail.html", context)


def _seen(code: str, person: User) -> Decision:
    match = CODE.fullmatch(code)
    if match is None:
        raise Http404
    return get_object_or_404(decisions_seen_by(person), number=int(match[1]))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def look_again(request: HttpRequest, code: str) -> HttpResponseBase:
    """Write down what came of a decision beside what was expected of it."""
    person, at = person_of(request), timezone.now()
    found = _seen(code, person)
    require(found.contradiction, person, at, WHO, "look again at")
    form = RevisitForm(sent(request), decision=found)
    if request.method == "POST" and form.carry_out(revisit, decision=found, actor=person, at=at):
        messages.success(request, f"What came of {found} is on record.")
        return redirect("decision", code=found.code)
    context = {
        "form": form,
        "decision": found,
        "expected": expected_of(found.option),
        "dissents": current(list(found.dissents.select_related("function", "person"))),
    }
    return form_page(request, "governance/decisions/revisit.html", context)
