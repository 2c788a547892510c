"""Bridges out of two lists over HTTP: lists, rules, worker, and the rows of each step."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.parsers import StrictJSON, StrictMultiPart
from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint
from governance.actions import bridge_jobs, bridge_runs
from governance.api.bodies.bridge_lists import DownloadBody, ListsBody, RulesBody, RunBody
from governance.api.bodies.moves import Nothing
from governance.api.idempotency import once
from governance.api.items import CODE, OneItem
from governance.api.records.bridge_lists import (
    BridgeJobRecord,
    PartRecord,
    PreviewRecord,
    StepRowsRecord,
)
from governance.models import BridgeJob, BridgeLine
from governance.policies import sees_restricted
from governance.views.bridge_rows import file_of
from metrics.bridge import BridgeError
from metrics.bridge.stored import Stored

TAG = "Bridges"
JOBS = BridgeJob.objects.select_related("contradiction", "start", "end", "person").order_by("pk")
LINES = BridgeLine.objects.select_related(
    *("run", "bridge__contradiction", "bridge__start", "bridge__end")
).order_by("pk")
MOST_ROWS = 1_000
SIDE = {
    "key": [{"column": "mql_id", "normaliser": "exact"}],
    "counts": "rows",
    "period": {"column": "first_contact_date", "from": "2018-01-01", "before": "2018-04-01"},
}
RULES = {
    "left": SIDE,
    "right": {
        **SIDE,
        "period": {"column": "won_date", "from": "2018-01-01", "before": "2018-04-01"},
    },
}


class Upload(OneItem):
    """The lists behind two figures of an item."""

    pagination_class = None
    parser_classes = [StrictMultiPart]
    docs = {
        "POST": Docs(
            id="upload_bridge_lists",
            tag=TAG,
            summary="Give the lists behind two figures",
            text="CSV, Parquet or JSON lines. Columns to keep out are dropped before anything is "
            "stored. The answer suggests rules; nothing of the item changes.",
            body=ListsBody,
            record=BridgeJobRecord,
            status="201",
            problems=WRITING,
            headers=[CODE, IDEMPOTENCY_KEY],
        )
    }

    def post(self, request: Request, code: int) -> Response:
        """Take them once."""
        return once(request, self.person, partial(self._take, request, code))

    def _take(self, request: Request, code: int) -> Response:
        item = self.item(code)
        body = ListsBody(data=request.data, context={"item": item, "actor": self.person})
        body.is_valid(raise_exception=True)
        job = bridge_jobs.upload_lists(
            item=item, actor=self.person, at=timezone.now(), **body.to_facts()
        )
        headers = {"Location": reverse("api:bridge-job", args=[job.key])}
        return Response(BridgeJobRecord(job).data, status=status.HTTP_201_CREATED, headers=headers)


class OneJob(Endpoint):
    """What is under the address of two lists."""

    queryset = JOBS
    pagination_class = None
    filter_backends = ()
    lookup_field = "key"

    def job(self, key: UUID) -> BridgeJob:
        """Return the two lists, or 404 for whoever has no part in their item."""
        found = get_object_or_404(JOBS, key=key, expires_at__gt=timezone.now())
        if not sees_restricted(found.contradiction, self.person):
            raise Http404
        return found


class Job(OneJob):
    """Two lists and how far they are."""

    docs = {
        "GET": Docs(
            id="read_bridge_lists",
            tag=TAG,
            summary="Follow two lists on their way to a bridge",
            text="`state` is choosing, queued, stopping, stopped or done.",
            record=BridgeJobRecord,
        )
    }

    def get(self, request: Request, key: UUID) -> Response:
        """Say how far they are."""
        return Response(BridgeJobRecord(self.job(key)).data)


class Preview(OneJob):
    """How many keys match."""

    parser_classes = [StrictJSON]
    docs = {
        "POST": Docs(
            id="preview_bridge",
            tag=TAG,
            summary="Count the keys that match by some rules",
            text="Changes nothing.",
            body=RulesBody,
            record=PreviewRecord,
            problems=WRITING,
            sends=RULES,
            answers={"both": 842, "left": 7158, "right": 0},
        )
    }

    def post(self, request: Request, key: UUID) -> Response:
        """Count them."""
        body = RulesBody(data=request.data)
        job = self.job(key)
        body.is_valid(raise_exception=True)
        found = bridge_jobs.preview_bridge(
            job=job, rules=body.rules(), actor=self.person, at=timezone.now()
        )
        unknown = {"both": None, "left": None, "right": None}
        return Response(PreviewRecord(found).data if found else unknown)


class Run(OneJob):
    """The worker."""

    parser_classes = [StrictJSON]
    docs = {
        "POST": Docs(
            id="run_bridge",
            tag=TAG,
            summary="Have a worker bridge two lists",
            text="Answered with 202; `state` tells when the bridge is there, `bridge` which it is.",
            body=RunBody,
            record=BridgeJobRecord,
            status="202",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={**RULES, "keep_days": 90},
        )
    }

    def post(self, request: Request, key: UUID) -> Response:
        """Ask for it once."""
        return once(request, self.person, partial(self._run, request, key))

    def _run(self, request: Request, key: UUID) -> Response:
        body = RunBody(data=request.data)
        job = self.job(key)
        body.is_valid(raise_exception=True)
        asked = bridge_jobs.run_bridge(
            job=job, actor=self.person, at=timezone.now(), **body.to_facts()
        )
        return Response(BridgeJobRecord(asked).data, status=status.HTTP_202_ACCEPTED)


class Cancel(OneJob):
    """Stopping the worker."""

    parser_classes = [StrictJSON]
    docs = {
        "POST": Docs(
            id="cancel_bridge_run",
            tag=TAG,
            summary="Have the worker stop",
            text="Nothing of the item is changed.",
            body=Nothing,
            record=BridgeJobRecord,
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={},
        )
    }

    def post(self, request: Request, key: UUID) -> Response:
        """Stop it once."""
        return once(request, self.person, partial(self._cancel, key))

    def _cancel(self, key: UUID) -> Response:
        stopped = bridge_jobs.cancel_run(job=self.job(key), actor=self.person, at=timezone.now())
        return Response(BridgeJobRecord(stopped).data)


class OneStep(Endpoint):
    """What is under the address of a computed step."""

    queryset = LINES
    pagination_class = None
    filter_backends = ()

    def line(self, key: int) -> BridgeLine:
        """Return a computed step, or 404 for whoever has no part in its item."""
        found = get_object_or_404(LINES, pk=key, run__isnull=False)
        if not sees_restricted(found.bridge.contradiction, self.person):
            raise Http404
        return found


class StepRows(OneStep):
    """The first rows of a step."""

    docs = {
        "GET": Docs(
            id="read_bridge_rows",
            tag=TAG,
            summary="Read the first 1,000 rows of a computed step",
            record=StepRowsRecord,
            answers={"columns": ["row", "mql_id"], "rows": [["2", "dac3267…"]], "total": 7158},
        )
    }

    def get(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Return them."""
        line = self.line(id)
        shown = Stored(bridge_runs.rows_path(line)).first(MOST_ROWS)
        cells = [[None if cell is None else str(cell) for cell in row] for row in shown.rows]
        return Response({"columns": shown.columns, "rows": cells, "total": line.rows})


