"""People and functions: inviting, changing, letting go and letting back in."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.actions.people import change_function, name_function, name_head
from accounts.http import person_of, typed
from accounts.models import Function, User
from accounts.policies import require_administrator
from accounts.views.guarded import for_those_who, form_page, sent
from governance.actions.people import (
    change_person,
    deactivate_person,
    invite,
    invite_again,
    reactivate_person,
)
from governance.forms.people import (
    ChangeFunctionForm,
    DeactivateForm,
    FunctionForm,
    InviteForm,
    PersonForm,
    ReasonForm,
)
from governance.models import Contradiction
from governance.pages.absence import Absences
from governance.rights.holdings import Holdings
from governance.rights.people import SORTS, counts, functions, listed, sort_of
from governance.views.addresses import Address

PER_PAGE = 50
ROLE = "role"
FOLDER = "governance/people"
keepers = for_those_who(require_administrator, "keep people and functions")


@require_GET
@keepers
def people(request: HttpRequest) -> HttpResponseBase:
    """List people by whether they can sign in, and functions with their heads."""
    address, sort = Address(request), sort_of(request.GET.get("state", ""))
    text = typed(request.GET, "q").strip()
    counted = counts()
    tabs = [
        {
            "url": address.to(state=one.slug),
            "label": one.label,
            "note": counted[one.label],
            "current": "page" if one is sort else "",
        }
        for one in SORTS
    ]
    context = {
        "page": Paginator(listed(sort, text), PER_PAGE).get_page(request.GET.get("page")),
        "rest": address.rest(),
        "sort": sort,
        "tabs": tabs,
        "text": text,
        "clear_url": address.to(q=""),
        "can_sign_in": counted[SORTS[0].label],
        "invited": counted[SORTS[1].label],
        "functions": functions(),
    }
    return render(request, f"{FOLDER}/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def person_invite(request: HttpRequest) -> HttpResponseBase:
    """Invite somebody by e-mail."""
    first = {"role": request.GET[ROLE]} if ROLE in request.GET else {}
    form = InviteForm(sent(request), initial=first)
    if form.is_bound and form.carry_out(invite, actor=person_of(request), at=timezone.now()):
        email = form.cleaned_data["email"]
        messages.success(request, f"An invitation is on its way to {email}.")
        return redirect("people")
    return form_page(request, f"{FOLDER}/invite.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def person(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show and change what is kept of a person."""
    kept, at = _person(pk), timezone.now()
    form = PersonForm(sent(request), initial=PersonForm.first_values(kept))
    told = {"person": kept, "actor": person_of(request), "at": at}
    if form.is_bound and form.carry_out(change_person, **told):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return redirect("person", pk=pk)
    held = Holdings.of(kept, at.date())
    context = {
        "form": form,
        "person": kept,
        "is_invited": kept.is_active and not kept.has_usable_password(),
        "is_self": kept == person_of(request),
        "held": held,
        "items": _items(held, person_of(request)),
        "absences": Absences(person_of(request), at.date(), of=kept),
        "history": kept.history.select_related("history_user", "function")[:20],
    }
    return form_page(request, f"{FOLDER}/person.html", context)


@require_POST
@keepers
def person_invite_again(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send a fresh link."""
    kept = _person(pk)
    invite_again(person=kept, actor=person_of(request), at=timezone.now())
    messages.success(request, f"A fresh invitation is on its way to {kept.email}.")
    return redirect("person", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def person_deactivate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show what would be handed over, and to whom; a POST does it in one act."""
    leaver, actor, at = _person(pk), person_of(request), timezone.now()
    held = Holdings.of(leaver, at.date())
    form = DeactivateForm(sent(request), leaver=leaver, holds=not held.is_empty)
    told = {"person": leaver, "actor": actor, "at": at}
    if form.is_bound and form.carry_out(deactivate_person, **told):
        taker = form.cleaned_data.get("successor")
        passed = f" {taker} takes over." if taker else ""
        messages.success(request, f"The account of {leaver} is closed.{passed}")
        return redirect("person", pk=pk)
    context = {"form": form, "person": leaver, "held": held, "items": _items(held, actor)}
    return form_page(request, f"{FOLDER}/deactivate.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def person_reactivate(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Let somebody back in."""
    kept = _person(pk)
    form = ReasonForm(sent(request))
    told = {"person": kept, "actor": person_of(request), "at": timezone.now()}
    if form.is_bound and form.carry_out(reactivate_person, **told):
        messages.success(request, f"{kept} can come back; an invitation is on its way.")
        return redirect("person", pk=pk)
    return form_page(request, f"{FOLDER}/reactivate.html", {"form": form, "person": kept})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def function_add(request: HttpRequest) -> HttpResponseBase:
    """Add a function."""
    form = FunctionForm(sent(request))
    told = {"actor": person_of(request), "at": timezone.now()}
    if form.is_valid():
        slug = slugify(form.cleaned_data["name"])
        if form.carry_out(name_function, slug=slug, **told):
            messages.success(request, f"{form.cleaned_data['name']} is a function now.")
            return redirect("people")
    return form_page(request, f"{FOLDER}/function.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers
def function(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Change a function or name its head."""
    kept = get_object_or_404(Function.objects.select_related("head"), slug=slug)
    form = ChangeFunctionForm(sent(request), initial=ChangeFunctionForm.first_values(kept))
    if form.is_valid() and _changed(form, kept, person_of(request), timezone.now()):
        messages.success(request, f"{form.cleaned_data['name']} is saved.")
        return redirect("people")
    context = {"form": form, "function": kept}
    return form_page(request, f"{FOLDER}/function.html", context)


def _changed(form: ChangeFunctionForm, kept: Function, actor: User, at: datetime) -> bool:
    """Carry out what the form says: a new name or letter, and a new head, each its own act."""
    facts: dict[str, Any] = dict(form.cleaned_data)
    told: dict[str, Any] = {"function": kept, "actor": actor, "at": at}
    head = facts.pop("head")
    try:
        if {"name", "letter"} & set(form.changed_data):
            change_function(**facts, **told)
        if head and head.pk != kept.head_id:
            name_head(head=head, **told)
    except ValidationError as error:
        form.refuse(error)
    return not form.errors


def _person(pk: int) -> User:
    return get_object_or_404(User.objects.filter(is_system=False), pk=pk)


def _items(held: Holdings, reader: User) -> list[dict[str, Any]]:
    """Return what changes hands by item; of one the reader may not see, its number alone."""
    roles, items = held.roles(), held.items()
    keys = [item.pk for item in items]
    seen = set(
        Contradiction.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", flat=True)
    )
    return [
        {"item": item, "is_seen": item.pk in seen, "roles": ", ".join(roles[item.pk])}
        for item in items
    ]
