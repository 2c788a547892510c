"""What an action refused, as a page: one translation for every view."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.models import User
from accounts.recording import OutOfOrder
from accounts.views.guarded import CONFLICT
from governance.history.changes import Change, current_name, differences
from governance.models import Contradiction
from governance.pages.addresses import item_url
from governance.refusals import AlreadyOpen, IllegalMove, NotEntitled, Refusal, Stale, Unmet

Kept = Sequence[tuple[str, str]]
FORBIDDEN = 403


def refused(
    request: HttpRequest, refusal: Refusal | OutOfOrder, item: Contradiction, kept: Kept = ()
) -> HttpResponse:
    """Say that nothing was changed, why, and where to go on."""
    if isinstance(refusal, NotEntitled):
        return forbidden(request, refusal, item)
    url, code = item_url(item), item.code
    if isinstance(refusal, AlreadyOpen):
        url, code = item_url(refusal.item), refusal.item.code
    titles: dict[type[Exception], str] = {
        Unmet: "Something is still missing for this move.",
        Stale: f"{item.code} changed in the meantime.",
        AlreadyOpen: "Another item is open on the same figures.",
        IllegalMove: "This is not open from where the item stands now.",
    }
    title = titles.get(type(refusal), f"{item.code} changed in the meantime.")
    facts = {"title": title, "reason": str(refusal), "item_id": code, "url": url, "kept": kept}
    return render(request, "409.html", facts, status=CONFLICT)


def forbidden(request: HttpRequest, refusal: NotEntitled, item: Contradiction) -> HttpResponse:
    """Say who may."""
    facts = {
        "exception": str(refusal),
        "back_url": item_url(item),
        "back_label": f"Back to {item.code}",
    }
    return render(request, "403.html", facts, status=FORBIDDEN)


def conflict(
    item: Contradiction, version: int | None, person: User, now: datetime
) -> dict[str, Any]:
    """Return what the conflict component shows: who was faster, when, and what is different."""
    rows = list(item.history.select_related("history_user").order_by("-version")[:1])
    last = rows[0]
    mine = last.history_user_id == person.pk
    return {
        "by": "You" if mine else last.history_user.name,
        "ago": ago(now, last.history_date),
        "changes": _changes(item, version, last),
        "url": item_url(item),
    }


def _changes(item: Contradiction, version: int | None, last: Any) -> list[Change]:
    opened = item.history.filter(version=version).first() if version is not None else None
    return differences(opened, last, current_name) if opened else []


def ago(now: datetime, then: datetime) -> str:
    """Write how long ago, in the largest unit that says enough."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size}\N{NO-BREAK SPACE}{unit}"
    return f"{seconds}\N{NO-BREAK SPACE}s"
