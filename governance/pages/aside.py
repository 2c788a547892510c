"""Beside the pair: the question, who decides and owns, the two clocks, what is exposed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from governance.clocks.due import ALLOWANCE, DUE_FIELD, allowed_days
from governance.clocks.faces import Faces
from governance.dispute.marks import ClockFace
from governance.history.trail import WholeDossier
from governance.models import Contradiction, Escalation, Pause
from metrics.figures import deadline, money

Status = Contradiction.Status
USED_FOR = {
    "used_for_compensation": "pay",
    "used_for_budget": "budgets",
    "used_for_board": "board pack",
    "used_for_models": "AI models",
}
OWED_BY_OWNER = (Status.ASSIGNED, Status.INVESTIGATING, Status.DECIDED)


def aside(
    dossier: WholeDossier, person: User | None, faces: Faces, now: datetime
) -> dict[str, Any]:
    """Return what stands beside the pair."""
    item = dossier.item
    return {
        "question": item.question,
        "question_title": _question_title(item, person, faces),
        "decider": item.decider,
        "decider_rule": item.decider_rule[:1].upper() + item.decider_rule[1:],
        "owner": item.owner,
        "owner_since": _owner_since(dossier),
        "claims": dossier.claims,
        "bounces": item.bounces,
        "escalation": _escalation(dossier),
        "pause": _pause(dossier),
        "clock": faces.of(item) or _stopped(item),
        "working_note": _working_note(dossier),
        "customer_days": item.customer_days(now.date()),
        "customer_note": _customer_note(item),
        "exposure": money(item.exposure, item.exposure_currency)
        if item.exposure is not None
        else "",
        "exposure_basis": item.exposure_basis,
        "exposure_by": item.exposure_by,
        "uses": ", ".join(_uses(dossier)),
    }


def _question_title(item: Contradiction, person: User | None, faces: Faces) -> str:
    asked = item.decider if item.status == Status.PROPOSED else item.owner
    mine = person is not None and asked == person
    mine = mine and item.status in (*OWED_BY_OWNER, Status.PROPOSED)
    head = "The question for you" if mine else "The question"
    if item.due_at is None or not item.is_open:
        return head
    return f"{head}, by {deadline(item.due_at, faces.zone_of(asked))}"


def _owner_since(dossier: WholeDossier) -> str:
    """Return the day the owner was named, by the last act that named one."""
    named = [e for e in dossier.trail.entries if e.verb in ("assign", "reassign")]
    return named[-1].at.date().isoformat() if named else ""


def _escalation(dossier: WholeDossier) -> Escalation | None:
    level, cycle = dossier.item.escalation_level, dossier.item.cycle
    found = [r for r in dossier.escalations if (r.cycle, r.level) == (cycle, level)]
    return found[-1] if found else _forced_up(dossier)


def _forced_up(dossier: WholeDossier) -> Escalation | None:
    """Return the climb to the top that a forced reconciliation is, which leaves no rung."""
    item = dossier.item
    forced = [entry for entry in dossier.trail.entries if entry.verb == "force"]
    if not (item.escalation_level and forced):
        return None
    why, at = "A reconciliation was forced.", forced[-1].at
    return Escalation(level=item.escalation_level, to=item.escalated_to, at=at, reason=why)


def _pause(dossier: WholeDossier) -> Pause | None:
    if dossier.item.paused_until is None:
        return None
    return next((row for row in dossier.pauses if row.ended_at is None), None)


def _stopped(item: Contradiction) -> ClockFace:
    return ClockFace("No date" if item.is_open else "Stopped", "plain")


def _working_note(dossier: WholeDossier) -> str:
    item = dossier.item
    if not item.is_open:
        return (
            f"{item.get_status_display().lower()} {item.ended_at.date()}" if item.ended_at else ""
        )
    if item.status == Status.ACCEPTED:
        return f"stands still until {item.accepted_until}"
    if item.paused_until:
        return f"until {item.paused_until}"
    due_field = DUE_FIELD[Status(item.status)]
    if due_field not in ALLOWANCE:
        due = item.verify_due_at
        on = due.astimezone(ZoneInfo("UTC")).date() if due else None
        return f"later readings due {on}" if on else "waits for readings"
    paused = any(row.cycle == item.cycle for row in dossier.pauses)
    return f"of {allowed_days(item, due_field)}, {'paused once' if paused else 'may pause once'}"


def _customer_note(item: Contradiction) -> str:
    return f"since {item.occurred_on}, never pauses"


def _uses(dossier: WholeDossier) -> list[str]:
    kpis = {row.kpi_id: row.kpi for row in dossier.positions if row.kpi}.values()
    said = [use.strip() for kpi in kpis for use in kpi.uses.split(",") if use.strip()]
    flagged = [
        word
        for flag, word in USED_FOR.items()
        if any(getattr(kpi, flag) for kpi in kpis) and not _mentions(said, word)
    ]
    return list(dict.fromkeys([*said, *flagged]))


def _mentions(said: list[str], word: str) -> bool:
    near = {"pay": ("bonus", "pay", "commission"), "budgets": ("budget",)}.get(word, (word,))
    return any(part in use.casefold() for use in said for part in near)
