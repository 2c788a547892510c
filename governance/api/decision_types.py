"""Sorts of decision over HTTP: read by everybody, added by those who keep the register."""

from functools import partial
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Readable, Rows
from governance.actions.rights import add_decision_type
from governance.api.bodies.moves import given
from governance.api.bodies.statements import Body
from governance.api.idempotency import once
from governance.api.records.rights import DecisionTypeRecord
from governance.models import DecisionType


class DecisionTypeBody(Body):
    """What it is called, and the name programs use; made of the other where it is left out."""

    name = serializers.CharField(max_length=80)
    slug = serializers.SlugField(max_length=80, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Make the name that programs use."""
        slug = attrs.get("slug") or slugify(attrs["name"])[:80]
        if not slug:
            how = "Send a slug beside it: this name holds no letter or digit to make one of."
            raise serializers.ValidationError({"slug": how})
        return {**attrs, "slug": slug}


class DecisionTypes(Rows):
    """Sorts of decision, and adding one."""

    def post(self, request: Request) -> Response:
        """Add one once."""
        return once(request, self.person, partial(self._add, request))

    def _add(self, request: Request) -> Response:
        body = DecisionTypeBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = add_decision_type(**given(body), actor=self.person, at=timezone.now())
        return Response(DecisionTypeRecord(made).data, status=status.HTTP_201_CREATED)


DECISION_TYPES = Readable(
    noun="decision-types",
    one="a decision type",
    rows=DecisionType.objects.all(),
    record=DecisionTypeRecord,
    orderings={"name": "name", "id": "id"},
    ordering="name",
    key="slug",
    listed_by=DecisionTypes,
    also={
        "POST": Docs(
            id="add_decision_type",
            tag="Decision types",
            summary="Add a decision type",
            text=str(add_decision_type.__doc__),
            body=DecisionTypeBody,
            record=DecisionTypeRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"name": "Change an incentive"},
        )
    },
)
