"""A signed bridge computed again each month, over HTTP."""

from typing import Any

from django.urls import URLPattern, path
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.records import PersonBrief, Record
from accounts.api.schema import Docs
from accounts.api.views import Endpoint
from governance.actions import bridge_repeats
from governance.api.bodies.moves import Nothing
from governance.api.bridge_steps import BRIDGES, TAG, Verb, bridge_at, endpoint_of
from governance.models import Bridge, BridgeRepeat


class BridgeRepeatRecord(Record[BridgeRepeat]):
    """Somebody had a bridge repeated each month or, with `stops`, no longer."""

    by = PersonBrief()
    on_behalf_of = PersonBrief(allow_null=True)

    class Meta:
        model = BridgeRepeat
        fields = ["id", "bridge", "stops", "by", "on_behalf_of", "at"]
        read_only_fields = fields


class Repeats(Endpoint):
    """Who had a bridge repeated, and who ended that."""

    queryset = BRIDGES
    pagination_class = None
    filter_backends = ()
    docs = {
        "GET": Docs(
            id="list_bridge_repeats",
            tag=TAG,
            summary="Read since when a bridge is computed again each month",
            text="Newest first. One without `stops` that no other names stands.",
            record=BridgeRepeatRecord,
            many=True,
        )
    }

    def get(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Return all that was asked between the two sides of the bridge."""
        bridge = bridge_at(self, id)
        sides = bridge.start.order, bridge.end.order
        found = BridgeRepeat.objects.between(bridge.contradiction, *sides)
        rows = found.select_related("by", "on_behalf_of")
        return Response(BridgeRepeatRecord(rows, many=True).data)


def _repeat(bridge: Bridge, **told: Any) -> BridgeRepeat:
    return bridge_repeats.repeat_bridge(bridge=bridge, **told)


def _stop(bridge: Bridge, **told: Any) -> BridgeRepeat:
    return bridge_repeats.stop_repeating_bridge(bridge=bridge, **told)


VERBS = (
    Verb(
        id="repeat_bridge",
        route="bridges/<key:id>/repeat/",
        summary="Have a signed bridge computed again each month",
        body=Nothing,
        record=BridgeRepeatRecord,
        find=bridge_at,
        act=_repeat,
        sends={},
    ),
    Verb(
        id="stop_repeating_bridge",
        route="bridges/<key:id>/stop_repeating/",
        summary="Have a bridge computed again no longer",
        body=Nothing,
        record=BridgeRepeatRecord,
        find=bridge_at,
        act=_stop,
        sends={},
    ),
)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    rows = path("bridges/<key:id>/repeats/", Repeats.as_view(), name="bridge-repeats")
    return [rows, *map(endpoint_of, VERBS)]
