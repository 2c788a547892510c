"""What the verbs of a bridge read like in a timeline."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

from governance.dispute.wording import counted
from governance.models import (
    Bridge,
    BridgeLine,
    BridgeRepeat,
    BridgeRows,
    Position,
    RowsDownload,
    StepNote,
)
from metrics.figures import number, signed, tally

if TYPE_CHECKING:
    from governance.history.timeline import Act

Teller = Callable[["Act"], str]


def line(verb: str) -> Teller:
    """Tell one line, or several that were drawn in one go."""

    def told(act: "Act") -> str:
        lines = [f"{e.words}, {signed(Decimal(e.get('amount')))}" for e in act.of(BridgeLine)]
        if len(lines) == 1:
            return f"{verb} a bridge line: {lines[0]}"
        return f"{verb} {counted(len(lines), 'bridge line')}: {'; '.join(lines)}"

    return told


def bridge(verb: str) -> Teller:
    """Tell from which side to which a bridge runs."""

    def told(act: "Act") -> str:
        walked = act.first(Bridge)
        names = [act.any(Position, walked.key(end)).words for end in ("start_id", "end_id")]
        return f"{verb} a bridge from {' to '.join(names)}"

    return told


def submitted(act: "Act") -> str:
    """Say how much of the gap the lines on a bridge explained when it was put forward."""
    bridge = act.first(Bridge)
    begin, end = (act.any(Position, bridge.key(name)) for name in ("start_id", "end_id"))
    lines = {entry.key(): entry for entry in act.so_far(BridgeLine)}
    amounts = [
        Decimal(line.get("amount"))
        for line in lines.values()
        if line.key("bridge_id") == bridge.key() and line.get("is_withdrawn") != "1"
    ]
    gap = Decimal(end.get("value")) - Decimal(begin.get("value"))
    explained = sum(amounts, Decimal(0))
    return (
        f"submitted a bridge: {number(abs(explained))} of {number(abs(gap))} explained, "
        f"{number(abs(gap - explained))} unexplained"
    )


def computed(act: "Act") -> str:
    """Say what a worker found in the two lists."""
    lines = [one for one in act.of(BridgeLine) if one.get("is_withdrawn") != "1"]
    if not lines:
        return "computed a bridge from two lists: every row of one is in the other"
    rows = sum(one.key("rows") for one in lines)
    steps = f"{counted(len(lines), 'step')} over {tally(rows, 'row')}"
    return f"computed a bridge from two lists: {steps}"


def downloaded(act: "Act") -> str:
    """Say which rows were taken out of the house."""
    taken = act.first(RowsDownload)
    line = act.any(BridgeLine, taken.key("line_id"))
    kind = RowsDownload.Kind(taken.get("kind")).label
    return f"downloaded {number(line.key('rows'))} rows as {kind}: {line.words}"


def noted(act: "Act") -> str:
    """Say which step a note is on; the note itself is shown beneath."""
    line = act.any(BridgeLine, act.first(StepNote).key("line_id"))
    return f"noted something on a bridge line: {line.words}"


def shown(act: "Act") -> str:
    """Say for which step evidence was named."""
    return f"named evidence for a bridge line: {act.first(BridgeLine).words}"


def kept(act: "Act") -> str:
    """Say until when the rows behind a bridge are kept."""
    return f"keeps the rows of a bridge until {act.first(BridgeRows).get('kept_until')}"


def forgotten(_: "Act") -> str:
    """Say that rows are gone and their steps are not."""
    return "deleted the rows of a bridge; its steps and the hashes of its lists stay"


def repeated(ending: str) -> Teller:
    """Say between which sides a bridge is computed again each month, or no longer."""

    def told(act: "Act") -> str:
        walked = act.any(Bridge, act.first(BridgeRepeat).key("bridge_id"))
        names = [act.any(Position, walked.key(end)).words for end in ("start_id", "end_id")]
        return f"has the bridge from {' to '.join(names)} computed again {ending}"

    return told


SENTENCES: dict[str, Teller] = {
    "start_bridge": bridge("opened"),
    "add_bridge_line": line("added"),
    "change_bridge_line": line("changed"),
    "withdraw_bridge_line": line("withdrew"),
    "submit_bridge": submitted,
    "sign_bridge": bridge("signed"),
    "note_bridge_step": noted,
    "show_for_bridge_step": shown,
    "run_bridge": computed,
    "repeat_bridge": repeated("each month"),
    "stop_repeating_bridge": repeated("no longer each month"),
    "download_bridge_rows": downloaded,
    "keep_bridge_rows": kept,
    "forget_bridge_rows": forgotten,
}
