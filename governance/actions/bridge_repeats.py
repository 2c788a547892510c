"""A signed bridge, computed again each month: somebody asks for it, and somebody ends it."""

from datetime import datetime
from typing import Any

from accounts.models import User
from governance.actions.bridges import AUTHORS, WHILE
from governance.actions.moving import add
from governance.models import Bridge, BridgeRepeat
from governance.refusals import IllegalMove

WHO: dict[str, Any] = {"who": AUTHORS, "what": "draw up a bridge of"}


def repeat_bridge(*, bridge: Bridge, actor: User, at: datetime) -> BridgeRepeat:
    """Have whoever asks reminded each month to give new lists, by the rules of a signed bridge."""
    told = {**WHO, "states": WHILE}
    with add("repeat_bridge", bridge.contradiction, actor=actor, at=at, **told) as motion:
        kept = _read(bridge)
        if Bridge.objects.filter(supersedes=kept).exists():
            raise IllegalMove("A later bridge superseded this one. Repeat that one, once signed.")
        if kept.status != Bridge.Status.SIGNED:
            state = kept.get_status_display().lower()
            raise IllegalMove(f"This bridge is {state}; only a signed one is repeated.")
        if not kept.runs.exists():
            how = "This bridge was drawn by hand, so there are no rules to repeat it by."
            raise IllegalMove(f"{how} Compute it from two lists first.")
        if found := _standing(kept):
            raise IllegalMove(f"{found.by} has it repeated since {found.at:%Y-%m-%d} already.")
        made = BridgeRepeat(bridge=kept, **motion.act.signature, at=motion.act.at)
        return motion.act.record(made)


def stop_repeating_bridge(*, bridge: Bridge, actor: User, at: datetime) -> BridgeRepeat:
    """End the repetition between the two sides of a bridge; what was computed stays."""
    with add("stop_repeating_bridge", bridge.contradiction, actor=actor, at=at, **WHO) as motion:
        found = _standing(_read(bridge))
        if found is None:
            raise IllegalMove("This bridge is not repeated; there is nothing to end.")
        signed = {**motion.act.signature, "at": motion.act.at}
        return motion.act.record(BridgeRepeat(bridge=found.bridge, stops=found, **signed))


def _read(bridge: Bridge) -> Bridge:
    return Bridge.objects.select_related("contradiction", "start", "end").get(pk=bridge.pk)


def _standing(bridge: Bridge) -> BridgeRepeat | None:
    sides = bridge.start.order, bridge.end.order
    found = BridgeRepeat.objects.standing().between(bridge.contradiction, *sides)
    return found.select_related("by", "bridge__contradiction").first()
