"""The dictionary and the pages of a KPI: what it reads, what it means, who answers for it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import person_of
from accounts.views.guarded import sent, signed_in
from governance.actions.kpis import change_kpi
from governance.forms.keeping import (
    ChangeKpiForm,
    CorrectionForm,
    KpiForm,
    ReadingForm,
    free_slug,
)
from governance.pages.definitions import kpi_facts, meaning_facts, side_by_side
from governance.pages.dictionary import LACKING, Dictionary
from governance.pages.kpi import RELATED, KpiPage, message
from governance.pages.series import Series
from governance.views.addresses import Address
from governance.views.keeping import Sheet, entered
from metrics.actions.kpis import add_kpi
from metrics.actions.measurements import correct_reading, record_reading
from metrics.calendars import fiscal_calendar
from metrics.csv_writing import csv_lines
from metrics.models import KPI, DataDomain, Measurement, SourceSystem
from metrics.periods import Period, PeriodError
from metrics.policies import is_keeper, require_contributor, require_keeper

FORM_METHODS = ["GET", "HEAD", "POST"]
READINGS_HEADER = (
    "kpi",
    "period_start",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "as_of",
    "segment",
    "system",
    "definition",
    "grade",
    "sample_size",
    "recorded_by",
    "recorded_at",
    "file",
    "corrected",
)


@signed_in
@require_GET
def dictionary(request: HttpRequest) -> HttpResponse:
    """List every metric with its meaning, owner, system and version."""
    person, address = person_of(request), Address(request)
    query = request.GET
    asked = Dictionary(person, timezone.now().date(), query.get("q", ""), query.get("lacking", ""))
    page = asked.page(query.get("page"))
    context = {
        "asked": asked,
        "page": page,
        "entries": asked.entries(list(page.object_list)),
        "message": asked.message(),
        "tabs": _dictionary_tabs(asked, address),
        "rest": address.rest(),
        "may_keep": is_keeper(person),
        "may_import": person.is_steward,
        "clear_url": reverse("dictionary"),
    }
    return render(request, "governance/kpis/dictionary.html", context)


def _dictionary_tabs(asked: Dictionary, address: Address) -> list[dict[str, Any]]:
    counts = {"": len(asked.kpis), "owner": len(asked.unowned), "meaning": len(asked.undefined)}
    labels = {"": "All metrics", **LACKING}
    return [
        {
            "url": address.to(lacking=slug),
            "label": labels[slug],
            "note": count,
            "current": "page" if asked.lacking == slug else "",
        }
        for slug, count in counts.items()
    ]


def found_kpi(slug: str) -> KPI:
    """Find a KPI by the name of its page."""
    return get_object_or_404(KPI.objects.select_related(*RELATED), slug=slug)


@signed_in
@require_GET
def kpi(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one KPI."""
    page = KpiPage(
        found_kpi(slug),
        person_of(request),
        timezone.now(),
        request.GET.get("segment"),
        request.GET.get("system", ""),
        request.GET.get("readings") == "all",
    )
    all_url = f"{Address(request).to(readings='all')}#readings"
    return render(request, "governance/kpis/detail.html", page.context() | {"all_url": all_url})


