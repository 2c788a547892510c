"""What metrics are kept by: the tree of domains, systems with shadows, populations."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.views.guarded import sent, signed_in
from governance.actions.domains import change_domain
from governance.forms.keeping import (
    DomainForm,
    IdentityRuleForm,
    PopulationForm,
    SystemForm,
    free_slug,
)
from governance.rights.matrix import Matrix, Matter, Ruling
from governance.views.keeping import Sheet, entered
from governance.views.kpis import FORM_METHODS
from metrics.actions.definitions import add_identity_rule, add_population
from metrics.actions.domains import add_domain, add_system, change_system
from metrics.models import DataDomain, IdentityRule, Population, SourceSystem
from metrics.policies import is_keeper, require_keeper

Branch = tuple[DataDomain, int, Ruling]


@signed_in
@require_GET
def domains(request: HttpRequest) -> HttpResponse:
    """Show the tree of domains with who is accountable for each."""
    found = list(DataDomain.objects.annotate(metrics=Count("kpis")))
    matrix = Matrix.on(timezone.now().date())
    context = {
        "branches": list(_tree(found, matrix)),
        "may_keep": is_keeper(person_of(request)),
    }
    return render(request, "governance/kpis/domains.html", context)


def _tree(found: Sequence[DataDomain], matrix: Matrix) -> Iterator[Branch]:
    """Yield each domain below its parent, with how deep it lies."""
    below: dict[int | None, list[DataDomain]] = {}
    for domain in found:
        below.setdefault(domain.parent_id, []).append(domain)
    waiting = [(domain, 0) for domain in reversed(below.get(None, []))]
    while waiting:
        domain, depth = waiting.pop()
        yield domain, depth, matrix.owner(Matter(domain=domain))
        waiting += [(child, depth + 1) for child in reversed(below.get(domain.pk, []))]


@signed_in
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """Show where figures are read, and the shadows with the day they retire by."""
    found = SourceSystem.objects.annotate(metrics=Count("kpis"))
    today = timezone.now().date()
    shadows = [(one, _lateness(one, today)) for one in found if one.is_shadow]
    context = {
        "systems": [one for one in found if not one.is_shadow],
        "shadows": shadows,
        "overdue": sum(bool(late) for _, late in shadows),
        "may_keep": is_keeper(person_of(request)),
    }
    return render(request, "governance/kpis/systems.html", context)


def _lateness(system: SourceSystem, today: date) -> int:
    """Return how many days ago a shadow should have retired; 0 while there is time."""
    if system.retire_by is None:
        return 0
    return max(0, (today - system.retire_by).days)


@signed_in
@require_GET
def populations(request: HttpRequest) -> HttpResponse:
    """Show which entities are counted, and when two rows are the same."""
    context = {
        "populations": Population.objects.annotate(used=Count("definitions")),
        "rules": IdentityRule.objects.annotate(used=Count("definitions")),
        "may_keep": is_keeper(person_of(request)),
    }
    return render(request, "governance/kpis/populations.html", context)


@signed_in
@require_http_methods(FORM_METHODS)
def add_one_domain(request: HttpRequest) -> HttpResponse:
    """Add a domain."""
    person = person_of(request)
    require_keeper(person, "add a domain")

    def act(facts: dict[str, Any]) -> object:
        slug = free_slug(facts["name"], DataDomain.objects)
        return add_domain(slug=slug, actor=person, at=timezone.now(), **facts)

    sheet = _sheet("Add a domain", "domains", "Domains")
    return entered(request, DomainForm(sent(request)), sheet, act, "The domain is added.")


@signed_in
@require_http_methods(FORM_METHODS)
def change_one_domain(request: HttpRequest, slug: str) -> HttpResponse:
    """Rename a domain or move it in the tree."""
    person, one = person_of(request), get_object_or_404(DataDomain, slug=slug)
    require_keeper(person, "change a domain")

    def act(facts: dict[str, Any]) -> object:
        reason = f"{one.name} renamed or moved"
        return change_domain(domain=one, reason=reason, actor=person, at=timezone.now(), **facts)

    form = DomainForm(sent(request), initial={"name": one.name, "parent": one.parent_id})
    return entered(request, form, _sheet(f"Change {one}", "domains", "Domains"), act, "Saved.")


@signed_in
@require_http_methods(FORM_METHODS)
def add_one_system(request: HttpRequest) -> HttpResponse:
    """Add a system, or a shadow to the register of shadows."""
    person = person_of(request)
    require_keeper(person, "add a system")

    def act(facts: dict[str, Any]) -> object:
        slug = free_slug(facts["name"], SourceSystem.objects)
        return add_system(slug=slug, actor=person, at=timezone.now(), **facts)

    sheet = _sheet("Add a system", "systems", "Systems")
    return entered(request, SystemForm(sent(request)), sheet, act, "The system is added.")


@signed_in
@require_http_methods(FORM_METHODS)
def change_one_system(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is kept of a system."""
    person, one = person_of(request), get_object_or_404(SourceSystem, slug=slug)
    require_keeper(person, "change a system")

    def act(facts: dict[str, Any]) -> object:
        reason = f"{one.name} set right"
        return change_system(system=one, reason=reason, actor=person, at=timezone.now(), **facts)

    first = {name: getattr(one, name) for name in SystemForm.base_fields}
    form = SystemForm(sent(request), initial=first)
    return entered(request, form, _sheet(f"Change {one}", "systems", "Systems"), act, "Saved.")


@signed_in
@require_http_methods(FORM_METHODS)
def add_one_population(request: HttpRequest) -> HttpResponse:
    """Add a population."""
    person = person_of(request)
    require_keeper(person, "add a population")

    def act(facts: dict[str, Any]) -> object:
        return add_population(actor=person, at=timezone.now(), **facts)

    sheet = _sheet("Add a population", "populations", "Populations")
    return entered(request, PopulationForm(sent(request)), sheet, act, "The population is added.")


@signed_in
@require_http_methods(FORM_METHODS)
def add_one_rule(request: HttpRequest) -> HttpResponse:
    """Add an identity rule."""
    person = person_of(request)
    require_keeper(person, "add an identity rule")

    def act(facts: dict[str, Any]) -> object:
        return add_identity_rule(actor=person, at=timezone.now(), **facts)

    sheet = _sheet("Say when two rows are one", "populations", "Populations")
    return entered(request, IdentityRuleForm(sent(request)), sheet, act, "The rule is added.")


def _sheet(heading: str, back: str, label: str) -> Sheet:
    return Sheet(heading=heading, label="Save", back_url=reverse(back), back_label=label)
