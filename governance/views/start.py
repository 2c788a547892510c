"""The first ninety days: how far they have come, and the steps that are left out."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of
from accounts.views.guarded import for_those_who, form_page, sent
from governance.actions.start import resume_step, skip_step
from governance.forms.start import SkipForm
from governance.models import SkippedStep
from governance.pages.start import headline, phases
from governance.rights.matrix import Matrix
from governance.start.progress import Progress
from metrics.policies import require_keeper

FOLDER = "governance/start"
keepers = for_those_who(require_keeper, "see how the start goes")


@require_GET
@keepers
def start(request: HttpRequest) -> HttpResponseBase:
    """Show every step, whether it is done, and what is missing."""
    progress = Progress(Matrix.on(timezone.now().date()))
    context = {
        "progress": progress,
        "message": headline(progress),
        "phases": phases(progress, person_of(request)),
    }
    return render(request, f"{FOLDER}/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def skip(request: HttpRequest, step: str) -> HttpResponseBase:
    """Leave out a step, or the whole start, saying why."""
    if step not in SkippedStep.Step.values:
        raise Http404
    label = SkippedStep.Step(step).label
    form = SkipForm(sent(request))
    told = {"step": step, "actor": person_of(request), "at": timezone.now()}
    if request.method == "POST" and form.carry_out(skip_step, **told):
        messages.success(request, f"“{label}” is skipped. It can be taken up again at any time.")
        return redirect("start")
    return form_page(request, f"{FOLDER}/skip.html", {"form": form, "step": step, "label": label})


@require_POST
@keepers
def resume(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Take a step up again."""
    kept = get_object_or_404(SkippedStep, pk=pk)
    resume_step(skipped=kept, actor=person_of(request), at=timezone.now())
    messages.success(request, f"“{kept}” is taken up again.")
    return redirect("start")
