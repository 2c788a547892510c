"""What every endpoint that reads shares, whichever record it shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.cache import patch_cache_control, patch_vary_headers
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import Docs
from accounts.models import User


@cache
def writer(record: type[Any]) -> Any:
    """Return the one serializer of a kind that only writes; making one costs more than using it."""
    return record()


class Endpoint(generics.GenericAPIView[Any]):
    """One address; it describes itself by `docs`, one entry per method."""

    docs: Mapping[str, Docs] = {}
    orderings: Mapping[str, str] = {"id": "id"}
    ordering = "id"
    filterset_class: type[Any] | None = None
    narrow: Callable[[QuerySet[Any], User], QuerySet[Any]] | None = None

    @property
    def person(self) -> User:
        """Who is asking."""
        person = self.request.user
        assert isinstance(person, User)
        return person

    def get_queryset(self) -> QuerySet[Any]:
        """Return the rows this person may see."""
        rows = super().get_queryset()
        return self.narrow(rows, self.person) if self.narrow else rows

    def finalize_response(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Keep answers out of shared caches: they are one person's."""
        response: Response = super().finalize_response(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ["Authorization"])
        return response


class Rows(Endpoint):
    """A list of records, filtered and by pages."""

    def get(self, request: Request, **_: Any) -> Response:
        """Return one page."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        record: Any = self.get_serializer_class()
        write = writer(record).to_representation
        return self.get_paginated_response([write(row) for row in page or ()])


class Row(Endpoint):
    """One record."""

    filter_backends = ()
    pagination_class = None

    def get(self, request: Request, **_: Any) -> Response:
        """Return it, or 404 where there is none this person may see."""
        record: Any = self.get_serializer_class()
        write = writer(record).to_representation
        return Response(write(self.get_object()))


@dataclass(frozen=True, kw_only=True)
class Readable:
    """A sort of record that may be read: a list, and one by its key."""

    noun: str
    one: str
    rows: QuerySet[Any]
    record: type[Any]
    orderings: Mapping[str, str] = field(default_factory=lambda: {"id": "id"})
    ordering: str = "id"
    filters: type[Any] | None = None
    narrow: Callable[[QuerySet[Any], User], QuerySet[Any]] | None = None
    key: str = "id"
    route: str = "<key:id>"
    text: str = ""
    listed_by: type[Rows] = Rows
    also: Mapping[str, Docs] = field(default_factory=dict)  # what else the list takes

    def urls(self) -> list[URLPattern]:
        """Return the addresses of the list and of one record."""
        name = self.noun.replace("-", "_")
        route = "<slug:slug>" if self.key == "slug" else self.route
        tag = self.noun.replace("-", " ").capitalize()
        shared = {"queryset": self.rows, "serializer_class": self.record, "narrow": self.narrow}
        many = Docs(
            id=f"list_{name}",
            tag=tag,
            summary=f"List {tag.lower()}",
            text=self.text,
            record=self.record,
            many=True,
        )
        single = Docs(
            id=f"read_{name}",
            tag=tag,
            summary=f"Read {self.one} by its {self.key}",
            text=self.text,
            record=self.record,
        )
        listed = self.listed_by.as_view(
            **shared,
            docs={"GET": many, **self.also},
            orderings=self.orderings,
            ordering=self.ordering,
            filterset_class=self.filters,
        )
        read = Row.as_view(**shared, docs={"GET": single}, lookup_field=self.key)
        return [
            path(f"{self.noun}/", listed, name=self.noun),
            path(f"{self.noun}/{route}/", read, name=f"{self.noun}-one"),
        ]
