"""Proposing what a KPI means, reading the proposal word by word, and judging it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of
from accounts.models import User
from accounts.views.guarded import INVALID, sent, signed_in
from governance.actions import definitions
from governance.forms.keeping import DefinitionForm, RejectForm
from governance.models.decisions import in_place_of
from governance.pages.definitions import changed_words
from governance.pages.kpi import KpiPage
from governance.rights.approvers import approvers_of, judged_for, may_judge
from governance.views.keeping import Sheet, entered
from governance.views.kpis import FORM_METHODS, found_kpi
from metrics.models import KPIDefinition
from metrics.policies import require_steward

TEMPLATE = "governance/kpis/definition.html"
RELATED = ("author", "approver", "population", "identity_rule", "implemented_in")


@signed_in
@require_http_methods(FORM_METHODS)
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """Propose a meaning, starting from the one that holds."""
    person, kpi, at = person_of(request), found_kpi(slug), timezone.now()
    require_steward(person, "propose a definition")
    first = DefinitionForm.first_values(kpi.current_definition, at.date())
    sheet = Sheet(
        heading=f"Propose what {kpi.name} means",
        lede="The agreed meaning holds until somebody who answers for the metric approves.",
        label="Propose meaning",
        back_url=reverse("kpi", args=[kpi.slug]) + "#meaning",
        back_label=kpi.name,
    )

    def act(facts: dict[str, Any]) -> object:
        return definitions.propose(kpi=kpi, actor=person, at=at, **facts)

    form = DefinitionForm(sent(request), initial=first)
    return entered(request, form, sheet, act, "Proposed. It waits for approval.")


@signed_in
@require_GET
def show(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one meaning, word by word against the one before it."""
    return _shown(request, _found(slug, number), RejectForm())


@signed_in
@require_POST
def approve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Approve a proposal."""
    one, at = _found(slug, number), timezone.now()
    judged = definitions.approve(definition=one, actor=person_of(request), at=at)
    begins = "is in force" if judged.effective_from <= at.date() else "is approved and begins later"
    messages.success(request, f"v{judged.number} {begins}.")
    return redirect(reverse("kpi", args=[slug]) + "#meaning")


@signed_in
@require_POST
def reject(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Reject a proposal with a reason."""
    one, form = _found(slug, number), RejectForm(request.POST)
    if form.is_valid():
        try:
            definitions.reject(
                definition=one, actor=person_of(request), at=timezone.now(), **form.facts()
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, f"v{one.number} is rejected. The agreed meaning stands.")
            return redirect("kpi", slug=slug)
    return _shown(request, one, form, status=INVALID)


def _found(slug: str, number: int) -> KPIDefinition:
    found = KPIDefinition.objects.select_related(*RELATED)
    one = get_object_or_404(found, kpi__slug=slug, number=number)
    one.kpi = found_kpi(slug)
    return one


def _shown(
    request: HttpRequest, one: KPIDefinition, form: RejectForm, status: int = 200
) -> HttpResponse:
    person, at = person_of(request), timezone.now()
    before = _before(one)
    page = KpiPage(one.kpi, person, at)
    able = [p for p in approvers_of(one.kpi, at.date()) if p.pk != one.author_id]
    last = one.history.first()
    why = last.history_change_reason if last else ""
    context = {
        "one": one,
        "kpi": one.kpi,
        "before": before,
        "changes": changed_words(before, one),
        "form": form,
        "page": page,
        "may_judge": may_judge(one, person, at.date(), page.matrix),
        "waits_for": f"{_names(able) or 'Nobody yet'} can judge it.",
        # An act nobody gave a reason for is recorded under its own name.
        "reason": "" if why == "propose definition" else why,
        "judge": in_place_of(one.approver, judged_for([one]).get(one.pk)),
        "uses": page.used_for,
        "readings": one.measurements.count(),
    }
    return render(request, TEMPLATE, context, status=status)


def _before(one: KPIDefinition) -> KPIDefinition | None:
    """Find what a meaning changes: the approved one that came before it."""
    earlier = one.kpi.definitions.approved().filter(number__lt=one.number)
    return earlier.select_related(*RELATED).order_by("number").last()


def _names(people: list[User]) -> str:
    return " or ".join(str(person) for person in people)
