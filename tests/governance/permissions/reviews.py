"""Reviews: everybody reads those that are not confidential; stewards and the chair call them."""

from typing import Any

from governance.models import PreRead, Review, ReviewBody
from tests.factories.governance import decided
from tests.factories.reviews import (
    item_above_another,
    item_beside_closed_review,
    item_beside_draft,
    item_beside_opened,
    item_beside_pre_read,
    item_beside_review_under_way,
    item_in_meeting,
    item_on_agenda,
    item_pinned,
)
from tests.governance.permissions.api import NOWHERE, STEWARD_ADDS
from tests.governance.permissions.api import STEWARD as STEWARD_CALLS
from tests.governance.permissions.company import REASON, STEWARD
from tests.governance.permissions.table import API_READ, Row, World, get, post


def in_review(_: World) -> dict[str, Any]:
    return {"slug": "data-council", "label": Review.objects.latest("pk").label}


def a_body(world: World) -> dict[str, Any]:
    return {
        "name": "Board",
        "chair": world.company.arbiter.pk,
        "scribe": world.company.steward.pk,
        "members": [world.company.decider.pk],
        "quorum": "2",
        "workdays_after": "10",
        "meets_at": "10:00",
        "time_zone": "Europe/Berlin",
        "minutes": "45",
    }


def some_day() -> dict[str, Any]:
    return {"day": "2030-01-14", "clock": "10:00"}


def _body_key(_: World) -> dict[str, Any]:
    return {"id": ReviewBody.objects.get().pk}


def _key(_: World) -> dict[str, Any]:
    return {"id": Review.objects.latest("pk").pk}


def _scheduled(_: World) -> dict[str, Any]:
    return {
        "body": "data-council",
        "quarter": "FY26-Q4",
        "starts_at": "2030-01-14T10:00:00+01:00",
        "is_extraordinary": True,
        "reason": "A bonus is paid",
    }


URGENT = {
    "quarter": "FY26-Q4",
    "minutes": "15",
    "is_extraordinary": "on",
    "reason": "A bonus is paid",
}
BODY = "reviews/<slug:slug>/"
REVIEW = "reviews/<slug:slug>/<slug:label>/"
PAGES: list[Row] = [
    get("reviews/", ready=item_beside_draft),
    get("reviews/bodies/new/", STEWARD),
    post("reviews/bodies/new/", "302 403 403 302 403 403", body=a_body),
    get(BODY, at=in_review, ready=item_beside_draft),
    get(f"{BODY}change/", STEWARD, at=in_review, ready=item_beside_draft),
    post(
        f"{BODY}change/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda world: a_body(world) | REASON,
        ready=item_beside_draft,
    ),
    get(f"{BODY}schedule/", STEWARD, at=in_review, ready=item_beside_draft),
    post(
        f"{BODY}schedule/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda _: some_day() | URGENT,
        ready=item_beside_draft,
    ),
    get(REVIEW, at=in_review, ready=item_beside_draft),
    get(f"{REVIEW}move/", STEWARD, at=in_review, ready=item_beside_draft),
    post(
        f"{REVIEW}move/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda _: some_day() | {"minutes": "15", "version": "1"},
        ready=item_beside_draft,
    ),
    get(f"{REVIEW}cancel/", STEWARD, at=in_review, ready=item_beside_draft),
    post(
        f"{REVIEW}cancel/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda _: REASON | {"version": "1"},
        ready=item_beside_draft,
    ),
    get(f"{REVIEW}pre-read/", at=in_review, ready=item_beside_pre_read),
    post(
        f"{REVIEW}pre-read/publish/",
        "302 403 403 302 403 403",
        at=in_review,
        ready=item_beside_opened,
    ),
    get(f"{REVIEW}pre-read/printing/", at=in_review, ready=item_beside_pre_read),
    # It is not printed yet, so the way leads to the page that says how far that is.
    get(f"{REVIEW}pack.pdf", "302 302 302 302 302 302", at=in_review, ready=item_beside_pre_read),
    get(f"{REVIEW}pack.md", at=in_review, ready=item_beside_pre_read),
    get(f"{REVIEW}pack.csv", at=in_review, ready=item_beside_pre_read),
    get(f"{REVIEW}invite.ics", STEWARD, at=in_review, ready=item_beside_opened),
    get(f"{REVIEW}reading.ics", STEWARD, at=in_review, ready=item_beside_opened),
    post(f"{REVIEW}open/", "302 403 403 302 403 403", at=in_review, ready=item_beside_draft),
    post(f"{REVIEW}start/", "302 403 403 302 403 403", at=in_review, ready=item_beside_opened),
    get(f"{REVIEW}close/", STEWARD, at=in_review, ready=item_beside_review_under_way),
    post(
        f"{REVIEW}close/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda _: {"confirm": Review.objects.latest("pk").label, "version": "3"},
        ready=item_beside_review_under_way,
    ),
    get(f"{REVIEW}minutes/", at=in_review, ready=item_beside_closed_review),
    get(f"{REVIEW}minutes/add/", STEWARD, at=in_review, ready=item_beside_closed_review),
    post(
        f"{REVIEW}minutes/add/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda _: {"text": "The CFO came late."},
        ready=item_beside_closed_review,
    ),
]

ITEM = f"{REVIEW}agenda/<str:code>/"
DEFERRED = {"until_on": "2030-06-03", "cost": "A quarter of bonus"}


def _arranges(verb: str, ready: Any = item_on_agenda, **body: Any) -> Row:
    """Return the row of a verb that whoever runs the meeting may use."""
    return post(
        f"{ITEM}{verb}/", "302 403 403 302 403 403", at=in_review, body=lambda _: body, ready=ready
    )


