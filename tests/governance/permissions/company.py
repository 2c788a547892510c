"""The company itself: its people, their rights, lists to start from, and one's own settings."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions.calendars import add_holiday, add_leave, change_fiscal_year, set_calendar
from accounts.fiscal_years import YearRule
from governance.actions.chats import set_chat
from governance.actions.endpoints import add_endpoint
from governance.actions.lists import keep_list
from governance.actions.start import skip_step
from governance.actions.waivers import waive
from governance.lists import BY_SLUG
from governance.models import OwnershipPoll
from governance.notices.calendar import feed_path
from governance.notices.unsubscribe import unsubscribe_path
from tests.factories.clock import clock
from tests.factories.lending import lend
from tests.factories.polls import item_beside_closed_poll, item_beside_open_poll
from tests.factories.telling import link_for
from tests.governance.permissions.table import EVERYBODY, Row, World, get, post

KEEPERS = "302 403 403 200 403 200"
STEWARD = "302 403 403 200 403 403"
ADMINISTRATOR = "302 403 403 403 403 200"
DONE_BY_KEEPERS = "302 403 403 302 403 302"
DONE_BY_ADMINISTRATOR = "302 403 403 403 403 302"
NOT_YET = "302 403 403 403 403 409"
NEW = {"name": "New", "email": "new@example.com", "role": "viewer", "time_zone": "UTC"}
REASON = {"reason": "As agreed"}
NO_EXECUTIVE = "302 403 403 403 403 403"
MINE = "302 403 403 404 403 200"


def somebody(world: World) -> dict[str, Any]:
    return {"pk": world.company.viewer.pk}


def owner(world: World) -> dict[str, Any]:
    return {"pk": world.company.marketing_head.pk}


def right(world: World) -> dict[str, Any]:
    return {"pk": world.company.decider.rights.get().pk}


def granted(world: World) -> dict[str, Any]:
    return {
        "person": world.company.viewer.pk,
        "right": "accountable",
        "over": "domain:leads",
        "severity_from": 1,
        "severity_to": 4,
        "since": "2026-01-01",
    }


def wishes(_: World) -> dict[str, Any]:
    return {
        "accountable": "at_once",
        "outcomes": "digest",
        "digest": "daily",
        "digest_at": "08:30",
        "quiet_from": "18:30",
        "quiet_until": "08:00",
    }


def digest_link(world: World) -> dict[str, Any]:
    return {"token": unsubscribe_path(world.company.viewer).strip("/").split("/")[-1]}


def answer_link(world: World) -> dict[str, Any]:
    """Link to an answer of the owner: the address acts, whoever's browser it is opened in."""
    return {"token": link_for(world.company.marketing_head, world.item, "answer").token}


def calendar_link(world: World) -> dict[str, Any]:
    return {"token": feed_path(world.company.viewer).split("/")[2]}


def an_endpoint(_: World) -> dict[str, Any]:
    return {"name": "Warehouse", "url": "https://hooks.example.com/tieout"}


def endpoint(world: World) -> dict[str, Any]:
    made = add_endpoint(
        **an_endpoint(world) | {"name": "Lake"}, actor=world.company.administrator, at=clock.tick()
    )
    return {"pk": made.pk}


def a_chat(world: World) -> dict[str, Any]:
    """Describe a chat whose address no name has to be looked up for."""
    address = "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js"
    return {"name": "#sales", "function": world.company.sales.pk, "address": address}


def chat(world: World) -> dict[str, Any]:
    facts = a_chat(world) | {"name": "#kept", "function": world.company.sales}
    made = set_chat(**facts, actor=world.company.administrator, at=clock.tick())
    return {"pk": made.pk}


def delivery(world: World) -> dict[str, Any]:
    return {"pk": link_for(world.company.viewer, world.item, "answer").delivery_id}


def kept_list(world: World) -> dict[str, Any]:
    """Keep a list of the administrator's; nobody else's browser finds it."""
    kept = keep_list(
        kind=BY_SLUG["domains"],
        data=b"name\nDemand\n",
        file_name="domains.csv",
        invites=False,
        actor=world.company.administrator,
        at=clock.tick(),
    )
    return {"key": kept.key}


