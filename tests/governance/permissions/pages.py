"""Every page of the register, the dictionary and the audit: who opens it, who sends its form.

422 is a form that was let in and found empty; 403 is one that was not let in.
"""

from typing import Any

from tests.factories.governance import decided
from tests.governance.api.ready import drawn, submitted, with_follow_up
from tests.governance.permissions.api import _with_file
from tests.governance.permissions.lists import (
    computed,
    listed,
    lists_of,
    repeated,
    signed,
    step_of,
)
from tests.governance.permissions.table import SIGNED_IN, Row, World, get, post

KEEPERS = "302 403 403 200 403 200"  # stewards and administrators
KEEPERS_SEND = "302 403 403 422 403 422"
STEWARD = "302 403 403 200 403 403"
STEWARD_SENDS = "302 403 403 422 403 403"
STEWARD_DOES = "302 403 403 302 403 403"
TAKE_PART = "302 403 200 200 403 403"
TAKE_PART_SEND = "302 403 422 422 403 403"
EXPORT = "302 403 403 200 200 403"
ERASE = "302 403 403 403 403 200"
NOT_HERE = "302 404 404 404 404 404"
EMPTY = "302 422 422 422 422 422"  # the form is read before the person
NOBODY = "302 403 403 403 403 403"
OUR_OWN = "302 404 404 200 200 404"  # those with a part in the item
RULES = "302 404 404 422 422 404"  # the form is read before the person
CANCEL = "302 404 404 409 403 404"
KEEP = "302 403 403 302 403 403"
ERASE_ROWS = "302 403 403 403 403 302"
NO_FILE = "302 403 403 404 403 403"
KEY = "00000000-0000-4000-8000-000000000000"
M, DEFINITION = "m/<slug:slug>/", "m/<slug:slug>/definitions/<int:number>/"
ITEM, BRIDGE = "c/<str:code>/", "c/<str:code>/bridge/<int:bridge>/"
STEP = f"{BRIDGE}steps/<int:line>/"
LISTS, STEP_ROWS = f"{ITEM}bridge/lists/<uuid:key>/", f"{BRIDGE}steps/<int:line>/rows/"
IMPORT = "measurements/import/<uuid:key>/"
WORDS = "audit/erasure/words/<str:table>/<int:key>/<str:column>/"


def _domain(_: World) -> dict[str, Any]:
    return {"slug": "leads"}


def _system(world: World) -> dict[str, Any]:
    kpi = world.item.positions.earliest("order").kpi
    assert kpi is not None
    return {"slug": kpi.system.slug}


def _other(world: World) -> dict[str, Any]:
    kpi = world.item.positions.latest("order").kpi
    assert kpi is not None
    return {"other": kpi.slug}


def _reading(world: World) -> dict[str, Any]:
    return {"reading": world.item.positions.earliest("order").measurement_id}


def _decision(world: World) -> dict[str, Any]:
    return {"code": str(world.item.current_decision)}


def _follow_up(world: World) -> dict[str, Any]:
    return {"key": world.item.follow_ups.get().pk}


def _bridge(world: World) -> dict[str, Any]:
    bridge = world.item.bridges.get()
    return {"bridge": bridge.pk, "line": bridge.lines.get().pk}


def _line(_: World) -> dict[str, Any]:
    return {"cause": "1", "label": "Sync", "sign": "less", "amount": "5"}


def _note(_: World) -> dict[str, Any]:
    return {"text": "Called once."}


def _days(_: World) -> dict[str, Any]:
    return {"days": "5"}


def _proof(world: World) -> dict[str, Any]:
    return {f"f{world.item.follow_ups.get().pk}-text": "Sent on Monday"}


def _import(_: World) -> dict[str, Any]:
    return {"key": KEY}


def _answered(world: World) -> dict[str, Any]:
    return {"verb": "answer", "row": world.item.positions.earliest("order").pk}


def _past(_: World) -> dict[str, Any]:
    """Name a day before any item was logged."""
    return {"moment": "2026-10-06"}


def _chain(world: World) -> dict[str, Any]:
    return {"chain": world.item.code}


def _words(_: World) -> dict[str, Any]:
    return {"table": "governance_comment", "column": "body", "key": 1}


