"""How an endpoint describes itself in OpenAPI: by the `Docs` it carries, not by its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiExample, OpenApiParameter

from accounts.api.problems import READING, SENTENCES, Problem

IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    required=True,
    description='The ETag of the item as you read it, such as `"C-014-v7"`.',
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="A name of your own for this request, so that repeating it has one effect.",
)


@dataclass(frozen=True, kw_only=True)
class Docs:
    """What people read about one method of one endpoint."""

    id: str
    tag: str
    summary: str
    text: str = ""
    body: Any = None
    record: Any = None
    many: bool = False
    status: str = "200"
    also: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[int] = READING
    headers: Sequence[OpenApiParameter] = ()
    sends: Any = None
    answers: Any = None


class Schema(AutoSchema):
    """Read the `docs` of a view; a view without them is described as drf-spectacular would."""

    @property
    def docs(self) -> Docs | None:
        """What the view says of the method at hand."""
        found: Docs | None = getattr(self.view, "docs", {}).get(self.method)
        return found

    def get_operation_id(self) -> str:
        """Name the operation as client libraries will."""
        return self.docs.id if self.docs else super().get_operation_id()

    def get_tags(self) -> list[str]:
        """Group by noun."""
        return [self.docs.tag] if self.docs else super().get_tags()

    def get_summary(self) -> str | None:
        """Say in a line what it does."""
        return self.docs.summary if self.docs else super().get_summary()

    def get_description(self) -> str:  # type: ignore[override]  # as drf-spectacular does
        """Say what else there is to know."""
        return self.docs.text if self.docs else super().get_description()

    def get_request_serializer(self) -> Any:
        """Say what is sent."""
        return self.docs.body if self.docs else super().get_request_serializer()

    def get_response_serializers(self) -> Any:
        """Say what is answered."""
        docs = self.docs
        if docs is None:
            return super().get_response_serializers()
        return {docs.status: docs.record(many=True) if docs.many else docs.record, **docs.also}

    def _is_list_view(self, serializer: Any = None) -> bool:
        return self.docs.many if self.docs else super()._is_list_view(serializer)

    def get_override_parameters(self) -> list[Any]:
        """Name the headers that matter."""
        return list(self.docs.headers) if self.docs else []

    def get_examples(self) -> list[OpenApiExample]:
        """Show one request and one answer."""
        docs, found = self.docs, []
        if docs and docs.sends is not None:
            found.append(OpenApiExample("Request", docs.sends, request_only=True))
        if docs and docs.answers is not None:
            found.append(
                OpenApiExample(
                    "Answer", docs.answers, response_only=True, status_codes=[docs.status]
                )
            )
        return found

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        bodies: dict[str, Any] = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(Problem, "response").ref
        for status in self.docs.problems if self.docs else READING:
            bodies[str(status)] = {
                "description": SENTENCES[status],
                "content": {"application/json": {"schema": problem}},
            }
        return bodies
