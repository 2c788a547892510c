"""The decide page: the sides, the options, and what still stands in the way of a decision."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from governance.actions.guards import bar
from governance.bridging.engine import message
from governance.bridging.walks import walk_of
from governance.checks import checks
from governance.clocks.faces import Faces
from governance.dispute.sentences import plain
from governance.dispute.summaries import gap_of
from governance.dispute.wording import listed
from governance.dossier import Dossier
from governance.models import Contradiction, Option, Position
from governance.pages.addresses import item_url, page_url, verb_url
from governance.pages.pair import says
from governance.policies import Standing
from governance.register.rows import sentence_of
from metrics.calendars import fiscal_calendar
from metrics.figures import NBSP, days, deadline, money, quantity
from metrics.periods import FiscalCalendar, Period

Status = Contradiction.Status
MADE = (Status.DECIDED, Status.VERIFYING, Status.CLOSED)
YEAR = 330  # days from which a date needs its year


@dataclass(frozen=True)
class Waits:
    """Why nothing can be decided here now, and the one thing to do instead."""

    title: str
    text: str = ""
    url: str = ""
    label: str = ""
    mark: str = ""  # of what is no warning: it is decided, or for somebody else


def stage(dossier: Dossier, person: User, at: datetime) -> dict[str, Any]:
    """Return what the page shows whoever looks."""
    item, calendar = dossier.item, fiscal_calendar()
    faces = Faces([item.owner, item.decider], at)
    gap = gap_of(dossier.positions, calendar)
    exposed = money(item.exposure, item.exposure_currency) if item.exposure is not None else ""
    zone = faces.zone_of(item.decider)
    return {
        "item": item,
        "url": item_url(item),
        "bridge": cited_bridge(dossier),
        "send_back_url": verb_url("send_back", item),
        "sentence": sentence_of(item),
        "is_mine": Standing(item, person, at).any_of(("decider",)),
        "clock": faces.of(item),
        "due": deadline(item.due_at, zone) if item.due_at else "",
        "customer_days": days(item.customer_days(at.date())),
        "sides": [_side(position, calendar) for position in dossier.positions],
        "gap": " · ".join(part for part in (gap.text, exposed) if part) or "not in one unit",
        "options": [_option(dossier, one, at.date()) for one in dossier.options],
        "waits": waits(dossier, person, at),
    }


def cited_bridge(dossier: Dossier) -> dict[str, str] | None:
    """Return where the bridge of an item is, and what it says where the proposal cites one."""
    kept, cited = dossier.bridge, dossier.cited_bridge
    if kept is None:
        return None
    page = page_url("bridge", dossier.item.code)
    url = f"{page}?bridge={kept.pk}"
    if cited is None:
        return {"url": url, "says": ""}
    says = plain(message(walk_of(kept, dossier.bridge_lines), kept.start.unit, kept.start.currency))
    sides = f"from {kept.start.label} to {kept.end.label}"
    found = {"url": url, "says": says, "about": f"{sides}, {kept.get_status_display().lower()}"}
    return found if kept == cited else {**found, "cited_url": f"{page}?bridge={cited.pk}"}


def _side(position: Position, calendar: FiscalCalendar) -> dict[str, Any]:
    value, unit, currency = position.value, position.unit, position.currency
    plan = ""
    if position.target is not None:
        plan = f"PL{NBSP}{quantity(position.target, unit, currency)}"
    is_judged = value is None or position.target is not None
    return {
        "says": says(position),
        "status": position.target_status if is_judged and unit else "",
        "figure": "" if value is None else quantity(value, unit, currency),
        "unit_note": ", ".join(part for part in (position.unit_label, plan) if part),
        "claim": position.claim,
        "source": _source(position, calendar),
        "is_customer": position.is_customer,
    }


def _source(position: Position, calendar: FiscalCalendar) -> str:
    meaning = position.definition.meaning.rstrip(".") if position.definition else ""
    period = ""
    if position.period_start and position.period_end:
        period = calendar.label(Period(position.period_start, position.period_end))
    came = [
        position.system.name if position.system else "",
        f"n{NBSP}{position.sample_size:,}" if position.sample_size else "",
        period,
        f"as of {position.as_of}" if position.as_of else "",
    ]
    return ". ".join(part for part in (meaning, ", ".join(filter(None, came))) if part)


def _option(dossier: Dossier, option: Option, today: date) -> dict[str, Any]:
    item, chosen = dossier.item, option == _chosen(dossier)
    recommended = item.recommended_id == option.pk
    above = f"Recommended by {item.recommender}" if recommended else option.get_outcome_display()
    ends = ("Expires", option.expires_on) if option.expires_on else ("Due", option.action_due_on)
    terms = (("Owner", option.action_owner), ends, ("Revisit", option.revisit_on))
    return {
        "letter": option.letter,
        "value": option.pk,
        "name": option.summary,
        "accept": option.accepts,
        "above": "Chosen" if chosen else above,
        "is_chosen": chosen,
        **{
            axis: {"score": getattr(option, axis), "text": getattr(option, f"{axis}_note")}
            for axis in ("service", "profit", "risk")
        },
        "terms": [(term, _term(value, today)) for term, value in terms],
    }


def _chosen(dossier: Dossier) -> Option | None:
    """Return the option that was chosen, while that stands."""
    status, made, stands = dossier.item.status, dossier.decision, dossier.acceptance
    if status in MADE and made:
        return made.option
    return stands.option if status == Status.ACCEPTED and stands else None


def _term(value: Any, today: date) -> str:
    """Write a term of an option; what was not prepared is said, not left out."""
    if isinstance(value, date):
        year = f" {value.year}" if abs((value - today).days) >= YEAR else ""
        return f"{value.day} {value:%b}{year}".replace(" ", NBSP)
    return str(value) if value else "not set"


def waits(dossier: Dossier, person: User, at: datetime) -> Waits | None:
    """Say what stands in the way of deciding here and now; None where nothing does."""
    item = dossier.item
    if item.status != Status.PROPOSED:
        return _not_proposed(item, dossier)
    standing = Standing(item, person, at)
    if not standing.any_of(("decider",)):
        return _not_yours(item)
    barred = bar(standing)
    if barred.why:
        return Waits(barred.why, barred.how)
    unmet = [check.text for check in checks("decide", dossier) if not check.ok]
    if unmet:
        text = "No answer is not agreement. Ask again, or send it back without them."
        return Waits(f"Not yet: {'; '.join(unmet)}.", text, item_url(item), f"Open {item.code}")
    return None


def _not_proposed(item: Contradiction, dossier: Dossier) -> Waits:
    url, label = item_url(item), f"Open {item.code}"
    made = dossier.decision
    if item.status in MADE and made:
        said = f"{made.decided_by} chose {made.option}. {_dissent(dossier)}"
        text = f"{said} A later decision supersedes it."
        title, found = f"{item.code} is decided by {made.code}.", page_url("decision", made.code)
        return Waits(title, text, found, f"Open {made.code}", mark="tick")
    if item.status == Status.ACCEPTED:
        until = f"until {item.accepted_until}"
        title, stands = f"The difference stands {until}.", dossier.acceptance
        said = f"{stands.accepted_by} chose {stands.option}. " if stands else ""
        voiced = f"{stands.dissent or 'Nobody disagreed.'} " if stands else ""
        text = f"{said}{voiced}It is looked at again then."
        return Waits(title, text, url, label, mark="tick")
    if item.status in (Status.CLOSED, Status.DISMISSED):
        return Waits(f"{item.code} is {item.get_status_display().lower()}.", "", url, label)
    who = f"{item.owner} proposes the options first" if item.owner else "It has no owner yet"
    state = item.get_status_display().lower()
    return Waits("No recommendation yet.", f"{item.code} is {state}. {who}.", url, label)


def _dissent(dossier: Dossier) -> str:
    """Say who disagreed with the decision."""
    voices = [str(one.person or one.function) for one in dossier.dissents]
    return f"{listed(list(dict.fromkeys(voices)))} disagreed." if voices else "Nobody disagreed."


def _not_yours(item: Contradiction) -> Waits:
    if item.decider:
        title = f"You are not the decider. Ask the {item.decider}." if _is_office(item) else ""
        title = title or f"You are not the decider. Ask {item.decider}."
        why = f"{item.decider} {item.decider_rule}." if item.decider_rule else ""
        return Waits(title, why, mark="none")
    return Waits("No decider.", item.decider_rule or "Nobody holds the right to decide.")


def _is_office(item: Contradiction) -> bool:
    """Tell an office such as CRO from a name, so that the sentence reads well."""
    name = str(item.decider)
    return name.isupper() and len(name) <= 4
