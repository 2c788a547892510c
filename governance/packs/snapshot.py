"""What a review knows before it meets, as one document that never changes once it is written."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.canonical import canonical
from accounts.models import LedgerEntry
from governance.lifecycle import LIFECYCLE
from governance.models import Contradiction, Position, PreRead, Review
from governance.packs.leaf import asked, leaf
from governance.pages.minutes import OUTCOMES, facts_of
from governance.pages.minutes import message as message_of
from governance.reviews.agenda import Agenda, Entry, agenda_of, as_data, as_plain
from governance.reviews.minutes import Minute, minutes_of
from governance.reviews.roles import guests_of
from governance.reviews.saying import when
from metrics.figures import moment, money

SCHEMA = 1
QUARTER = timedelta(days=92)
MOST_LOGGED = 30
IRREGULAR = {
    "take_up": "taken up",
    "send_back": "sent back",
    "accept_until": "accepted until a date",
    "start_verifying": "verifying begun",
    "verify": "verified",
}
RELATED = ("owner", "decider", "recommended", "recommender", "escalated_to")


def snapshot_of(review: Review, at: datetime, before: PreRead | None = None) -> dict[str, Any]:
    """Return all that the pre-read of a review says at a moment, as plain data.

    It is read by everybody invited, so it holds nothing of what is confidential. What changed since
    the one before is marked.
    """
    found = agenda_of(review, None, at, since=before.at if before else None)
    entries = [entry for entry in found.decisions if not entry.is_hidden]
    items = _items(entries)
    leaves = [
        leaf(items[entry.code], entry, nth, len(found.decisions), at)
        | {"changed": entry.is_changed}
        for nth, entry in enumerate(found.decisions, 1)
        if entry.code in items
    ]
    return {
        "schema": SCHEMA,
        "number": before.number + 1 if before else 1,
        "as_of": at.isoformat(),
        "as_of_there": f"{moment(at, review.zone)} {at.astimezone(review.zone):%Z}",
        "review": _review(review),
        "message": message(found, list(items.values())),
        "asks": [_ask(entry, items) for entry in found.decisions],
        "items": leaves,
        "hidden": [entry.code for entry in found.decisions if entry.is_hidden],
        "agenda": as_data(found),
        "definitions": _definitions(items.values()),
        "log": _log(items, at),
    }


def final_of(review: Review, at: datetime, before: PreRead | None = None) -> dict[str, Any]:
    """Return what a review that was just closed leaves: what was known then, and its minutes."""
    found = minutes_of(review, None)
    assert found is not None
    items = [as_plain(one) | _said(one) for one in found.items]
    content = snapshot_of(review, at, before)
    for item in content["items"]:
        item["changed"] = False
    return content | {
        "review": content["review"] | {"when": _when(found.began_at, review)},
        "message": message_of(found),
        "asks": [],
        "minutes": as_plain(found) | {"items": items},
    }


def _said(one: Minute) -> dict[str, Any]:
    facts = [] if one.is_hidden else [list(fact) for fact in facts_of(one)]
    return {"word": OUTCOMES[one.outcome], "facts": facts}


def hash_of(data: dict[str, Any]) -> str:
    """Return the SHA-256 of the one text of a document, as the ledger writes it too."""
    found = canonical("h", data)
    assert found is not None
    return found


def message(found: Agenda, items: Sequence[Contradiction]) -> str:
    """Say how much is to be decided, in how long, and what it exposes."""
    count = len(found.decisions)
    if not count:
        return f"Nothing waits for a decision: {found.minutes} minutes are enough."
    exposed: dict[str, Any] = {}
    for item in items:
        if item.exposure is not None:
            currency = item.exposure_currency
            exposed[currency] = exposed.get(currency, 0) + item.exposure
    sums = " and ".join(money(amount, currency) for currency, amount in sorted(exposed.items()))
    noun = "item waits" if count == 1 else "items wait"
    stakes = f" {sums} is exposed." if sums else ""
    return f"{count} {noun} for a decision, in {found.minutes} minutes.{stakes}"


def _review(review: Review) -> dict[str, Any]:
    guests = guests_of(review)
    return {
        "label": review.label,
        "body": review.body.name,
        "about": str(review.about),
        "when": _when(review.starts_at, review),
        "place": review.place,
        "chair": str(review.chair),
        "scribe": str(review.scribe),
        "quorum": f"{review.quorum} of {len(guests)}",
        "class": "Confidential, members only" if review.body.is_confidential else "Internal",
    }


def _when(at: datetime, review: Review) -> str:
    return f"{when(at, review)} {at.astimezone(review.zone):%Z}"


def _items(entries: Sequence[Entry]) -> dict[str, Contradiction]:
    numbers = [int(entry.code.removeprefix("C-")) for entry in entries]
    found = Contradiction.objects.filter(number__in=numbers).select_related(*RELATED)
    known = {item.code: item for item in found}
    return {entry.code: known[entry.code] for entry in entries if entry.code in known}


def _ask(entry: Entry, items: dict[str, Contradiction]) -> dict[str, Any]:
    item = items.get(entry.code)
    if item is None:
        return {"code": entry.code, "minutes": entry.minutes, "title": "A confidential item"}
    options = list(item.options.filter(cycle=item.cycle, is_withdrawn=False))
    return {
        "code": entry.code,
        "minutes": entry.minutes,
        "severity": entry.severity,
        "title": entry.title,
        "asks": asked(item, options),
        "recommendation": entry.recommendation,
        "changed": entry.is_changed,
    }


def _log(items: dict[str, Contradiction], at: datetime) -> list[dict[str, str]]:
    """Return the moves of the items in the last quarter of a year, the latest first."""
    codes = {item.chain: code for code, item in items.items()}
    written = LedgerEntry.objects.filter(
        chain__in=codes, verb__in=list(LIFECYCLE.moves), at__gt=at - QUARTER, at__lte=at
    )
    rows = written.order_by("-at").values_list("at", "chain", "verb", "actor__name")
    seen = dict.fromkeys(
        (at.date().isoformat(), codes[c], verb, name) for at, c, verb, name in rows
    )
    return [
        {"on": on, "code": code, "text": f"{_done(verb)} by {name}"}
        for on, code, verb, name in list(seen)[:MOST_LOGGED]
    ]


def _done(verb: str) -> str:
    """Write a move as what was done: declined, taken up."""
    return IRREGULAR.get(verb) or f"{verb}{'' if verb.endswith('e') else 'e'}d"


def _definitions(items: Any) -> list[dict[str, Any]]:
    """Return what the figures of the items mean, once each."""
    standing = Position.objects.filter(contradiction__in=list(items), superseded_by__isnull=True)
    told = standing.filter(definition__isnull=False).select_related("definition__kpi")
    found = {row.definition_id: row.definition for row in told.order_by("definition__kpi__name")}
    return [
        {
            "kpi": one.kpi.name,
            "number": one.number,
            "meaning": one.meaning,
            "formula": one.formula,
            "from": one.effective_from.isoformat(),
        }
        for one in found.values()
        if one
    ]
