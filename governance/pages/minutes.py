"""The minutes as a page."""

from typing import Any

from accounts.models import User
from governance.dispute.wording import counted
from governance.models import Review
from governance.packs.seen import hidden_codes
from governance.reviews.minutes import Minute, Minutes, minutes_of
from governance.reviews.roles import hosts
from metrics.figures import NBSP

OUTCOMES = {
    "decided": "Decided",
    "accepted": "Accepted until a date",
    "put off": "Put off",
    "recommended": "Recommended",
    "carried": "Carried over",
    "other": "Discussed",
}


def minutes_page(review: Review, person: User) -> dict[str, Any] | None:
    """Return what the page shows; None until the review is closed."""
    found = minutes_of(review, person)
    if found is None:
        return None
    pack = review.pre_reads.filter(is_final=True).first()
    ahead = review.body.reviews.to_come().filter(starts_at__gt=review.starts_at)
    took = round((found.ended_at - found.began_at).total_seconds() / 60)
    return {
        "review": review,
        "minutes": found,
        "message": message(found),
        "facts": [
            ("Took", f"{took}{NBSP}min of {review.minutes}"),
            ("Chair", found.chair),
            ("Scribe", found.scribe),
            ("Present", f"{len(found.present)}, quorum {found.quorum}"),
        ],
        "rows": [(OUTCOMES[one.outcome], one, facts_of(one)) for one in found.items],
        "addenda": review.addenda.select_related("by"),
        "may_add": hosts(review, person),
        "has_pack": pack is not None and not hidden_codes(pack, person),
        "next": ahead.select_related("body").order_by("starts_at").first(),
    }


def facts_of(one: Minute) -> list[tuple[str, list[str]]]:
    """Return what was said and promised on one item, each under its term."""
    is_advice, is_put_off = one.outcome == "recommended", one.outcome == "put off"
    is_recorded_by_other = one.recorded_by and one.recorded_by != one.by
    by = f"{one.by}, recorded by {one.recorded_by}" if is_recorded_by_other else one.by
    voices = [": ".join(filter(None, (voice.who, voice.reason))) for voice in one.dissent]
    is_choice = one.outcome in ("decided", "accepted")
    told = [
        ("Recommended" if is_advice else "Chosen", [one.chosen]),
        ("Who decides" if is_advice else "By", [by]),
        ("We accept", [one.trade_off]),
        ("Waiting costs" if is_put_off else "Why", [one.reason]),
        ("Dissent", voices or ["none voiced"] if is_choice else []),
        ("Used for", list(one.uses)),
        ("Promised", [f"{task.title}: {task.owner} by {task.due_on}" for task in one.promises]),
        ("No longer believed", list(one.beliefs)),
        ("Looked at again" if one.decision else "Until", [str(one.until or "")]),
    ]
    return [(term, texts) for term, texts in told if any(texts)]


def message(found: Minutes) -> str:
    """Say in a sentence what came of it."""
    done = sum(one.outcome in ("decided", "accepted") for one in found.items)
    left = len(found.items) - done
    if not found.items:
        return f"{found.body} had nothing to decide."
    said = f"{found.body} decided {counted(done, 'item')}"
    return f"{said} and left {left}." if left else f"{said}. Nothing is left."
