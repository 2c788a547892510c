"""What silence brings to an item, over HTTP: whom it waits for, and who hears next."""

from typing import Any

from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import READING
from accounts.api.records import PersonBrief
from accounts.api.schema import Docs
from governance.api.items import CODE, TAG, OneItem
from governance.clocks.ladder import Ladder, Step, ladder_of
from governance.models import Contradiction

NAMES = ("half_gone", "due_next", "overdue", "escalate", "review_proposed")


class LadderStepRecord(serializers.Serializer[Step]):
    """One thing that happens if nobody acts; `to` is empty where nobody stands there."""

    name = serializers.ChoiceField(choices=NAMES)
    says = serializers.CharField()
    at = serializers.DateTimeField()
    to = PersonBrief(many=True)
    is_done = serializers.BooleanField()


class LadderRecord(serializers.Serializer[dict[str, Any]]):
    """Whose answer an item waits for, by when, and each step of its silence."""

    contradiction = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    paused_until = serializers.DateField(allow_null=True)
    waits_for = PersonBrief(many=True)
    steps = LadderStepRecord(many=True)


class ItemLadder(OneItem):
    """The ladder of one item."""

    pagination_class = None
    docs = {
        "GET": Docs(
            id="read_ladder",
            tag=TAG,
            summary="Read what happens to an item if nobody acts",
            text="Reminders before its due time, then one rung after the other above it. A pause "
            "moves what is ahead; whoever acts stops it.",
            record=LadderRecord,
            headers=[CODE],
            problems=READING,
        )
    }

    def get(self, _: Request, code: int) -> Response:
        """Return it as it is now."""
        item, now = self.item(code), timezone.now()
        return Response(LadderRecord(told_of(item, ladder_of(item, now))).data)


def told_of(item: Contradiction, ladder: Ladder) -> dict[str, Any]:
    """Return what is told of an item; one that nobody has to answer waits for nobody."""
    is_running = item.is_open and item.status != Contradiction.Status.ACCEPTED
    return {
        "contradiction": item.code,
        "due_at": item.due_at,
        "paused_until": item.paused_until,
        "waits_for": ladder.silent(item) if is_running else (),
        "steps": ladder.steps(item) if is_running else (),
    }


def addresses() -> list[URLPattern]:
    """Return the address, once the converter it uses is registered."""
    return [path("contradictions/<code:code>/ladder/", ItemLadder.as_view(), name="ladder")]
