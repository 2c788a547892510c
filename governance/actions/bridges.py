"""Bridges: drawn up line by line, submitted, and signed by somebody else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.moving import Motion, change, tell
from governance.bridging.walks import steps_of, walk_of
from governance.checks import Check
from governance.models import Bridge, BridgeLine, Contradiction, Evidence, Position
from governance.refusals import IllegalMove, NotEntitled, Unmet
from governance.rights.lending import authors_of, near

AUTHORS = ("owner", "recommender", "side", "steward")
SIGNERS = ("side", "owner", "decider")
WHILE = ("investigating", "proposed", "decided", "verifying", "accepted")
Status = Bridge.Status


def start_bridge(
    *,
    item: Contradiction,
    start: Position,
    end: Position,
    actor: User,
    at: datetime,
    version: int | None = None,
) -> Bridge:
    """Open a draft from one figure to the other; it supersedes the last one on the same sides."""
    with _drawing("start_bridge", item, actor=actor, at=at, version=version) as motion:
        refuse_unlike(motion.item, start, end)
        last = last_between(motion.item, start, end)
        if last and last.status != Status.SIGNED and ends_of(last) == {start.pk, end.pk}:
            state = last.get_status_display().lower()
            raise IllegalMove(f"A bridge from {start.label} to {end.label} is {state} already.")
        return motion.act.record(
            Bridge(
                contradiction=motion.item, start=start, end=end, by=actor, at=at, supersedes=last
            )
        )


def add_line(
    *,
    bridge: Bridge,
    cause: int,
    label: str,
    amount: Decimal,
    actor: User,
    at: datetime,
    evidence: Evidence | None = None,
    version: int | None = None,
) -> BridgeLine:
    """Account for a part of the gap: its cause by diagnosis step, and a signed amount."""
    with _editing("add_bridge_line", bridge, actor=actor, at=at, version=version) as edit:
        line = BridgeLine(bridge=edit.bridge)
        return _write(edit, line, cause=cause, label=label, amount=amount, evidence=evidence)


def change_line(
    *,
    line: BridgeLine,
    cause: int,
    label: str,
    amount: Decimal,
    actor: User,
    at: datetime,
    evidence: Evidence | None = None,
    version: int | None = None,
) -> BridgeLine:
    """Put a line right; what it said before stays in history."""
    with _editing("change_bridge_line", line.bridge, actor=actor, at=at, version=version) as edit:
        kept = _by_hand(_standing(edit, line))
        return _write(edit, kept, cause=cause, label=label, amount=amount, evidence=evidence)


def withdraw_line(
    *, line: BridgeLine, actor: User, at: datetime, reason: str = "", version: int | None = None
) -> BridgeLine:
    """Take a line off the bridge; its amount is unexplained again."""
    with _editing(
        "withdraw_bridge_line", line.bridge, actor=actor, at=at, version=version, reason=reason
    ) as edit:
        kept = _by_hand(_standing(edit, line))
        kept.is_withdrawn = True
        return edit.motion.act.record(kept)


def submit(
    *,
    bridge: Bridge,
    actor: User,
    at: datetime,
    is_all_i_can_explain: bool = False,
    note: str = "",
    version: int | None = None,
) -> Bridge:
    """Put a draft before the sides to be signed."""
    with _opening("submit_bridge", bridge, actor=actor, at=at, version=version) as edit:
        kept = edit.bridge
        if kept.status != Status.DRAFT:
            raise IllegalMove(f"This bridge is {kept.get_status_display().lower()} already.")
        kept.is_all_i_can_explain = is_all_i_can_explain
        kept.note = note.strip() or kept.note
        _refuse_unmet(submit_checks(kept, edit.lines))
        kept.status = Status.SUBMITTED
        edit.motion.act.record(kept)
        item = edit.motion.item
        heads = [one.function.head for one in (kept.start, kept.end) if one.function]
        tell(edit.motion, *dict.fromkeys([item.owner, item.decider, *heads]))
    return kept


def sign(
    *, bridge: Bridge, actor: User, at: datetime, note: str = "", version: int | None = None
) -> Bridge:
    """Put a name under a submitted bridge; it never changes after that."""
    with _opening(
        "sign_bridge",
        bridge,
        actor=actor,
        at=at,
        who=SIGNERS,
        what="sign a bridge of",
        version=version,
    ) as edit:
        kept = edit.bridge
        if kept.status != Status.SUBMITTED:
            how = f"This bridge is {kept.get_status_display().lower()}; only a submitted one"
            raise IllegalMove(f"{how} can be signed.")
        if near(edit.motion.act.hands, at.date()) & authors_of(kept):
            how = (
                "You drew this bridge up, or stand in for who did. A side, the owner or the decider"
            )
            raise NotEntitled(f"{how} signs it, not its author.")
        kept.note = note.strip() or kept.note
        _refuse_unmet(sign_checks(kept, edit.lines))
        kept.status, kept.signed_by, kept.signed_at = Status.SIGNED, actor, at
        edit.motion.act.record(kept)
        tell(edit.motion, *dict.fromkeys([kept.by, edit.motion.item.owner]))
    return kept


def submit_checks(bridge: Bridge, lines: list[BridgeLine]) -> list[Check]:
    """Return what a draft needs before it can be submitted, met or not."""
    bare = sum(line.evidence_id is None and line.run_id is None for line in lines)
    checks = [
        Check(
            "at least one step" if not lines else f"{_counted(len(lines))} in place", bool(lines)
        ),
        Check(
            "every step has evidence" if not bare else f"evidence for {_counted(bare)}", not bare
        ),
    ]
    within = walk_of(bridge, lines).is_within
    if within:
        return [*checks, Check("what is unexplained is within what is allowed", ok=True)]
    told = bridge.is_all_i_can_explain
    said = "said to be all that can be explained"
    note = "a note on what stays unexplained"
    return [
        *checks,
        Check(said if told else "a smaller unexplained part, or a tick that this is all", told),
        Check(note, bool(bridge.note.strip())),
    ]


def sign_checks(bridge: Bridge, lines: list[BridgeLine]) -> list[Check]:
    """Return what a signature needs: nothing unexplained, or a note on it."""
    if not walk_of(bridge, lines).unexplained:
        return [Check("nothing is unexplained", ok=True)]
    return [Check("a note on what stays unexplained", bool(bridge.note.strip()))]


@dataclass
class _Edit:
    """A bridge under its item's lock, and its standing lines."""

    motion: Motion
    bridge: Bridge
    lines: list[BridgeLine]