def _nobody(_: World) -> dict[str, Any]:
    return {"pk": 999_999}


ROWS: list[Row] = [
    get(""),
    get("search/"),
    # the register
    get("register/"),
    get("register/filters/"),
    get("register/items.csv"),
    get("register/peek/<int:number>/", at=lambda world: {"number": world.item.number}),
    get("register/new/", TAKE_PART),
    post("register/new/", TAKE_PART_SEND),
    post("register/new/preview/", TAKE_PART),
    post("register/new/side/<str:letter>/", TAKE_PART, at=lambda _: {"letter": "a"}),
    post("register/new/add/<str:code>/", EMPTY),
    get("triage/"),
    get("triage/<str:code>/", "302 302 302 302 302 302"),
    post("triage/<str:code>/snooze/", EMPTY),  # one's own list alone
    post("triage/<str:code>/<str:verb>/", NOT_HERE),
    # an item
    get(ITEM),
    get(f"{ITEM}<verb:verb>/", TAKE_PART),
    post(f"{ITEM}<verb:verb>/", TAKE_PART_SEND),
    get(f"{ITEM}<verb:verb>/<int:row>/", STEWARD, at=_answered),
    post(f"{ITEM}<verb:verb>/<int:row>/", STEWARD_SENDS, at=_answered),
    get(f"{ITEM}evidence/<int:number>/", SIGNED_IN, ready=_with_file),
    get(f"{ITEM}bundle.zip", EXPORT),
    get(f"{ITEM}decide/"),
    post(f"{ITEM}decide/", NOBODY),
    # a bridge
    get(f"{ITEM}bridge/"),
    post(f"{ITEM}bridge/start/", "302 403 403 409 403 403", ready=drawn),
    post(f"{BRIDGE}steps/", STEWARD_DOES, at=_bridge, body=_line, ready=drawn),
    post(f"{BRIDGE}steps/<int:line>/", STEWARD_DOES, at=_bridge, body=_line, ready=drawn),
    post(f"{BRIDGE}steps/<int:line>/withdraw/", STEWARD_DOES, at=_bridge, ready=drawn),
    post(f"{BRIDGE}submit/", STEWARD_DOES, at=_bridge, ready=drawn),
    post(f"{BRIDGE}sign/", NOBODY, at=_bridge, ready=submitted),
    # a bridge out of two lists
    get(f"{ITEM}bridge/lists/", STEWARD, ready=drawn),
    post(f"{ITEM}bridge/lists/", STEWARD_SENDS, ready=drawn),
    get(LISTS, OUR_OWN, at=lists_of, ready=listed),
    post(f"{LISTS}preview/", RULES, at=lists_of, ready=listed),
    post(f"{LISTS}run/", RULES, at=lists_of, ready=listed),
    post(f"{LISTS}cancel/", CANCEL, at=lists_of, ready=listed),
    get(STEP_ROWS, OUR_OWN, at=step_of, ready=computed),
    post(f"{STEP_ROWS}download/", OUR_OWN, at=step_of, ready=computed),
    get(f"{STEP}notes/", at=_bridge, ready=drawn),
    post(f"{STEP}notes/", "302 403 302 302 403 403", at=_bridge, body=_note, ready=drawn),
    post(f"{STEP}evidence/", EMPTY, at=_bridge, ready=drawn),
    get(f"{BRIDGE}rows/keep/", at=_bridge, ready=drawn),
    post(f"{BRIDGE}rows/keep/", KEEP, at=step_of, body=_days, ready=computed),
    post(f"{BRIDGE}rows/forget/", ERASE_ROWS, at=step_of, ready=computed),
    post(f"{BRIDGE}repeat/", STEWARD_DOES, at=step_of, ready=signed),
    post(f"{BRIDGE}repeat/stop/", STEWARD_DOES, at=step_of, ready=repeated),
    get(f"{BRIDGE}share/", at=_bridge, ready=drawn),
    post(f"{BRIDGE}share/", EMPTY, at=_bridge, ready=drawn),
    # decisions and what follows
    get("decisions/"),
    get("decisions/beliefs/"),
    get("d/<str:code>/", at=_decision, ready=decided),
    get("d/<str:code>/revisit/", STEWARD, at=_decision, ready=decided),
    post(
        "d/<str:code>/revisit/",
        "302 403 403 302 403 403",
        at=_decision,
        body=lambda _: {"outcome": "kept", "actual": "It came true."},
        ready=decided,
    ),
    get("actions/"),
    post(
        "actions/<int:key>/done/",
        STEWARD_DOES,
        at=_follow_up,
        body=_proof,
        ready=with_follow_up,
    ),
    # the dictionary
    get("dictionary/"),
    get("dictionary/new/", KEEPERS),
    post("dictionary/new/", KEEPERS_SEND),
    get("dictionary/domains/"),
    get("dictionary/domains/new/", KEEPERS),
    post("dictionary/domains/new/", KEEPERS_SEND),
    get("dictionary/domains/<slug:slug>/", KEEPERS, at=_domain),
    post("dictionary/domains/<slug:slug>/", KEEPERS_SEND, at=_domain),
    get("dictionary/systems/"),
    get("dictionary/systems/new/", KEEPERS),
    post("dictionary/systems/new/", KEEPERS_SEND),
    get("dictionary/systems/<slug:slug>/", KEEPERS, at=_system),
    post("dictionary/systems/<slug:slug>/", KEEPERS_SEND, at=_system),
    get("dictionary/populations/"),
    get("dictionary/populations/new/", KEEPERS),
    post("dictionary/populations/new/", KEEPERS_SEND),
    get("dictionary/identity-rules/new/", KEEPERS),
    post("dictionary/identity-rules/new/", KEEPERS_SEND),
    # a KPI
    get(M),
    get(f"{M}readings.csv"),
    get(f"{M}compare/<slug:other>/", at=_other),
    get(f"{M}change/", KEEPERS),
    post(f"{M}change/", KEEPERS_SEND),
    get(f"{M}readings/new/", TAKE_PART),
    post(f"{M}readings/new/", TAKE_PART_SEND),
    get(f"{M}readings/<int:reading>/correct/", TAKE_PART, at=_reading),
    post(f"{M}readings/<int:reading>/correct/", TAKE_PART_SEND, at=_reading),
    get(f"{M}definitions/new/", STEWARD),
    post(f"{M}definitions/new/", STEWARD_SENDS),
    get(DEFINITION, NOT_HERE),
    post(f"{DEFINITION}approve/", NOT_HERE),
    post(f"{DEFINITION}reject/", NOT_HERE),
    # importing readings
    get("measurements/import/", STEWARD),
    post("measurements/import/", STEWARD_SENDS),
    get(f"{IMPORT}columns/", NO_FILE, at=_import),
    post(f"{IMPORT}columns/", NO_FILE, at=_import),
    get(f"{IMPORT}check/", NO_FILE, at=_import),
    get(f"{IMPORT}check.csv", NO_FILE, at=_import),
    post(f"{IMPORT}run/", NO_FILE, at=_import),
    get(f"{IMPORT}job/", NO_FILE, at=_import),
    post(f"{IMPORT}job/", NO_FILE, at=_import),
    get(f"{IMPORT}result/", NO_FILE, at=_import),
    get(f"{IMPORT}result.csv", NO_FILE, at=_import),
    # audit
    get("audit/"),
    get("audit/entries.csv", EXPORT),
    get("audit/as-of/"),
    get("audit/as-of/<str:moment>/", at=_past),
    get("audit/as-of/<str:moment>/c/<str:code>/", NOT_HERE, at=_past),  # not known then
    get("audit/erasure/", ERASE),
    post("audit/erasure/", "302 403 403 403 403 422"),
    get("audit/erasure/of/<str:chain>/", ERASE, at=_chain),
    get("audit/erasure/address/", ERASE),
    post("audit/erasure/address/", "302 403 403 403 403 422"),
    get("audit/erasure/addresses/<str:code>/", NOT_HERE),  # not confidential
    get(WORDS, "302 403 403 403 403 404", at=_words),
    post(WORDS, "302 403 403 403 403 404", at=_words),
    get("audit/erasure/people/<int:pk>/", "302 403 403 403 403 404", at=_nobody),
    post("audit/erasure/people/<int:pk>/", "302 403 403 403 403 404", at=_nobody),
]
