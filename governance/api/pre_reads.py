"""Pre-reads and final packs over HTTP: listed, read, and taken along."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.records import PersonBrief, Record
from accounts.api.schema import Docs
from accounts.api.views import Endpoint, Rows
from accounts.models import User
from governance.actions.pre_reads import note_opened
from governance.api.filters import KeyFilter
from governance.api.one_review import TAG
from governance.models import PreRead, Review
from governance.packs.seen import hidden_codes, require_whole, seen_by
from governance.packs.taking import attached, taken

PRE_READS = PreRead.objects.select_related("review__body", "by")


def under_seen(rows: QuerySet[PreRead], person: User) -> QuerySet[PreRead]:
    """Leave out those of confidential bodies a person has no part in."""
    return rows.filter(review__in=Review.objects.visible_to(person))


class PreReadFilters(django_filters.FilterSet):
    """Narrow to one review, or to final packs."""

    review = KeyFilter(field_name="review_id", label="Key of a review")

    class Meta:
        model = PreRead
        fields = ["is_final"]


class PreReadRecord(Record[PreRead]):
    """What was frozen when; `sha256` is that of its content, and never changes."""

    review = serializers.IntegerField(source="review_id")
    message = serializers.SerializerMethodField()
    by = PersonBrief()

    class Meta:
        model = PreRead
        fields = ["id", "review", "number", "is_final", "sha256", "message", "by", "at"]
        read_only_fields = fields

    def get_message(self, row: PreRead) -> str:
        """Return the sentence it begins with."""
        return str(row.content["message"])


class WholeRecord(PreReadRecord):
    """All it says; without the words of what became confidential since, `is_whole` is false."""

    is_whole = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()

    class Meta(PreReadRecord.Meta):
        fields = [*PreReadRecord.Meta.fields, "is_whole", "content"]
        read_only_fields = fields

    def get_is_whole(self, row: PreRead) -> bool:
        """Say whether nothing is left out for the person who asks."""
        return not hidden_codes(row, self.context["person"])

    @extend_schema_field(serializers.DictField())
    def get_content(self, row: PreRead) -> dict[str, Any]:
        """Return the document as the person may read it."""
        return seen_by(row, self.context["person"])


class OnePreRead(Endpoint):
    """What is under the address of one pre-read; reading it counts as having opened it."""

    queryset = PRE_READS
    narrow = staticmethod(under_seen)
    filter_backends = ()
    pagination_class = None
    lookup_field = "id"
    docs = {
        "GET": Docs(
            id="read_pre_read",
            tag=TAG,
            summary="Read a pre-read or a final pack by its id",
            text="The chair of a review sees who of those invited opened its pre-read.",
            record=WholeRecord,
        )
    }

    def get(self, request: Request, **_: Any) -> Response:
        """Return it."""
        found: PreRead = self.get_object()
        note_opened(pre_read=found, actor=self.person, at=timezone.now())
        return Response(WholeRecord(found, context={"person": self.person}).data)


class Taken(OnePreRead):
    """A pre-read as a file, for whoever may read all of it."""

    file = ""

    def get(self, request: Request, **_: Any) -> HttpResponse:  # type: ignore[override]  # a file
        """Hand it over; a PDF once the worker has set it."""
        found: PreRead = self.get_object()
        require_whole(found, self.person)
        made = taken(found, self.file)
        if made is None:
            raise NotFound("It is being set. Ask again in a moment.")
        note_opened(pre_read=found, actor=self.person, at=timezone.now())
        return attached(found, self.file, made)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    listed = Docs(
        id="list_pre_reads",
        tag=TAG,
        summary="List pre-reads and final packs",
        record=PreReadRecord,
        many=True,
    )
    return [
        path(
            "pre-reads/",
            Rows.as_view(
                queryset=PRE_READS,
                serializer_class=PreReadRecord,
                narrow=under_seen,
                filterset_class=PreReadFilters,
                ordering="-id",
                docs={"GET": listed},
            ),
            name="pre-reads",
        ),
        path("pre-reads/<key:id>/", OnePreRead.as_view(), name="pre-reads-one"),
        *(_file(name) for name in ("pack-a4.pdf", "pack-letter.pdf", "pack.md", "pack.csv")),
    ]


def _file(name: str) -> URLPattern:
    kind = name.rpartition(".")[2]
    docs = Docs(
        id=f"download_{name.replace('-', '_').replace('.', '_')}",
        tag=TAG,
        summary=f"Take a pre-read or a final pack along as {name}",
        record=OpenApiTypes.BINARY if kind == "pdf" else OpenApiTypes.STR,
    )
    view = Taken.as_view(file=name, docs={"GET": docs})
    return path(f"pre-reads/<key:id>/{name}", view, name=f"pre-read-{name.replace('.', '-')}")
