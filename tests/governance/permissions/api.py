"""The API: everybody who is signed in reads; who may do what stands in each verb's row."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.api.views import Readable
from governance.actions.evidence import add_evidence
from governance.api.urls import READABLE
from governance.models import Contradiction, Evidence, OwnershipPoll
from tests.factories.clock import clock
from tests.factories.governance import Company, accepted, closed, logged
from tests.factories.lending import lend
from tests.factories.polls import item_beside_closed_poll, item_beside_open_poll
from tests.governance.api.cases import CASES
from tests.governance.api.client import Caller
from tests.governance.permissions.company import (
    leave,
    skipped,
    waiver,
)
from tests.governance.permissions.outside import OUTSIDE
from tests.governance.permissions.table import API_READ, NOBODY, SIGNED_IN, Row, World, get, post

ITEM = "api/v1/contradictions/<code:code>/"
STEWARD = "401 403 403 200 403 403"
STEWARD_ADDS = "401 403 403 201 403 403"
TAKES_PART = "401 403 200 200 403 403"
ADDS = "401 403 201 201 403 403"
NOWHERE = "401 404 404 404 404 404"

VERBS: dict[str, str] = {
    # moves
    "assign": STEWARD,
    "reassign": STEWARD,
    "take_up": NOBODY,
    "decline": NOBODY,
    "dismiss": STEWARD,
    "reinstate": STEWARD,
    "resolve": NOBODY,
    "propose": NOBODY,
    "send_back": NOBODY,
    "decide": NOBODY,
    "accept_until": NOBODY,
    "renew": NOBODY,
    "settle": NOBODY,
    "start_verifying": NOBODY,
    "verify": TAKES_PART,
    "fail": TAKES_PART,
    "reconsider": NOBODY,
    "reopen": NOBODY,
    "escalate": STEWARD,  # who raised it
    "force": NOBODY,
    # changes
    "change_severity": STEWARD,
    "describe": STEWARD,
    "pause": NOBODY,
    "move_due": NOBODY,
    "resume": STEWARD,
    "name_root_cause": STEWARD,
    "add_position": TAKES_PART,
    "revise_position": TAKES_PART,
    "add_option": STEWARD,
    "change_option": STEWARD,
    "withdraw_option": STEWARD,
    "ask_agreers": STEWARD,
    "agree": "401 403 200 403 403 403",  # who was asked
    "object": "401 403 200 403 403 403",
    "start_bridge": STEWARD_ADDS,
    "add_bridge_line": STEWARD_ADDS,
    "change_bridge_line": STEWARD,
    "withdraw_bridge_line": STEWARD,
    "submit_bridge": STEWARD,
    "sign_bridge": NOBODY,
    # additions
    "answer": STEWARD_ADDS,
    "concede": STEWARD_ADDS,
    "claim": ADDS,
    "comment": ADDS,
    "add_evidence": ADDS,
    "answer_step": STEWARD_ADDS,
    "add_follow_up": STEWARD_ADDS,
    "complete_follow_up": STEWARD_ADDS,
    "cancel_follow_up": STEWARD_ADDS,
    "add_dissent_reason": STEWARD_ADDS,
}
NOT_VERSIONED = {
    *("answer", "concede", "claim", "comment", "add_evidence", "answer_step"),
    *("add_follow_up", "complete_follow_up", "cancel_follow_up", "add_dissent_reason"),
}


def _verb(name: str, answers: str) -> Row:
    case = CASES[name]

    def body(world: World) -> dict[str, Any]:
        return case.body(world.company, world.item)

    return post(
        f"{ITEM}{name}/",
        answers,
        body=body,
        ready=case.ready,
        json=True,
        versioned=name not in NOT_VERSIONED,
    )


def full(company: Company) -> Contradiction:
    """Return an item, with records of every sort on it and on others."""
    for name in ("answer", "claim", "comment", "escalate", "pause", "add_dissent_reason"):
        case = CASES[name]
        item = case.ready(company)
        Caller(getattr(company, case.right)).does(name, item, case.body(company, item))
    item = CASES["decide"].ready(company)
    body = {**CASES["decide"].body(company, item), "retires_belief": "Leads are leads"}
    Caller(company.decider).does("decide", item, body)
    CASES["agree"].ready(company)
    CASES["sign_bridge"].ready(company)
    accepted(company)
    return closed(company)


def _with_file(company: Company) -> Contradiction:
    item = logged(company)
    add_evidence(
        item=item,
        title="Export",
        file=SimpleUploadedFile("leads.csv", b"a,b\n"),
        actor=company.steward,
        at=clock.tick(),
    )
    return item


def _reading_body(world: World) -> dict[str, Any]:
    kpi = world.item.positions.earliest("order").kpi
    assert kpi is not None
    period = {"period_start": "2026-04-01", "period_end": "2026-06-30", "as_of": "2026-07-02"}
    return {"kpi": kpi.slug, "value": "12", **period}


def _measurement(world: World) -> dict[str, Any]:
    return {"id": world.item.positions.earliest("order").measurement_id}


def _correction(_: World) -> dict[str, Any]:
    return {"as_of": "2026-10-04", "value": "850", "reason": "Three were entered late."}


def _sides(_: World) -> dict[str, Any]:
    return {"statements": [{"label": "M", "claim": "Up"}, {"label": "S", "claim": "Flat"}]}


def _file(_: World) -> dict[str, Any]:
    return {"id": Evidence.objects.filter(kind="file").latest("id").pk}


def _upload(_: World) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("readings.csv", b"kpi,value\n"), "dry_run": "true"}


def _nobodys(_: World) -> dict[str, Any]:
    return {"key": UUID(int=0)}


def _one(one: Readable) -> Row:
    """Return the row of a single record; its key is that of the first there is."""
    route = f"api/v1/{one.noun}/{'<slug:slug>' if one.key == 'slug' else one.route}/"

    def at(_: World) -> dict[str, Any]:
        found = one.rows.order_by("pk").values_list(one.key, flat=True).first()
        return {
            "slug": found,
            "id": found,
            "number": f"D-{found:03d}" if one.key == "number" else 0,
        }

    empty = one.noun in ("populations", "identity-rules", "definitions", "decision-types")
    return get(route, NOWHERE if empty else API_READ, at=at, ready=full)


def _poll(_: World) -> dict[str, Any]:
    return {"id": OwnershipPoll.objects.latest("pk").pk}


def _asking(world: World) -> dict[str, Any]:
    people = [world.company.decider.pk, world.company.arbiter.pk]
    return {"stage": "promise", "people": people, "closes_on": "2027-12-31"}


POLL = "api/v1/polls/<key:id>/"
POLLS: list[Row] = [
    get("api/v1/polls/", API_READ),
    post("api/v1/polls/", STEWARD_ADDS, body=_asking, json=True),
    get(POLL, API_READ, at=_poll, ready=item_beside_open_poll),
    post(
        f"{POLL}answer/",
        "401 403 200 403 403 403",  # who was asked
        at=_poll,
        body=lambda _: {"choice": "nobody"},
        ready=item_beside_open_poll,
        json=True,
    ),
    post(
        f"{POLL}close/",
        "401 403 403 409 403 403",
        at=_poll,
        ready=item_beside_open_poll,
        json=True,
    ),
    post(
        f"{POLL}withdraw/",
        STEWARD,
        at=_poll,
        body=lambda _: {"reason": "Wrong people"},
        ready=item_beside_open_poll,
        json=True,
    ),
    post(f"{POLL}log/", ADDS, at=_poll, ready=item_beside_closed_poll, json=True),
]


def _leave(world: World) -> dict[str, Any]:
    return {"id": leave(world)["pk"]}


def _waiver(world: World) -> dict[str, Any]:
    return {"id": waiver(world)["pk"]}


def _waiving(_: World) -> dict[str, Any]:
    return {"rule": "recommender", "domain": "leads", "until_on": "2026-12-01", "reason": "x"}


def _delegation(world: World) -> dict[str, Any]:
    """Lend from the viewer to the decider; the viewer and keepers may take it back."""
    return {"id": lend(world.company.viewer, world.company.decider).pk}


def _delegating(world: World) -> dict[str, Any]:
    period = {"from_on": "2030-11-02", "until_on": "2030-11-03", "reason": "Away"}
    return {"person": world.company.viewer.pk, "to": world.company.decider.pk, **period}


def _granting(world: World) -> dict[str, Any]:
    performs = {"right": "performs", "domain": "leads", "since": "2030-01-01"}
    return {"person": world.company.viewer.pk, **performs}


def _right(world: World) -> dict[str, Any]:
    return {"id": world.company.decider.rights.get().pk}


def _leaving(world: World) -> dict[str, Any]:
    days = {"from_on": "2030-11-02", "until_on": "2030-11-03", "reason": "Away"}
    return {"person": world.company.viewer.pk, **days}


def _skipped(world: World) -> dict[str, Any]:
    return {"id": skipped(world)["pk"]}


SKIPPED = "api/v1/skipped-steps/<key:id>/"
DATED: list[Row] = [
    get("api/v1/delegations/", API_READ),
    post("api/v1/delegations/", "401 201 403 201 403 201", body=_delegating, json=True),
    get("api/v1/delegations/<key:id>/", API_READ, at=_delegation),
    post(
        "api/v1/delegations/<key:id>/withdraw/",
        "401 200 403 200 403 200",
        at=_delegation,
        body=lambda _: {"reason": "Back early"},
        json=True,
    ),
    get("api/v1/rule-waivers/", API_READ),
    post("api/v1/rule-waivers/", NOBODY, body=_waiving, json=True),
    get("api/v1/rule-waivers/<key:id>/", API_READ, at=_waiver),
    post(
        "api/v1/rule-waivers/<key:id>/withdraw/",
        NOBODY,
        at=_waiver,
        body=lambda _: {"reason": "Over"},
        json=True,
    ),
    get("api/v1/decision-rights/", API_READ),
    post("api/v1/decision-rights/", "401 403 403 201 403 201", body=_granting, json=True),
    get("api/v1/decision-rights/<key:id>/", API_READ, at=_right),
    post(
        "api/v1/decision-rights/<key:id>/withdraw/",
        "401 403 403 200 403 200",
        at=_right,
        body=lambda _: {"until": "2031-01-01", "reason": "Over"},
        json=True,
    ),
    get("api/v1/start/", "401 403 403 200 403 200"),
    get("api/v1/skipped-steps/", "401 403 403 200 403 200"),
    post(
        "api/v1/skipped-steps/",
        "401 403 403 201 403 201",
        body=lambda _: {"step": "poll", "reason": "Asked last year"},
        json=True,
    ),
    get(SKIPPED, "401 403 403 200 403 200", at=_skipped),
    post(f"{SKIPPED}withdraw/", "401 403 403 200 403 200", at=_skipped, json=True),
    get("api/v1/leaves/", API_READ),
    post("api/v1/leaves/", "401 201 403 201 403 201", body=_leaving, json=True),
    get("api/v1/leaves/<key:id>/", "401 200 404 200 404 200", at=_leave),
    post("api/v1/leaves/<key:id>/withdraw/", "401 200 404 200 404 200", at=_leave, json=True),
]
OWN = "401 200 200 200 200 200"
INBOX: list[Row] = [
    get("api/v1/inbox/", API_READ),
    post("api/v1/inbox/read/", OWN, json=True),
    get("api/v1/mail-links/", API_READ),
    post("api/v1/mail-links/revoke/", OWN, json=True),
    get("api/v1/calendar/", API_READ),
    post("api/v1/calendar/", OWN, json=True),
    get("api/v1/mail-settings/", API_READ),
    post("api/v1/mail-settings/", OWN, body=lambda _: {"digest": "never"}, json=True),
]
ROWS: list[Row] = [
    *INBOX,
    *POLLS,
    *OUTSIDE,
    *DATED,
    get("api/v1/", API_READ),
    get("api/v1/contradictions/", API_READ),
    post("api/v1/contradictions/", "401 403 201 201 403 403", body=_sides, json=True),
    get(ITEM, API_READ),
    get(f"{ITEM}ledger/", API_READ),
    get(f"{ITEM}ladder/", API_READ),
    post(
        "api/v1/decision-types/",
        "401 403 403 201 403 201",
        body=lambda _: {"name": "Change an incentive"},
        json=True,
    ),
    *(_verb(name, answers) for name, answers in VERBS.items()),
    *(get(f"api/v1/{one.noun}/", API_READ, ready=logged) for one in READABLE),
    get("api/v1/evidence/<key:id>/file/", API_READ, at=_file, ready=_with_file),
    get("api/v1/measurements/", API_READ),
    post("api/v1/measurements/", ADDS, body=_reading_body, json=True),
    get("api/v1/measurements/<key:id>/", API_READ, at=_measurement),
    post(
        "api/v1/measurements/<key:id>/correct/",
        ADDS,
        at=_measurement,
        body=_correction,
        json=True,
    ),
    post("api/v1/measurements/import/", STEWARD, body=_upload),
    get("api/v1/measurements/imports/<uuid:key>/", NOWHERE, at=_nobodys),
    get("api/v1/measurements/imports/<uuid:key>/result/", NOWHERE, at=_nobodys),
    get("api/v1/tokens/", API_READ),
    post(
        "api/v1/tokens/",
        "401 201 201 201 201 201",
        body=lambda _: {"name": "export", "days": 9},
        json=True,
    ),
    post("api/v1/tokens/<slug:prefix>/revoke/", NOWHERE),
    get("api/v1/schema/", API_READ),
    get("api/v1/docs/", SIGNED_IN),
    get("api/v1/^.*$", NOWHERE, path="api/v1/nowhere"),
    post("api/v1/^.*$", NOWHERE, path="api/v1/nowhere"),
    *(_one(one) for one in READABLE),
]
