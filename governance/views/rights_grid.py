"""The matrix of rights as a grid: read as on any day, changed cell by cell, taken away as CSV."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.http import person_of
from accounts.views.guarded import for_those_who, signed_in
from governance.forms.rights import EndForm, GrantForm
from governance.models import DecisionType
from governance.pages.rights_grid import Versions, asked_day, said_of
from governance.rights.export import rights_csv
from governance.rights.grid import TITLES, Cell, Grid, GridRow, place_of
from governance.views.addresses import Address
from metrics.policies import is_keeper, require_keeper_or_auditor


@require_GET
@signed_in
def rights_grid(request: HttpRequest) -> HttpResponseBase:
    """Show every domain and KPI by every right on a day, with one cell open to change."""
    address, today = Address(request), timezone.now().date()
    day = asked_day(request.GET.get("as_of", "")) or today
    types = list(DecisionType.objects.all())
    sort = next((one for one in types if one.slug == request.GET.get("type")), None)
    grid = Grid(day, sort)
    domains = sorted(grid.directory.matrix.domains.values(), key=lambda one: one.name)
    domain = next((one for one in domains if one.slug == request.GET.get("domain")), None)
    rows, versions = grid.within(domain), Versions.around(day)
    reader = person_of(request)
    may_change = is_keeper(reader) and day >= today
    context = {
        **said_of(grid, versions),
        "version_links": _version_links(address, versions),
        "rows": rows,
        "columns": list(TITLES.values()),
        "day": day,
        "is_other_day": day != today,
        "told_day": f"Rights as on {day}",
        "today_url": address.to(as_of="", cell=""),
        "types": types,
        "sort": sort,
        "domains": domains,
        "domain": domain,
        "may_change": may_change,
        "is_keeper": is_keeper(reader),
        "may_take": is_keeper(reader) or reader.is_auditor,
        "open": _opened(request, rows, day, sort) if may_change else None,
        "rest": _rest(address),
        "close_url": address.to(cell=""),
    }
    return render(request, "governance/rights/grid.html", context)


def _version_links(address: Address, versions: Versions) -> list[tuple[str, str, str]]:
    near = (("The version before", versions.before), ("The next version", versions.after))
    return [
        (label, f"from {day}", address.to(as_of=day.isoformat(), cell=""))
        for label, day in near
        if day
    ]


def _rest(address: Address) -> str:
    """Return what of the address stays when another cell is opened."""
    query = address.to(cell="").partition("?")[2]
    return f"{query}&" if query else ""


def _opened(
    request: HttpRequest, rows: list[GridRow], day: date, sort: DecisionType | None
) -> dict[str, Any] | None:
    """Return the cell that is to be changed, with a form for each thing one can do to it."""
    wanted = request.GET.get("cell", "")
    cells: dict[str, Cell] = {cell.key: cell for row in rows for cell in row.cells}
    cell = cells.get(wanted)
    if cell is None:
        return None
    ends = [
        (one.held, EndForm(auto_id=f"end-{one.held.pk}-%s", initial={"until": day}))
        for one in cell.here
        if one.held
    ]
    grants = GrantForm(auto_id="grant-%s", initial={"since": day})
    place = place_of(cell.subject)
    return {"cell": cell, "place": place, "sort": sort, "ends": ends, "form": grants}


@require_GET
@for_those_who(require_keeper_or_auditor, "take the list of rights away")
def rights_file(request: HttpRequest) -> HttpResponseBase:
    """Send the rights of a day as the list that can be imported again; an auditor reads names."""
    day = asked_day(request.GET.get("as_of", "")) or timezone.now().date()
    text = rights_csv(day, names_alone=not is_keeper(person_of(request)))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rights-{day}.csv"'
    return response
