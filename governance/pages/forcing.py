"""Before a reconciliation is forced: what stands and is overruled, and who is told of it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from accounts.models import User
from governance.actions.forcing import concerned
from governance.dossier import Dossier
from governance.history.telling import ANSWERED
from governance.models import Contradiction, FollowUp, Position
from governance.pages.addresses import page_url
from governance.rights.lending import delegates_of
from governance.rights.matrix import Matrix

Status = Contradiction.Status
# Where the question stays as it was put; from any other state it is put anew.
GOES_ON = (Status.LOGGED, Status.ASSIGNED, Status.INVESTIGATING, Status.PROPOSED)


def forcing_page(item: Contradiction, person: User, at: datetime) -> dict[str, Any]:
    """Return what stands beside the form, from the records and rules the act itself uses."""
    dossier = Dossier(item)
    told = [one for one in concerned(dossier, Matrix.on(at.date())) if one.person != person]
    delegates = delegates_of([one.person.pk for one in told], at.date())
    return {
        "stands": list(_stands(dossier)),
        "sides": [_side(dossier, position) for position in dossier.positions],
        "told": [(one, delegates.get(one.person.pk)) for one in told],
    }


def _stands(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Yield what holds now and what becomes of it."""
    item = dossier.item
    yield _row("State", item.get_status_display(), _state_after(item))
    severity = item.get_severity_display() if item.severity else "not set"
    yield _row("Severity", severity, "S1, at the top of the ladder")
    if decision := dossier.decision:
        text = f"{decision.code}, {decision.option.letter}. {decision.option.summary}"
        by = f"{decision.decided_by} on {decision.at.date()}"
        url = page_url("decision", decision.code)
        yield _row("Decision", text, "Stands until the next one supersedes it", by, url)
    if item.accepted_until:
        yield _row("Acceptance", f"Until {item.accepted_until}", "Ends today")
    if item.recommended:
        recommended = f"{item.recommended.letter}. {item.recommended.summary}"
        after = _after(item, "Is proposed anew")
        yield _row("Recommended", recommended, after, str(item.recommender))
    for row in dossier.agreers:
        said = row.get_answer_display().lower() if row.answer else "has not answered"
        after = _after(item, "Holds unless the options change")
        yield _row("Asked to agree", f"{row.person}: {said}", after, row.reason)
    left = sum(row.status == FollowUp.Status.OPEN for row in dossier.follow_ups)
    if left:
        yield _row("Follow-ups", f"{left} still open", "Stay to be done")
    if item.paused_until and item.status != Status.INVESTIGATING:
        yield _row("Pause", f"Until {item.paused_until}", "Ends now")


def _row(what: str, now: str, after: str, note: str = "", url: str = "") -> dict[str, str]:
    return {"what": what, "now": now, "after": after, "note": note, "url": url}


def _state_after(item: Contradiction) -> str:
    if item.status == Status.INVESTIGATING:
        return "Goes on, by the times of S1"
    if item.status in GOES_ON:
        return "Investigated, by the times of S1"
    return f"Investigated again from the start, in cycle {item.cycle + 1}"


def _after(item: Contradiction, goes_on: str) -> str:
    return goes_on if item.status in GOES_ON else "Stays on record with the cycle that ends"


def _side(dossier: Dossier, position: Position) -> dict[str, str]:
    nobody = "a customer signal" if position.is_customer else "nobody has answered for it"
    given = dossier.answers.get(position.pk, [])
    said = [f"{row.by} {ANSWERED[row.answer]} it" for row in given]
    return {
        "label": position.label,
        "says": position.figure or position.claim,
        "answers": ", ".join(dict.fromkeys(said)) or nobody,
    }
