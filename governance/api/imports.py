"""Files of readings over HTTP: imported at once, or by a worker where they are large."""

from functools import partial
from typing import Any

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.parsers import StrictMultiPart
from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint
from accounts.models import User
from governance.actions.import_jobs import ALL, CHECK, GOOD, send_to_worker
from governance.api.bodies.measurements import ImportBody, ImportJob, ImportOutcome
from governance.api.bodies.moves import given
from governance.api.idempotency import once
from metrics.actions.measurements import import_file
from metrics.actions.uploads import is_large
from metrics.api.readable import READINGS
from metrics.imports import Formats
from metrics.models import PendingImport
from metrics.reading import ReadingError

TAG = "Measurements"
FILES = PendingImport.objects.of_readings().order_by("pk")


class Import(Endpoint):
    """A file of readings."""

    queryset = READINGS
    pagination_class = None
    parser_classes = [StrictMultiPart]
    docs = {
        "POST": Docs(
            id="import_readings",
            tag=TAG,
            summary="Import a CSV file of readings",
            text="Every refused row is named with its field. Good rows may be imported without "
            "the others by choice; the same file again changes nothing. A large file is answered "
            "with 202 and read by a worker: `Location` says where it can be followed.",
            body=ImportBody,
            record=ImportOutcome,
            also={"202": ImportJob},
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
        )
    }

    def post(self, request: Request) -> Response:
        """Import it once, or say what importing it would do."""
        return once(request, self.person, partial(self._import, request))

    def _import(self, request: Request) -> Response:
        body = ImportBody(data=request.data)
        body.is_valid(raise_exception=True)
        told: dict[str, Any] = given(body)
        file = told.pop("file")
        shared = {"file_name": file.name, "actor": self.person, "at": timezone.now()}
        data, formats = file.read(), _formats(told.pop("formats", None))
        if is_large(data, formats):
            return _handed_over(told, data=data, formats=formats, **shared)
        outcome = import_file(file=data, formats=formats, **shared, **told)
        return Response(ImportOutcome(outcome).data)


def _handed_over(told: dict[str, Any], *, formats: Formats | None, **shared: Any) -> Response:
    """Give a large file to a worker, and say where it can be followed."""
    wanted = GOOD if told.get("good_rows_only") else ALL
    kept = send_to_worker(
        rows=CHECK if told.get("dry_run") else wanted,
        mapping=told.get("mapping"),
        formats=formats.as_json() if formats else None,
        **shared,
    )
    headers = {"Location": reverse("api:import-job", args=[kept.key])}
    return Response(ImportJob(kept).data, status=status.HTTP_202_ACCEPTED, headers=headers)


def _formats(told: dict[str, str] | None) -> Formats | None:
    if told is None:
        return None
    try:
        return Formats.from_text(told)
    except ReadingError as error:
        raise ValidationError({"formats": str(error)}) from error


class Job(Endpoint):
    """A file that a worker reads; only who sent it sees it."""

    queryset = FILES
    pagination_class = None
    filter_backends = ()
    lookup_field = "key"
    docs = {
        "GET": Docs(
            id="read_import",
            tag=TAG,
            summary="Follow a file that a worker imports",
            text="`state` is queued, writing, checked, stopped or done.",
            record=ImportJob,
        )
    }

    def get(self, request: Request, key: str) -> Response:
        """Say how far it is."""
        return Response(ImportJob(_mine(self.person, key)).data)


class JobResult(Endpoint):
    """What became of each row of a file."""

    queryset = FILES
    pagination_class = None
    filter_backends = ()
    lookup_field = "key"
    docs = {
        "GET": Docs(
            id="download_import_result",
            tag=TAG,
            summary="Download what became of each row of a file",
            record=OpenApiTypes.BINARY,
        )
    }

    def get(self, request: Request, key: str) -> FileResponse:
        """Hand it over, or 404 while there is none."""
        kept = _mine(self.person, key)
        if not kept.result:
            raise Http404
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
        return FileResponse(
            kept.result.open("rb"),
            as_attachment=True,
            filename="result.csv",
            content_type="text/csv",
            headers=headers,
        )


def _mine(person: User, key: str) -> PendingImport:
    mine = FILES.filter(person=person, expires_at__gt=timezone.now())
    return get_object_or_404(mine, key=key)


def addresses() -> list[URLPattern]:
    """Return the addresses."""
    return [
        path("measurements/import/", Import.as_view(), name="import"),
        path("measurements/imports/<uuid:key>/", Job.as_view(), name="import-job"),
        path("measurements/imports/<uuid:key>/result/", JobResult.as_view(), name="import-result"),
    ]
