"""Items over HTTP: the register, one item, its ledger, and one endpoint for every verb."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.parsers import StrictJSON, StrictMultiPart
from accounts.api.problems import MOVING, READING, WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, IF_MATCH, Docs
from accounts.api.views import Endpoint, writer
from accounts.models import LedgerEntry
from governance.actions.contradictions import log
from governance.api.bodies.moves import given
from governance.api.bodies.statements import LogBody
from governance.api.errors import etag
from governance.api.examples import EXAMPLES
from governance.api.filters import ItemFilterSet
from governance.api.idempotency import once
from governance.api.preconditions import require_version
from governance.api.reading import ITEMS, marked_for
from governance.api.records.items import HiddenItem, ItemRecord, ItemRow
from governance.api.records.lines import COLUMNS, Line
from governance.api.records.rights import LedgerRecord
from governance.api.verbs import VERBS, Verb
from governance.api.whole import whole
from governance.models import Contradiction

TAG = "Items"
CODE = OpenApiParameter(
    "code", str, OpenApiParameter.PATH, pattern="^C-[0-9]{3,9}$", description="Such as C-014."
)
HIDDEN_TOO = ("number", "-number")


class Items(Endpoint):
    """The register, and logging."""

    queryset = ITEMS
    serializer_class = ItemRow
    filterset_class = ItemFilterSet
    orderings = {
        "number": "number",
        "severity": "severity",
        "exposure": "exposure",
        "due_at": "due_at",
        "occurred_on": "occurred_on",
        "logged_at": "logged_at",
    }
    ordering = "-number"
    docs = {
        "GET": Docs(
            id="list_contradictions",
            tag=TAG,
            summary="List items",
            text="Confidential items one has no part in are named by number and age, and only in "
            "a list that is neither narrowed nor sorted by what they say.",
            record=partial(
                PolymorphicProxySerializer,
                component_name="RegisterRow",
                serializers=[ItemRow, HiddenItem],
                resource_type_field_name=None,
            ),
            many=True,
        ),
        "POST": Docs(
            id="log",
            tag=TAG,
            summary="Log that two things cannot both be true",
            text="At least two sides; one may be a customer signal. 409 names the open item "
            "where there is one on the same figures.",
            body=LogBody,
            record=ItemRow,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends=EXAMPLES["log"],
        ),
    }

    def get_queryset(self) -> QuerySet[Contradiction]:
        """Return all items while nothing could be guessed from it, else those one may read."""
        items, query = Contradiction.objects.all(), self.request.query_params
        names = set(ItemFilterSet.base_filters)
        if names & set(query) or query.get("ordering", self.ordering) not in HIDDEN_TOO:
            return marked_for(items.visible_to(self.person), self.person)
        return marked_for(items, self.person)

    def get(self, request: Request) -> Response:
        """Return one page of the register."""
        rows = self.filter_queryset(self.get_queryset()).values(*COLUMNS, "is_seen")
        page: Any = self.paginate_queryset(rows)
        seen, hidden = writer(ItemRow), writer(HiddenItem)
        return self.get_paginated_response(
            [(seen if row["is_seen"] else hidden).to_representation(Line(row)) for row in page]
        )

    def post(self, request: Request) -> Response:
        """Log an item."""
        return once(request, self.person, partial(self._log, request))

    def _log(self, request: Request) -> Response:
        body = LogBody(data=request.data, context={"actor": self.person})
        body.is_valid(raise_exception=True)
        item = log(**given(body), actor=self.person, at=timezone.now())
        answer = Response(writer(ItemRow).to_representation(item), status=status.HTTP_201_CREATED)
        answer["Location"] = reverse("api:item", args=[item.code])
        answer["ETag"] = etag(item)
        return answer


class OneItem(Endpoint):
    """What is under one item's address."""

    queryset: QuerySet[Any] = ITEMS
    lookup_field = "number"
    lookup_url_kwarg = "code"

    def item(self, number: int) -> Contradiction:
        """Return the item, or 404 where there is none this person may see."""
        found = ITEMS.visible_to(self.person).filter(number=number).first()
        if found is None:
            raise Http404
        return found


