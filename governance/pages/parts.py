"""The parts of a dossier below the pair: evidence, diagnosis, bridge, options, decision."""

from collections.abc import Sequence
from typing import Any

from accounts.canonical import REDACTED
from governance.actions.bridges import AUTHORS, WHILE
from governance.actions.decisions import may_explain
from governance.bridging.drawing import Bar, draw
from governance.bridging.engine import Line, Walk, message, walk
from governance.checks import heard
from governance.dispute.diagnosis import STEPS
from governance.dispute.sentences import Segment, Sentence
from governance.dispute.wording import within
from governance.dossier import Dossier
from governance.history.trail import WholeDossier
from governance.models import (
    Bridge,
    Contradiction,
    Decision,
    Dissent,
    Evidence,
    FollowUp,
    Option,
    Position,
)
from governance.pages.addresses import page_url
from governance.pages.moves import Ahead
from metrics.figures import difference, number, percent, quantity

COUNTS = ("No", "One", "Two", "Three", "Four", "Five", "Six")
HIDDEN = "Restricted: its sides, the decider, the owner, stewards and auditors read it"


def evidence(dossier: Dossier, *, sees_restricted: bool) -> list[dict[str, Any]]:
    """Return the rows of the evidence table; what is restricted keeps its number alone."""
    labels = {position.pk: position.label for position in dossier.all_positions}
    return [
        _shown(dossier, row, labels)
        if sees_restricted or not row.is_restricted
        else {"code": row.code, "title": HIDDEN, "is_hidden": True}
        for row in dossier.evidence
    ]


def _shown(dossier: Dossier, row: Evidence, labels: dict[int, str]) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": row.title,
        "url": _address(dossier, row),
        "text": row.text if row.kind == Evidence.Kind.NOTE and row.text != row.title else "",
        "file": _file(row),
        "grade": row.get_grade_display().lower() if row.grade != "measured" else "",
        "is_restricted": row.is_restricted,
        "supports": labels.get(row.position_id or 0) or "all sides",
        "as_of": row.as_of,
        "by": row.by.name,
    }


def _address(dossier: Dossier, row: Evidence) -> str:
    if row.has_file:
        return page_url("evidence", dossier.item.code, row.number)
    return "" if row.url == REDACTED else row.url


def _file(row: Evidence) -> str:
    if row.has_file:
        return f"{row.file_name}, {_size(row.size or 0)}"
    return "the file was taken out of the record" if row.file_name else ""


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 1024))} kB"


def no_evidence(dossier: Dossier) -> dict[str, str]:
    """Say what the lack of evidence means: nothing where every side stands on a reading."""
    bare = [row.label for row in dossier.positions if row.measurement_id is None]
    if not dossier.item.is_open:
        return {"title": "No file, link or note was added.", "text": ""}
    if not bare:
        title = "No file, link or note yet: each side stands on its reading."
        return {"title": title, "text": "Anybody with a part in it may add what supports a side."}
    title = "No evidence yet: nobody can decide on this."
    return {"title": title, "text": f"Still needed for {' and '.join(bare)}."}


def no_bridge(dossier: Dossier, ahead: Ahead | None) -> dict[str, str]:
    """Say what the lack of a bridge means, with a way to build one for those who may."""
    item = dossier.item
    if not item.is_open:
        return {"title": "No bridge was built.", "text": ""}
    counted = [row for row in dossier.positions if row.value is not None]
    if len({(row.unit, row.currency) for row in counted}) == 1 and len(counted) > 1:
        title = "No bridge yet: nothing of the gap is explained."
        text = "A bridge walks from one figure to the other and shows what stays unexplained."
        may = ahead is not None and item.status in WHILE and ahead.standing.any_of(AUTHORS)
        return {"title": title, "text": text, "label": "Build the bridge" if may else ""}
    title = "No bridge: the sides have no two figures in one unit."
    return {"title": title, "text": "There is no amount to walk from one side to the other."}


def diagnosis(dossier: Dossier) -> dict[str, Any]:
    """Return the five questions with what was answered in this cycle."""
    given = dossier.diagnosis
    return {
        "answered": len(given),
        "root_cause": dossier.item.get_root_cause_display(),
        "steps": [{"step": step, "answer": given.get(step.number)} for step in STEPS],
    }


