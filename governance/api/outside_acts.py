"""What administrators do to an endpoint, a chat or a delivery, over HTTP."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from governance.actions.chats import end_chat, set_chat, try_chat
from governance.actions.deliveries import send_again
from governance.actions.endpoints import (
    change_endpoint,
    rotate_secret,
    switch_endpoint,
    try_endpoint,
)
from governance.api.bodies.moves import Nothing, Perhaps
from governance.api.bodies.outside import ChangedChatBody, ChangedEndpointBody
from governance.api.idempotency import once
from governance.api.outside import CHATS, Kept
from governance.api.records.outside import (
    ChatRecord,
    DeliveryRecord,
    EndpointRecord,
    NewEndpoint,
)
from governance.models import Endpoint
from governance.pages.deliveries import deliveries


def switch_on_endpoint(**told: Any) -> Endpoint:
    """Tell an endpoint again; what was let go while it was off is not told later."""
    return switch_endpoint(is_active=True, **told)


def end_endpoint(**told: Any) -> Endpoint:
    """Tell an endpoint no more; what waits for it is let go."""
    return switch_endpoint(is_active=False, **told)


@dataclass(frozen=True, kw_only=True)
class Doable:
    """One thing that can be done to one of a sort, and what is answered then."""

    noun: str
    verb: str
    argument: str
    summary: str
    rows: QuerySet[Any]
    act: Callable[..., Any]
    record: type[Any]
    body: type[Any] = Perhaps
    sends: Any = None
    adds: QuerySet[Any] | None = None  # where what is made is found, if it makes something
    is_secret: bool = False  # no answer is kept to be said again

    def url(self) -> URLPattern:
        """Return its address."""
        sends = {"reason": "No longer read."} if self.body is Perhaps else self.sends
        docs = Docs(
            id=f"{self.verb.replace('-', '_')}_{self.argument}",
            tag=self.noun.capitalize(),
            summary=self.summary,
            text=(self.act.__doc__ or "").strip().partition("\n\n")[0],
            body=self.body,
            record=self.record,
            status="200" if self.adds is None else "201",
            problems=WRITING,
            headers=() if self.is_secret else (IDEMPOTENCY_KEY,),
            sends=sends,
        )
        view = Act.as_view(
            queryset=self.rows, serializer_class=self.record, doable=self, docs={"POST": docs}
        )
        return path(f"{self.noun}/<key:id>/{self.verb}/", view, name=f"{self.noun}-{self.verb}")


class Act(Kept):
    """One thing done to one of them."""

    pagination_class = None
    doable: Doable = None  # type: ignore[assignment]  # given by `as_view`

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Do it once."""
        if self.doable.is_secret:
            return self._do(request, id)
        return once(request, self.person, partial(self._do, request, id))

    def _do(self, request: Request, key: int) -> Response:
        doable = self.doable
        kept = get_object_or_404(self.get_queryset(), pk=key)
        made = doable.act(**{doable.argument: kept}, **self.told(doable.body, request))
        found = self.get_queryset() if doable.adds is None else doable.adds
        code = status.HTTP_200_OK if doable.adds is None else status.HTTP_201_CREATED
        return Response(doable.record(found.get(pk=made.pk)).data, status=code)


ENDPOINT: dict[str, Any] = {
    "noun": "endpoints",
    "argument": "endpoint",
    "rows": Endpoint.objects.all(),
}
CHAT: dict[str, Any] = {"noun": "chats", "argument": "chat", "rows": CHATS}
TRIED: dict[str, Any] = {
    "verb": "test",
    "body": Nothing,
    "record": DeliveryRecord,
    "adds": deliveries(""),
}
DOABLE = (
    Doable(
        verb="change",
        summary="Change one",
        act=change_endpoint,
        record=EndpointRecord,
        body=ChangedEndpointBody,
        sends={"events": ["decide", "verify"], "reason": "The warehouse keeps outcomes alone."},
        **ENDPOINT,
    ),
    Doable(
        verb="rotate-secret",
        summary="Give one another secret",
        act=rotate_secret,
        record=NewEndpoint,
        is_secret=True,
        **ENDPOINT,
    ),
    Doable(
        verb="switch-on",
        summary="Switch one on again",
        act=switch_on_endpoint,
        record=EndpointRecord,
        **ENDPOINT,
    ),
    Doable(verb="end", summary="End one", act=end_endpoint, record=EndpointRecord, **ENDPOINT),
    Doable(summary="Send one a test", act=try_endpoint, **TRIED, **ENDPOINT),
    Doable(
        verb="change",
        summary="Change one",
        act=set_chat,
        record=ChatRecord,
        body=ChangedChatBody,
        sends={"name": "#revenue-team", "reason": "The channel was renamed."},
        **CHAT,
    ),
    Doable(verb="end", summary="End one", act=end_chat, record=ChatRecord, **CHAT),
    Doable(summary="Send one a test", act=try_chat, **TRIED, **CHAT),
    Doable(
        noun="deliveries",
        verb="send-again",
        argument="delivery",
        summary="Send one again",
        rows=deliveries(""),
        act=send_again,
        record=DeliveryRecord,
        body=Nothing,
    ),
)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    return [one.url() for one in DOABLE]