def leave(world: World) -> dict[str, Any]:
    """Let the viewer be away; a steward and an administrator may take it back too."""
    person, day = world.company.viewer, clock.moment.date()
    away = add_leave(person=person, from_on=day, until_on=day, actor=person, at=clock.tick())
    return {"pk": away.pk}


def stand_in(world: World) -> dict[str, Any]:
    """Let somebody stand in for the viewer; keepers may take it back too."""
    return {"pk": lend(world.company.viewer, world.company.decider).pk}


def standing_in(world: World) -> dict[str, Any]:
    return {
        "to": world.company.decider.pk,
        "from_on": "2030-11-02",
        "until_on": "2030-11-03",
        **REASON,
    }


def waiver(world: World) -> dict[str, Any]:
    """Let the executive waive a rule for leads."""
    today = clock.tick()
    made = waive(
        rule="recommender",
        domain=world.company.leads,
        until_on=today.date(),
        reason="Two roles in one",
        actor=world.company.executive,
        at=today,
    )
    return {"pk": made.pk}


def holiday(world: World) -> dict[str, Any]:
    keeper = world.company.administrator
    set_calendar(
        working_days="12345",
        time_zone="UTC",
        fiscal_start_month=1,
        fiscal_named_by_end=True,
        actor=keeper,
        at=clock.tick(),
    )
    day = clock.moment.date()
    return {"pk": add_holiday(on=day, name="Founders' day", actor=keeper, at=clock.tick()).pk}


def christmas(world: World) -> dict[str, Any]:
    holiday(world)
    return {"on": "2026-12-25", "name": "Christmas Day"}


def week(_: World) -> dict[str, Any]:
    return {
        "working_days": ["1", "2"],
        "time_zone": "UTC",
        "fiscal_start_month": "1",
        "fiscal_named_by": "end",
        **REASON,
    }


def another_year(world: World) -> dict[str, Any]:
    holiday(world)
    year = {"start_month": "4", "from_on": "2030-04-01", "named_by": "end"}
    return year | {"pattern": "months", "first_weekday": "1", **REASON}


def fiscal_change(world: World) -> dict[str, Any]:
    holiday(world)
    change = change_fiscal_year(
        from_on=date(2030, 4, 1),
        rule=YearRule(start_month=4),
        actor=world.company.administrator,
        at=clock.tick(),
    )
    return {"pk": change.pk}


def file(kind: str) -> dict[str, Any]:
    return {"kind": kind, "file": SimpleUploadedFile("list.csv", b"name\nDemand\n")}


def poll(_: World) -> dict[str, Any]:
    return {"pk": OwnershipPoll.objects.latest("pk").pk}


def skipped(world: World) -> dict[str, Any]:
    """Let a steward skip a step; the administrator may take it up again."""
    told = {"step": "poll", **REASON, "actor": world.company.steward, "at": clock.tick()}
    return {"pk": skip_step(**told).pk}


