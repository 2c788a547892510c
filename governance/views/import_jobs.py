"""The page of a file that a worker reads: what was asked for, how far it is, what it found."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.http import person_of
from accounts.views.guarded import for_those_who
from governance.actions.import_jobs import ASKED, ask_worker
from governance.lists import BY_SLUG
from governance.pages.import_jobs import JobPage
from metrics.models import PendingImport
from metrics.models.uploads import READINGS
from metrics.policies import require_keeper, require_steward

SECONDS = 3


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(require_steward, "import readings")
def readings_job(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a file of readings is, or give it to a worker."""
    return _job(request, key, [READINGS], "import")


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who(require_keeper, "import lists")
def list_job(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Show how far a list is, or give it to a worker."""
    return _job(request, key, list(BY_SLUG), "list")


def _job(request: HttpRequest, key: UUID, kinds: list[str], pages: str) -> HttpResponseBase:
    person, at = person_of(request), timezone.now()
    mine = PendingImport.objects.filter(person=person, kind__in=kinds, expires_at__gt=at)
    pending = get_object_or_404(mine, key=key)
    here = reverse(f"{pages}_job", args=[key])
    rows = request.POST.get("rows")
    if rows in ASKED and not pending.is_at_work and not pending.imported_at:
        ask_worker(pending=pending, rows=rows, actor=person, at=at)
        return redirect(here)
    if pending.imported_at:
        return redirect(f"{pages}_result", key=key)
    context: dict[str, Any] = {"page": JobPage(pending, pages), "pending": pending, "here": here}
    response = render(request, "governance/imports/job.html", context)
    if pending.is_at_work:
        response["Refresh"] = str(SECONDS)
    return response
