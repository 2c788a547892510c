"""Who decides what: the whole tree, one subject with its rights, granting and ending them."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.views.guarded import for_those_who, form_page, sent, signed_in
from governance.actions.rights import add_decision_type, end, grant
from governance.forms.rights import DecisionTypeForm, EndForm, GrantForm
from governance.models import DecisionRight, DecisionType
from governance.pages.rights_grid import asked_day, grid_url, said_of_gaps
from governance.pages.waivers import waivers_seen_by
from governance.rights.matrix import Right, Subject
from governance.rights.who_decides import COLUMNS, NAMES, Directory, folded
from governance.views.addresses import Address
from metrics.models import KPI, DataDomain
from metrics.policies import is_keeper, require_keeper

FOLDER = "governance/rights"
PREFILLED = ("over", "person", "right", "decision_type", "since")
keepers = for_those_who(require_keeper, "change rights")


@require_GET
@signed_in
def who_decides(request: HttpRequest) -> HttpResponseBase:
    """Answer who owns and decides every domain and KPI, what has nobody first."""
    address, today = Address(request), timezone.now().date()
    types = list(DecisionType.objects.all())
    sort = next((one for one in types if one.slug == request.GET.get("type")), None)
    day = asked_day(request.GET.get("on", "")) or today
    directory = Directory(day, sort)
    domains = sorted(directory.matrix.domains.values(), key=lambda one: one.name)
    domain = next((one for one in domains if one.slug == request.GET.get("domain")), None)
    people = _people(directory)
    person = next((key for key in people if str(key) == request.GET.get("person")), None)
    lines = directory.within(domain, person)
    context = {
        "lines": lines,
        "rows": folded(lines),
        "gaps": [] if domain or person else directory.gaps,
        "columns": [NAMES[right] for right in COLUMNS],
        "message": said_of_gaps(directory),
        "facts": _facts(directory),
        "day": day,
        "is_past": day != today,
        "past": f"Rights as on {day}",
        "today_url": address.to(on=""),
        "types": types,
        "sort": sort,
        "type_tabs": _type_tabs(address, types, sort),
        "domains": domains,
        "domain": domain,
        "people": sorted(people.items(), key=lambda one: one[1]),
        "person": person,
        "chips": _chips(address, domain, people.get(person or 0)),
        "clear_url": address.to(domain="", person=""),
        "may_grant": is_keeper(person_of(request)) and day == today,
        "waived": waivers_seen_by(person_of(request)).on(day).count(),
    }
    return render(request, f"{FOLDER}/list.html", context)


def _people(directory: Directory) -> dict[int, str]:
    shown = [held for held in directory.matrix.rights if held.right in COLUMNS]
    return {held.person_id: held.person.name for held in shown}


def _facts(directory: Directory) -> list[tuple[str, Any]]:
    """Name the rights that are few and reach far, and how much was granted."""
    force = [held for held in directory.matrix.rights if held.right == Right.FORCE]
    names = ", ".join(dict.fromkeys(held.person.name for held in force))
    return [
        ("May force a reconciliation", names or "nobody"),
        ("Rights in force", len(directory.matrix.rights)),
    ]


def _type_tabs(
    address: Address, types: list[DecisionType], sort: DecisionType | None
) -> list[dict[str, str]]:
    named = [("", "Any decision"), *((one.slug, one.name) for one in types)]
    current = sort.slug if sort else ""
    return [
        {
            "url": address.to(type=slug),
            "label": label,
            "current": "page" if slug == current else "",
        }
        for slug, label in named
    ]


def _chips(address: Address, domain: DataDomain | None, person: str | None) -> list[dict[str, str]]:
    told = [("Domain", "domain", domain.name if domain else ""), ("Person", "person", person)]
    return [
        {"name": label, "value": value, "remove_url": address.to(**{name: ""})}
        for label, name, value in told
        if value
    ]


@require_GET
@signed_in
def domain_rights(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show every right over a domain, past and coming ones too."""
    return _subject_page(request, get_object_or_404(DataDomain, slug=slug))


