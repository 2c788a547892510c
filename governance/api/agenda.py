"""The agenda of a review over HTTP: read, and arranged by whoever runs the meeting."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache, partial
from types import NoneType
from typing import Any, get_args, get_type_hints

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint
from governance.actions.agenda import defer_item, move_item, pin_item, unpin_item
from governance.api.bodies.agenda import DeferBody, ItemBody, MoveItemBody
from governance.api.bodies.moves import given
from governance.api.idempotency import once
from governance.reviews.agenda import Agenda, agenda_of, as_data, as_plain
from governance.reviews.minutes import Minutes, minutes_of

TAG = "Reviews"
PLAIN: dict[Any, type[serializers.Field[Any, Any, Any, Any]]] = {
    str: serializers.CharField,
    int: serializers.IntegerField,
    bool: serializers.BooleanField,
    date: serializers.DateField,
    datetime: serializers.DateTimeField,
}
# Drawn on pages; their words are in `title`.
DRAWN = {"sentence", "glyph"}


@cache
def record_of(model: type[Any]) -> type[serializers.Serializer[Any]]:
    """Return the serializer that describes a frozen dataclass, and those under it."""
    hints = get_type_hints(model)
    names = [field.name for field in fields(model) if field.name not in DRAWN]
    described = {name: _field(hints[name]) for name in names}
    facts = {"__doc__": model.__doc__, **described}
    return type(f"Review{model.__name__}Record", (serializers.Serializer,), facts)


def _field(hint: Any) -> serializers.Field[Any, Any, Any, Any]:
    inner = [one for one in get_args(hint) if one not in (NoneType, Ellipsis)]
    if getattr(hint, "__origin__", None) is tuple:
        made = _field(inner[0])
        if isinstance(made, serializers.Serializer):
            return record_of(inner[0])(many=True)
        return serializers.ListField(child=made)
    is_optional = NoneType in get_args(hint)
    kind = inner[0] if is_optional else hint
    if is_dataclass(kind):
        return record_of(kind)(allow_null=is_optional)  # type: ignore[arg-type]  # a class
    return PLAIN[kind](allow_null=is_optional)


class AgendaOf(Endpoint):
    """The agenda of one review."""

    filter_backends = ()
    pagination_class = None
    lookup_field = "id"
    docs = {
        "GET": Docs(
            id="read_agenda",
            tag=TAG,
            summary="Read the agenda of a review",
            text="Worked out from what is true now, in the order it is gone through.",
            record=record_of(Agenda),
        )
    }

    def get(self, request: Request, **_: Any) -> Response:
        """Return it, as the person who asks may read it."""
        found = agenda_of(self.get_object(), self.person, timezone.now())
        return Response(_undrawn(as_data(found)))


class MinutesOf(Endpoint):
    """The minutes of one review, once it is closed."""

    filter_backends = ()
    pagination_class = None
    lookup_field = "id"
    docs = {
        "GET": Docs(
            id="read_minutes",
            tag=TAG,
            summary="Read the minutes of a closed review",
            text="Put together from what was done while it was under way.",
            record=record_of(Minutes),
        )
    }

    def get(self, request: Request, **_: Any) -> Response:
        """Return them, or 404 before the close."""
        found = minutes_of(self.get_object(), self.person)
        if found is None:
            raise Http404
        return Response(as_plain(found))


def _undrawn(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _undrawn(one) for name, one in value.items() if name not in DRAWN}
    return [_undrawn(one) for one in value] if isinstance(value, list) else value


class Arrange(Endpoint):
    """One verb on one item of an agenda."""

    pagination_class = None
    lookup_field = "id"
    action: Callable[..., Any] | None = None
    body: type[Any] | None = None

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Do it once."""
        return once(request, self.person, partial(self._act, request, id))

    def _act(self, request: Request, key: int) -> Response:
        assert self.action is not None
        assert self.body is not None
        review = get_object_or_404(self.get_queryset(), pk=key)
        body = self.body(data=request.data, context={"actor": self.person})
        body.is_valid(raise_exception=True)
        now = timezone.now()
        self.action(review=review, **given(body), actor=self.person, at=now)
        review.refresh_from_db()
        return Response(_undrawn(as_data(agenda_of(review, self.person, now))))


def _verb(
    action: Callable[..., Any], body: type[Any], sends: Mapping[str, Any], **shared: Any
) -> URLPattern:
    name = action.__name__
    docs = Docs(
        id=name,
        tag=TAG,
        summary=f"{name.partition('_')[0].capitalize()} an item of an agenda",
        text=(action.__doc__ or "").strip(),
        body=body,
        record=record_of(Agenda),
        problems=WRITING,
        headers=[IDEMPOTENCY_KEY],
        sends=dict(sends),
    )
    view = Arrange.as_view(action=action, body=body, docs={"POST": docs}, **shared)
    return path(f"reviews/<key:id>/{name}/", view, name=f"review-{name}")


def addresses(**shared: Any) -> list[URLPattern]:
    """Return the addresses; `shared` says which reviews a person may know of."""
    item = {"item": "C-014"}
    return [
        path("reviews/<key:id>/agenda/", AgendaOf.as_view(**shared), name="review-agenda"),
        path("reviews/<key:id>/minutes/", MinutesOf.as_view(**shared), name="review-minutes"),
        _verb(pin_item, ItemBody, item, **shared),
        _verb(unpin_item, ItemBody, item, **shared),
        _verb(move_item, MoveItemBody, item | {"by": -1}, **shared),
        _verb(
            defer_item,
            DeferBody,
            item | {"until_on": "2027-04-12", "cost": "A quarter of bonus on the wrong number"},
            **shared,
        ),
    ]
