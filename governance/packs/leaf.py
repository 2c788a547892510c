"""One item as it stands in a pre-read: the words and figures of its page, as plain data."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from governance.bridging.drawing import Bar, draw
from governance.bridging.engine import Walk, message
from governance.bridging.walks import walk_of
from governance.clocks.faces import Faces
from governance.dispute.sentences import plain
from governance.dispute.wording import run_on
from governance.dossier import Dossier
from governance.models import AgreerAnswer, Contradiction, Evidence, Option, Position
from governance.pages.pair import pair, readings_of
from governance.reviews.agenda import Entry
from governance.reviews.candidates import UNDECIDED
from metrics.calendars import fiscal_calendar
from metrics.figures import days, difference, percent, quantity
from metrics.models import Measurement
from metrics.sparkline import sparkline

LONGEST_SUMMARY = 470  # five lines of a page
MOST_EVIDENCE, MOST_READINGS = 6, 24
AXES = ("service", "profit", "risk")
PURPOSES = {"decision": "For decision", "discussion": "For discussion"}
MARKS = {"agree": "tick", "object": "x", "": "none"}
STATUSES = {"ok": "On target", "risk": "At risk", "off": "Off target", "none": "Not measured"}


def leaf(item: Contradiction, entry: Entry, nth: int, of: int, at: datetime) -> dict[str, Any]:
    """Return the page of one item; what is restricted stays out of it, whoever reads."""
    dossier = Dossier(item)
    readings = readings_of(dossier)
    options = [_option(item, one) for one in dossier.options]
    return {
        "code": entry.code,
        "nth": nth,
        "of": of,
        "purpose": PURPOSES[entry.purpose],
        "minutes": entry.minutes,
        "severity": entry.severity,
        "sentence": [list(part) for part in entry.sentence],
        "summary": summary(item, entry, dossier),
        "why": list(entry.why),
        "decider": entry.decider,
        **_pair(dossier, readings, item, entry, at),
        "bridge": bridge(dossier),
        "options": options,
        "recommendation": _recommendation(item, dossier.options),
        "risks": [f"{one.letter}: {one.risk_note}" for one in dossier.options if one.risk < 0],
        "answers": [_answer(row) for row in dossier.agreers],
        "dissent": [
            f"{row.person}: {row.reason}" for row in dossier.agreers if row.answer == "object"
        ],
        "evidence": [_shown(row) for row in dossier.evidence if not row.is_restricted][
            :MOST_EVIDENCE
        ],
        "lacks": [lack.text for lack in entry.lacks],
        "functions": _functions(dossier.positions),
    }


def summary(item: Contradiction, entry: Entry, dossier: Dossier) -> str:
    """Say in at most five lines what differs, why, what it costs and what is asked.

    What is asked always stands; of the rest, what no longer fits is left out from the end.
    """
    ask = asked(item, dossier.options)
    said = ""
    for sentence in _told(item, entry, dossier):
        if len(said) + len(sentence) + len(ask) + 2 <= LONGEST_SUMMARY:
            said += f"{sentence} "
    return said + ask


def _told(item: Contradiction, entry: Entry, dossier: Dossier) -> list[str]:
    found = [item.question] if item.question else []
    if item.root_cause:
        found.append(f"The cause named is {item.get_root_cause_display().lower()}.")
    walk = _walk(dossier)
    if walk and dossier.bridge:
        start = dossier.bridge.start
        found.append(plain(message(walk, start.unit, start.currency)))
    if entry.exposure:
        basis = f": {run_on(item.exposure_basis).rstrip('.')}" if item.exposure_basis else ""
        found.append(f"{entry.exposure} is exposed{basis}.")
    else:
        found.append("What it exposes is not estimated.")
    found.append(f"The customer's clock shows {days(entry.customer_days)}.")
    if entry.put_off:
        found.append(f"It was put off once; waiting cost {run_on(entry.put_off.cost).rstrip('.')}.")
    return found


def asked(item: Contradiction, options: Sequence[Option]) -> str:
    """Say who is asked to choose what."""
    who = str(item.decider) if item.decider else "Nobody yet"
    letters = [one.letter for one in options]
    if item.status == Contradiction.Status.PROPOSED and len(letters) > 1:
        named = f"{', '.join(letters[:-1])} or {letters[-1]}"
        return f"{who} is asked to choose {named}."
    state = item.get_status_display().lower()
    if item.status not in UNDECIDED:
        return f"It is {state}."
    if not item.decider:
        return "It has no decider: the review is asked who decides."
    owner = item.owner or "Nobody"
    return f"It is {state}: {owner} is asked what is needed until {who} can decide."


def _pair(
    dossier: Dossier,
    readings: Sequence[Measurement],
    item: Contradiction,
    entry: Entry,
    at: datetime,
) -> dict[str, Any]:
    found = pair(dossier, fiscal_calendar(), readings)
    spine = found["spine"]
    clock = Faces([item.owner, item.decider], at).of(item)
    ratio = f"ratio {spine['ratio']}" if spine["ratio"] else ""
    notes = [spine["baseline"], ratio, f"{days(entry.customer_days)} customer clock"]
    notes.append(str(clock.text) if clock else "")
    return {
        "sides": [
            _side(shown, position, readings)
            for shown, position in zip(found["sides"], dossier.positions, strict=True)
        ],
        "gap": {
            "title": spine.get("title", "Gap"),
            "figure": spine["figure"],
            "notes": [note for note in notes if note],
        },
    }


def _side(
    shown: dict[str, Any], position: Position, readings: Sequence[Measurement]
) -> dict[str, Any]:
    return {
        "says": shown["says"],
        "status": shown["status"],
        "status_word": STATUSES.get(shown["status"], ""),
        "figure": shown["figure"],
        "note": shown["unit_note"],
        "claim": shown["claim"],
        "is_customer": shown["is_customer"],
        "facts": [f"{term}: {text}" for term, text in shown["facts"] if term != "Answer"],
        "line": _line(position, readings),
    }


def _line(position: Position, readings: Sequence[Measurement]) -> dict[str, Any] | None:
    """Return the small line of a side, with the sentence it stands for."""
    mine = [
        row
        for row in readings
        if row.kpi_id == position.kpi_id
        and row.segment == position.segment
        and row.value is not None
    ]
    values = [row.value for row in sorted(mine, key=lambda row: row.period_end) if row.value]
    values = values[-MOST_READINGS:]
    drawn = sparkline(values, target=position.target, width=230, height=34)
    if drawn is None:
        return None
    first, last = (quantity(v, position.unit, position.currency) for v in (values[0], values[-1]))
    places = {name: _text(value) for name, value in asdict(drawn).items()}
    corner = {"square_x": _text(drawn.square_x), "square_y": _text(drawn.square_y)}
    label = f"{position.label} over {len(values)} readings, {first} to {last}"
    return {**places, **corner, "is_exceptional": drawn.is_exceptional, "label": label}


def _text(value: Any) -> Any:
    """Write a fraction as text, so that every database hands back what was hashed."""
    return f"{value + 0.0:.1f}" if isinstance(value, float) else value


def bridge(dossier: Dossier) -> dict[str, Any] | None:
    """Return the bridge that stands, and whether it is cited, with what nobody explained."""
    walked, kept = _walk(dossier), dossier.bridge
    if walked is None or kept is None:
        return None
    start, end = kept.start, kept.end
    drawing = draw(walked)

    def written(amount: Any) -> str:
        return difference(amount, start.unit, start.currency)

    def total(position: Position, bar: Bar) -> dict[str, Any]:
        amount = quantity(position.value or 0, start.unit, start.currency)
        return _step(position.label, amount, bar, "total", "")

    share = walked.unexplained_share
    begins = "The bridge cited, from" if dossier.cites_bridge else "From"
    if dossier.cited_bridge and not dossier.cites_bridge:
        begins = "Signed after the bridge cited, from"
    return {
        "title": f"{begins} {start.label} to {end.label}",
        "says": plain(message(walked, start.unit, start.currency)),
        "status": kept.get_status_display().lower(),
        "steps": [
            total(start, drawing.start),
            *(
                _step(
                    one.line.label,
                    written(one.line.amount),
                    bar,
                    bar.mark,
                    str(one.line.source.evidence.code) if one.line.source.evidence else "",
                )
                for one, bar in zip(walked.strides, drawing.strides, strict=True)
            ),
            _step(
                "Unexplained",
                written(walked.unexplained),
                drawing.unexplained,
                "unexplained",
                f"{percent(share / 100)} of gap" if share is not None else "",
            ),
            total(end, drawing.end),
        ],
    }


def _step(label: str, amount: str, bar: Bar, mark: str, note: str) -> dict[str, Any]:
    return {
        "label": label,
        "amount": amount,
        "mark": mark,
        "note": note,
        "x": bar.x,
        "width": bar.width,
    }


def _walk(dossier: Dossier) -> Walk | None:
    kept = dossier.bridge
    if kept is None or kept.start.value is None or kept.end.value is None:
        return None
    return walk_of(kept, dossier.bridge_lines)


def _option(item: Contradiction, option: Option) -> dict[str, Any]:
    ends = ("expires", option.expires_on) if option.expires_on else ("due", option.action_due_on)
    is_recommended = item.recommended_id == option.pk
    return {
        "letter": option.letter,
        "name": option.summary,
        "is_recommended": is_recommended,
        "by": f"Recommended by {item.recommender}" if is_recommended else "",
        "accepts": option.accepts,
        **{
            axis: {"score": getattr(option, axis), "note": getattr(option, f"{axis}_note")}
            for axis in AXES
        },
        "owner": str(option.action_owner or "no owner yet"),
        "ends": f"{ends[0]} {_day(ends[1])}",
        "revisit": f"revisit {_day(option.revisit_on)}",
    }


def _day(day: date | None) -> str:
    return day.isoformat() if day else "not set"


def _recommendation(item: Contradiction, options: Sequence[Option]) -> dict[str, str] | None:
    """Say what is recommended and why, in the words of the option."""
    chosen = next((one for one in options if one.pk == item.recommended_id), None)
    if chosen is None:
        return None
    scored = [(getattr(chosen, axis), axis, getattr(chosen, f"{axis}_note")) for axis in AXES]
    gains = [f"{axis.capitalize()}: {run_on(note)}." for score, axis, note in scored if score > 0]
    first = [f"First: {run_on(chosen.action).rstrip('.')}."] if chosen.action else []
    text = " ".join([*gains, *first])
    return {
        "letter": chosen.letter,
        "by": str(item.recommender or ""),
        "text": text or f"We accept: {run_on(chosen.accepts)}.",
    }


def _answer(row: AgreerAnswer) -> dict[str, str]:
    if not row.answer:
        says = f"{row.person}: no answer, asked {row.asked_at.date()}"
    elif row.answer == AgreerAnswer.Answer.OBJECT:
        says = f"{row.person} objects: {row.reason}"
    else:
        says = f"{row.person} agrees"
    return {"mark": MARKS[row.answer], "text": says}


def _shown(row: Evidence) -> dict[str, str]:
    known = f", {row.as_of}"
    return {"code": row.code, "text": f"{row.title}{known}"}


def _functions(positions: Sequence[Position]) -> list[str]:
    return list(dict.fromkeys(one.label for one in positions if not one.is_customer))
