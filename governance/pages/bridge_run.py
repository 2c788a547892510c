"""What the bridge page says of the two lists a bridge was computed from."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from governance.bridging.lists import runs_between
from governance.bridging.repeating import window_in_words
from governance.bridging.rules import SIDES
from governance.bridging.steps import label_of
from governance.models import Bridge, BridgeLine, BridgeRun, Contradiction, Position
from metrics.figures import difference, number, quantity, tally

MOST_RUNS = 6
ONE_DAY = timedelta(days=1)


def run_of(bridge: Bridge | None, lines: Sequence[BridgeLine]) -> BridgeRun | None:
    """Return the run whose lines stand on a bridge; of equal lists no line says which it was."""
    if bridge is None:
        return None
    computed = next((line.run for line in lines if line.run is not None), None)
    if computed is not None or lines:
        return computed
    return bridge.runs.select_related("by", "kept").first()


def run_facts(run: BridgeRun, bridge: Bridge) -> dict[str, Any]:
    """Return who computed it and when, and each list by name, total, rules and hash."""
    facts = run.facts
    return {
        "by": run.by,
        "at": run.at,
        "matched": number(int(facts["matched"])),
        "is_deleted": run.kept.deleted_at is not None,
        "kept_until": run.kept.kept_until,
        "notes": run.notes.splitlines(),
        "lists": [
            {
                "label": position.label,
                "name": name,
                "rows": number(int(facts[side]["rows"])),
                "total": quantity(total_of(run, side), position.unit, position.currency),
                "rules": "; ".join(rules_in_words(facts[side])),
                "sha256": sha256,
            }
            for side, position, name, sha256 in (
                ("left", bridge.start, run.left_name, run.left_sha256),
                ("right", bridge.end, run.right_name, run.right_sha256),
            )
        ],
    }


def total_of(run: BridgeRun, side: str) -> Decimal:
    """Return what a list comes to by its rules."""
    return Decimal(str(run.facts[f"{side}_total"]))


def lists_say(run: BridgeRun, bridge: Bridge) -> str:
    """Say what both lists come to, where that is not what was stated."""
    ends = (("left", bridge.start), ("right", bridge.end))
    told = [
        f"{position.label} states {position.figure}, its list has "
        f"{quantity(total_of(run, side), position.unit, position.currency)}"
        for side, position in ends
        if total_of(run, side) != position.value
    ]
    return "; ".join(told)


def rules_in_words(facts: Mapping[str, Any]) -> list[str]:
    """Write the rules of one list as people say them."""
    rules = facts["rules"]
    keys = [_key(one) for one in rules.get("key", [])]
    said = [f"by {' and '.join(keys)}"]
    if distinct := rules.get("distinct"):
        said.append(f"each {' and '.join(_key(one) for one in distinct)} once")
    if window := rules.get("window"):
        ends = {"from": window.get("start"), "before": window.get("end")}
        said.append(window_in_words({"column": window["column"], **ends}))
    if counted := rules.get("counted"):
        said.append(f"{counted['column']} {' or '.join(counted['values'])}")
    if amount := rules.get("amount"):
        said.append(f"adding up {amount}")
    if left_out := facts.get("left_out"):
        said.append(f"kept out: {', '.join(left_out)}")
    return said


def counted_rows(rows: int | None) -> str:
    """Write how many rows are behind a step; nothing of one made by hand."""
    return "" if rows is None else tally(rows, "row")


def over_time(item: Contradiction, start: Position, end: Position) -> list[dict[str, Any]]:
    """Return each step as it was in the last runs between two sides; nothing of one run alone."""
    runs = list(runs_between(item, start, end)[:MOST_RUNS])[::-1]
    if len(runs) < 2:
        return []
    told = [{"at": run.at, "of": _of(run)} for run in runs]
    steps = [{_step(one): one["amount"] for one in run.facts["steps"]} for run in runs]
    names = [name for name in BridgeLine.Step.values if any(name in one for one in steps)]
    rows = [
        {
            "label": label_of(name, start.label, end.label),
            "amounts": [
                (one, _signed(_amount(step, name), start))
                for one, step in zip(told, steps, strict=True)
            ],
            "change": _signed(_amount(steps[-1], name) - _amount(steps[-2], name), start),
        }
        for name in names
    ]
    return [{"runs": told, "rows": rows}]


def _of(run: BridgeRun) -> str:
    """Say which days a run was about, where a window of its lists says so; a month by its name."""
    found = (run.facts[side]["rules"].get("window") for side in SIDES)
    window = next((one for one in found if one and one["start"] and one["end"]), None)
    if window is None:
        return ""
    start, end = date.fromisoformat(window["start"]), date.fromisoformat(window["end"])
    months = 12 * (end.year - start.year) + end.month - start.month
    is_month = start.day == end.day == 1 and months == 1
    return f"{start:%Y-%m}" if is_month else f"{start} to {end - ONE_DAY}"


def _amount(step: Mapping[str, Any], name: str) -> Decimal:
    return Decimal(str(step.get(name, 0)))


def _step(told: Mapping[str, Any]) -> str:
    return f"{told['side']}-{told['cause']}"


def _signed(amount: Any, start: Position) -> str:
    return difference(Decimal(str(amount)), start.unit, start.currency)


def _key(told: Mapping[str, str]) -> str:
    how = told.get("normaliser", "exact")
    return told["column"] if how == "exact" else f"{told['column']} ({how})"
