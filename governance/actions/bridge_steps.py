"""What people say of the steps of a bridge, and show for them, until it is signed."""

from datetime import datetime

from django.core.exceptions import ValidationError

from accounts.models import User
from governance.actions.bridges import AUTHORS, WHILE
from governance.actions.moving import add, change, needs
from governance.models import Bridge, BridgeLine, Evidence, StepNote
from governance.refusals import IllegalMove


def note_step(*, line: BridgeLine, text: str, actor: User, at: datetime) -> StepNote:
    """Say something of a step, for whoever reads the bridge; notes are never taken back."""
    needs(text, "text", "Write what is to be said of this step.")
    item = line.bridge.contradiction
    who = {"who": ("party", "steward"), "what": "note something on a bridge of"}
    with add("note_bridge_step", item, actor=actor, at=at, **who) as motion:  # type: ignore[arg-type]
        kept = _open(line)
        note = StepNote(line=kept, text=text.strip(), **motion.act.signature, at=motion.act.at)
        return motion.act.record(note)


def show_for_step(
    *, line: BridgeLine, evidence: Evidence, actor: User, at: datetime, version: int | None = None
) -> BridgeLine:
    """Name a piece of evidence for a step, a computed one too; its figures stay."""
    item = line.bridge.contradiction
    who = {"who": AUTHORS, "what": "draw up a bridge of", "states": WHILE}
    with change(
        "show_for_bridge_step",
        item,
        actor=actor,
        at=at,
        version=version,
        **who,  # type: ignore[arg-type]
    ) as motion:
        kept = _open(line)
        if evidence.contradiction_id != motion.item.pk:
            raise ValidationError({"evidence": "Choose evidence of this item."})
        kept.evidence = evidence
        return motion.act.record(kept)


def _open(line: BridgeLine) -> BridgeLine:
    """Read a step again; one that was withdrawn or signed takes nothing more."""
    kept = BridgeLine.objects.select_related("bridge__contradiction").get(pk=line.pk)
    if kept.bridge.status == Bridge.Status.SIGNED:
        raise IllegalMove("The steps of a signed bridge never change, and take no more notes.")
    if kept.is_withdrawn:
        raise IllegalMove(f"“{kept.label}” was withdrawn from the bridge already.")
    return kept
