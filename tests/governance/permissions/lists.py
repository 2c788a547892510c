"""Bridges out of two lists over the API: who takes part, and for whom there is nothing."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from governance.actions.bridge_repeats import repeat_bridge
from governance.models import BridgeJob, BridgeLine, Contradiction
from tests.factories.bridge_lists import DEALS, LEADS, Listed, rules
from tests.factories.clock import clock
from tests.factories.governance import Company
from tests.governance.permissions.table import API_READ, Row, World, get, post

READ = "401 404 404 200 200 404"  # those with a part in the item
V1 = "api/v1/"


def listed(company: Company) -> Contradiction:
    """Return an item with two lists whose rules are being chosen."""
    made = Listed(company)
    made.upload()
    return made.item


def computed(company: Company) -> Contradiction:
    """Return an item with a bridge that a worker made of two lists."""
    made = Listed(company)
    made.built()
    return made.item


def signed(company: Company) -> Contradiction:
    """Return an item with a signed bridge that a worker made of two lists."""
    made = Listed(company)
    made.signed()
    return made.item


def repeated(company: Company) -> Contradiction:
    """Return an item with a bridge that is computed again each month."""
    made = Listed(company)
    repeat_bridge(bridge=made.signed(), actor=made.owner, at=clock.tick())
    return made.item


def lists_of(world: World) -> dict[str, Any]:
    return {"key": BridgeJob.objects.get(contradiction=world.item).key}


def step_of(world: World) -> dict[str, Any]:
    line = BridgeLine.objects.get(bridge__contradiction=world.item, step="left-absent")
    return {"bridge": line.bridge_id, "line": line.pk, "id": line.pk}


def _lists(world: World) -> dict[str, Any]:
    start, end = world.item.positions.order_by("order")
    files = {
        "left": SimpleUploadedFile("a.csv", LEADS),
        "right": SimpleUploadedFile("b.csv", DEALS),
    }
    return {"start": start.pk, "end": end.pk, **files}


def _rules(_: World) -> dict[str, Any]:
    return rules()


def bridge_of(world: World) -> dict[str, Any]:
    return {"id": step_of(world)["bridge"]}


def _note(_: World) -> dict[str, Any]:
    return {"text": "Called once."}


def _days(_: World) -> dict[str, Any]:
    return {"days": 5}


def _kind(_: World) -> dict[str, Any]:
    return {"kind": "csv"}


BAD = "401 400 400 400 400 400"  # the body is read before the person
ADDS = "401 403 201 201 403 403"
STEWARD = "401 403 403 200 403 403"
BRIDGE = f"{V1}bridges/<key:id>/"
LISTS, STEP = f"{V1}bridge-lists/<uuid:key>/", f"{V1}bridge-steps/<key:id>/"
ROWS: list[Row] = [
    post(
        f"{V1}contradictions/<code:code>/upload_bridge_lists/",
        "401 403 403 201 403 403",
        body=_lists,
        ready=listed,
    ),
    get(f"{V1}contradictions/<code:code>/bridge_sources/", STEWARD, ready=listed),
    get(LISTS, READ, at=lists_of, ready=listed),
    post(
        f"{LISTS}preview/",
        "401 404 404 200 403 404",
        at=lists_of,
        body=_rules,
        ready=listed,
        json=True,
    ),
    post(
        f"{LISTS}run/", "401 404 404 202 403 404", at=lists_of, body=_rules, ready=listed, json=True
    ),
    post(f"{LISTS}cancel/", "401 404 404 409 403 404", at=lists_of, ready=listed, json=True),
    get(f"{STEP}rows/", READ, at=step_of, ready=computed),
    get(f"{STEP}parts/", "401 404 404 400 400 404", at=step_of, ready=computed),
    get(f"{STEP}notes/", API_READ, at=step_of, ready=computed),
    post(f"{STEP}notes/", ADDS, at=step_of, body=_note, ready=computed, json=True),
    post(f"{STEP}show/", BAD, at=step_of, ready=computed, json=True),
    post(f"{BRIDGE}keep_rows/", STEWARD, at=bridge_of, body=_days, ready=computed, json=True),
    post(
        f"{BRIDGE}forget_rows/", "401 403 403 403 403 200", at=bridge_of, ready=computed, json=True
    ),
    post(f"{BRIDGE}record_share/", BAD, at=bridge_of, ready=computed, json=True),
    get(f"{BRIDGE}repeats/", API_READ, at=bridge_of, ready=computed),
    post(f"{BRIDGE}repeat/", STEWARD, at=bridge_of, ready=signed, json=True),
    post(f"{BRIDGE}stop_repeating/", STEWARD, at=bridge_of, ready=repeated, json=True),
    post(f"{STEP}download/", READ, at=step_of, body=_kind, ready=computed, json=True),
]
