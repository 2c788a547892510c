"""Polls over HTTP: read without their answers until they close, asked, answered, closed, logged."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.problems import WRITING
from accounts.api.schema import IDEMPOTENCY_KEY, Docs
from accounts.api.views import Endpoint, Row, Rows
from governance.actions.poll_items import log_from_poll
from governance.actions.polls import answer_poll, ask_owners, close_poll, withdraw_poll
from governance.api.bodies.moves import Nothing, Reason, given
from governance.api.bodies.polls import AskBody, CloseBody, PollAnswerBody, asked
from governance.api.idempotency import once
from governance.api.records.items import ItemRow
from governance.api.records.polls import InviteeRecord, PollRecord
from governance.models import OwnershipPoll, PollInvitee

TAG = "Polls"
INVITEES = PollInvitee.objects.select_related(
    *("person", "pollanswer__person", "pollanswer__function", "pollanswer__heads"),
    "pollanswer__invitee__person",
).order_by("person__name")
POLLS = OwnershipPoll.objects.select_related(
    "asked_by", "domain", "kpi", "contradiction"
).prefetch_related(Prefetch("invitees", INVITEES))


class Polls(Rows):
    """Polls, and asking one."""

    queryset = POLLS
    serializer_class = PollRecord
    orderings = {"id": "id", "asked_at": "asked_at", "closes_on": "closes_on"}
    ordering = "-id"
    docs = {
        "GET": Docs(
            id="list_polls",
            tag=TAG,
            summary="List polls",
            text="Of an open poll only who has answered is told, to everybody alike.",
            record=PollRecord,
            many=True,
        ),
        "POST": Docs(
            id="ask_owners",
            tag=TAG,
            summary="Ask leaders who owns something",
            body=AskBody,
            record=PollRecord,
            status="201",
            problems=WRITING,
            headers=[IDEMPOTENCY_KEY],
            sends={"domain": "leads", "people": [12, 14, 17, 21], "closes_on": "2026-12-04"},
        ),
    }

    def post(self, request: Request) -> Response:
        """Ask once."""
        return once(request, self.person, partial(self._ask, request))

    def _ask(self, request: Request) -> Response:
        body = AskBody(data=request.data)
        body.is_valid(raise_exception=True)
        made = ask_owners(**asked(body), actor=self.person, at=timezone.now())[0]
        answer = Response(_record(made), status=status.HTTP_201_CREATED)
        answer["Location"] = reverse("api:poll", args=[made.pk])
        return answer


class OnePoll(Row):
    """One poll."""

    queryset = POLLS
    serializer_class = PollRecord
    lookup_field = "id"
    docs = {
        "GET": Docs(id="read_polls", tag=TAG, summary="Read a poll by its id", record=PollRecord)
    }


@dataclass(frozen=True, kw_only=True)
class Verb:
    """One thing that can be done to a poll."""

    name: str
    action: Callable[..., Any]
    body: type[Any]
    record: type[Any]
    write: Callable[[Any], Any]
    sends: Any = None
    adds: bool = False


class Act(Endpoint):
    """One verb on one poll."""

    queryset = POLLS
    pagination_class = None
    lookup_field = "id"
    verb: Verb | None = None

    def post(self, request: Request, id: int) -> Response:  # noqa: A002 - the name in the address
        """Do it once."""
        return once(request, self.person, partial(self._act, request, id))

    def _act(self, request: Request, key: int) -> Response:
        verb, poll = self.verb, get_object_or_404(OwnershipPoll, pk=key)
        assert verb is not None
        body = verb.body(data=request.data)
        body.is_valid(raise_exception=True)
        made = verb.action(poll=poll, **given(body), actor=self.person, at=timezone.now())
        code = status.HTTP_201_CREATED if verb.adds else status.HTTP_200_OK
        return Response(verb.write(made), status=code)


def _record(poll: OwnershipPoll) -> Any:
    """Return a poll as it is read."""
    return PollRecord(POLLS.get(pk=poll.pk)).data


def _given(invitee: PollInvitee) -> Any:
    """Say that an answer was given: not even who gave it is told what it says."""
    return InviteeRecord(invitee).data


VERBS = (
    Verb(
        name="answer",
        action=answer_poll,
        body=PollAnswerBody,
        record=InviteeRecord,
        write=_given,
        sends={"choice": "function", "function": "sales", "sentence": "They call every lead."},
    ),
    Verb(
        name="close",
        action=close_poll,
        body=CloseBody,
        record=PollRecord,
        write=_record,
        sends={"reason": "The meeting is today."},
    ),
    Verb(
        name="withdraw",
        action=withdraw_poll,
        body=Reason,
        record=PollRecord,
        write=_record,
        sends={"reason": "The wrong people were asked."},
    ),
    Verb(
        name="log",
        action=log_from_poll,
        body=Nothing,
        record=ItemRow,
        write=lambda item: ItemRow(item).data,
        adds=True,
    ),
)


def _endpoint(verb: Verb) -> URLPattern:
    docs = Docs(
        id=f"{verb.name}_poll" if verb.name != "log" else "log_from_poll",
        tag=TAG,
        summary=f"{verb.name.capitalize()} a poll" if verb.name != "log" else "Log its conflict",
        text=(verb.action.__doc__ or "").strip(),
        body=verb.body,
        record=verb.record,
        status="201" if verb.adds else "200",
        problems=WRITING,
        headers=[IDEMPOTENCY_KEY],
        sends=verb.sends,
    )
    view = Act.as_view(verb=verb, docs={"POST": docs})
    return path(f"polls/<key:id>/{verb.name}/", view, name=f"poll-{verb.name}")


def addresses() -> list[URLPattern]:
    """Return the addresses, once the converters they use are registered."""
    return [
        path("polls/", Polls.as_view(), name="polls"),
        path("polls/<key:id>/", OnePoll.as_view(), name="poll"),
        *map(_endpoint, VERBS),
    ]