@contextmanager
def _drawing(verb: str, item: Contradiction, **given: Any) -> Iterator[Motion]:
    with change(
        verb, item, **{"who": AUTHORS, "what": "draw up a bridge of", "states": WHILE, **given}
    ) as motion:
        yield motion


@contextmanager
def _opening(verb: str, bridge: Bridge, **given: Any) -> Iterator[_Edit]:
    with _drawing(verb, bridge.contradiction, **given) as motion:
        related = ("start__function__head", "end__function__head", "by")
        kept = Bridge.objects.select_related(*related).get(pk=bridge.pk)
        kept.contradiction = motion.item
        yield _Edit(motion, kept, steps_of(kept))


@contextmanager
def _editing(verb: str, bridge: Bridge, **given: Any) -> Iterator[_Edit]:
    """Open a bridge for changing its lines: what was submitted is a draft again."""
    with _opening(verb, bridge, **given) as edit:
        kept = edit.bridge
        if kept.status == Status.SIGNED:
            raise IllegalMove("A signed bridge never changes. Start a new one; it supersedes this.")
        if Bridge.objects.filter(supersedes=kept).exists():
            raise IllegalMove("A later bridge superseded this one. Change that one.")
        if kept.status == Status.SUBMITTED:
            kept.status = Status.DRAFT
            edit.motion.act.record(kept)
        yield edit


def _write(
    edit: _Edit,
    line: BridgeLine,
    *,
    cause: int,
    label: str,
    amount: Decimal,
    evidence: Evidence | None,
) -> BridgeLine:
    if cause not in range(1, 6):
        raise ValidationError({"cause": "Choose one of the five causes."})
    if evidence and evidence.contradiction_id != edit.motion.item.pk:
        raise ValidationError({"evidence": "Choose evidence of this item."})
    line.cause, line.label, line.amount, line.evidence = cause, label.strip(), amount, evidence
    return edit.motion.act.record(line)


def _standing(edit: _Edit, line: BridgeLine) -> BridgeLine:
    kept = next((one for one in edit.lines if one.pk == line.pk), None)
    if kept is None:
        raise IllegalMove(f"“{line.label}” was withdrawn from the bridge already.")
    kept.bridge = edit.bridge
    return kept


def _by_hand(line: BridgeLine) -> BridgeLine:
    if line.run_id is not None:
        how = "was computed from the two lists; compute the bridge again to change it"
        raise IllegalMove(f"“{line.label}” {how}.")
    return line


def refuse_unlike(item: Contradiction, start: Position, end: Position) -> None:
    """Refuse ends that nothing can lead between."""
    standing = item.positions.filter(superseded_by__isnull=True, value__isnull=False)
    if not {start.pk, end.pk} <= set(standing.values_list("pk", flat=True)):
        raise ValidationError({"start": "Choose two figures of this item that stand."})
    if start.pk == end.pk:
        raise ValidationError({"end": "Choose two different figures."})
    if (start.unit, start.currency) != (end.unit, end.currency):
        how = f"{start.label} and {end.label} are not in one unit, so no sum leads between them."
        raise ValidationError({"end": how})


def last_between(item: Contradiction, start: Position, end: Position) -> Bridge | None:
    """Return the bridge between these two sides that nothing supersedes, whatever they said."""
    sides = {start.order, end.order}
    found = item.bridges.filter(superseded_by__isnull=True).select_related("start", "end")
    return next((one for one in found if {one.start.order, one.end.order} == sides), None)


def ends_of(bridge: Bridge) -> set[int]:
    """Return the keys of the two figures a bridge joins."""
    return {bridge.start_id, bridge.end_id}


def _refuse_unmet(checks: list[Check]) -> None:
    if not all(check.ok for check in checks):
        raise Unmet(checks)


def _counted(count: int) -> str:
    return f"{count} step{'' if count == 1 else 's'}"
