"""Readings over HTTP: listed, recorded, corrected."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint, Row, Rows
from governance.api.bodies.measurements import (
    CorrectionBody,
    ReadingBody,
)
from governance.api.bodies.moves import given
from governance.api.idempotency import once
from metrics.actions.measurements import correct_reading, record_reading
from metrics.api.filters import MeasurementFilters
from metrics.api.readable import READINGS
from metrics.api.records import MeasurementRecord

TAG = "Measurements"


class Measurements(Rows):
    """Readings, and recording one."""

    queryset = READINGS
    serializer_class = MeasurementRecord
    filterset_class = MeasurementFilters
    orderings = {"id": "id", "period_end": "period_end", "as_of": "as_of"}
    ordering = "-period_end"
    docs = {
        "GET": Docs(
            id="list_measurements",
            tag=TAG,
            summary="List readings",
            text="Readings never change; a correction is a row that supersedes.",
            record=MeasurementRecord,
            many=True,
        ),
        "POST": Docs(
            id="record_reading",
            tag=TAG,
            summary="Record a reading",
            body=ReadingBody,
            record=MeasurementRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={
                "kpi": "mql-sales",
                "period_start": "2026-07-01",
                "period_end": "2026-09-30",
                "as_of": "2026-10-02",
                "value": "200",
            },
        ),
    }

    def post(self, request: Request) -> Response:
        """Record a reading once."""
        return once(request, self.person, partial(self._record, request))

    def _record(self, request: Request) -> Response:
        body = ReadingBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = record_reading(**given(body), actor=self.person, at=timezone.now())
        return Response(MeasurementRecord(made).data, status=status.HTTP_201_CREATED)


class Correct(Endpoint):
    """The correction of one reading."""

    queryset = READINGS
    pagination_class = None
    lookup_field = "id"
    docs = {
        "POST": Docs(
            id="correct_reading",
            tag=TAG,
            summary="Correct a reading",
            text="The old reading stays; the new one supersedes it.",
            body=CorrectionBody,
            record=MeasurementRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"as_of": "2026-11-02", "value": "205", "reason": "Five were entered late."},
        )
    }

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Correct it once."""
        return once(request, self.person, partial(self._correct, request, id))

    def _correct(self, request: Request, key: int) -> Response:
        reading = get_object_or_404(READINGS, pk=key)
        body = CorrectionBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = correct_reading(reading=reading, **given(body), actor=self.person, at=timezone.now())
        return Response(MeasurementRecord(made).data, status=status.HTTP_201_CREATED)


class OneMeasurement(Row):
    """One reading."""

    queryset = READINGS
    serializer_class = MeasurementRecord
    lookup_field = "id"
    docs = {
        "GET": Docs(
            id="read_measurements",
            tag=TAG,
            summary="Read a reading by its id",
            record=MeasurementRecord,
        )
    }


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    return [
        path("measurements/", Measurements.as_view(), name="measurements"),
        path("measurements/<key:id>/", OneMeasurement.as_view(), name="measurements-one"),
        path("measurements/<key:id>/correct/", Correct.as_view(), name="correct"),
    ]