START: list[Row] = [
    get("start/", KEEPERS),
    get("start/skip/<slug:step>/", KEEPERS, at=lambda _: {"step": "poll"}),
    post(
        "start/skip/<slug:step>/",
        DONE_BY_KEEPERS,
        at=lambda _: {"step": "poll"},
        body=lambda _: REASON,
    ),
    post("start/skipped/<int:pk>/resume/", DONE_BY_KEEPERS, at=skipped),
]
PEOPLE: list[Row] = [
    get("people/", ADMINISTRATOR),
    get("people/invite/", ADMINISTRATOR),
    post("people/invite/", DONE_BY_ADMINISTRATOR, body=lambda _: NEW),
    get("people/<int:pk>/", ADMINISTRATOR, at=somebody),
    post("people/<int:pk>/", DONE_BY_ADMINISTRATOR, at=somebody, body=lambda _: NEW | REASON),
    post("people/<int:pk>/invite/", NOT_YET, at=somebody),
    get("people/<int:pk>/deactivate/", ADMINISTRATOR, at=owner),
    post(
        "people/<int:pk>/deactivate/",
        DONE_BY_ADMINISTRATOR,
        at=owner,
        body=lambda world: REASON | {"successor": world.company.sales_head.pk},
    ),
    get("people/<int:pk>/reactivate/", ADMINISTRATOR, at=somebody),
    post("people/<int:pk>/reactivate/", NOT_YET, at=somebody, body=lambda _: REASON),
    get("people/functions/new/", ADMINISTRATOR),
    post(
        "people/functions/new/",
        DONE_BY_ADMINISTRATOR,
        body=lambda _: {"name": "Delivery", "letter": "D"},
    ),
    get("people/functions/<slug:slug>/", ADMINISTRATOR, at=lambda _: {"slug": "sales"}),
    post(
        "people/functions/<slug:slug>/",
        DONE_BY_ADMINISTRATOR,
        at=lambda _: {"slug": "sales"},
        body=lambda _: {"name": "Sales", "letter": "X", **REASON},
    ),
]
RIGHTS: list[Row] = [
    get("rights/"),
    get("rights/grid/"),
    get("rights/grid.csv", "302 403 403 200 200 200"),
    get("rights/grant/", KEEPERS),
    post("rights/grant/", DONE_BY_KEEPERS, body=granted),
    get("rights/types/"),
    post("rights/types/", DONE_BY_KEEPERS, body=lambda _: {"name": "Set a target"}),
    get("rights/domain/<slug:slug>/", at=lambda _: {"slug": "leads"}),
    get("rights/kpi/<slug:slug>/"),
    get("rights/waivers/"),
    get("rights/waivers/new/", NO_EXECUTIVE),
    post("rights/waivers/new/", NO_EXECUTIVE),
    get("rights/waivers/<int:pk>/withdraw/", at=waiver),
    post("rights/waivers/<int:pk>/withdraw/", NO_EXECUTIVE, at=waiver, body=lambda _: REASON),
    get("rights/<int:pk>/end/", KEEPERS, at=right),
    post(
        "rights/<int:pk>/end/",
        DONE_BY_KEEPERS,
        at=right,
        body=lambda _: {"until": "2026-12-01", **REASON},
    ),
]
LISTS: list[Row] = [
    get("settings/import/", KEEPERS),
    post("settings/import/", "302 403 403 302 403 302", body=lambda _: file("domains")),
    get("settings/import/<slug:slug>.csv", KEEPERS, at=lambda _: {"slug": "people"}),
    get("settings/import/<uuid:key>/check/", MINE, at=kept_list),
    get("settings/import/<uuid:key>/check.csv", MINE, at=kept_list),
    post("settings/import/<uuid:key>/run/", "302 403 403 404 403 302", at=kept_list),
    get("settings/import/<uuid:key>/job/", MINE, at=kept_list),
    post("settings/import/<uuid:key>/job/", MINE, at=kept_list),
    get("settings/import/<uuid:key>/result/", "302 403 403 404 403 302", at=kept_list),
    get("settings/import/<uuid:key>/result.csv", "302 403 403 404 403 302", at=kept_list),
]
OWN: list[Row] = [
    get("accounts/email/"),
    get("settings/"),
    post("settings/", "302 302 302 302 302 302", body=lambda _: {"time_zone": "UTC"}),
    get("inbox/"),
    post("inbox/read/", "302 302 302 302 302 302"),
    post("inbox/<int:pk>/read/", "302 404 404 404 404 404"),
    get("settings/mail/"),
    post("settings/mail/", "302 302 302 302 302 302", body=wishes),
    get("settings/chats/", ADMINISTRATOR),
    get("settings/chats/add/", ADMINISTRATOR),
    post("settings/chats/add/", DONE_BY_ADMINISTRATOR, body=a_chat),
    get("settings/chats/<int:pk>/", ADMINISTRATOR, at=chat),
    post("settings/chats/<int:pk>/", DONE_BY_ADMINISTRATOR, at=chat, body=a_chat),
    post("settings/chats/<int:pk>/test/", DONE_BY_ADMINISTRATOR, at=chat),
    post("settings/chats/<int:pk>/end/", DONE_BY_ADMINISTRATOR, at=chat),
    get("settings/endpoints/", ADMINISTRATOR),
    get("settings/endpoints/add/", ADMINISTRATOR),
    post("settings/endpoints/add/", ADMINISTRATOR, body=an_endpoint),
    get("settings/endpoints/<int:pk>/", ADMINISTRATOR, at=endpoint),
    post("settings/endpoints/<int:pk>/", DONE_BY_ADMINISTRATOR, at=endpoint, body=an_endpoint),
    post("settings/endpoints/<int:pk>/switch/", DONE_BY_ADMINISTRATOR, at=endpoint),
    post("settings/endpoints/<int:pk>/rotate/", ADMINISTRATOR, at=endpoint),
    post("settings/endpoints/<int:pk>/test/", DONE_BY_ADMINISTRATOR, at=endpoint),
    get("settings/endpoints/deliveries/", ADMINISTRATOR),
    post("settings/endpoints/deliveries/<int:pk>/again/", DONE_BY_ADMINISTRATOR, at=delivery),
    post("settings/mail/calendar/", "302 302 302 302 302 302"),
    get("calendar/<str:token>/tieout.ics", EVERYBODY, at=calendar_link),
    post("settings/mail/revoke/", "302 302 302 302 302 302"),
    # No secret is set up here, so there is nothing to post a mail to.
    post("inbound/mail/", "404 404 404 404 404 404"),
    get("a/<str:token>/", EVERYBODY, at=answer_link),
    post("a/<str:token>/", EVERYBODY, at=answer_link, body=lambda _: {"text": "Ours"}),
    get("unsubscribe/<str:token>/", EVERYBODY, at=digest_link),
    post("unsubscribe/<str:token>/", EVERYBODY, at=digest_link),
    get("c/<str:code>/ladder/"),
    get("c/<str:code>/due.ics"),
    get("settings/leave/"),
    post(
        "settings/leave/",
        "302 302 302 422 302 422",
        body=lambda _: {"from_on": "2026-11-02", "until_on": "2026-11-03"},
    ),
    post("settings/leave/<int:pk>/withdraw/", "302 302 403 302 403 302", at=leave),
    get("settings/stand-in/"),
    post("settings/stand-in/", "302 302 302 422 302 422", body=standing_in),
    get("settings/stand-in/<int:pk>/withdraw/", at=stand_in),
    post(
        "settings/stand-in/<int:pk>/withdraw/",
        "302 302 403 302 403 302",
        at=stand_in,
        body=lambda _: REASON,
    ),
    get("settings/calendar/"),
    post("settings/calendar/", DONE_BY_ADMINISTRATOR, body=week),
    post("settings/calendar/holidays/", DONE_BY_ADMINISTRATOR, body=christmas),
    post("settings/calendar/holidays/<int:pk>/withdraw/", DONE_BY_ADMINISTRATOR, at=holiday),
    get("settings/fiscal-year/"),
    post("settings/fiscal-year/", "302 403 403 403 403 302", body=another_year),
    post("settings/fiscal-year/<int:pk>/withdraw/", DONE_BY_ADMINISTRATOR, at=fiscal_change),
]
POLL = "polls/<int:pk>/"
POLLS: list[Row] = [
    get("polls/"),
    get("polls/new/", STEWARD),
    post("polls/new/", "302 403 403 422 403 403"),
    get("polls/pack/", STEWARD),
    post("polls/pack/", "302 403 403 422 403 403"),
    get(POLL, at=poll, ready=item_beside_open_poll),
    post(
        f"{POLL}answer/",
        "302 403 302 403 403 403",  # who was asked
        at=poll,
        body=lambda _: {"answer": "nobody"},
        ready=item_beside_open_poll,
    ),
    post(f"{POLL}close/", "302 403 403 409 403 403", at=poll, ready=item_beside_open_poll),
    post(
        f"{POLL}withdraw/",
        "302 403 403 302 403 403",  # who asked
        at=poll,
        body=lambda _: REASON,
        ready=item_beside_open_poll,
    ),
    post(f"{POLL}log/", "302 403 302 302 403 403", at=poll, ready=item_beside_closed_poll),
    get(f"{POLL}slide/", at=poll, ready=item_beside_closed_poll),
]
ROWS: list[Row] = [*START, *PEOPLE, *RIGHTS, *LISTS, *OWN, *POLLS]
