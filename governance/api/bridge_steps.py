"""Beside a bridge over HTTP: notes and evidence on steps, days of rows, shares as readings."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.parsers import StrictJSON
from accounts.api.problems import WRITING
from accounts.api.records import PersonBrief, Record
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint
from governance.actions import bridge_readings, bridge_runs, bridge_steps
from governance.api.bodies.moves import Nothing, given
from governance.api.bodies.references import KPIRef, UnderRef
from governance.api.bodies.statements import Body, Day
from governance.api.idempotency import once
from governance.api.records.rights import BridgeLineRecord
from governance.models import Bridge, BridgeLine, BridgeRows, StepNote
from governance.policies import may_see
from metrics.api.records import MeasurementRecord

TAG = "Bridges"
LINES = BridgeLine.objects.select_related("bridge__contradiction").order_by("pk")
BRIDGES = Bridge.objects.select_related("contradiction", "start", "end").order_by("pk")


class StepNoteRecord(Record[StepNote]):
    """What somebody said of a step."""

    by = PersonBrief()
    on_behalf_of = PersonBrief(allow_null=True)

    class Meta:
        model = StepNote
        fields = ["id", "text", "by", "on_behalf_of", "at"]
        read_only_fields = fields


class RowsRecord(Record[BridgeRows]):
    """Until when the rows of a bridge stay."""

    class Meta:
        model = BridgeRows
        fields = ["id", "kept_until", "deleted_at"]
        read_only_fields = fields


class NoteBody(Body):
    """A few words on a step."""

    text = serializers.CharField(max_length=2000)


class StepEvidenceBody(Body):
    """A piece of evidence of the item."""

    evidence = UnderRef("evidence", "evidence")


class KeepBody(Body):
    """For how many days from today the rows stay."""

    days = serializers.IntegerField(min_value=0, max_value=100_000)


class ShareBody(Body):
    """Which part of the bridge, as a reading of which KPI in percent, for which days."""

    kpi = KPIRef()
    share = serializers.ChoiceField(bridge_readings.SHARES)
    period_start = Day()
    period_end = Day()


class Notes(Endpoint):
    """What was said of a step."""

    queryset = LINES
    pagination_class = None
    filter_backends = ()
    parser_classes = [StrictJSON]
    docs = {
        "GET": Docs(
            id="list_bridge_step_notes",
            tag=TAG,
            summary="Read what was said of a step",
            record=StepNoteRecord,
            many=True,
        ),
        "POST": Docs(
            id="note_bridge_step",
            tag=TAG,
            summary="Say something of a step",
            body=NoteBody,
            record=StepNoteRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"text": "Called once and never again; 31 of them are resellers."},
        ),
    }

    def get(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Return all notes, oldest first."""
        notes = _line(self, id).notes.select_related("by", "on_behalf_of")
        return Response(StepNoteRecord(notes, many=True).data)

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Add one once."""
        return once(request, self.person, partial(self._note, request, id))

    def _note(self, request: Request, key: int) -> Response:
        line, body = _line(self, key), NoteBody(data=request.data)
        body.is_valid(raise_exception=True)
        told = {**given(body), "actor": self.person, "at": timezone.now()}
        made = bridge_steps.note_step(line=line, **told)
        return Response(StepNoteRecord(made).data, status=status.HTTP_201_CREATED)


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One thing that can be done to a bridge or a step of it."""

    id: str
    route: str
    summary: str
    body: type[Any]
    record: type[Any]
    find: Callable[[Endpoint, int], Any]
    act: Callable[..., Any]
    sends: Any


class Act(Endpoint):
    """One verb."""

    queryset = LINES
    pagination_class = None
    filter_backends = ()
    parser_classes = [StrictJSON]
    verb: Verb | None = None

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Do it once."""
        return once(request, self.person, partial(self._act, request, id))

    def _act(self, request: Request, key: int) -> Response:
        verb = self.verb
        assert verb is not None
        found = verb.find(self, key)
        bridge = found.bridge if isinstance(found, BridgeLine) else found
        context = {"item": bridge.contradiction, "actor": self.person}
        body = verb.body(data=request.data, context=context)
        body.is_valid(raise_exception=True)
        made = verb.act(found, actor=self.person, at=timezone.now(), **given(body))
        return Response(verb.record(made).data)


def _line(endpoint: Endpoint, key: int) -> BridgeLine:
    found = get_object_or_404(LINES, pk=key)
    if not may_see(found.bridge.contradiction, endpoint.person):
        raise Http404
    return found


def bridge_at(endpoint: Endpoint, key: int) -> Bridge:
    """Return a bridge, or 404 where there is none this person may see."""
    found = get_object_or_404(BRIDGES, pk=key)
    if not may_see(found.contradiction, endpoint.person):
        raise Http404
    return found


def _show(line: BridgeLine, **told: Any) -> BridgeLine:
    return bridge_steps.show_for_step(line=line, **told)


def _keep(bridge: Bridge, **told: Any) -> BridgeRows:
    return bridge_runs.keep_rows_until(bridge=bridge, **told)


def _forget(bridge: Bridge, **told: Any) -> BridgeRows:
    rows = get_object_or_404(BridgeRows, run=bridge.runs.first())
    return bridge_runs.forget_rows(rows=rows, **told)


def _share(bridge: Bridge, **told: Any) -> Any:
    return bridge_readings.record_share(bridge=bridge, **told)


VERBS = (
    Verb(
        id="show_for_bridge_step",
        route="bridge-steps/<key:id>/show/",
        summary="Name evidence for a step",
        body=StepEvidenceBody,
        record=BridgeLineRecord,
        find=_line,
        act=_show,
        sends={"evidence": 9},
    ),
    Verb(
        id="keep_bridge_rows",
        route="bridges/<key:id>/keep_rows/",
        summary="Choose how long the rows of a bridge stay",
        body=KeepBody,
        record=RowsRecord,
        find=bridge_at,
        act=_keep,
        sends={"days": 30},
    ),
    Verb(
        id="forget_bridge_rows",
        route="bridges/<key:id>/forget_rows/",
        summary="Delete the rows of a bridge before their day",
        body=Nothing,
        record=RowsRecord,
        find=bridge_at,
        act=_forget,
        sends={},
    ),
    Verb(
        id="record_bridge_share",
        route="bridges/<key:id>/record_share/",
        summary="Record a share of a bridge as a reading",
        body=ShareBody,
        record=MeasurementRecord,
        find=bridge_at,
        act=_share,
        sends={
            "kpi": "leads-never-handed-over",
            "share": "absent",
            "period_start": "2026-10-01",
            "period_end": "2026-10-31",
        },
    ),
)


def endpoint_of(verb: Verb) -> URLPattern:
    """Return the address of a verb."""
    docs = Docs(
        id=verb.id,
        tag=TAG,
        summary=verb.summary,
        body=verb.body,
        record=verb.record,
        problems=WRITING,
        headers=[IDEMPOTENCY_KEY],
        sends=verb.sends,
    )
    return path(verb.route, Act.as_view(verb=verb, docs={"POST": docs}), name=verb.id)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    notes = path("bridge-steps/<key:id>/notes/", Notes.as_view(), name="bridge-step-notes")
    return [notes, *map(endpoint_of, VERBS)]