@require_GET
@signed_in
def kpi_rights(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show every right over a KPI, past and coming ones too."""
    return _subject_page(
        request, get_object_or_404(KPI.objects.select_related("domain"), slug=slug)
    )


def _subject_page(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    at = timezone.now()
    directory = Directory(at.date())
    mine = {"kpi": subject} if isinstance(subject, KPI) else {"domain": subject}
    rights = DecisionRight.objects.filter(**mine).select_related("person", "decision_type")
    line = next(one for one in directory.lines if one.subject == subject)
    sort = "kpi" if isinstance(subject, KPI) else "domain"
    context = {
        "subject": subject,
        "is_kpi": line.is_kpi,
        "cells": line.cells,
        "message": _subject_message(subject, line.answers),
        "rights": [_row(right, at) for right in rights.order_by("right", "-since")],
        "may_grant": is_keeper(person_of(request)),
        "grant_url": f"{reverse('right_grant')}?over={sort}:{subject.slug}",
        "ask_url": f"{reverse('poll_ask')}?about={sort}:{subject.slug}",
        "may_ask": person_of(request).is_steward,
    }
    return render(request, f"{FOLDER}/subject.html", context)


def _subject_message(subject: Subject, answers: dict[str, Any]) -> str:
    owner, decider = answers[Right.ACCOUNTABLE][0].person, answers[Right.DECIDES][0].person
    if owner and decider and owner == decider:
        return f"{owner} owns {subject} and decides on it."
    owns = f"{owner} owns {subject}" if owner else f"Nobody owns {subject}"
    decides = f"{decider} decides on it" if decider else "nobody decides on it"
    return f"{owns}; {decides}."


def _row(right: DecisionRight, at: datetime) -> dict[str, Any]:
    today = at.date()
    is_over = right.until is not None and right.until <= today
    state = "over" if is_over else "coming" if right.since > today else ""
    return {"right": right, "state": state, "is_over": is_over}


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def right_grant(request: HttpRequest) -> HttpResponseBase:
    """Give somebody a right."""
    at = timezone.now()
    first = {name: request.GET[name] for name in PREFILLED if name in request.GET}
    form = GrantForm(sent(request), initial={"since": at.date(), **first})
    if form.is_bound and form.carry_out(grant, actor=person_of(request), at=at):
        facts = form.cleaned_data
        subject = facts["kpi"] or facts["domain"]
        messages.success(request, f"{facts['person']} holds the right from {facts['since']}.")
        return redirect(_back(request, subject))
    came_from = "who_decides" if _grid(request) is None else "rights_grid"
    context = {"form": form, "grid": _grid(request), "back_url": reverse(came_from)}
    return form_page(request, f"{FOLDER}/grant.html", context)


def _grid(request: HttpRequest) -> str | None:
    """Return in which view of the grid somebody began, or None where they began elsewhere."""
    return request.POST.get("grid", request.GET.get("grid"))


def _back(request: HttpRequest, subject: Subject) -> str:
    """Return the page to go back to: the grid as it was left, or the subject with its rights."""
    view = _grid(request)
    if view is not None:
        return grid_url(view, subject)
    page = "kpi_rights" if isinstance(subject, KPI) else "domain_rights"
    return reverse(page, args=[subject.slug])


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def right_end(request: HttpRequest, pk: int) -> HttpResponseBase:
    """End a right."""
    related = DecisionRight.objects.select_related("person", "domain", "kpi", "decision_type")
    right, at = get_object_or_404(related, pk=pk), timezone.now()
    form = EndForm(sent(request), initial={"until": at.date()})
    told = {"right": right, "actor": person_of(request), "at": at}
    if form.is_bound and form.carry_out(end, **told):
        messages.success(request, f"The right ends; {form.cleaned_data['until']} is without it.")
        return redirect(_back(request, right.subject))
    context = {"form": form, "right": right, "grid": _grid(request)}
    context["back_url"] = _back(request, right.subject)
    return form_page(request, f"{FOLDER}/end.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def decision_types(request: HttpRequest) -> HttpResponseBase:
    """List sorts of decision; keepers of the register add one."""
    form = DecisionTypeForm(sent(request))
    if form.is_valid():
        told = {"actor": person_of(request), "at": timezone.now()}
        slug = slugify(form.cleaned_data["name"])
        if form.carry_out(add_decision_type, slug=slug, **told):
            messages.success(request, f"“{form.cleaned_data['name']}” can be granted for now.")
            return redirect("decision_types")
    types = DecisionType.objects.order_by("name")
    context = {"form": form, "types": types, "may_add": is_keeper(person_of(request))}
    return form_page(request, f"{FOLDER}/types.html", context)
