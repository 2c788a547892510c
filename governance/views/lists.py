"""Importing the lists a company starts from: a file, its check, the result."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of
from accounts.views.guarded import for_those_who, form_page
from governance.actions.list_rows import Verdict
from governance.actions.lists import RESULT_HEADER, Outcome, check_kept, import_kept, keep_list
from governance.forms.lists import ListForm, open_to
from governance.lists import BY_SLUG, template_csv
from metrics.csv_writing import csv_text
from metrics.imports.saying import UNREADABLE, findings
from metrics.models import PendingImport
from metrics.policies import require_keeper

FOLDER = "governance/lists"
STEPS = ("File", "Check", "Result")
SHOWN = 100
keepers = for_those_who(require_keeper, "import lists")


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def start(request: HttpRequest) -> HttpResponseBase:
    """Take a list, or show what waits; each sort has a template to start from."""
    person, at = person_of(request), timezone.now()
    told = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListForm(*told, person=person, initial={"kind": request.GET.get("kind", "functions")})
    if form.is_valid():
        facts = form.cleaned_data
        try:
            kept = keep_list(
                kind=facts["kind"],
                data=facts["file"].read(),
                file_name=facts["file"].name,
                invites=facts["invites"],
                actor=person,
                at=at,
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("list_check", key=kept.key)
    kinds = open_to(person)
    waiting = PendingImport.objects.waiting(person, at).filter(kind__in=BY_SLUG)
    context = {"form": form, "steps": _steps(0), "kinds": kinds, "waiting": _named(waiting)}
    return form_page(request, f"{FOLDER}/start.html", context)


def _named(rows: Any) -> list[dict[str, Any]]:
    return [{"file": row, "label": BY_SLUG[row.kind].label} for row in rows]


@require_GET
@keepers
def template(_request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send a file to start from, with rows that show how it is filled in."""
    if slug not in BY_SLUG:
        raise Http404(f"There is no list of {slug}.")
    return _csv(template_csv(BY_SLUG[slug]), f"{slug}.csv")


@require_GET
@keepers
def check(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show row by row what importing would do."""
    pending = _mine(request, key)
    if pending.imported_at:
        return redirect("list_result", key=key)
    if pending.is_large:
        return redirect("list_job", key=key)
    outcome = check_kept(pending=pending, actor=person_of(request), at=timezone.now())
    found = [*outcome.problems, *outcome.row_problems]
    context = {
        "pending": pending,
        "kind": outcome.kind,
        "steps": _steps(1),
        "outcome": outcome,
        "counts": outcome.counts,
        "adds": outcome.adds,
        "message": _said(outcome),
        "problems": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "lines": [line for line in outcome.lines if not line.problems][:SHOWN],
    }
    return render(request, f"{FOLDER}/check.html", context)


def _said(outcome: Outcome) -> str:
    if outcome.problems:
        return UNREADABLE
    same, refused = outcome.count(Verdict.SAME), outcome.count(Verdict.REFUSED)
    return findings(len(outcome.lines), adds=outcome.adds, same=same, refused=refused)


@require_GET
@keepers
def check_csv(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send what would become of each row."""
    pending = _mine(request, key)
    if pending.is_large:
        return redirect("list_result_csv" if pending.result else "list_job", key=key)
    outcome = check_kept(pending=pending, actor=person_of(request), at=timezone.now())
    return _csv(csv_text(RESULT_HEADER, outcome.result_rows()), "check.csv")


@require_POST
@keepers
def run(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Import all rows, or by choice the good ones; anything else leads back to the check."""
    pending = _mine(request, key)
    if pending.is_large and not pending.imported_at:
        return redirect("list_job", key=key)
    if not pending.imported_at:
        outcome = import_kept(
            pending=pending,
            good_rows_only=request.POST.get("rows") == "good",
            actor=person_of(request),
            at=timezone.now(),
        )
        if not outcome.was_run:
            messages.warning(request, "Something changed since the check. Nothing was imported.")
            return redirect("list_check", key=key)
    return redirect("list_result", key=key)


@require_GET
@keepers
def result(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show what an import did and what it left out."""
    pending = _mine(request, key)
    if not pending.imported_at:
        return redirect("list_check", key=key)
    context = {
        "pending": pending,
        "kind": BY_SLUG[pending.kind],
        "steps": _steps(2),
        "counts": pending.counts,
    }
    return render(request, f"{FOLDER}/result.html", context)


@require_GET
@keepers
def result_csv(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send what became of each row."""
    pending = _mine(request, key)
    if not pending.result:
        return redirect("list_check", key=key)
    return FileResponse(pending.result.open("rb"), as_attachment=True, filename="result.csv")


def _mine(request: HttpRequest, key: UUID) -> PendingImport:
    """Find a kept list of this very person; to anybody else it is not there."""
    mine = PendingImport.objects.filter(person=person_of(request), kind__in=BY_SLUG)
    return get_object_or_404(mine, key=key, expires_at__gt=timezone.now())


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _steps(current: int) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "number": place + 1,
            "is_current": place == current,
            "is_done": place < current,
            "url": reverse("register_import") if place == 0 < current else "",
        }
        for place, name in enumerate(STEPS)
    ]
