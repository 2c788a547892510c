"""What people add beside a bridge: notes and evidence, how long rows stay, a share as a reading."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import person_of
from accounts.recording import OutOfOrder
from accounts.views.guarded import INVALID, signed_in
from governance.actions.bridge_readings import record_share
from governance.actions.bridge_runs import forget_rows, keep_rows_until
from governance.actions.bridge_steps import note_step, show_for_step
from governance.forms.bridge_steps import EvidenceForm, KeepForm, NoteForm, ShareForm
from governance.forms.verb import VerbForm
from governance.models import Bridge, BridgeLine, BridgeRows
from governance.pages.addresses import page_url
from governance.pages.bridge_step import step_page
from governance.policies import sees_restricted
from governance.refusals import Refusal
from governance.views.contradictions import seen_item
from governance.views.refused import refused

STEP = "governance/bridges/step.html"
BESIDE = "governance/bridges/beside.html"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notes(request: HttpRequest, code: str, bridge: int, line: int) -> HttpResponse:
    """Show what was said of a step; a POST says something more."""
    step = _step(request, code, bridge, line)
    form = NoteForm(*_sent(request), **_told(request, step.bridge))
    if request.method != "POST":
        return _shown(request, step, form)
    return _carried_out(
        request, step, form, lambda who: note_step(line=step, text=form.cleaned_data["text"], **who)
    )


@require_POST
@signed_in
def evidence(request: HttpRequest, code: str, bridge: int, line: int) -> HttpResponse:
    """Name evidence for a step."""
    step = _step(request, code, bridge, line)
    form = _evidence_form(request, step)
    return _carried_out(
        request,
        step,
        form,
        lambda who: show_for_step(line=step, evidence=form.cleaned_data["evidence"], **who),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def keep(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Choose how long the rows of a bridge stay."""
    kept = _bridge(request, code, bridge)
    form = KeepForm(*_sent(request), **_told(request, kept))
    what = "For how long may the rows of this bridge stay?"

    def act(who: dict[str, Any]) -> str:
        rows = keep_rows_until(bridge=kept, days=form.cleaned_data["days"], **who)
        return f"The rows stay until {rows.kept_until}."

    return _beside(request, kept, form, act, title=what, label="Keep them so long")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def share(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Record a share of a bridge as a reading."""
    kept = _bridge(request, code, bridge)
    form = ShareForm(*_sent(request), **_told(request, kept))
    form.start_with(kept.start.period_start, kept.start.period_end)
    what = "A share of the bridge, kept as a reading, can be compared and watched."

    def act(who: dict[str, Any]) -> str:
        found = {name: form.cleaned_data[name] for name in ("kpi", "share")}
        days = {name: form.cleaned_data[name] for name in ("period_start", "period_end")}
        made = record_share(bridge=kept, **found, **days, **who)
        return f"Recorded as a reading of {made.kpi}."

    return _beside(request, kept, form, act, title=what, label="Record the reading")


@require_POST
@signed_in
def forget(request: HttpRequest, code: str, bridge: int) -> HttpResponse:
    """Delete the rows of a bridge before their day, where somebody asks to be forgotten."""
    kept = _bridge(request, code, bridge)
    rows = get_object_or_404(BridgeRows, run=kept.runs.first())
    try:
        forget_rows(rows=rows, actor=person_of(request), at=timezone.now())
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, kept.contradiction)
    return redirect(_address(kept))


def _beside(
    request: HttpRequest,
    kept: Bridge,
    form: VerbForm,
    act: Callable[[dict[str, Any]], str],
    **words: str,
) -> HttpResponse:
    if form.is_bound and form.is_valid():
        try:
            said = act({"actor": person_of(request), "at": timezone.now()})
        except ValidationError as error:
            form.refuse(error)
        except (Refusal, OutOfOrder) as refusal:
            return refused(request, refusal, kept.contradiction, form.kept())
        else:
            messages.success(request, said)
            return redirect(_address(kept))
    context = {"item": kept.contradiction, "form": form, "bridge_url": _address(kept), **words}
    return render(request, BESIDE, context, status=INVALID if form.errors else 200)


def _carried_out(
    request: HttpRequest,
    step: BridgeLine,
    form: VerbForm,
    act: Callable[[dict[str, Any]], object],
) -> HttpResponse:
    try:
        if not form.is_valid():
            return _shown(request, step, form, status=INVALID)
        act({"actor": person_of(request), "at": timezone.now()})
    except ValidationError as error:
        form.refuse(error)
        return _shown(request, step, form, status=INVALID)
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, step.bridge.contradiction, form.kept())
    return redirect("bridge_step", step.bridge.contradiction.code, step.bridge_id, step.pk)


def _shown(
    request: HttpRequest, step: BridgeLine, form: VerbForm, *, status: int = 200
) -> HttpResponse:
    person = person_of(request)
    page = step_page(step, person, timezone.now())
    is_note = isinstance(form, NoteForm)
    forms = {
        "note_form": form if is_note else NoteForm(**_told(request, step.bridge)),
        "evidence_form": _evidence_form(request, step, is_blank=True) if is_note else form,
        "form": form,
    }
    return render(request, STEP, {**page, **forms}, status=status)


def _evidence_form(
    request: HttpRequest, step: BridgeLine, *, is_blank: bool = False
) -> EvidenceForm:
    person = person_of(request)
    told = {"person": person, "today": timezone.now().date()}
    sees = sees_restricted(step.bridge.contradiction, person)
    sent = () if is_blank else _sent(request)
    return EvidenceForm(*sent, line=step, sees_restricted=sees, **told)


def _told(request: HttpRequest, kept: Bridge) -> dict[str, Any]:
    person, today = person_of(request), timezone.now().date()
    return {"item": kept.contradiction, "person": person, "today": today}


def _sent(request: HttpRequest) -> tuple[Any, ...]:
    return (request.POST,) if request.method == "POST" else ()


def _address(kept: Bridge) -> str:
    return f"{page_url('bridge', kept.contradiction.code)}?bridge={kept.pk}"


def _bridge(request: HttpRequest, code: str, key: int) -> Bridge:
    item = seen_item(person_of(request), code)
    return get_object_or_404(item.bridges.select_related("contradiction", "start", "end"), pk=key)


def _step(request: HttpRequest, code: str, bridge: int, line: int) -> BridgeLine:
    kept = _bridge(request, code, bridge)
    lines = kept.lines.select_related("bridge__contradiction", "bridge__start", "evidence")
    return get_object_or_404(lines, pk=line, is_withdrawn=False)