def bridge(dossier: Dossier) -> dict[str, Any] | None:
    """Return the summary of the bridge that stands, bar by bar, or None."""
    kept = dossier.bridge
    if kept is None or kept.start.value is None or kept.end.value is None:
        return None
    lines = [
        Line(cause=row.cause, amount=row.amount, label=row.label, source=row)
        for row in dossier.bridge_lines
    ]
    walked = walk(kept.start.value, lines, kept.end.value)
    unit, currency = kept.start.unit, kept.start.currency
    rest = difference(abs(walked.unexplained), unit, currency).lstrip("+")
    return {
        "message": _heading(message(walked, unit, currency)),
        "status": kept.get_status_display().lower(),
        "cited": _cited(dossier),
        "query": f"?bridge={kept.pk}" if dossier.cited_bridge else "",
        "by": kept.signed_by or kept.by,
        "caption": ". ".join(part for part in (_caption(dossier), _systems(dossier, kept)) if part),
        "unit": kept.start.unit_label or "Amount",
        "rows": _bars(walked, kept.start, kept.end),
        "unexplained": "all explained" if not walked.unexplained else f"{rest} unexplained",
    }


def _cited(dossier: Dossier) -> dict[str, str] | None:
    """Say which bridge is cited, and by what: the one that is shown, or an earlier one."""
    cited = dossier.cited_bridge
    if cited is None or cited.signed_at is None:
        return None
    decision = dossier.decision
    by = "decision" if decision and decision.bridge_id == cited.pk else "proposal"
    if dossier.cites_bridge:
        return {"by": by}
    return {"by": by, "earlier": f"?bridge={cited.pk}", "day": f"{cited.signed_at.date()}"}


def _heading(sentence: Sentence) -> Sentence:
    *others, last = sentence
    return [*others, Segment(last.text.removesuffix("."), last.is_figure)]


def _caption(dossier: Dossier) -> str:
    summary = dossier.item.summary
    return ", ".join(part for part in (summary.get("about"), summary.get("period")) if part)


def _systems(dossier: Dossier, kept: Bridge) -> str:
    known = {position.pk: position.system for position in dossier.all_positions}
    ends = [system.name for key in (kept.start_id, kept.end_id) if (system := known.get(key))]
    return " to ".join(ends) if len(set(ends)) > 1 else ""


def _bars(walked: Walk, start: Position, end: Position) -> list[dict[str, Any]]:
    drawing = draw(walked)
    unit, currency = start.unit, start.currency

    def written(amount: Any) -> str:
        return difference(amount, unit, currency)

    def total(position: Position, bar: Bar) -> dict[str, Any]:
        label = f"{position.label} {position.verb or 'says'}"
        value = quantity(position.value or 0, unit, currency)
        return {"label": label, "bar": bar, "amount": value, "css": "a", "is_total": True}

    causes = [
        {
            "step": stride.line.cause,
            "label": stride.line.label,
            "bar": bar,
            "amount": written(stride.line.amount),
            "css": "dn" if bar.mark == "less" else "up",
            "evidence": stride.line.source.evidence,
        }
        for stride, bar in zip(walked.strides, drawing.strides, strict=True)
    ]
    share = walked.unexplained_share
    rest = {
        "label": "Unexplained",
        "bar": drawing.unexplained,
        "amount": written(walked.unexplained),
        "css": "un",
        "note": f"{percent(share / 100)} of gap" if share is not None else "",
    }
    return [total(start, drawing.start), *causes, rest, total(end, drawing.end)]


def options(dossier: Dossier, ahead: Ahead | None) -> dict[str, Any]:
    """Return the options table with its heading."""
    rows = dossier.options
    as_is = sum(row.outcome in (Option.Outcome.AS_IS, Option.Outcome.ACCEPT) for row in rows)
    return {
        "heading": _options_heading(len(rows), as_is),
        "recommended": _recommended(dossier),
        "rows": [
            {
                "option": row,
                "change_url": ahead.link("change_option", row) if ahead else "",
                "withdraw_url": ahead.link("withdraw_option", row) if ahead else "",
            }
            for row in rows
        ],
        "none": _no_options(dossier.item),
        "add_url": ahead.link("add_option") if ahead else "",
    }


def _no_options(item: Contradiction) -> dict[str, str]:
    if not item.is_open:
        return {"title": "No option was put on the table.", "text": ""}
    if item.status == Contradiction.Status.VERIFYING:
        text = "Every side agreed to a fix; later readings say whether it holds."
        return {"title": "No option was needed.", "text": text}
    text = "Two at least are needed to propose, one of them leaves things as they are."
    return {"title": "No option is on the table yet.", "text": text}


