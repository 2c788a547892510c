"""A bridge out of two lists, as pages: their rules, and how far a worker is."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import person_of
from accounts.recording import OutOfOrder
from accounts.views.guarded import INVALID, signed_in
from governance.actions import bridge_jobs
from governance.forms.bridge_lists import RulesForm
from governance.models import BridgeJob
from governance.pages.addresses import page_url
from governance.pages.bridge_lists import SECONDS, JobPage
from governance.policies import sees_restricted
from governance.refusals import Refusal
from governance.views.contradictions import seen_item
from governance.views.refused import refused

JOB = "governance/bridges/job.html"


@require_GET
@signed_in
def job(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Show the rules of two lists to choose, or how far a worker is with them."""
    kept = _job(request, code, key)
    if kept.step == BridgeJob.Step.DONE:
        sides = f"{kept.start.order}-{kept.end.order}"
        return redirect(f"{page_url('bridge', code)}?sides={sides}")
    return _shown(request, kept)


@require_POST
@signed_in
def preview(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Say how many keys match by the rules that were sent."""
    kept = _job(request, code, key)
    form = _form(request, kept)
    if not form.is_valid():
        return _shown(request, kept, form, status=INVALID)
    found: dict[str, Any] = {}
    try:
        seen = bridge_jobs.preview_bridge(
            job=kept, rules=form.rules(), actor=person_of(request), at=timezone.now()
        )
        found = {"preview": seen, "has_no_preview": seen is None}
    except ValidationError as error:
        form.refuse(error)
        return _shown(request, kept, form, status=INVALID)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, kept.contradiction)
    return _shown(request, kept, form, **found)


@require_POST
@signed_in
def run(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Give the lists to a worker."""
    kept = _job(request, code, key)
    form = _form(request, kept)
    if not form.is_valid():
        return _shown(request, kept, form, status=INVALID)
    try:
        bridge_jobs.run_bridge(
            job=kept, actor=person_of(request), at=timezone.now(), **form.facts()
        )
    except ValidationError as error:
        form.refuse(error)
        return _shown(request, kept, form, status=INVALID)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, kept.contradiction)
    return redirect("bridge_job", code=code, key=key)


@require_POST
@signed_in
def cancel(request: HttpRequest, code: str, key: UUID) -> HttpResponse:
    """Have the worker stop."""
    kept = _job(request, code, key)
    try:
        bridge_jobs.cancel_run(job=kept, actor=person_of(request), at=timezone.now())
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, kept.contradiction)
    return redirect("bridge_job", code=code, key=key)


def _job(request: HttpRequest, code: str, key: UUID) -> BridgeJob:
    """Find the lists of an item; what they hold is for those with a part in it."""
    person = person_of(request)
    item = seen_item(person, code)
    if not sees_restricted(item, person):
        raise Http404
    jobs = BridgeJob.objects.select_related("contradiction", "start", "end", "person")
    return get_object_or_404(jobs, contradiction=item, key=key, expires_at__gt=timezone.now())


def _form(request: HttpRequest, kept: BridgeJob) -> RulesForm:
    sent = (request.POST,) if request.method == "POST" else ()
    person, today = person_of(request), timezone.now().date()
    return RulesForm(*sent, job=kept, person=person, today=today)


def _shown(
    request: HttpRequest,
    kept: BridgeJob,
    form: RulesForm | None = None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    page = JobPage(kept)
    form = form or _form(request, kept)
    context = {**page.context(), "form": form, "sides": page.sides(form), **more}
    answer = render(request, JOB, context, status=status)
    if kept.is_at_work and request.method == "GET":
        answer["Refresh"] = str(SECONDS)
    return answer
