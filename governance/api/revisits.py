"""Looking at a decision again, over HTTP."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.records import PersonBrief, Record
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint
from governance.actions.revisits import revisit
from governance.api import reading
from governance.api.bodies.moves import given
from governance.api.bodies.statements import Body, Day
from governance.api.idempotency import once
from governance.models import Revisit


class RevisitBody(Body):
    """What happened, beside what was expected."""

    actual = serializers.CharField(max_length=2000)
    outcome = serializers.ChoiceField(choices=Revisit.Outcome.choices)
    dissent = serializers.ChoiceField(choices=Revisit.Dissent.choices, required=False)
    next_on = Day(required=False)


class RevisitRecord(Record[Revisit]):
    """What was expected of a decision, and what came of it."""

    decision = serializers.CharField(source="decision.code")
    by = PersonBrief()

    class Meta:
        model = Revisit
        fields = ["id", "decision", "expected", "actual", "outcome", "dissent", "next_on"]
        fields += ["by", "at"]
        read_only_fields = fields


class Revisiting(Endpoint):
    """What came of one decision."""

    queryset = reading.DECISIONS
    narrow = staticmethod(reading.under_items)
    pagination_class = None
    lookup_field = "number"
    docs = {
        "POST": Docs(
            id="revisit",
            tag="Reviews",
            summary="Say what came of a decision",
            text=(revisit.__doc__ or "").strip(),
            body=RevisitBody,
            record=RevisitRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={
                "actual": "Sales works 310 of 400 accepted leads.",
                "outcome": "kept",
                "dissent": "partly",
                "next_on": "2027-06-01",
            },
        )
    }

    def post(self, request: Request, number: int) -> Response:
        """Do it once."""
        return once(request, self.person, partial(self._act, request, number))

    def _act(self, request: Request, number: int) -> Response:
        decision = get_object_or_404(self.get_queryset(), number=number)
        body = RevisitBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = revisit(decision=decision, **given(body), actor=self.person, at=timezone.now())
        return Response(RevisitRecord(made).data, status=status.HTTP_201_CREATED)


def addresses() -> list[URLPattern]:
    """Return the address, once the converter it uses is registered."""
    return [
        path("decisions/<decision:number>/revisit/", Revisiting.as_view(), name="decision-revisit")
    ]
