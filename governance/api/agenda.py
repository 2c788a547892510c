"""The agenda of a review over HTTP: read, and arranged by whoever runs the meeting."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import Docs
from accounts.models import User
from governance.actions.agenda import defer_item, move_item, pin_item, unpin_item
from governance.api.bodies.agenda import DeferBody, ItemBody, MoveItemBody
from governance.api.one_review import TAG, OneReview, verb
from governance.models import Review
from governance.reviews.agenda import Agenda, agenda_of, as_data, as_plain
from governance.reviews.minutes import Minutes, minutes_of

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


class AgendaOf(OneReview):
    """The agenda of one review."""

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


class MinutesOf(OneReview):
    """The minutes of one review, once it is closed."""

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


def _answer(review: Review, person: User, at: datetime) -> Any:
    return _undrawn(as_data(agenda_of(review, person, at)))


def _verb(action: Callable[..., Any], body: type[Any], sends: Mapping[str, Any]) -> URLPattern:
    summary = f"{action.__name__.partition('_')[0].capitalize()} an item of an agenda"
    return verb(action, body, sends, summary=summary, record=record_of(Agenda), answer=_answer)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    item = {"item": "C-014"}
    return [
        path("reviews/<key:id>/agenda/", AgendaOf.as_view(), name="review-agenda"),
        path("reviews/<key:id>/minutes/", MinutesOf.as_view(), name="review-minutes"),
        _verb(pin_item, ItemBody, item),
        _verb(unpin_item, ItemBody, item),
        _verb(move_item, MoveItemBody, item | {"by": -1}),
        _verb(
            defer_item,
            DeferBody,
            item | {"until_on": "2027-04-12", "cost": "A quarter of bonus on the wrong number"},
        ),
    ]