def _options_heading(count: int, as_is: int) -> str:
    if not count:
        return "Options"
    noun = "option" if count == 1 else "options"
    first = f"{COUNTS[count] if count < len(COUNTS) else count} {noun}"
    if not as_is:
        return f"{first}, none of them leaves things as they are"
    many = "one" if as_is == 1 else number(as_is)
    return f"{first}, {many} of them leaves things as they are" if count > 1 else first


def _recommended(dossier: Dossier) -> str:
    item = dossier.item
    if not item.recommended_id:
        return ""
    letter = next((row.letter for row in dossier.options if row.pk == item.recommended_id), "")
    return f"Recommended by {item.recommender}: {letter}" if letter else ""


def decision(dossier: WholeDossier, ahead: Ahead | None) -> dict[str, Any]:
    """Return what was decided or accepted, who agreed or did not, and what was promised."""
    made = dossier.decision
    return {
        "made": _made(dossier, made) if made else None,
        "waits": _waits(dossier),
        "answers": [_agreer(row) for row in dossier.agreers],
        "acceptance": dossier.acceptance,
        "dissents": [
            {
                "who": row.person or row.function,
                "reason": row.reason,
                "url": _explain_url(row, ahead),
            }
            for row in dossier.dissents
        ],
        "uses": dossier.uses,
        "beliefs": dossier.beliefs,
        "follow_ups": [_promise(row, ahead) for row in dossier.follow_ups],
        "verifications": dossier.verifications,
        "follow_up_url": ahead.link("add_follow_up") if ahead else "",
        "ask_url": ahead.link("ask_agreers") if ahead else "",
    }


def _explain_url(row: Dissent, ahead: Ahead | None) -> str:
    if ahead is None or row.reason or not may_explain(row, ahead.person):
        return ""
    return ahead.link("add_dissent_reason", row)


def _made(dossier: Dossier, made: Decision) -> dict[str, Any]:
    known = {row.pk: row for row in dossier.options}
    option = known.get(made.option_id) or made.option
    return {
        "decision": made,
        "option": option,
        "url": page_url("decision", made.code),
        "is_of_this_cycle": made.cycle == dossier.item.cycle,
    }


def _waits(dossier: Dossier) -> str:
    """Say who can decide, while nothing is decided."""
    item = dossier.item
    if item.status == Contradiction.Status.VERIFYING:
        return "Nothing had to be decided: every side agreed to a fix."
    if item.decider is None:
        why = item.decider_rule or "Nobody has the right to decide"
        return f"Nothing is decided. {why[:1].upper()}{why[1:]}."
    who = f"Only {item.decider} can decide"
    once = "" if item.status == "proposed" else ", once options are proposed"
    return f"Nothing is decided. {who}{once}."


def _agreer(row: Any) -> str:
    asked = f"asked {row.asked_at.date()}"
    if not row.answer:
        return f"{row.person} has not answered ({asked})"
    said = row.get_answer_display().lower()
    if row.answered_by:
        said += f" ({row.answered_by} on their behalf)"
    return f"{row.person} {said}{f': {row.reason}' if row.reason else ''}"


def _promise(row: FollowUp, ahead: Ahead | None) -> dict[str, Any]:
    is_open = row.status == FollowUp.Status.OPEN
    ends = is_open and ahead is not None and _may_end(row, ahead)
    return {
        "row": row,
        "done_url": ahead.link("complete_follow_up", row) if ends and ahead else "",
        "cancel_url": ahead.link("cancel_follow_up", row) if ends and ahead else "",
    }


def _may_end(row: FollowUp, ahead: Ahead) -> bool:
    item = ahead.item
    mine = ahead.standing.names & {row.owner_id, item.owner_id, item.decider_id}
    return bool(mine) or ahead.standing.steward


def side_links(dossier: Dossier, ahead: Ahead) -> Sequence[dict[str, str]]:
    """Return what may be done to each side, and whether another may be added."""
    links, function = [], ahead.person.function_id
    for position in dossier.positions:
        mine = position.function_id is not None and position.function_id == function
        awaited = not position.is_customer and (mine or not heard(dossier, position))
        if awaited and (url := ahead.link("answer", position)):
            links.append({"url": url, "label": f"Answer for {within(position.label)}"})
        if url := ahead.link("revise_position", position):
            links.append({"url": url, "label": f"Revise {within(position.label)}"})
    if url := ahead.link("add_position"):
        links.append({"url": url, "label": "Add a side"})
    return links