PAGES += [
    get(f"{REVIEW}pin/", STEWARD, at=in_review, ready=item_on_agenda),
    post(
        f"{REVIEW}pin/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda world: {"item": world.item.code},
        ready=item_on_agenda,
    ),
    _arranges("pin"),
    _arranges("unpin", item_pinned),
    _arranges("up"),
    _arranges("down", item_above_another),
    get(f"{ITEM}defer/", STEWARD, at=in_review, ready=item_on_agenda),
    _arranges("defer", **DEFERRED),
]

LIVE = f"{REVIEW}live/"


def _hosts(path: str, **body: Any) -> list[Row]:
    """Return the rows of a form that whoever runs the meeting fills in."""
    shared = {"at": in_review, "ready": item_in_meeting}
    return [
        get(f"{LIVE}{path}", STEWARD, **shared),
        post(f"{LIVE}{path}", "302 403 403 302 403 403", body=lambda _: body, **shared),
    ]


def _advice(world: World) -> dict[str, Any]:
    option = world.item.options.get(letter="A")
    return {"option": option.pk, "reason": "It ends the argument"}


PAGES += [
    get(LIVE, at=in_review, ready=item_in_meeting),
    get(f"{LIVE}pulse/", at=in_review, ready=item_in_meeting),
    post(
        f"{LIVE}turn/",
        "302 403 403 302 403 403",
        at=in_review,
        body=lambda _: {"to": "close"},
        ready=item_in_meeting,
    ),
    *_hosts("attendance/"),
    *_hosts("park/", text="Who owns churn?"),
    post(
        f"{LIVE}<str:code>/decide/", "302 403 403 403 403 403", at=in_review, ready=item_in_meeting
    ),
    get(f"{LIVE}<str:code>/advise/", STEWARD, at=in_review, ready=item_in_meeting),
    post(
        f"{LIVE}<str:code>/advise/",
        "302 403 403 302 403 403",
        at=in_review,
        body=_advice,
        ready=item_in_meeting,
    ),
]

ONE = "api/v1/reviews/<key:id>/"


def _acts(verb: str, ready: Any, **body: Any) -> Row:
    return post(
        f"{ONE}{verb}/", STEWARD_CALLS, at=_key, body=lambda _: body, ready=ready, json=True
    )


API: list[Row] = [
    get("api/v1/review-bodies/", API_READ, ready=item_beside_draft),
    post("api/v1/review-bodies/", STEWARD_ADDS, body=a_body, json=True),
    get("api/v1/review-bodies/<key:id>/", API_READ, at=_body_key, ready=item_beside_draft),
    get("api/v1/reviews/", API_READ, ready=item_beside_draft),
    post("api/v1/reviews/", STEWARD_ADDS, body=_scheduled, ready=item_beside_draft, json=True),
    get(ONE, API_READ, at=_key, ready=item_beside_draft),
    _acts("open", item_beside_draft),
    _acts("move", item_beside_draft, starts_at="2030-01-14T10:00:00+01:00"),
    _acts("cancel", item_beside_draft, reason="Sold"),
    _acts("start", item_beside_opened),
    _acts("close", item_beside_review_under_way),
]


def _arranged(verb: str, ready: Any = item_on_agenda, **more: Any) -> Row:
    return post(
        f"{ONE}{verb}/",
        STEWARD_CALLS,
        at=_key,
        body=lambda world: {"item": world.item.code, **more},
        ready=ready,
        json=True,
    )


API += [
    get(f"{ONE}agenda/", API_READ, at=_key, ready=item_on_agenda),
    _arranged("pin_item"),
    _arranged("unpin_item", item_pinned),
    _arranged("move_item", by=-1),
    _arranged("defer_item", **DEFERRED),
    get(f"{ONE}minutes/", API_READ, at=_key, ready=item_beside_closed_review),
    _acts("take_attendance", item_in_meeting, present=[]),
    _acts("turn_to", item_in_meeting, stop="close"),
    _acts("park", item_in_meeting, text="Who owns churn?"),
    _arranged("advise", item_in_meeting, option="A", reason="It ends the argument"),
    _acts("add_addendum", item_beside_closed_review, text="The CFO came late."),
]
PRE_READ = "api/v1/pre-reads/<key:id>/"


def _pre_read(_: World) -> dict[str, Any]:
    return {"id": PreRead.objects.latest("pk").pk}


API += [
    _acts("publish_pre_read", item_beside_opened),
    get("api/v1/pre-reads/", API_READ, ready=item_beside_pre_read),
    get(PRE_READ, API_READ, at=_pre_read, ready=item_beside_pre_read),
    get(f"{PRE_READ}pack.md", API_READ, at=_pre_read, ready=item_beside_pre_read),
    get(f"{PRE_READ}pack.csv", API_READ, at=_pre_read, ready=item_beside_closed_review),
    # Not printed yet, for nobody.
    *(
        get(f"{PRE_READ}pack-{paper}.pdf", NOWHERE, at=_pre_read, ready=item_beside_pre_read)
        for paper in ("a4", "letter")
    ),
]
API.append(
    post(
        "api/v1/decisions/<decision:number>/revisit/",
        STEWARD_ADDS,
        at=lambda _: {"number": "D-001"},
        body=lambda _: {"actual": "It came true.", "outcome": "kept"},
        ready=decided,
        json=True,
    )
)
ROWS: list[Row] = [*PAGES, *API]
