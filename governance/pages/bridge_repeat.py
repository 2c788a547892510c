"""What the bridge page says of a bridge that is computed again each month."""

from typing import TYPE_CHECKING, Any

from governance.actions.bridges import AUTHORS
from governance.bridging.repeating import asker_of, lists_path
from governance.models import Bridge, BridgeRepeat

if TYPE_CHECKING:
    from governance.pages.bridge import BridgePage


def repeating(page: "BridgePage") -> dict[str, Any]:
    """Return who has it repeated and since when, or whether its reader may ask for that."""
    bridge = page.bridge
    if bridge is None or page.run is None:
        return {"repeat": None, "may_repeat": False}
    sides = page.start.order, page.end.order
    found = BridgeRepeat.objects.standing().between(page.item, *sides)
    standing = found.select_related("by", "on_behalf_of").first()
    signed = bridge.status == Bridge.Status.SIGNED
    return {
        "repeat": _told(page, standing, bridge) if standing else None,
        "may_repeat": page.may_draw and page.is_current and signed,
    }


def _told(page: "BridgePage", repeat: BridgeRepeat, bridge: Bridge) -> dict[str, Any]:
    # A month that is not signed yet comes before the next, which would take its place.
    is_done = bridge.status == Bridge.Status.SIGNED and page.may_start
    return {
        "who": asker_of(repeat),
        "at": repeat.at,
        "may_stop": page.standing.any_of(AUTHORS),
        "lists_url": lists_path(bridge) if is_done else "",
    }
