"""The ledger: who did what when, whether it ties out, and its export."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import person_of, whole
from accounts.models import User
from accounts.views.guarded import signed_in
from accounts.workdays import local_day
from governance.forms.history import AsOfForm, LedgerForm
from governance.history.anchors import anchored_on
from governance.history.words import item_of
from governance.pages.chain_status import chain_status
from governance.pages.ledger import (
    HEADER,
    VERBS,
    Asked,
    csv_rows,
    day_span,
    entries,
    is_known,
    page,
)
from governance.policies import EXPORTERS, Standing
from governance.views.addresses import Address
from metrics.csv_writing import csv_lines

TEMPLATE = "governance/audit/ledger.html"


@require_GET
@signed_in
def audit(request: HttpRequest) -> HttpResponse:
    """List acts, newest first; of one item, say on demand whether its history ties out."""
    person, now = person_of(request), timezone.now()
    form = LedgerForm(request.GET)
    asked = _asked(form, person, request.GET.get("before", ""))
    recorded, more = page(asked, person)
    address = Address(request)
    context = {
        "form": form,
        "asked": asked,
        "recorded": recorded,
        "more_url": address.to(before=str(more)) if more else "",
        "verbs": [verb.replace("_", " ") for verb in VERBS],
        "zone": person.time_zone,
        **_tools(request, asked, person, now),
    }
    return render(request, TEMPLATE, context)


def _tools(request: HttpRequest, asked: Asked, person: User, now: datetime) -> dict[str, Any]:
    """Return what stands beside the list: filters in force, the chain's status, ways on."""
    address = Address(request)
    today = local_day(now, ZoneInfo(person.time_zone))
    known = bool(asked.chain) and is_known(asked.chain, person)
    check = known and "check" in request.GET
    return {
        "chips": [
            {"name": name, "value": value, "remove_url": address.to(**{key: "", "check": ""})}
            for key, name, value in _chosen(asked, address)
        ],
        "anchored_on": anchored_on(),
        "status": chain_status(asked.chain) if check else None,
        "check_url": address.to(check="1") if known and not check else "",
        "bundle_url": _bundle_url(asked.chain, person, now) if known else "",
        "addresses_url": _addresses_url(asked.chain) if known else "",
        "is_unknown": bool(asked.chain) and not known,
        "as_of_form": AsOfForm(today=today, initial={"on": today}),
        "csv_url": f"{reverse('audit_csv')}?{address.text}" if _may_export(person) else "",
        "erasure_url": reverse("erasure") if person.is_administrator else "",
    }


def _bundle_url(chain: str, person: User, now: datetime) -> str:
    item = item_of(chain)
    if item is None or not Standing(item, person, now).any_of(EXPORTERS):
        return ""
    return reverse("bundle", args=[item.code])


def _addresses_url(chain: str) -> str:
    """Lead who reads a confidential item to what an administrator needs to take words out of it."""
    item = item_of(chain)
    return reverse("erasure_addresses", args=[item.code]) if item and item.is_confidential else ""


def _chosen(asked: Asked, address: Address) -> list[tuple[str, str, str]]:
    day = {name: address.query.get(name, "") for name in ("since", "until")}
    words = [
        ("item", "Item or record", asked.chain),
        ("person", "Person", str(asked.person or "")),
        ("verb", "Done", asked.verb.replace("_", " ")),
        ("since", "From", day["since"] if asked.since else ""),
        ("until", "To", day["until"] if asked.until else ""),
    ]
    return [one for one in words if one[2]]


def _asked(form: LedgerForm, person: User, before: str = "") -> Asked:
    """Read the filters; one that could not be read narrows nothing and says so."""
    form.is_valid()
    told = form.cleaned_data
    zone = ZoneInfo(person.time_zone)
    since, until = day_span(told.get("since"), told.get("until"), zone)
    return Asked(
        chain=told.get("item", ""),
        person=told.get("person"),
        verb=told.get("verb", ""),
        since=since,
        until=until,
        before=whole(before) or 0,
    )


def _may_export(person: User) -> bool:
    return person.is_auditor or person.is_steward


@require_GET
@signed_in
def export(request: HttpRequest) -> HttpResponseBase:
    """Send the entries asked for as a file that a spreadsheet opens as data."""
    person = person_of(request)
    if not _may_export(person):
        raise PermissionDenied("Only an auditor or a steward may export the ledger.")
    form = LedgerForm(request.GET)
    asked = _asked(form, person)
    if asked.chain and not is_known(asked.chain, person):
        raise Http404(f"There is no record {asked.chain} here.")
    lines = csv_lines(HEADER, csv_rows(entries(asked, person)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"ledger-{asked.chain.replace(':', '-') or 'all'}-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
