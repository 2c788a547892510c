"""The dossier page: everything a template prints of one item, free of any request.

The live page and the as-of page call the same function. Without a person nothing can be done and
nothing restricted is shown.
"""

from datetime import datetime
from typing import Any

from accounts.models import User
from governance.clocks.faces import Faces
from governance.clocks.faces_then import FacesThen
from governance.dispute.diagnosis import LAYERS
from governance.dossier import Dossier
from governance.history.timeline import SAME_MOMENT, Event, timeline
from governance.history.trail import WholeDossier
from governance.pages import parts
from governance.pages.addresses import page_url
from governance.pages.aside import aside
from governance.pages.moves import Ahead
from governance.pages.neighbours import neighbours
from governance.pages.pair import pair, readings_of
from governance.policies import EXPORTERS, sees_restricted
from governance.register.rows import glyph_of, sentence_of
from metrics.periods import FiscalCalendar, Period

# What the page reads of an item in the query that finds it.
RELATED = (
    "owner",
    "decider",
    "raiser",
    "domain",
    "decision_type",
    "escalated_to",
    "paused_for",
    "recommender",
    "duplicate_of",
    "exposure_by",
    "current_decision__option",
    "current_decision__by",
    "current_decision__on_behalf_of",
    "current_decision__recorded_by",
)
EVENTS_SHOWN = 12
LATER_SHOWN = 5
ACTS = ("comment", "add_evidence", "describe", "change_severity", "answer_steps", "name_root_cause")


def dossier_page(
    dossier: Dossier,
    person: User | None,
    now: datetime,
    *,
    whole_history: bool = False,
    reads_restricted: bool | None = None,
    told_at: datetime | None = None,
) -> dict[str, Any]:
    """Return the context of `governance/contradictions/detail.html`.

    `reads_restricted` says what one may read of a past item by what one is to it now, and
    `told_at` when one who comes by a message was told of it.
    """
    known = WholeDossier(dossier.item, dossier.at)
    item = known.item
    is_live = dossier.at is None
    readings = readings_of(known)
    ahead = Ahead(known, person, now, readings) if person is not None and is_live else None
    by_standing = person is not None and sees_restricted(item, person)
    restricted = by_standing if reads_restricted is None else reads_restricted
    faces = (Faces if is_live else FacesThen)([item.owner, item.decider], now)
    events = timeline(known.trail, sees_restricted=restricted)
    page = {
        "item": item,
        "is_live": is_live,
        "sentence": sentence_of(item),
        "generated": item.title if item.wording else "",
        "glyph": glyph_of(item),
        "layer": _layer(known),
        "period": _period(known, faces.fiscal),
        "next": ahead.next() if ahead else None,
        "can": {verb: ahead.link(verb) if ahead else "" for verb in ACTS},
        "side_links": parts.side_links(known, ahead) if ahead else [],
        "evidence": parts.evidence(known, sees_restricted=restricted),
        "no_evidence": parts.no_evidence(known),
        "no_bridge": parts.no_bridge(known, ahead),
        "diagnosis": parts.diagnosis(known),
        "bridge": parts.bridge(known),
        "bridge_url": page_url("bridge", item.code) if is_live else "",
        "options": parts.options(known, ahead),
        "decision": parts.decision(known, ahead),
        "history_links": _history_links(ahead),
        "zone": person.time_zone if person else "UTC",
        "neighbours": neighbours(known),
        **_history(events, None if whole_history else EVENTS_SHOWN, told_at),
        **pair(known, faces.fiscal, readings),
        **aside(known, person, faces, now),
    }
    return page | {"tabs": _tabs(page, len(events)), "parts_label": f"Parts of {item.code}"}


def _history(events: list[Event], most: int | None, told_at: datetime | None) -> dict[str, Any]:
    """Return what was done, and apart what was after a message left that told of the item."""
    later = [event for event in events if told_at and event.at > told_at + SAME_MOMENT]
    return {
        "events": events[:most],
        "events_left": len(events) - len(events[:most]),
        "since": {
            "at": told_at,
            "events": later[:LATER_SHOWN],
            "count": len(later),
            "left": len(later[LATER_SHOWN:]),
        },
    }


def _history_links(ahead: Ahead | None) -> list[dict[str, str]]:
    """Return the ways into the past and out of the house; the bundle for those who may have it."""
    if ahead is None:
        return []
    code = ahead.item.code
    links = [{"url": f"{page_url('as_of_choose')}?item={code}", "label": "As of a date"}]
    if ahead.standing.any_of(EXPORTERS):
        links.append({"url": page_url("bundle", code), "label": "Export evidence bundle"})
    return links


def _layer(dossier: Dossier) -> str:
    layer = dossier.item.layer
    return f"Layer {layer}, {LAYERS[layer - 1].label.lower()}" if layer else ""


def _period(dossier: Dossier, calendar: FiscalCalendar) -> str:
    """Name the period all sides speak of; nothing where they differ, each side says its own."""
    stated = {(p.period_start, p.period_end) for p in dossier.positions if p.value is not None}
    if len(stated) != 1:
        return ""
    ((start, end),) = stated
    return calendar.label_and_range(Period(start, end)) if start and end else ""


def _tabs(page: dict[str, Any], events: int) -> list[dict[str, Any]]:
    made = page["decision"]["made"]
    accepted = page["decision"]["acceptance"]
    decided = made["decision"].code if made else "accepted" if accepted else "none"
    notes = {
        "Evidence": len(page["evidence"]),
        "Bridge": page["bridge"]["unexplained"] if page["bridge"] else "none",
        "Options": len(page["options"]["rows"]),
        "Decision": decided,
        "History": events,
    }
    return [
        {"url": f"#{name.lower()}", "label": name, "note": note, "current": "true" if not n else ""}
        for n, (name, note) in enumerate(notes.items())
    ]
