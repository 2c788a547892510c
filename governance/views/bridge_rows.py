"""The rows of a computed step: its first ones in a page, all of them as a file."""

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.http import person_of
from accounts.recording import OutOfOrder
from accounts.views.guarded import signed_in
from governance.actions.bridge_runs import download_rows, rows_path
from governance.models import BridgeLine, RowsDownload
from governance.pages.bridge_rows import rows_page
from governance.policies import sees_restricted
from governance.refusals import Refusal
from governance.views.contradictions import seen_item
from governance.views.refused import refused
from metrics.bridge.stored import Stored

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
TYPES = {"csv": "text/csv; charset=utf-8", "parquet": "application/vnd.apache.parquet"}


@require_GET
@signed_in
def rows(request: HttpRequest, code: str, bridge: int, line: int) -> HttpResponse:
    """Show the first rows of a step, or how many hold each value of a column."""
    shown = _line(request, code, bridge, line)
    try:
        page = rows_page(shown, request.GET.get("by", ""))
    except Refusal as refusal:
        return refused(request, refusal, shown.bridge.contradiction)
    answer = render(request, "governance/bridges/rows.html", page)
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
@signed_in
def download(request: HttpRequest, code: str, bridge: int, line: int) -> HttpResponseBase:
    """Hand all rows of a step over, and note it in the history."""
    shown = _line(request, code, bridge, line)
    kind = request.POST.get("kind", RowsDownload.Kind.CSV)
    if kind not in RowsDownload.Kind.values:
        raise Http404
    try:
        download_rows(line=shown, kind=kind, actor=person_of(request), at=timezone.now())
    except (Refusal, OutOfOrder) as refusal:
        return refused(request, refusal, shown.bridge.contradiction)
    return file_of(shown, kind)


def file_of(line: BridgeLine, kind: str) -> FileResponse | StreamingHttpResponse:
    """Return the rows of a step as an attachment."""
    path, name = rows_path(line), f"{line.bridge.contradiction.code}-{line.step}.{kind}"
    if kind == RowsDownload.Kind.PARQUET:
        file = path.open("rb")
        answer = FileResponse(file, as_attachment=True, filename=name, content_type=TYPES[kind])
        for header, value in HEADERS.items():
            answer[header] = value
        return answer
    stream = StreamingHttpResponse(Stored(path).csv(), content_type=TYPES[kind])
    stream["Content-Disposition"] = f'attachment; filename="{name}"'
    for header, value in HEADERS.items():
        stream[header] = value
    return stream


def _line(request: HttpRequest, code: str, bridge: int, line: int) -> BridgeLine:
    """Find a computed step; its rows are for those with a part in the item."""
    person = person_of(request)
    item = seen_item(person, code)
    if not sees_restricted(item, person):
        raise Http404
    lines = BridgeLine.objects.select_related(
        *("run", "bridge__contradiction", "bridge__start", "bridge__end"),
    )
    under = {"bridge__contradiction": item, "bridge": bridge, "pk": line}
    return get_object_or_404(lines, run__isnull=False, **under)
