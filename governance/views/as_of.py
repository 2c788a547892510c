"""The register and an item as they were known at a moment."""

from typing import Any, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import person_of
from accounts.models import User
from accounts.views.guarded import form_page, signed_in
from accounts.workdays import local_day
from governance.clocks.faces_then import FacesThen
from governance.dossier import Dossier
from governance.forms.history import AsOfForm, KnownFilters
from governance.history.as_of import Moment, NotAMoment, item_as_of, items_of
from governance.pages.dossier import dossier_page
from governance.pages.register_then import BY_SLUG, OPEN_THEN, VIEWS, headline, hidden, then, totals
from governance.policies import sees_restricted
from governance.register.filters import chosen
from governance.register.rows import rows
from governance.views.addresses import Address
from governance.views.contradictions import seen_item
from metrics.figures import SYMBOLS

PER_PAGE = 20
FOLDER = "governance/audit"


@require_GET
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Ask for a day; with one, go to the page as of its end."""
    person, now = person_of(request), timezone.now()
    today = local_day(now, ZoneInfo(person.time_zone))
    code = request.GET.get("item", "").strip()
    item = seen_item(person, code) if code else None
    form = AsOfForm(request.GET if "on" in request.GET else None, today=today)
    if form.is_valid():
        day = form.cleaned_data["on"].isoformat()
        if item and item_as_of(item.pk, _moment(day, person).at) is None:
            logged_on = local_day(item.logged_at, ZoneInfo(person.time_zone))
            form.add_error(
                "on", f"{item.code} was logged on {logged_on}. Choose that day or later."
            )
        elif item:
            return redirect("as_of_item", moment=day, code=item.code)
        else:
            return redirect("as_of", moment=day)
    return form_page(request, f"{FOLDER}/as_of.html", {"form": form, "item": item})


@require_GET
@signed_in
def register(request: HttpRequest, moment: str) -> HttpResponse:
    """Show the register as it was known at a moment."""
    person = person_of(request)
    known = _moment(moment, person)
    address = Address(request)
    view = BY_SLUG.get(request.GET.get("view", ""), OPEN_THEN)
    filters = KnownFilters(request.GET, queryset=view.narrow(then(person, known.at, view)))
    filters.is_valid()
    counted = totals(then(person, known.at, OPEN_THEN))
    words = chosen(filters.form)
    pages = Paginator(filters.qs.order_by(*view.order), PER_PAGE)
    if view is OPEN_THEN and not words:
        pages.count = counted.open
    page = pages.get_page(request.GET.get("page"))
    items = items_of(cast(QuerySet[Any], page.object_list), known.at)
    longest = counted.oldest_days(known.at.date())
    context = {
        "moment": known,
        "banner": _banner(known),
        "view": view,
        "order": "severity, then exposure" if view is OPEN_THEN else "newest first",
        "tabs": _tabs(address, view.slug),
        "chips": [
            {"name": label, "value": text, "remove_url": address.to(**{name: ""})}
            for name, label, text in words
        ],
        "clear_url": f"{address.path}?view={view.slug}" if view is not OPEN_THEN else address.path,
        "form": filters.form,
        "message": headline(counted),
        "page": page,
        "rows": rows(items, known.at, longest=longest, clocks=FacesThen),
        "hidden": hidden(person, known.at) if view is OPEN_THEN and not words else [],
        "rest": address.rest(),
        "base": reverse("as_of", args=[moment]).rstrip("/"),
        "unit": f"{SYMBOLS.get(settings.TIEOUT.currency, settings.TIEOUT.currency)} k",
    }
    return render(request, f"{FOLDER}/register.html", context)


def _tabs(address: Address, current: str) -> list[dict[str, Any]]:
    return [
        {
            "url": address.to(view="" if one is OPEN_THEN else one.slug),
            "label": one.label,
            "current": "page" if one.slug == current else "",
        }
        for one in VIEWS
    ]


@require_GET
@signed_in
def item(request: HttpRequest, moment: str, code: str) -> HttpResponse:
    """Show an item as it was known at a moment; one logged later is not there yet.

    Who may read it, and its restricted evidence, is judged by what the reader is to it now.
    """
    person = person_of(request)
    known = _moment(moment, person)
    live = seen_item(person, code)
    found = item_as_of(live.pk, known.at)
    if found is None:
        raise Http404(f"{live.code} was not logged yet at {known.words}.")
    whole = request.GET.get("history") == "all"
    page = dossier_page(
        Dossier(found, at=known.at),
        person,
        known.at,
        whole_history=whole,
        reads_restricted=sees_restricted(live, person),
    )
    told = {"moment": known, "banner": _banner(known)}
    return render(request, f"{FOLDER}/dossier.html", {**page, **told})


def _banner(known: Moment) -> str:
    return f"As it was known at {known.words}."


def _moment(text: str, person: User) -> Moment:
    """Read the moment of an address; one that is none, or to come, is no page."""
    try:
        return Moment.read(text, ZoneInfo(person.time_zone), timezone.now())
    except NotAMoment as error:
        raise Http404(str(error)) from error
