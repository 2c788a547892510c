"""The page of what silence brings to an item: each step with its day, and who hears of it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.models import User
from governance.clocks.ladder import Step, ladder_of
from governance.models import Contradiction
from governance.pages.addresses import item_url
from governance.register.rows import sentence_of
from metrics.figures import days, deadline

ALLOWED = (("own", "Own"), ("answer", "Answer"), ("decide", "Decide"), ("act", "Follow-ups done"))


def silence_of(item: Contradiction, reader: User, at: datetime) -> dict[str, Any]:
    """Return what the page shows of an item at a moment."""
    ladder = ladder_of(item, at)
    steps = ladder.steps(item) if item.is_open and item.status != "accepted" else []
    zone = ZoneInfo(reader.time_zone)
    ahead = [step for step in steps if not step.is_done]
    return {
        "item": item,
        "url": item_url(item),
        "sentence": sentence_of(item),
        "steps": [_step(step, zone, is_next=step in ahead[:1]) for step in steps],
        "waits_for": ", ".join(str(person) for person in ladder.silent(item)) or "nobody",
        "next": _step(ahead[0], zone, is_next=True) if ahead else None,
        "is_paused": item.paused_until is not None,
        "customer_days": days(item.customer_days(at.date())),
        "allowed": _allowed(item),
        "rung_days": settings.TIEOUT.rung_working_days,
    }


def _step(step: Step, zone: ZoneInfo, *, is_next: bool) -> dict[str, Any]:
    return {
        "when": deadline(step.at, zone),
        "says": step.says,
        "to": ", ".join(str(person) for person in step.to) or "nobody stands there",
        "is_done": step.is_done,
        "is_next": is_next,
    }


def _allowed(item: Contradiction) -> list[dict[str, Any]]:
    """Return the working days each severity allows, with that of the item marked."""
    return [
        {
            "severity": name,
            "days": [getattr(allowed, field) for field, _ in ALLOWED],
            "is_its": name == f"S{item.severity}",
        }
        for name, allowed in settings.TIEOUT.due_days.items()
    ]
