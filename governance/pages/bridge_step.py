"""One step of a bridge: its amount, what is shown for it, and what was said of it."""

from datetime import datetime
from typing import Any

from accounts.models import User
from governance.actions.bridges import AUTHORS, WHILE
from governance.models import Bridge, BridgeLine
from governance.models.decisions import in_place_of
from governance.pages.addresses import item_url, page_url
from governance.policies import Standing
from metrics.figures import difference


def step_page(line: BridgeLine, person: User, at: datetime) -> dict[str, Any]:
    """Return what the page of a step prints, and what its reader may add."""
    bridge, item = line.bridge, line.bridge.contradiction
    standing = Standing(item, person, at)
    is_open = bridge.status != Bridge.Status.SIGNED
    notes = line.notes.select_related("by", "on_behalf_of")
    return {
        "item": item,
        "item_url": item_url(item),
        "bridge_url": f"{page_url('bridge', item.code)}?bridge={bridge.pk}",
        "line": line,
        "amount": difference(line.amount, bridge.start.unit, bridge.start.currency),
        "unit": bridge.start.unit_label,
        "notes": [
            {"who": in_place_of(note.by, note.on_behalf_of), "at": note.at, "text": note.text}
            for note in notes
        ],
        "may_note": is_open and standing.any_of(("party", "steward")),
        "may_show": is_open and item.status in WHILE and standing.any_of(AUTHORS),
    }