class Item(OneItem):
    """One item with everything under it."""

    serializer_class = ItemRecord
    docs = {
        "GET": Docs(
            id="read_contradiction",
            tag=TAG,
            summary="Read an item with everything under it",
            text="The ETag stands for its version: moves and changes send it back as If-Match. "
            "Comments, evidence and answers leave it alone.",
            record=ItemRecord,
            headers=[CODE],
        )
    }

    def get(self, request: Request, code: int) -> Response:
        """Return it with its ETag."""
        found = whole(code, self.person)
        if found is None:
            raise Http404
        answer = writer(ItemRecord).to_representation(found.item, found.absent)
        return Response(answer, headers={"ETag": etag(found.item)})


class Ledger(OneItem):
    """Everything ever recorded of an item, each row chained to the one before."""

    queryset = LedgerEntry.objects.select_related("actor", "on_behalf_of")
    serializer_class = LedgerRecord
    orderings = {"seq": "seq"}
    ordering = "seq"
    docs = {
        "GET": Docs(
            id="list_ledger",
            tag=TAG,
            summary="Read the ledger of an item",
            record=LedgerRecord,
            many=True,
            headers=[CODE],
            problems=READING,
        )
    }

    def get(self, request: Request, code: int) -> Response:
        """Return one page of entries, oldest first."""
        item = self.item(code)
        page = self.paginate_queryset(self.get_queryset().filter(chain=item.chain))
        write = writer(LedgerRecord).to_representation
        return self.get_paginated_response([write(row) for row in page or ()])


class Act(OneItem):
    """One verb: read the body, call the action, answer what it returns."""

    verb: Verb | None = None
    pagination_class = None

    def post(self, request: Request, code: int) -> Response:
        """Do it once."""
        return once(request, self.person, partial(self._act, request, code))

    def _act(self, request: Request, code: int) -> Response:
        verb, item = self.verb, self.item(code)
        assert verb is not None
        arguments: dict[str, Any] = dict(verb.fixed)
        if verb.moves_version:
            arguments["version"] = require_version(request, item)
        body = verb.body(data=request.data, context={"item": item, "actor": self.person})
        body.is_valid(raise_exception=True)
        arguments |= given(body)
        if verb.on_item:
            arguments["item"] = item
        made = verb.action(**arguments, actor=self.person, at=timezone.now())
        answer = Response(
            writer(verb.answers).to_representation(made),
            status=status.HTTP_201_CREATED if verb.adds else status.HTTP_200_OK,
        )
        if verb.moves_version:
            answer["ETag"] = etag(made if isinstance(made, Contradiction) else self.item(code))
        return answer


def endpoint(verb: Verb) -> URLPattern:
    """Return the address of a verb."""
    takes_files = "file" in verb.body().fields
    docs: Mapping[str, Docs] = {
        "POST": Docs(
            id=verb.name,
            tag="Verbs",
            summary=verb.label,
            text=verb.text,
            body=verb.body,
            record=verb.answers,
            status="201" if verb.adds else "200",
            problems=MOVING if verb.moves_version else WRITING,
            headers=[CODE, *([IF_MATCH] if verb.moves_version else []), IDEMPOTENCY_KEY],
            sends=verb.example,
        )
    }
    view = Act.as_view(
        verb=verb,
        docs=docs,
        parser_classes=[StrictJSON, StrictMultiPart] if takes_files else [StrictJSON],
    )
    return path(f"contradictions/<code:code>/{verb.name}/", view, name=verb.name)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    return [
        path("contradictions/", Items.as_view(), name="items"),
        path("contradictions/<code:code>/", Item.as_view(), name="item"),
        path("contradictions/<code:code>/ledger/", Ledger.as_view(), name="ledger"),
        *map(endpoint, VERBS),
    ]