class StepParts(OneStep):
    """A step by the values of one column."""

    docs = {
        "GET": Docs(
            id="split_bridge_rows",
            tag=TAG,
            summary="Split a computed step by a column",
            text="Say which with `?by=origin`; of a column of days, each month is a part.",
            record=PartRecord,
            many=True,
            answers=[{"value": "organic_search", "rows": 2025}],
        )
    }

    def get(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Count them."""
        stored = Stored(bridge_runs.rows_path(self.line(id)))
        try:
            parts = stored.parts(request.query_params.get("by", ""))
        except BridgeError as error:
            raise ValidationError({"by": str(error)}) from error
        return Response(PartRecord(parts, many=True).data)


class Download(OneStep):
    """All rows of a step as a file."""

    parser_classes = [StrictJSON]
    docs = {
        "POST": Docs(
            id="download_bridge_rows",
            tag=TAG,
            summary="Download all rows of a computed step",
            text="Each download is noted in the history of the item.",
            body=DownloadBody,
            record=OpenApiTypes.BINARY,
            problems=WRITING,
            sends={"kind": "csv"},
        )
    }

    def post(self, request: Request, id: int) -> HttpResponseBase:  # noqa: A002 - in the address
        """Hand them over, and note it."""
        line = self.line(id)
        body = DownloadBody(data=request.data)
        body.is_valid(raise_exception=True)
        kind = body.validated_data["kind"]
        bridge_runs.download_rows(line=line, kind=kind, actor=self.person, at=timezone.now())
        return file_of(line, kind)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    under: list[tuple[str, Callable[..., Any], str]] = [
        ("bridge-lists/<uuid:key>/", Job.as_view(), "bridge-job"),
        ("bridge-lists/<uuid:key>/preview/", Preview.as_view(), "bridge-preview"),
        ("bridge-lists/<uuid:key>/run/", Run.as_view(), "bridge-run"),
        ("bridge-lists/<uuid:key>/cancel/", Cancel.as_view(), "bridge-cancel"),
        ("bridge-steps/<key:id>/rows/", StepRows.as_view(), "bridge-rows"),
        ("bridge-steps/<key:id>/parts/", StepParts.as_view(), "bridge-parts"),
        ("bridge-steps/<key:id>/download/", Download.as_view(), "bridge-download"),
    ]
    upload = path(
        "contradictions/<code:code>/upload_bridge_lists/",
        Upload.as_view(),
        name="upload_bridge_lists",
    )
    return [upload, *(path(route, view, name=name) for route, view, name in under)]
