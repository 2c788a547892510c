"""Pages by cursor: constant cost at any depth, and no row twice while others are added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import F, Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

SALT = "tieout.api.cursor"
PAGE_SIZE = 50
MOST_ROWS = 200
PARAMETERS = ("cursor", "ordering", "page_size")


@dataclass(frozen=True)
class Order:
    """A sequence of rows: by one column, empty values last, ties broken by key."""

    name: str
    column: str
    descending: bool
    may_be_empty: bool

    @classmethod
    def read(cls, word: str, columns: Mapping[str, str], model: type[Model]) -> "Order":
        """Read `-due_at` as it stands in the address."""
        name = word.removeprefix("-")
        if name not in columns:
            known = ", ".join(sorted(columns))
            raise ValidationError({"ordering": f"Order by one of: {known}; - in front reverses."})
        empty = _may_be_empty(model, columns[name])
        return cls(name, columns[name], word.startswith("-"), empty)

    def __str__(self) -> str:
        return f"-{self.name}" if self.descending else self.name

    def sort(self, rows: QuerySet[Any], *, backward: bool) -> QuerySet[Any]:
        """Put rows in this order, or in its reverse to read the page before."""
        down = self.descending != backward
        # An index serves the order only while nothing is said about empty values.
        nulls = {"nulls_first" if backward else "nulls_last": True} if self.may_be_empty else {}
        column = F(self.column)
        return rows.order_by(
            column.desc(**nulls) if down else column.asc(**nulls), "-pk" if down else "pk"
        )

    def beyond(self, value: str | None, key: Any, *, backward: bool) -> Q:
        """Return the rows after (or before) the row with this value and key."""
        side = "lt" if self.descending != backward else "gt"
        tie = Q(**{f"pk__{side}": key})
        empty = Q(**{f"{self.column}__isnull": True})
        if value is None:
            return (~empty | empty & tie) if backward else empty & tie
        further = Q(**{f"{self.column}__{side}": value}) | Q(**{self.column: value}) & tie
        return further | empty if self.may_be_empty and not backward else further

    def value_of(self, row: Any) -> str | None:
        """Return a row's value as the text its column reads back."""
        value = _read(row, self.column)
        if value is None:
            return None
        return value.isoformat() if hasattr(value, "isoformat") else str(value)


class CursorPages(BasePagination):
    """Fifty rows a page; `next` and `previous` are addresses to follow, not to build."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Return one page of rows, in the order asked for."""
        query = request.query_params
        _refuse_unknown(query, getattr(view, "filterset_class", None))
        self.request = request
        self.order = Order.read(
            query.get("ordering") or view.ordering, view.orderings, queryset.model
        )
        size = _size(query.get("page_size"))
        given = query.get("cursor")
        backward, value, key = self._read(given) if given else (False, None, None)
        rows = self.order.sort(queryset, backward=backward)
        if given:
            rows = rows.filter(self.order.beyond(value, key, backward=backward))
        found = list(rows[: size + 1])
        more, page = len(found) > size, found[:size]
        self.page = page[::-1] if backward else page
        self.has_next = backward or more
        self.has_previous = more if backward else bool(given)
        return self.page

    def _read(self, cursor: str) -> tuple[bool, str | None, Any]:
        try:
            order, backward, value, key = signing.loads(cursor, salt=SALT)
        except (signing.BadSignature, ValueError) as error:
            raise ValidationError({"cursor": "This cursor is not one of ours."}) from error
        if order != str(self.order):
            raise ValidationError({"cursor": "This cursor belongs to another order of rows."})
        return backward, value, key

    def _link(self, row: Any, *, backward: bool) -> str:
        place = (str(self.order), backward, self.order.value_of(row), _read(row, "pk"))
        cursor = signing.dumps(place, salt=SALT)
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_paginated_response(self, data: Any) -> Response:
        """Return rows with the addresses of the pages around them."""
        page = self.page
        after = self._link(page[-1], backward=False) if page and self.has_next else None
        before = self._link(page[0], backward=True) if page and self.has_previous else None
        return Response({"next": after, "previous": before, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Describe a page."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address,
                "previous": address,
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """Describe what the address may say about pages."""
        words = [word for name in view.orderings for word in (name, f"-{name}")]
        return [
            _parameter("cursor", "From `next` or `previous`.", {"type": "string"}),
            _parameter(
                "ordering",
                f"Default: `{view.ordering}`. Empty values come last.",
                {"type": "string", "enum": words},
            ),
            _parameter(
                "page_size",
                f"Rows a page, {PAGE_SIZE} unless said otherwise.",
                {"type": "integer", "minimum": 1, "maximum": MOST_ROWS},
            ),
        ]


def _read(row: Any, column: str) -> Any:
    """Read a column of a model, or of a row read as columns."""
    if isinstance(row, dict):
        return row[column]
    for step in column.split("__"):
        row = getattr(row, step)
    return row


def _may_be_empty(model: type[Model], column: str) -> bool:
    field: Any = None
    for step in column.split("__"):
        field = model._meta.get_field(step)
        if field.null:
            return True
        model = field.related_model or model
    return False


def _refuse_unknown(query: Iterable[str], filters: Any) -> None:
    """Refuse a filter that is none: ignored, it would answer with rows nobody asked for."""
    known = sorted({*PARAMETERS, *(filters.base_filters if filters else ())})
    unknown = [name for name in query if name not in known]
    if unknown:
        how = f"There is no such filter. Those there are: {', '.join(known)}."
        raise ValidationError(dict.fromkeys(unknown, how))


def _size(given: str | None) -> int:
    if not given:
        return PAGE_SIZE
    if not (given.isascii() and given.isdecimal() and len(given) < 5):
        raise ValidationError({"page_size": f"Choose 1 to {MOST_ROWS}."})
    size = int(given)
    if not 1 <= size <= MOST_ROWS:
        raise ValidationError({"page_size": f"Choose 1 to {MOST_ROWS}."})
    return size


def _parameter(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": text, "schema": schema}
