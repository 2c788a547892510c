"""One review over HTTP: who may know of it, and how a verb is done on it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint
from accounts.models import User
from governance.api.bodies.moves import given
from governance.api.idempotency import once
from governance.models import Review, ReviewGuest

TAG = "Reviews"
GUESTS = Prefetch("invited", ReviewGuest.objects.select_related("person"))
REVIEWS = Review.objects.select_related("body", "chair", "scribe", "item").prefetch_related(GUESTS)
Answer = Callable[[Review, User, datetime], Any]


def seen(rows: QuerySet[Any], person: User) -> QuerySet[Any]:
    """Leave out what belongs to confidential bodies a person has no part in."""
    found: Any = rows
    visible: QuerySet[Any] = found.visible_to(person)
    return visible


class OneReview(Endpoint):
    """What is under the address of one review."""

    queryset = REVIEWS
    narrow = staticmethod(seen)
    filter_backends = ()
    pagination_class = None
    lookup_field = "id"


class Act(OneReview):
    """One verb on one review."""

    action: Callable[..., Any] | None = None
    body: type[Any] | None = None
    answer: Answer | None = None

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Do it once."""
        return once(request, self.person, partial(self._act, request, id))

    def _act(self, request: Request, key: int) -> Response:
        assert self.action is not None
        assert self.body is not None
        assert self.answer is not None
        review = get_object_or_404(self.get_queryset(), pk=key)
        body = self.body(data=request.data, context={"actor": self.person})
        body.is_valid(raise_exception=True)
        now = timezone.now()
        self.action(review=review, **given(body), actor=self.person, at=now)
        return Response(self.answer(REVIEWS.get(pk=review.pk), self.person, now))


def verb(
    action: Callable[..., Any],
    body: type[Any],
    sends: Mapping[str, Any],
    *,
    summary: str,
    record: type[Any],
    answer: Answer,
) -> URLPattern:
    """Return the address of a verb, described by its action."""
    docs = Docs(
        id=action.__name__,
        tag=TAG,
        summary=summary,
        text=(action.__doc__ or "").strip(),
        body=body,
        record=record,
        problems=WRITING,
        headers=[IDEMPOTENCY_KEY],
        sends=dict(sends),
    )
    name = action.__name__.removesuffix("_review")
    view = Act.as_view(action=action, body=body, answer=answer, docs={"POST": docs})
    return path(f"reviews/<key:id>/{name}/", view, name=f"review-{name}")