@signed_in
@require_GET
def readings_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Send every reading of a KPI, or of one segment of it, corrected ones included."""
    one = found_kpi(slug)
    related = ("system", "definition", "recorded_by", "source", "superseded_by")
    found = one.measurements.select_related(*related).order_by("period_start", "segment", "pk")
    if "segment" in request.GET:
        found = found.filter(segment=request.GET["segment"].replace("\0", ""))
    lines = csv_lines(READINGS_HEADER, (_cells(one, row) for row in found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.slug}.csv"'
    return response


def _cells(one: KPI, row: Measurement) -> tuple[Any, ...]:
    return (
        one.slug,
        row.period_start,
        row.period_end,
        row.value,
        row.numerator,
        row.denominator,
        row.as_of,
        row.segment,
        row.system.slug,
        f"v{row.definition.number}" if row.definition else "",
        row.grade,
        row.sample_size,
        str(row.recorded_by),
        row.recorded_at.isoformat(),
        row.source.file_name if row.source else "",
        hasattr(row, "superseded_by"),
    )


@signed_in
@require_GET
def compare(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    """Set two KPIs and their meanings side by side, what differs first."""
    left, right = found_kpi(slug), found_kpi(other)
    if left == right:
        raise Http404("A KPI is compared with another one.")
    meanings = side_by_side(*(meaning_facts(one.current_definition) for one in (left, right)))
    facts = side_by_side(kpi_facts(left), kpi_facts(right))
    calendar = fiscal_calendar()
    context = {
        "left": left,
        "right": right,
        "said": [
            message(one, Series.of(one, calendar, None, "").latest, calendar)
            for one in (left, right)
        ],
        "meanings": meanings,
        "facts": facts,
        "differing": sum(one.differs for one in (*meanings, *facts)),
        "total": len(meanings) + len(facts),
    }
    return render(request, "governance/kpis/compare.html", context)


@signed_in
@require_http_methods(FORM_METHODS)
def add(request: HttpRequest) -> HttpResponse:
    """Add a KPI; its owner is a right, granted where rights are."""
    person = person_of(request)
    require_keeper(person, "add a KPI")
    sheet = Sheet(
        heading="Add a metric",
        lede="What it means is proposed and approved next; who owns it is granted as a right.",
        label="Add metric",
        back_url=reverse("dictionary"),
        back_label="Dictionary",
        first=tuple(_missing()),
    )

    def act(facts: dict[str, Any]) -> object:
        slug = free_slug(facts["name"], KPI.objects)
        return add_kpi(slug=slug, actor=person, at=timezone.now(), **facts)

    return entered(request, KpiForm(sent(request)), sheet, act, "The metric is added.")


def _missing() -> Iterator[tuple[str, str]]:
    """Say what has to be there before the first KPI, and where it is added."""
    if not DataDomain.objects.exists():
        yield "A metric lies in a domain, and none is named yet.", reverse("domain_add")
    if not SourceSystem.objects.exists():
        yield "A metric is read in a system, and none is named yet.", reverse("system_add")


@signed_in
@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what is kept of a KPI beside its meaning."""
    person, one = person_of(request), found_kpi(slug)
    require_keeper(person, "change a KPI")
    first = {name: getattr(one, name) for name in KpiForm.base_fields} | {"version": one.version}
    form = ChangeKpiForm(sent(request), initial=first)

    def act(facts: dict[str, Any]) -> object:
        return change_kpi(kpi=one, actor=person, at=timezone.now(), **facts)

    return entered(request, form, _sheet(one, "Change {}", "Save change"), act, "Saved.")


@signed_in
@require_http_methods(FORM_METHODS)
def record(request: HttpRequest, slug: str) -> HttpResponse:
    """Record one reading by hand."""
    person, one, at = person_of(request), found_kpi(slug), timezone.now()
    require_contributor(person, "record a reading")
    form = ReadingForm(sent(request), kpi=one, initial=_next_period(one, at))
    lede = "A reading never changes; a correction is a reading of its own."
    sheet = _sheet(one, "Record a reading of {}", "Record reading", lede)

    def act(facts: dict[str, Any]) -> object:
        return record_reading(kpi=one, actor=person, at=at, **facts)

    return entered(request, form, sheet, act, "The reading is recorded.")


@signed_in
@require_http_methods(FORM_METHODS)
def correct(request: HttpRequest, slug: str, reading: int) -> HttpResponse:
    """Correct a reading by one that supersedes it."""
    person, one, at = person_of(request), found_kpi(slug), timezone.now()
    require_contributor(person, "correct a reading")
    wrong = get_object_or_404(one.measurements.select_related("system"), pk=reading)
    kept = ("value", "numerator", "denominator", "definition", "grade", "sample_size")
    first = {name: getattr(wrong, name) for name in kept} | {"as_of": at.date()}
    form = CorrectionForm(sent(request), kpi=one, initial=first)
    period = Series.of(one, fiscal_calendar(), None, "").label(wrong)
    lede = f"Read as {wrong.value} in {wrong.system} on {wrong.as_of}. Both readings stay visible."
    sheet = _sheet(one, f"Correct {{}} of {period}", "Record correction", lede)

    def act(facts: dict[str, Any]) -> object:
        return correct_reading(reading=wrong, actor=person, at=at, **facts)

    return entered(request, form, sheet, act, "The correction is recorded.")


def _next_period(one: KPI, at: datetime) -> dict[str, Any]:
    """Suggest the period after the latest one read."""
    latest = Series.of(one, fiscal_calendar(), None, "").latest
    first = {"as_of": at.date()}
    if latest is None:
        return first
    try:
        read = Period(latest.period_start, latest.period_end)
        coming = fiscal_calendar().following(read, one.cadence)
    except PeriodError:
        return first
    return first | {"period_start": coming.start, "period_end": coming.end}


def _sheet(one: KPI, heading: str, label: str, lede: str = "") -> Sheet:
    return Sheet(
        heading=heading.format(one.name),
        lede=lede,
        label=label,
        back_url=reverse("kpi", args=[one.slug]),
        back_label=one.name,
    )
