"""The databases that lists of a bridge may be taken from, over HTTP."""

from typing import Any

from django.core.exceptions import ValidationError
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.schema import Docs
from governance.actions.bridge_given import source_names, source_tables, table_columns
from governance.actions.bridges import AUTHORS
from governance.api.bridge_lists import TAG
from governance.api.items import CODE, OneItem
from governance.policies import require

SOURCE = OpenApiParameter("source", str, description="Lists the tables of this source.")
TABLE = OpenApiParameter("table", str, description="Lists the columns of this table of the source.")


class SourcesRecord(serializers.Serializer[Any]):
    """The sources there are, the tables of one, and the columns of one of these."""

    sources = serializers.ListField(child=serializers.CharField())
    tables = serializers.ListField(child=serializers.CharField())
    columns = serializers.ListField(child=serializers.CharField())


class Sources(OneItem):
    """What may be taken for a side of a bridge of an item."""

    pagination_class = None
    filter_backends = ()
    docs = {
        "GET": Docs(
            id="list_bridge_sources",
            tag=TAG,
            summary="List the tables behind figures that a bridge may take",
            text="The sources are named in the environment. With `?source=crm` its tables, with "
            "`&table=marketing.leads` the columns of that one. No row is read.",
            record=SourcesRecord,
            headers=[CODE, SOURCE, TABLE],
            answers={
                "sources": ["crm", "shop"],
                "tables": ["marketing.leads"],
                "columns": ["lead_id", "email", "origin"],
            },
        )
    }

    def get(self, request: Request, code: int) -> Response:
        """Ask one source, for whoever may draw up a bridge."""
        item, now = self.item(code), timezone.now()
        require(item, self.person, now, AUTHORS, f"draw up a bridge of {item.code}")
        told: dict[str, Any] = {"item": item, "actor": self.person, "at": now}
        source = request.query_params.get("source", "")
        table = request.query_params.get("table", "")
        if table and not source:
            raise ValidationError({"source": "Say of which source the table is."})
        tables = source_tables(source=source, **told) if source else []
        columns = table_columns(source=source, table=table, **told) if table else []
        found = {"sources": source_names(), "tables": tables, "columns": columns}
        return Response(SourcesRecord(found).data)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    where = "contradictions/<code:code>/bridge_sources/"
    return [path(where, Sources.as_view(), name="bridge-sources")]
