"""What holds from one day to another and can be taken back: listed, made, read, taken back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint, Row, Rows
from accounts.models import User
from governance.api.bodies.moves import Reason, given
from governance.api.idempotency import once

Narrow = Callable[[QuerySet[Any], User], QuerySet[Any]]


@dataclass(frozen=True, kw_only=True)
class Dated:
    """A sort of record with a first and a last day; `argument` is its name to `take_back`."""

    noun: str
    one: str
    argument: str
    rows: QuerySet[Any]
    record: type[Any]
    body: type[Any]
    make: Callable[..., Any]
    take_back: Callable[..., Any]
    sends: Mapping[str, Any]
    taken_back_with: type[Any] = Reason
    says_why: Mapping[str, Any] = field(default_factory=lambda: {"reason": "No longer needed."})
    narrow: Narrow | None = None
    filters: type[Any] | None = None
    text: str = ""

    @property
    def name(self) -> str:
        """The noun as a word for programs."""
        return self.noun.replace("-", "_")

    @property
    def tag(self) -> str:
        """The noun as a heading."""
        return self.noun.replace("-", " ").capitalize()

    def urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one record, and of its end."""
        shared = {"queryset": self.rows, "serializer_class": self.record, "narrow": self.narrow}
        listed = Many.as_view(
            **shared, dated=self, docs=self._many(), filterset_class=self.filters, ordering="-id"
        )
        read = Row.as_view(**shared, docs={"GET": self._reads()}, lookup_field="id")
        ended = TakeBack.as_view(**shared, dated=self, docs={"POST": self._ends()})
        return [
            path(f"{self.noun}/", listed, name=self.noun),
            path(f"{self.noun}/<key:id>/", read, name=f"{self.noun}-one"),
            path(f"{self.noun}/<key:id>/withdraw/", ended, name=f"{self.noun}-withdraw"),
        ]

    def _many(self) -> dict[str, Docs]:
        common: dict[str, Any] = {"tag": self.tag, "record": self.record}
        return {
            "GET": Docs(
                id=f"list_{self.name}",
                summary=f"List {self.tag.lower()}",
                text=self.text,
                many=True,
                **common,
            ),
            "POST": Docs(
                id=f"make_{self.name}",
                summary=f"Make {self.one}",
                text=_said(self.make),
                body=self.body,
                status="201",
                problems=WRITING,
                headers=[IDEMPOTENCY_KEY],
                sends=dict(self.sends),
                **common,
            ),
        }

    def _reads(self) -> Docs:
        summary = f"Read {self.one} by its id"
        return Docs(id=f"read_{self.name}", tag=self.tag, summary=summary, record=self.record)

    def _ends(self) -> Docs:
        return Docs(
            id=f"withdraw_{self.name}",
            tag=self.tag,
            summary=f"Take {self.one} back",
            text=_said(self.take_back),
            body=self.taken_back_with,
            record=self.record,
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends=dict(self.says_why),
        )


def _said(action: Callable[..., Any]) -> str:
    """Say what an action does, in its own words."""
    return (action.__doc__ or "").strip().partition("\n\n")[0]


class _Writing(Endpoint):
    """What both ways of writing share."""

    dated: Dated

    def _sent(self, request: Request, body: type[Any]) -> dict[str, Any]:
        read = body(data=request.data, context={"actor": self.person})
        read.is_valid(raise_exception=True)
        return {**given(read), "actor": self.person, "at": timezone.now()}

    def _answer(self, made: Any, code: int) -> Response:
        found = self.dated.rows.get(pk=made.pk)
        return Response(self.dated.record(found).data, status=code)


class Many(_Writing, Rows):
    """The list, and making one."""

    dated: Dated = None  # type: ignore[assignment]  # given by `as_view`

    def post(self, request: Request) -> Response:
        """Make one once."""
        return once(request, self.person, partial(self._make, request))

    def _make(self, request: Request) -> Response:
        made = self.dated.make(**self._sent(request, self.dated.body))
        return self._answer(made, status.HTTP_201_CREATED)


class TakeBack(_Writing):
    """The early end of one."""

    dated: Dated = None  # type: ignore[assignment]  # given by `as_view`
    pagination_class = None

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Take it back once."""
        return once(request, self.person, partial(self._take_back, request, id))

    def _take_back(self, request: Request, key: int) -> Response:
        kept = get_object_or_404(self.get_queryset(), pk=key)
        told = {**self._sent(request, self.dated.taken_back_with), self.dated.argument: kept}
        return self._answer(self.dated.take_back(**told), status.HTTP_200_OK)
