"""The register: every contradiction as a row; each view and filter is an address."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django.views.decorators.vary import vary_on_headers

from accounts.http import person_of, wants_fragment
from accounts.models import User
from accounts.views.guarded import signed_in
from governance.models import Contradiction
from governance.models.contradictions import ContradictionQuerySet
from governance.navigation import standing_of
from governance.register.export import HEADER, csv_rows
from governance.register.filters import ItemFilters, chosen
from governance.register.headlines import facts, headline
from governance.register.rows import PEOPLE, UNSEEN, rows
from governance.register.saved_views import (
    BY_SLUG,
    CLOSED,
    SORTS,
    VIEWS,
    Reader,
    Totals,
    narrow,
    sort_of,
    totals,
)
from governance.views.addresses import Address
from metrics.csv_writing import csv_lines
from metrics.figures import SYMBOLS, days, moment

PER_PAGE = 20
KEYS = (
    ("J K", "move"),
    ("Enter", "open"),
    ("Space", "preview"),
    ("F", "filter"),
    ("?", "all keys"),
)
TEMPLATE = "governance/register/list.html"


@dataclass
class Asked:
    """What an address asks of the register, for one person at one moment."""

    request: HttpRequest
    person: User
    at: datetime

    def __post_init__(self) -> None:
        query = self.request.GET
        self.reader = Reader(self.person, self.at, standing_of(self.request).review)
        self.view = BY_SLUG.get(query.get("view", ""), VIEWS[0])
        self.sort = sort_of(query.get("sort", ""), self.view)
        seen = Contradiction.objects.visible_to(self.person)
        self.filters = ItemFilters(query, queryset=narrow(seen, self.view, self.reader))

    @cached_property
    def chosen(self) -> list[tuple[str, str, str]]:
        """The filters in force, those that could not be read left out."""
        self.filters.is_valid()
        return chosen(self.filters.form)

    @property
    def items(self) -> ContradictionQuerySet:
        """The items asked for, in order."""
        found: ContradictionQuerySet = self.filters.qs
        return found.select_related(*PEOPLE).order_by(*self.sort.order)

    def page(self, counted: Totals) -> Page[Contradiction]:
        """Return the page asked for; a count that is known already is not asked for again."""
        pages = Paginator(self.items.defer(*UNSEEN), PER_PAGE)
        if not self.chosen and self.view is not CLOSED:
            pages.count = counted.counts[self.view.slug]
        return pages.get_page(self.request.GET.get("page"))


@require_GET
@signed_in
@vary_on_headers("HX-Request")
def register(request: HttpRequest) -> HttpResponse:
    """Show one view of the register; to htmx its rows alone."""
    address = Address(request)
    partial = wants_fragment(request)
    if not partial and address.has_blanks:
        return redirect(address.url)
    asked = Asked(request, person_of(request), timezone.now())
    counted = totals(asked.reader)
    context = {
        **_rows(asked, counted, address),
        **_tools(asked, counted, address),
        "message": headline(counted),
        "facts": facts(counted, asked.at.date(), asked.reader.review),
        "as_of": _as_of(asked),
        "unit": f"{SYMBOLS.get(settings.TIEOUT.currency, settings.TIEOUT.currency)} k",
        "keys": KEYS,
    }
    response = render(request, f"{TEMPLATE}#rows" if partial else TEMPLATE, context)
    if partial:
        response["HX-Push-Url"] = address.url
    return response


def _as_of(asked: Asked) -> str:
    zone = ZoneInfo(asked.person.time_zone)
    return f"{moment(asked.at, zone)} {asked.at.astimezone(zone).tzname()}"


def _rows(asked: Asked, counted: Totals, address: Address) -> dict[str, Any]:
    page = asked.page(counted)
    longest = counted.oldest_days(asked.at.date())
    is_first = asked.view is VIEWS[0] and not asked.chosen
    hidden = _hidden(asked) if is_first and page.number == page.paginator.num_pages else []
    return {
        "page": page,
        "rows": rows(page.object_list, asked.at, longest=longest),
        "hidden": hidden,
        "rest": address.rest(),
        "is_first_use": is_first and not page.paginator.count and not hidden,
    }


def _hidden(asked: Asked) -> list[tuple[str, int]]:
    """Return number and age of the open items a person may not read: they exist, no more."""
    hidden = Contradiction.objects.open().hidden_from(asked.person)
    found = hidden.only("number", "occurred_on", "status", "ended_at")
    return [(item.code, item.customer_days(asked.at.date())) for item in found]


def _tools(asked: Asked, counted: Totals, address: Address) -> dict[str, Any]:
    """Return tabs, chips and orders, each with its address."""
    is_compact = asked.request.GET.get("rows") == "compact"
    return {
        "view": asked.view,
        "sort": asked.sort,
        "tabs": [
            {
                "url": address.to(view="" if view is VIEWS[0] else view.slug, sort=""),
                "label": view.label,
                "note": counted.counts.get(view.slug),
                "current": "page" if view is asked.view else "",
            }
            for view in (*VIEWS, CLOSED)
        ],
        "sorts": [
            {
                "url": address.to(sort=sort.slug),
                "label": sort.label,
                "is_current": sort is asked.sort,
            }
            for sort in SORTS
        ],
        "chips": [
            {"name": label, "value": words, "remove_url": address.to(**{name: ""})}
            for name, label, words in asked.chosen
        ],
        "filter_errors": [
            error for errors in asked.filters.form.errors.values() for error in errors
        ],
        "clear_url": reverse("register")
        + (f"?view={asked.view.slug}" if asked.view is not VIEWS[0] else ""),
        "filters_url": f"{reverse('register_filters')}?{address.text}",
        "csv_url": f"{reverse('register_csv')}?{address.text}",
        "is_compact": is_compact,
        "compact_url": address.to(rows="" if is_compact else "compact"),
    }


@require_GET
@signed_in
@vary_on_headers("HX-Request")
def filters(request: HttpRequest) -> HttpResponse:
    """Offer every filter, set as the address has them; without script a page of its own."""
    asked = Asked(request, person_of(request), timezone.now())
    kept = [(name, request.GET[name]) for name in ("view", "sort", "rows") if request.GET.get(name)]
    template = "governance/register/filters.html"
    if wants_fragment(request):
        template += "#filters"
    return render(request, template, {"form": asked.filters.form, "kept": kept})


@require_GET
@signed_in
def export(request: HttpRequest) -> HttpResponseBase:
    """Send every row of this very view as a file that a spreadsheet opens as data."""
    asked = Asked(request, person_of(request), timezone.now())
    lines = csv_lines(HEADER, csv_rows(asked.items, asked.at))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"register-{asked.view.slug}-{asked.at:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
@signed_in
def peek(request: HttpRequest, number: int) -> HttpResponse:
    """Preview one item; what one may not see is not there."""
    at = timezone.now()
    seen = Contradiction.objects.visible_to(person_of(request)).select_related(*PEOPLE)
    found = rows(seen.filter(number=number), at)
    if not found:
        return render(request, "404.html", status=404)
    row = found[0]
    shown = [
        ("Gap", row.gap or "not measured"),
        ("Owner", str(row.item.owner or "No owner yet")),
        ("Decides", str(row.item.decider or row.item.decider_rule or "nobody")),
        ("Customer clock", days(row.customer_days)),
    ]
    return render(request, "governance/register/peek.html", {"row": row, "facts": shown})
