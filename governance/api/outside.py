"""Endpoints, chats and deliveries over HTTP, for administrators alone."""

from functools import partial
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import views
from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.policies import require_administrator
from governance.actions.chats import set_chat
from governance.actions.endpoints import add_endpoint
from governance.api.bodies.moves import given
from governance.api.bodies.outside import ChatBody, EndpointBody
from governance.api.idempotency import once
from governance.api.records.outside import (
    ChatRecord,
    DeliveryRecord,
    EndpointRecord,
    NewEndpoint,
)
from governance.models import Chat, Delivery, Endpoint
from governance.pages.deliveries import STATES, deliveries

CHATS = Chat.objects.select_related("function")
NOUNS = ("endpoints", "chats", "deliveries")


class Kept(views.Endpoint):
    """What administrators alone may look at, and change."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse everybody else before anything is read."""
        super().initial(request, *args, **kwargs)
        if hasattr(self, str(request.method).lower()):
            require_administrator(self.person, "keep what tells other systems")

    def told(self, body: type[Any], request: Request) -> dict[str, Any]:
        """Return what was sent, with who sent it and when."""
        read = body(data=request.data)
        read.is_valid(raise_exception=True)
        return {**given(read), "actor": self.person, "at": timezone.now()}


class Endpoints(Kept, views.Rows):
    """Endpoints, and adding one."""

    queryset = Endpoint.objects.all()
    serializer_class = EndpointRecord
    docs = {
        "GET": Docs(
            id="list_endpoints",
            tag="Endpoints",
            summary="List endpoints",
            record=EndpointRecord,
            many=True,
        ),
        "POST": Docs(
            id="add_endpoint",
            tag="Endpoints",
            summary="Add an endpoint",
            text="The answer says its secret, this once. A name is taken once, so a request that "
            "is sent again adds no second one.",
            body=EndpointBody,
            record=NewEndpoint,
            status="201",
            problems=WRITING,
            sends={"name": "warehouse", "url": "https://hooks.example.com/t", "events": ["decide"]},
        ),
    }

    def post(self, request: Request) -> Response:
        """Add one; no answer is kept to be said again, because it holds the secret."""
        made = add_endpoint(**self.told(EndpointBody, request))
        return Response(NewEndpoint(made).data, status=status.HTTP_201_CREATED)


class Chats(Kept, views.Rows):
    """Chats, and adding one."""

    queryset = CHATS
    serializer_class = ChatRecord
    docs = {
        "GET": Docs(
            id="list_chats", tag="Chats", summary="List chats", record=ChatRecord, many=True
        ),
        "POST": Docs(
            id="add_chat",
            tag="Chats",
            summary="Add a chat of a function",
            text="Without events it is told what people are mailed about.",
            body=ChatBody,
            record=ChatRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={
                "name": "#revenue",
                "function": "sales",
                "address": "slack://TokenA/TokenB/TokenC",
            },
        ),
    }

    def post(self, request: Request) -> Response:
        """Add once."""
        return once(request, self.person, partial(self._add, request))

    def _add(self, request: Request) -> Response:
        made = set_chat(**self.told(ChatBody, request))
        return Response(ChatRecord(made).data, status=status.HTTP_201_CREATED)


class DeliveryFilters(django_filters.FilterSet):
    """Narrow what left the house to a state, a channel or a receiver."""

    state = django_filters.ChoiceFilter(choices=[(one, one) for one in STATES], method="by_state")
    channel = django_filters.ChoiceFilter(choices=Delivery.Channel.choices)

    class Meta:
        model = Delivery
        fields: list[str] = []

    def by_state(self, rows: QuerySet[Delivery], _name: str, state: str) -> QuerySet[Delivery]:
        """Take what is that far."""
        return rows.filter(STATES[state])


class Deliveries(Kept, views.Rows):
    """What left the house, newest first."""

    queryset = deliveries("")
    serializer_class = DeliveryRecord
    filterset_class = DeliveryFilters
    ordering = "-id"
    docs = {
        "GET": Docs(
            id="list_deliveries",
            tag="Deliveries",
            summary="List what left the house",
            text="Mail, digests, webhooks and chats; what they say is not kept.",
            record=DeliveryRecord,
            many=True,
        )
    }


class One(Kept, views.Row):
    """One endpoint, chat or delivery."""

    lookup_field = "id"


def _one(noun: str, rows: QuerySet[Any], record: type[Any]) -> URLPattern:
    single = noun.removesuffix("s") if noun != "deliveries" else "delivery"
    docs = Docs(
        id=f"read_{noun}",
        tag=noun.capitalize(),
        summary=f"Read one {single} by its id",
        record=record,
    )
    view = One.as_view(queryset=rows, serializer_class=record, docs={"GET": docs})
    return path(f"{noun}/<key:id>/", view, name=f"{noun}-one")


def addresses() -> list[URLPattern]:
    """Return the addresses of lists and of one of each, once their converters are registered."""
    return [
        path("endpoints/", Endpoints.as_view(), name="endpoints"),
        _one("endpoints", Endpoint.objects.all(), EndpointRecord),
        path("chats/", Chats.as_view(), name="chats"),
        _one("chats", CHATS, ChatRecord),
        path("deliveries/", Deliveries.as_view(), name="deliveries"),
        _one("deliveries", deliveries(""), DeliveryRecord),
    ]
