"""Importing readings in four steps: a file, its columns, a check, the result."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.http import person_of
from accounts.views.guarded import for_those_who, form_page
from metrics.actions.uploads import check_pending, choose_columns, import_pending, keep_upload
from metrics.csv_writing import csv_text
from metrics.forms.imports import ColumnsForm, UploadForm
from metrics.imports import suggest_formats, suggest_mapping
from metrics.imports.plan import RESULT_HEADER, open_table
from metrics.models import KPI, MeasurementImport, PendingImport
from metrics.policies import require_steward
from metrics.reading import Table
from metrics.views.import_steps import preview, problems, said_of, steps

FOLDER = "metrics/imports"
RECENT = 10
SHOWN_KPIS = 12
stewards = for_those_who(require_steward, "import readings")


@require_http_methods(["GET", "POST"])
@stewards
def start(request: HttpRequest) -> HttpResponse:
    """Take a file, or show what was imported and what still waits."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    person, at = person_of(request), timezone.now()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            kept = keep_upload(data=file.read(), file_name=file.name, actor=person, at=at)
        except ValidationError as error:
            form.add_error("file", error.message_dict["file"])
        else:
            return redirect("import_columns", key=kept.key)
    context = {
        "form": form,
        "steps": steps(0),
        "waiting": PendingImport.objects.of_readings().waiting(person, at),
        "recent": MeasurementImport.objects.select_related("by")[:RECENT],
    }
    return form_page(request, f"{FOLDER}/start.html", context)


@require_http_methods(["GET", "POST"])
@stewards
def columns(request: HttpRequest, key: UUID) -> HttpResponse:
    """Choose what each column holds and how its cells are written."""
    pending = _mine(request, key)
    if pending.imported_at or pending.is_at_work:
        return redirect("import_result" if pending.imported_at else "import_job", key=key)
    table, delimiters = _table(pending)
    today = timezone.now().date()
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        table=table,
        delimiters=delimiters,
        initial=ColumnsForm.first_values(table, pending.mapping, pending.formats, today),
    )
    if form.is_valid():
        mapping, formats = form.mapping, form.formats
        if form.divides_otherwise:
            other = open_table(pending.content(), {"delimiter": formats["delimiter"] or ""})
            mapping = suggest_mapping(other.header)
        choose_columns(
            pending=pending,
            mapping=mapping,
            formats=formats,
            actor=person_of(request),
            at=timezone.now(),
        )
        step = "import_columns" if form.divides_otherwise else "import_check"
        return redirect(step, key=key)
    context = {
        "form": form,
        "pending": pending,
        "steps": steps(1, pending),
        "rows": len(table.rows) + len(table.problems),
        "columns": form.columns(),
        "notes": table.notes,
        "questions": suggest_formats(table, pending.mapping).questions,
        "asks_delimiter": len(delimiters) > 1,
    }
    return form_page(request, f"{FOLDER}/columns.html", context)


@require_GET
@stewards
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show row by row what importing would change."""
    pending = _mine(request, key)
    if pending.imported_at:
        return redirect("import_result", key=key)
    if pending.is_large:
        return redirect("import_job", key=key)
    plan = check_pending(pending=pending, actor=person_of(request), at=timezone.now())
    context = {
        "pending": pending,
        "steps": steps(2, pending),
        "plan": plan,
        "message": said_of(plan),
        "problems": problems(plan),
        "preview": preview(plan),
    }
    return render(request, f"{FOLDER}/check.html", context)


@require_GET
@stewards
def check_csv(request: HttpRequest, key: UUID) -> HttpResponse:
    """Send what would become of each row."""
    pending = _mine(request, key)
    if pending.is_large:
        return redirect("import_result_csv" if pending.result else "import_job", key=key)
    plan = check_pending(pending=pending, actor=person_of(request), at=timezone.now())
    response = HttpResponse(
        csv_text(RESULT_HEADER, plan.result_rows()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = 'attachment; filename="check.csv"'
    return response


@require_POST
@stewards
def run(request: HttpRequest, key: UUID) -> HttpResponse:
    """Import all rows, or by choice the good ones; anything else leads back to the check."""
    pending = _mine(request, key)
    if pending.is_large and not pending.imported_at:
        return redirect("import_job", key=key)
    if not pending.imported_at:
        outcome = import_pending(
            pending=pending,
            good_rows_only=request.POST.get("rows") == "good",
            actor=person_of(request),
            at=timezone.now(),
        )
        if not outcome.was_run:
            return redirect("import_check", key=key)
    return redirect("import_result", key=key)


@require_GET
@stewards
def result(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what an import added and what it left out."""
    pending = _mine(request, key)
    if not pending.imported_at:
        return redirect("import_check", key=key)
    context = {
        "pending": pending,
        "steps": steps(3, pending),
        "counts": pending.counts,
        "kpis": KPI.objects.filter(measurements__source=pending.record).distinct()[:SHOWN_KPIS]
        if pending.record
        else [],
    }
    return render(request, f"{FOLDER}/result.html", context)


@require_GET
@stewards
def result_csv(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Send what became of each row."""
    pending = _mine(request, key)
    if not pending.result:
        return redirect("import_check", key=key)
    return FileResponse(pending.result.open("rb"), as_attachment=True, filename="result.csv")


def _mine(request: HttpRequest, key: UUID) -> PendingImport:
    """Find a kept file of this very person; to anybody else it is not there."""
    mine = PendingImport.objects.of_readings().filter(person=person_of(request))
    return get_object_or_404(mine.select_related("record"), key=key, expires_at__gt=timezone.now())


def _table(pending: PendingImport) -> tuple[Table, tuple[str, ...]]:
    """Return the file as its delimiter divides it, and the delimiters that would."""
    first = open_table(pending.content())
    chosen = pending.formats.get("delimiter") or first.delimiter
    if chosen == first.delimiter:
        return first, first.delimiters
    return open_table(pending.content(), {"delimiter": chosen}), (*first.delimiters, chosen)
