"""Reviews over HTTP: bodies, and their meetings from draft to close."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Row, Rows
from accounts.models import User
from governance.actions.meetings import add_addendum, advise, park, take_attendance, turn_to
from governance.actions.pre_reads import publish_pre_read
from governance.actions.review_bodies import add_body
from governance.actions.reviews import (
    cancel_review,
    close_review,
    move_review,
    open_review,
    schedule_review,
    start_review,
)
from governance.api import agenda, pre_reads
from governance.api.bodies.meetings import (
    AddendumBody,
    AdviseBody,
    AttendanceBody,
    CloseReviewBody,
    ParkBody,
    TurnBody,
)
from governance.api.bodies.moves import Nothing, given
from governance.api.bodies.reviews import AddBody, CallOffBody, MoveBody, ScheduleBody, Versioned
from governance.api.idempotency import once
from governance.api.one_review import REVIEWS, TAG, seen, verb
from governance.api.records.reviews import BodyRecord, ReviewRecord
from governance.models import Review, ReviewBody, ReviewSeat

SEATS = Prefetch("seats", ReviewSeat.objects.select_related("person"))
BODIES = ReviewBody.objects.select_related("chair", "scribe").prefetch_related(SEATS)


class Making(Rows):
    """A list, and adding to it."""

    making: "Make | None" = None

    def post(self, request: Request) -> Response:
        """Make one, once."""
        return once(request, self.person, partial(self._make, request))

    def _make(self, request: Request) -> Response:
        making = self.making
        assert making is not None
        body = making.body(data=request.data, context={"actor": self.person})
        body.is_valid(raise_exception=True)
        made = making.action(**given(body), actor=self.person, at=timezone.now())
        found = making.rows.get(pk=made.pk)
        answer = Response(making.record(found).data, status=status.HTTP_201_CREATED)
        answer["Location"] = reverse(f"api:{making.noun}-one", args=[made.pk])
        return answer


@dataclass(frozen=True, kw_only=True)
class Make:
    """What is listed, read by its key, and made."""

    noun: str
    one: str
    rows: QuerySet[Any]
    record: type[Any]
    body: type[Any]
    action: Callable[..., Any]
    sends: Mapping[str, Any]

    def urls(self) -> list[URLPattern]:
        """Return the addresses of the list and of one."""
        name, many = self.noun.replace("-", "_"), self.noun.replace("-", " ")
        shared = {"queryset": self.rows, "serializer_class": self.record, "narrow": seen}
        docs = {
            "GET": Docs(
                id=f"list_{name}", tag=TAG, summary=f"List {many}", record=self.record, many=True
            ),
            "POST": Docs(
                id=self.action.__name__,
                tag=TAG,
                summary=f"Make {self.one}",
                text=(self.action.__doc__ or "").strip(),
                body=self.body,
                record=self.record,
                status="201",
                problems=WRITING,
                headers=[IDEMPOTENCY_KEY],
                sends=dict(self.sends),
            ),
        }
        read = Docs(
            id=f"read_{name}", tag=TAG, summary=f"Read {self.one} by its id", record=self.record
        )
        listed = Making.as_view(**shared, making=self, docs=docs, ordering="-id")
        single = Row.as_view(**shared, docs={"GET": read}, lookup_field="id")
        return [
            path(f"{self.noun}/", listed, name=self.noun),
            path(f"{self.noun}/<key:id>/", single, name=f"{self.noun}-one"),
        ]


def _answer(review: Review, _: User, __: datetime) -> Any:
    return ReviewRecord(review).data


def _verb(action: Callable[..., Any], body: type[Any], sends: Mapping[str, Any]) -> URLPattern:
    name = action.__name__
    summary = SUMMARIES.get(name, f"{name.removesuffix('_review').capitalize()} a review")
    return verb(action, body, sends, summary=summary, record=ReviewRecord, answer=_answer)


SUMMARIES = {
    "take_attendance": "Say who is there",
    "turn_to": "Turn to another part of the agenda",
    "park": "Park a point",
    "advise": "Put the meeting's recommendation on record",
    "add_addendum": "Add to the minutes",
    "publish_pre_read": "Publish or refresh the pre-read",
}
MAKES = (
    Make(
        noun="review-bodies",
        one="a body that reviews",
        rows=BODIES,
        record=BodyRecord,
        body=AddBody,
        action=add_body,
        sends={
            "name": "Data council",
            "chair": 12,
            "scribe": 14,
            "members": [17, 21],
            "quorum": 3,
            "meets_at": "10:00",
            "time_zone": "Europe/Berlin",
        },
    ),
    Make(
        noun="reviews",
        one="a review",
        rows=REVIEWS,
        record=ReviewRecord,
        body=ScheduleBody,
        action=schedule_review,
        sends={
            "body": "data-council",
            "quarter": "FY26-Q4",
            "starts_at": "2027-01-15T10:00:00+01:00",
        },
    ),
)


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    return [
        *(address for make in MAKES for address in make.urls()),
        _verb(open_review, Versioned, {}),
        _verb(
            move_review,
            MoveBody,
            {"starts_at": "2027-01-18T10:00:00+01:00", "reason": "The CFO travels."},
        ),
        _verb(cancel_review, CallOffBody, {"reason": "The company is sold."}),
        _verb(start_review, Versioned, {}),
        _verb(
            close_review,
            CloseReviewBody,
            {"reasons": [{"item": "C-014", "reason": "The CRO was away."}]},
        ),
        _verb(take_attendance, AttendanceBody, {"present": [12, 14, 17]}),
        _verb(turn_to, TurnBody, {"stop": "C-014"}),
        _verb(park, ParkBody, {"text": "Who owns churn?", "item": "C-014"}),
        _verb(
            advise, AdviseBody, {"item": "C-014", "option": "A", "reason": "It ends the argument."}
        ),
        _verb(add_addendum, AddendumBody, {"text": "The CFO was there from 10:20."}),
        _verb(publish_pre_read, Nothing, {}),
        *agenda.addresses(),
        *pre_reads.addresses(),
    ]
